"""What another tool says of a run's plan arrives: kept beside the run without its secrets.

Where a guardrail counts what that tool finds, a run that waits is judged again.
"""

from __future__ import annotations

import hashlib
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import msgspec
from django.conf import settings

from gitops_portal.actions import audit, clock, heard
from gitops_portal.actions.guardrails import rules_of
from gitops_portal.actions.masking import mask_of
from gitops_portal.actions.transactions import in_one_transaction
from gitops_portal.adapters import beside
from gitops_portal.adapters.artifacts import store
from gitops_portal.core.documents.secrecy import quoted
from gitops_portal.core.documents.secrecy.redact import Mask
from gitops_portal.core.errors import PortalError
from gitops_portal.core.events import Verb
from gitops_portal.core.payloads.runs import DocumentRefused, ToolReported
from gitops_portal.core.tool_reports import reading
from gitops_portal.records.models import ToolReport
from gitops_portal.records.queries import locks

if TYPE_CHECKING:
    from gitops_portal.core.model import Actor
    from gitops_portal.core.model import ToolReport as Report
    from gitops_portal.core.rules.ruleset import RuleSet
    from gitops_portal.records.models import Run

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Arrived:
    """A document and what it is read with, where it is large in a process of its own."""

    body: bytes
    clean: bytes
    mask: Mask


def accept(run: Run, by: Actor, body: bytes) -> list[ToolReport]:
    """Keep it, in place of what the same tool said before. Raises PortalError; a refusal stands in the trail."""
    digest = hashlib.sha256(body).hexdigest()
    try:
        arrived = Arrived(body, store(settings.ARTIFACTS_URL).get(run.artifact), mask_of(run.workspace))
        found: list[Report] = beside.call(_READ, arrived) if beside.takes(len(body)) else read(arrived)
    except PortalError as error:
        refuse(run, by, error, digest)
        raise
    return _keep(run, by, digest, found, rules_of(run.workspace))


def check(body: bytes) -> None:
    """Raises PortalError for a document that no run could keep, before there is a run."""
    arrived = Arrived(body, b"{}", Mask(b""))
    if beside.takes(len(body)):
        beside.call(_READ, arrived)
    else:
        read(arrived)


def read(arrived: Arrived) -> list[Report]:
    return reading.read(arrived.body, quoted.of_plan(arrived.clean, arrived.mask))


_TOLD: Final = ("findings", "counts", "figures", "told", "costs")
_READ: Final = f"{read.__module__}.{read.__name__}"


@in_one_transaction()
def refuse(run: Run, by: Actor, error: PortalError, digest: str = "") -> None:
    """Let a refusal stand in the trail; nothing else of what was sent is kept."""
    detail = DocumentRefused(digest=digest, title=error.title)
    audit.record(by, Verb.TOOL_REPORT_REFUSED, str(run), run=run, reason=str(error), detail=detail)
    log.info("event=tool_report_refused run=%s kind=%s", run.pk, type(error).__name__)


@in_one_transaction()
def _keep(run: Run, by: Actor, digest: str, found: list[Report], rules: RuleSet) -> list[ToolReport]:
    held = locks.run(run.pk)
    kept = []
    for one in found:
        told = {name: msgspec.to_builtins(getattr(one, name)) for name in _TOLD}
        row, _ = ToolReport.objects.update_or_create(
            run=held,
            kind=one.kind,
            tool=one.tool,
            defaults={**told, "digest": digest, "told_by": by.name[:200], "created_at": clock.now()},
        )
        kept.append(row)
    detail = ToolReported(digest=digest, tools=[row.tool for row in kept], kind=str(found[0].kind) if found else "")
    audit.record(by, Verb.RUN_TOOL_REPORTED, str(held), run=held, detail=detail)
    heard.judge_again(held, rules)
    return kept
