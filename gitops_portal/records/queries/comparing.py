"""Two runs in, what the later one adds, drops and does otherwise out; a resource in, its history out.

Runs are joined by indexed digests: what is counted grows with the runs, what is loaded with what is shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.paginator import Page, Paginator
from django.db.models import Exists, OuterRef, Q

from gitops_portal.core.address import without_keys
from gitops_portal.core.difference import compare
from gitops_portal.core.difference.canonical import Part
from gitops_portal.core.difference.compare import Kind
from gitops_portal.core.model import Action
from gitops_portal.records.models import Run, RunChange, RunFinding
from gitops_portal.records.queries.one_run import approved_before

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from django.db.models import QuerySet

    from gitops_portal.records.models import Workspace


@dataclass(frozen=True, slots=True)
class Since:
    """What one run does otherwise than an earlier one, in figures."""

    earlier: Run
    new: int
    different: int
    gone: int
    parts: tuple[Part, ...]
    """What else of the two plans is not the same, beside their changes."""
    known: bool
    """Whether of both runs all is known that counts; of those of earlier portals it is not."""

    @property
    def any(self) -> bool:
        return bool(self.new or self.different or self.gone or self.parts) or not self.known


def since(run: Run, earlier: Run) -> Since:
    """Two runs are the same by the digests of all that their plans would do, whatever is shown of it."""
    known = bool(run.change_digest and earlier.change_digest)
    if known and run.change_digest == earlier.change_digest:
        return Since(earlier, 0, 0, 0, (), known)
    counts = {str(kind): apart(run, earlier, kind).count() for kind in Kind}
    parts = tuple(
        part
        for part in Part
        if run.change_parts.get(part) != earlier.change_parts.get(part)
        and not (part is Part.CHANGES and any(counts.values()))
    )
    return Since(earlier, **counts, parts=parts if known else (), known=known)


def since_approval(run: Run) -> Since | None:
    """What a plan does otherwise than the one approved last; None when none was, or when nobody wants to apply it."""
    approved = approved_before(run) if run.kind == "plan" else None
    return since(run, approved) if approved else None


def apart(run: Run, earlier: Run, kind: Kind) -> QuerySet[RunChange]:
    """The changes of one kind by risk; those that are gone are the earlier run's. Reading data changes nothing.

    A change without a digest is like no other.
    """
    here, there = (of.changes.exclude(action=Action.READ).order_by("rank") for of in (run, earlier))
    same_resource = Q(key=OuterRef("key"))
    match kind:
        case Kind.NEW:
            return here.filter(~Exists(there.filter(same_resource)))
        case Kind.GONE:
            return there.filter(~Exists(here.filter(same_resource)))
        case Kind.DIFFERENT:
            return here.filter(
                Exists(there.filter(same_resource)),
                ~Exists(there.filter(same_resource, digest=OuterRef("digest")).exclude(digest="")),
            )


def apart_page(run: Run, earlier: Run, kind: Kind, page: int | str = 1, size: int = 50) -> Page[RunChange]:
    return Paginator(apart(run, earlier, kind), size).get_page(page)


def counterparts(run: Run, changes: Iterable[RunChange]) -> Mapping[str, RunChange]:
    """What a run does to the same resources, by key."""
    return {change.key: change for change in run.changes.filter(key__in=[change.key for change in changes])}


def findings_apart(run: Run, earlier: Run, limit: int = 100) -> tuple[list[RunFinding], int]:
    """Findings of a run that the other has not, the gravest first, and how many there are.

    What another program said was kept without its words in the key before: the same words are the same finding, too.
    """
    there = earlier.findings
    said = {name: OuterRef(name) for name in ("block_key", "guardrail", "address", "status", "standing", "message")}
    here = run.findings.filter(~Exists(there.filter(key=OuterRef("key"))), ~Exists(there.filter(attribute="", **said)))
    return list(here.order_by("standing", "guardrail", "address", "pk")[:limit]), here.count()


def comparable(run: Run, limit: int = 200) -> list[Run]:
    """The evaluated runs of the workspace before this one, the newest first."""
    earlier = Run.objects.filter(workspace=run.workspace, number__lt=run.number, evaluated_at__isnull=False)
    return list(earlier.defer("summary").order_by("-number")[:limit])


def resource_history(workspace: Workspace, address: str, page: int | str = 1, size: int = 25) -> Page[RunChange]:
    """What every run of a workspace did to a resource, or to all instances of a block, the newest first."""
    key = compare.key(address)
    deposed = Q(block_key=compare.key(without_keys(address)), address=address)
    found = RunChange.objects.filter(Q(key=key) | Q(block_key=key) | deposed, run__workspace=workspace)
    found = found.select_related("run").defer("run__summary")
    return Paginator(found.prefetch_related("run__decisions").order_by("-run__number", "rank"), size).get_page(page)
