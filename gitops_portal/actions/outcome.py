"""What became of an apply in, told by CI; the run's next state out, and the end of what was planned before it."""

from __future__ import annotations

import hashlib
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from django.conf import settings
from django.db.models import Q

from gitops_portal.actions import audit, bypass, clock
from gitops_portal.actions.masking import mask_of
from gitops_portal.actions.transactions import in_one_transaction
from gitops_portal.adapters import beside
from gitops_portal.adapters.artifacts import store
from gitops_portal.core import applying, lifecycle
from gitops_portal.core.applying import Result
from gitops_portal.core.bypass import OVERTAKEN
from gitops_portal.core.difference import compare
from gitops_portal.core.documents.secrecy import quoted
from gitops_portal.core.errors import Invalid, PortalError, Stale
from gitops_portal.core.events import Verb
from gitops_portal.core.lifecycle import Event, State
from gitops_portal.core.payloads.runs import ApplyReported, ApplyTold, DocumentRefused, Overtaken
from gitops_portal.records import bulk
from gitops_portal.records.models import Outcome, ResourceOutcome, Run
from gitops_portal.records.queries import acting, locks

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gitops_portal.core.applying import Story
    from gitops_portal.core.documents.secrecy.redact import Mask
    from gitops_portal.core.model import Actor

log = logging.getLogger(__name__)
_OUTCOMES: Final = {
    "applied": (Event.APPLY, Verb.RUN_APPLIED),
    "apply_failed": (Event.FAIL_TO_APPLY, Verb.RUN_APPLY_FAILED),
}
_OUTDATABLE = tuple(state for state in State if lifecycle.possible(state, Event.OUTDATE))


class Row(NamedTuple):
    """What became of one resource. Names are those of its columns."""

    place: int
    address: str
    key: str
    action: str
    result: str
    seconds: int | None
    error: str


@dataclass(frozen=True, slots=True)
class Arrived:
    """Lines of `apply -json` and what they are read with, where they are many in a process of its own."""

    stream: bytes
    planned: Mapping[str, str]
    clean: bytes
    mask: Mask


@dataclass(frozen=True, slots=True)
class Report:
    """What such lines say, and their SHA-256."""

    digest: str
    story: Story
    rows: list[Row]


@dataclass(frozen=True, slots=True)
class _Told:
    """What CI says besides the outcome itself."""

    serial: int | None = None
    lineage: str = ""
    log_end: str = ""
    report: Report | None = None

    @property
    def seconds(self) -> int | None:
        return self.report.story.seconds if self.report else None


def report(
    run: Run, by: Actor, stream: bytes, outcome: str = "", *, serial: int | None = None, lineage: str = ""
) -> Run:
    """Keep what `apply -json` wrote, and the outcome that it tells; raises PortalError. A refusal stands in the trail.

    `outcome` is needed where the lines end before the apply did, and must not say something else than they do.
    """
    digest = hashlib.sha256(stream).hexdigest()
    clean = store(settings.ARTIFACTS_URL).get(run.artifact)
    arrived = Arrived(stream, acting.planned_actions(run), clean, mask_of(run.workspace))
    try:
        found: Report = beside.call(_READ, arrived) if beside.takes(len(stream)) else read(arrived)
        settled = _settled(found.story, outcome)
    except PortalError as error:
        refuse(run, by, error, digest)
        raise
    return _tell(run, by, settled, _Told(serial, lineage, report=found))


def read(arrived: Arrived) -> Report:
    """What the lines say, without the secrets of the plan. Raises Invalid."""
    story = applying.read(arrived.stream, arrived.planned, quoted.of_plan(arrived.clean, arrived.mask))
    rows = [
        Row(place, one.address, compare.key(one.address), one.action[:40], str(one.result), one.seconds, one.error)
        for place, one in enumerate(story.resources)
    ]
    return Report(hashlib.sha256(arrived.stream).hexdigest(), story, rows)


_READ: Final = f"{read.__module__}.{read.__name__}"


def _settled(story: Story, outcome: str) -> str:
    """The outcome that the lines tell, or CI where they do not. Raises Invalid where the two differ."""
    if not (outcome or story.outcome):
        raise Invalid("The stream ends before the apply did, so it has no outcome: send outcome=apply_failed with it.")
    if outcome == "applied" and not story.outcome:
        raise Invalid("The stream ends before the apply did, and outcome is applied: send the whole of it, or none.")
    if outcome and story.outcome and outcome != story.outcome:
        raise Invalid(f"outcome is “{outcome[:20]}”, and the stream tells {story.outcome}: send what happened.")
    return outcome or story.outcome


@in_one_transaction()
def refuse(run: Run, by: Actor, error: PortalError, digest: str = "") -> None:
    """Let a refusal stand in the trail; nothing else of what was sent is kept."""
    detail = DocumentRefused(digest=digest, title=error.title)
    audit.record(by, Verb.OUTCOME_REFUSED, str(run), run=run, reason=str(error), detail=detail)
    log.info("event=outcome_refused run=%s kind=%s", run.pk, type(error).__name__)


