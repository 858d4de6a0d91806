"""Who must approve: rules applied, version by version; what they ask of runs kept; why they close the gate."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.db import IntegrityError

from gitops_portal.actions import audit, clock, workspaces
from gitops_portal.actions.transactions import in_one_transaction
from gitops_portal.adapters import rule_files
from gitops_portal.core.approval_rules.book import Book
from gitops_portal.core.approval_rules.reading import read
from gitops_portal.core.errors import Stale
from gitops_portal.core.events import Verb
from gitops_portal.core.lifecycle import State
from gitops_portal.core.payloads.organisation import ApprovalsApplied
from gitops_portal.core.payloads.runs import FreezePassed
from gitops_portal.core.placed import Misplaced
from gitops_portal.records import queries
from gitops_portal.records.models import ApprovalBook
from gitops_portal.records.queries import asked, locks

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import datetime

    from gitops_portal.core.model import Actor
    from gitops_portal.records.models import Run
    from gitops_portal.records.queries.asked import Asked

_UNDECIDED: Final = [state for state in State if state.open or state.allows_apply]


# ── rules ────────────────────────────────────────────────────────────────────────────────────────────────────────


def check(book: Book) -> None:
    """Raises Misplaced where a rule names a team that nobody made: nobody could ever meet it."""
    named = {need.team for rule in book.approvals.values() for need in rule.needs if need.team}
    unknown = asked.unknown_teams(named)
    for name, rule in book.approvals.items():
        for number, need in enumerate(rule.needs):
            if need.team in unknown:
                raise Misplaced(("approvals", name, "needs", number), f"there is no team “{need.team}”: make it first.")


def apply(by: Actor, book: Book, source: str, onto: int | None = None) -> ApprovalBook | None:
    """Let these rules hold from now on; None where they do already. Raises Misplaced and Stale.

    `onto` is the version that they were made from, 0 for none: where another one holds by now, they are refused.

    What they ask of runs that nobody applied yet is worked out again afterwards, run by run: until then the gate, and
    whoever decides, does it for its own.
    """
    check(book)
    try:
        applied = _apply(by, book, source, onto)
    except IntegrityError as error:
        raise Stale("Somebody else applied approval rules at the same time: look at the difference again.") from error
    if applied:
        for pk in asked.keys_of_undecided(_UNDECIDED):
            _work_out(by, pk)
    return applied


def put(by: Actor, part: str, name: str, told: Mapping[str, Any], onto: int) -> Book:
    """Let one rule hold as it is `told`, in plain values, in place of the one of its id. Raises as `apply` does."""
    return _rewrite(by, part, lambda rules: {**rules, name: told}, onto)


def remove(by: Actor, part: str, name: str, onto: int) -> Book:
    """Let one rule hold no longer. Raises as `apply` does."""
    return _rewrite(by, part, lambda rules: {other: rule for other, rule in rules.items() if other != name}, onto)


def _rewrite(by: Actor, part: str, change: Callable[[dict[str, Any]], dict[str, Any]], onto: int) -> Book:
    rules: dict[str, Any] = asked.book().written()
    document = {"version": 1, **rules, part: change(rules[part])}
    book = read(document)
    apply(by, book, rule_files.write(document), onto)
    return book


@in_one_transaction()
def _apply(by: Actor, book: Book, source: str, onto: int | None) -> ApprovalBook | None:
    held = asked.newest_book()
    if onto is not None and onto != (held.version if held else 0):
        raise Stale("Somebody changed the approval rules meanwhile: open the rule again, and look at what it says now.")
    before, after = _flat(Book.kept(held.document) if held else Book()), _flat(book)
    if held and before == after and held.source == source:
        return None
    version = held.version + 1 if held else 1
    applied = ApprovalBook.objects.create(
        version=version, source=source, document=book.written(), applied_by=by.name[:200], applied_at=clock.now()
    )
    detail = ApprovalsApplied(
        version=version,
        before={name: rule for name, rule in before.items() if after.get(name) != rule},
        after={name: rule for name, rule in after.items() if before.get(name) != rule},
    )
    audit.record(by, Verb.APPROVALS_APPLIED, f"approval rules {version}", detail=detail)
    return applied


def _flat(book: Book) -> dict[str, object]:
    return {f"{part}/{name}": rule for part, rules in book.written().items() for name, rule in rules.items()}


@in_one_transaction()
def _work_out(by: Actor, pk: int) -> None:
    """What the rules ask of one run now; one that was approved and takes more people is reopened."""
    run = locks.run(pk)
    told = asked.asked(run)
    if State(run.state) in _UNDECIDED and told.version != run.approval_version:
        keep(run, told)
        for other, detail in workspaces.reopen(run.workspace) if State(run.state).allows_apply else []:
            reason = workspaces.ASKS_FOR_MORE
            audit.record(by, Verb.RUN_REOPENED, str(other), run=other, reason=reason, detail=detail)


# ── runs ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def keep(run: Run, told: Asked) -> None:
    """Keep what approval rules ask of a locked run, where it was worked out again."""
    if told.version == run.approval_version:
        return
    for name, value in asked.columns(told).items():
        setattr(run, name, value)
    run.save(update_fields=list(asked.columns(told)))


def objections(run: Run) -> Iterator[str]:
    """Why the gate stays closed: who has not approved, and when nothing is applied."""
    here = asked.book_of(run.workspace)
    found = queries.approvals(run, asked.asked(run, here))
    if found.open_needs:
        yield f"{run} needs {'; '.join(map(str, found.open_needs))}."
    if found.missing:
        yield f"The workspace asks for more people than approved {run}: {found.missing} more."
    freezes = asked.frozen(here, clock.now())
    decisions = queries.run_decisions(run) if freezes else []
    yield from (str(freeze) for freeze in freezes if not freeze.passed_by(decisions))


def passing(run: Run, identity: str, now: datetime) -> FreezePassed | None:
    """The freeze that this person's approval lets a run through; None where there is none."""
    for freeze in asked.frozen(asked.book_of(run.workspace), now):
        if identity in freeze.exceptions:
            return FreezePassed(freeze=freeze.name, until=freeze.until.isoformat())
    return None
