"""A run in, the guardrails, prices and code it was judged under out; and whether today's would conclude the same."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Final

from gitops_portal.actions import versions
from gitops_portal.actions.rejudge import rejudge
from gitops_portal.core import money
from gitops_portal.core.brief.naming import listed
from gitops_portal.core.lifecycle import State
from gitops_portal.core.model import Enforcement, Judgement, Outcome, Status
from gitops_portal.core.view import rows
from gitops_portal.records import queries
from gitops_portal.records.models import Run
from gitops_portal.records.queries import acting

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gitops_portal.core.model import Finding
    from gitops_portal.core.rules.ruleset import RuleSet

_OBJECTS: Final = (Status.VIOLATED, Status.UNDETERMINED)
_ASKS: Final = (Enforcement.MANDATORY, Enforcement.SOFT_MANDATORY)
_BLOCKS: Final = (Status.VIOLATED, Enforcement.MANDATORY)
_KEPT: Final = Decimal("0.0001")
"""As exactly as a run keeps its sums."""


def otherwise(run: Run, rules: RuleSet) -> str:
    """Why what was decided on is not what would be concluded under today's rules; empty where it is.

    A run is judged again only where something changed, and then once: that it still holds is kept.
    """
    today, then = versions.now(run, rules), versions.of(run)
    if today == then or run.holds_under == today.together:
        return ""
    judgement = rejudge(run, rules)
    new = _new_objections(run, judgement)
    lapsed = acting.waived(run) & {(found.guardrail, found.address) for found in new} if new else set()
    if lapsed:
        named = listed(sorted({guardrail for guardrail, _ in lapsed}))
        return f"{run} was evaluated under a waiver of {named} that has ended: upload the plan again."
    if reason := next(_differences(run, judgement, new), ""):
        return f"{today.moved(then)} since {reason}: upload the plan again."
    Run.objects.filter(pk=run.pk).update(holds_under=today.together)
    return ""


def _differences(run: Run, judgement: Judgement, new: list[Finding]) -> Iterator[str]:
    """What is otherwise than it was judged, a clause each that follows "since"."""
    if judgement.verdict.outcome is Outcome.NEEDS_APPROVAL and run.state == State.AUTO_APPROVED:
        yield "a rule approved this run, and now it needs a person"
    if broken := [found.guardrail for found in new if found.status is Status.VIOLATED]:
        yield f"this run was evaluated, and it breaks {listed(sorted({*broken}))}"
    if new:
        unclear = listed(sorted({found.guardrail for found in new}))
        yield f"this run was evaluated, and whether it breaks {unclear} can't be told"
    then, now = (run.cost_before, run.cost_after), tuple(rows.sums(judgement.cost).values())
    if _cents(*then) != _cents(*now):
        yield f"this run was evaluated: its change a month is {_told(*now)} now, and was {_told(*then)}"


def _new_objections(run: Run, judgement: Judgement) -> list[Finding]:
    """Findings that block or ask a person, and that nobody has seen or overruled."""
    asking = [
        found
        for found in judgement.findings
        if found.status in _OBJECTS and found.enforcement in _ASKS and not found.standing
    ]
    overruled = {name for one in queries.run_decisions(run) if one.action == "override" for name in one.guardrails}
    seen = set(acting.objecting(run)) if asking else set()
    return [
        found
        for found in asking
        if found.guardrail not in overruled
        and ((found.status, found.enforcement) == _BLOCKS or (found.guardrail, found.address) not in seen)
    ]


def _cents(*amounts: Decimal | None) -> tuple[Decimal | None, ...]:
    return tuple(None if amount is None else amount.quantize(_KEPT) for amount in amounts)


def _told(before: Decimal | None, after: Decimal | None) -> str:
    """The difference a month; what could not be priced is told so."""
    if before is None or after is None:
        return "what can't be priced"
    return money.signed(after - before, "USD")