def tell(run: Run, by: Actor, outcome: str, *, serial: int | None = None, lineage: str = "", log_end: str = "") -> Run:
    """Keep what became of an apply. Telling the same twice is the same as once; raises Invalid and Stale.

    Once the plan was applied, whatever was planned before is outdated: the state has moved. That holds also for an
    apply that ends after its run was superseded, or expired: the run stays what it is, and the fact is kept.
    """
    return _tell(run, by, outcome, _Told(serial, lineage, log_end))


def _tell(run: Run, by: Actor, outcome: str, told: _Told) -> Run:
    if outcome not in _OUTCOMES:
        raise Invalid(f"“{outcome[:40]}” is not an outcome: send {' or '.join(_OUTCOMES)}.")
    moved = _move(run, by, outcome, told)
    if isinstance(moved, Stale):
        raise moved
    return moved


@in_one_transaction()
def _move(run: Run, by: Actor, outcome: str, told: _Told) -> Run | Stale:
    """Move the run, in one transaction with what follows from it.

    A refusal is returned, not raised: the run stays what it is, and that somebody applied it all the same is kept.
    """
    event, verb = _OUTCOMES[outcome]
    held = locks.run(run.pk)
    late = outcome == "applied" and State(held.state) in OVERTAKEN
    if held.state == outcome or (late and held.applied_at):
        _keep(held, by, outcome, told)
        return held
    bypass.applied(held, by, outcome, told.seconds)
    if not late:
        try:
            held.state = lifecycle.after(State(held.state), event)
        except Stale as refused:
            return refused
    held.applied_at = clock.now() if outcome == "applied" else None
    held.save(update_fields=["state", "applied_at"])
    outdated = _outdate_others(held) if held.applied_at else []
    # The end of an apply log may quote secrets: that it came is kept, its text is not.
    detail = ApplyTold(serial=told.serial, log_characters=len(told.log_end))
    reason = f"It was {State(held.state).label} by then." if late else ""
    audit.record(by, verb, str(held), run=held, reason=reason, detail=detail)
    _keep(held, by, outcome, told)
    for other, before in outdated:
        overtaken = Overtaken(by=held.number, before=before)
        audit.record(by, Verb.RUN_OUTDATED, str(other), run=other, reason=other.successor, detail=overtaken)
    return held


def _keep(run: Run, by: Actor, outcome: str, told: _Told) -> None:
    """What was told first stands; lines may come after the outcome itself, once."""
    kept, fresh = Outcome.objects.get_or_create(
        run=run,
        outcome=outcome,
        defaults={
            "serial": told.serial,
            "lineage": told.lineage,
            "told_by": by.name[:200],
            "awaits_serial": told.serial if outcome == "applied" and run.undetermined else None,
            "created_at": clock.now(),
        },
    )
    if fresh:
        bypass.state_moved(run.workspace, by)
        if outcome == "applied":
            Outcome.objects.filter(run__workspace=run.workspace).exclude(pk=kept.pk).update(awaits_serial=None)
    if told.report is None or kept.digest:
        return
    story, counted = told.report.story, {str(result): told.report.story.count(result) for result in Result}
    kept.digest, kept.tool, kept.seconds, kept.told = told.report.digest, story.tool, story.seconds, story.told
    kept.done, kept.failed = counted["done"], counted["failed"]
    kept.unfinished, kept.not_reached = counted["unfinished"], counted["not_reached"]
    kept.diagnostics = [
        {"severity": one.severity, "address": one.address, "summary": one.summary, "detail": one.detail}
        for one in story.diagnostics
    ]
    kept.save()
    bulk.rows(ResourceOutcome, told.report.rows, outcome_id=None).write(outcome_id=kept.pk)
    errors = sum(one.severity == "error" for one in story.diagnostics)
    detail = ApplyReported(digest=kept.digest, seconds=kept.seconds, errors=errors, **counted)  # type: ignore[typeddict-item]  # its names are the results
    audit.record(by, Verb.RUN_APPLY_REPORTED, str(run), run=run, detail=detail)


def _outdate_others(applied: Run) -> list[tuple[Run, str]]:
    """End what was planned before another plan was applied: approvals, and what waits for one.

    Returns them, each with the state that it had.
    """
    ended = []
    for other in locks.runs(applied.workspace, Q(kind="plan", state__in=_OUTDATABLE) & ~Q(pk=applied.pk)):
        ended.append((other, other.state))
        other.state = lifecycle.after(State(other.state), Event.OUTDATE)
        other.superseded_by, other.lease_until = applied, None
        other.save(update_fields=["state", "superseded_by", "lease_until"])
    return ended
