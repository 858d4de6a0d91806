"""A run in, its changes, findings, decisions, events and earlier runs out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec
from django.db.models import Case, Count, Func, Q, TextField, When, Window, prefetch_related_objects
from django.db.models.functions import Cast, Length, RowNumber

from gitops_portal.core.difference import compare
from gitops_portal.core.lifecycle import State
from gitops_portal.core.model import Enforcement, Status
from gitops_portal.core.view import graph, older
from gitops_portal.core.view.node import NodeRow
from gitops_portal.records.models import (
    AuditEvent,
    Decision,
    Person,
    Run,
    RunBlock,
    RunChange,
    RunDocument,
    RunFinding,
    RunText,
)
from gitops_portal.records.queries.sight import workspaces

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.db.models.sql.compiler import SQLCompiler


def run(slug: str, number: int, person: Person) -> Run:
    """Raises Run.DoesNotExist also where it exists but is not this person's to see. Its graph comes when asked for."""
    known = Run.objects.select_related("workspace", "superseded_by")
    known = known.defer("superseded_by__summary")
    return known.get(workspace__in=workspaces(person), workspace__slug=slug, number=number)


def texts(run: Run, digests: Iterable[str]) -> dict[str, str]:
    """The texts of a run that were too long for a line, as far as they are kept, by their digests."""
    return dict(RunText.objects.filter(run=run, digest__in=set(digests)).values_list("digest", "text"))


class _Drawn(Func):
    """The drawn graph as text, without what only the server reads to arrange it."""

    output_field = TextField()

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **told: Any) -> Any:
        return self.as_sql(compiler, connection, template="JSON_REMOVE(%(expressions)s, '$.containment')", **told)

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **told: Any) -> Any:
        return self.as_sql(compiler, connection, template="(%(expressions)s - 'containment')::text", **told)


def drawn(run: Run) -> str:
    """The drawn graph in JSON: as the database keeps it, or in today's form where an earlier version wrote it."""
    text = _view(run, _Drawn("view"))
    return text if graph.of_today(text) else graph.text(graph.whole(graph.read(text)))


def view(run: Run) -> graph.Document:
    """The drawn graph of a run, read from the database's own text: to make plain objects first takes twice as long."""
    return graph.read(_view(run, Cast("view", TextField())))


def _view(run: Run, written: Func) -> str:
    """Of a run that is not evaluated it is empty."""
    return RunDocument.objects.filter(run=run).values_list(written, flat=True).first() or "{}"


def cost(run: Run) -> dict[str, Any]:
    """What a run costs: its sums, and the lines of its resources; empty where nothing was worked out."""
    sums: dict[str, Any] = run.summary.get("cost") or {}
    if not sums:
        return {}
    lines = RunDocument.objects.filter(run=run).values_list("cost_lines", flat=True).first()
    return {**sums, "lines": lines or []}


def inside(run: Run, block: str) -> dict[str, Any]:
    """A block's instances and what each is tied to, as `core.view.graph.inside` says, with addresses for positions,
    and what `core.view.beyond.beside` says; empty where the block and the view say it all.
    """
    found = RunBlock.objects.filter(run=run, key=compare.key(block)).values_list("document", flat=True).first()
    if not found:
        return {}
    named = {
        side: [(found["instances"][position][0], other) for position, other in found[side]]
        for side in ("needs", "needed_by")
        if side in found
    }
    node = {"node": msgspec.convert(older.block(found["node"]), NodeRow)} if found.get("node") else {}
    return {**found, **named, **node}


def undrawn(run: Run, words: Iterable[str], limit: int) -> tuple[list[NodeRow], int]:
    """Blocks that the drawing leaves out whose address holds all these words, and how many there are in all."""
    rows = RunBlock.objects.filter(run=run, document__has_key="node")
    for word in words:
        rows = rows.filter(block__icontains=word)
    documents = rows.order_by(Length("block"), "block").values_list("document", flat=True)
    return [msgspec.convert(older.block(document["node"]), NodeRow) for document in documents[:limit]], rows.count()


@dataclass(frozen=True, slots=True)
class Objections:
    """One guardrail's findings of a run: how many there are of each kind, and the first of them."""

    guardrail: str
    enforcement: str
    violated: int
    undetermined: int
    touched: int
    """How many are of what the run changes; the rest stood so before."""
    total: int
    first: list[RunFinding]


def objections(run: Run, limit: int, guardrail: str = "") -> list[Objections]:
    """Per guardrail, or of one alone; what the plan touches comes first, then what is violated."""
    mine = run.findings.filter(guardrail=guardrail) if guardrail else run.findings.all()
    counted = (
        mine.order_by()
        .values("guardrail", "enforcement")
        .annotate(
            violated=Count("pk", filter=Q(status=Status.VIOLATED)),
            undetermined=Count("pk", filter=Q(status=Status.UNDETERMINED)),
            touched=Count("pk", filter=Q(standing=False)),
            total=Count("pk"),
        )
    )
    gravest: list[str | Case] = ["standing", Case(When(status=Status.VIOLATED, then=0), default=1), "address", "pk"]
    place = Window(RowNumber(), partition_by=["guardrail", "enforcement"], order_by=gravest)
    first: dict[tuple[str, str], list[RunFinding]] = {}
    for found in mine.annotate(place=place).filter(place__lte=limit).order_by("guardrail", "place"):
        first.setdefault((found.guardrail, found.enforcement), []).append(found)
    return [Objections(**row, first=first[row["guardrail"], row["enforcement"]]) for row in counted]


def blocking_guardrails(run: Run) -> tuple[str, ...]:
    """The mandatory guardrails that the run violates: what an override overrules."""
    found = run.findings.filter(status=Status.VIOLATED, enforcement=Enforcement.MANDATORY, standing=False)
    return tuple(found.order_by("guardrail").values_list("guardrail", flat=True).distinct())


@dataclass(frozen=True, slots=True)
class Held:
    """A guardrail that holds a run up: how, with which answer, and for how many addresses."""

    guardrail: str
    enforcement: str
    status: str
    addresses: int


def held_up_by(run: Run) -> list[Held]:
    """Every guardrail whose answer asks for a person, the gravest first: what an approval or override lets through."""
    counted = (
        run.findings.filter(standing=False, status__in=[Status.VIOLATED, Status.UNDETERMINED])
        .filter(enforcement__in=[Enforcement.MANDATORY, Enforcement.SOFT_MANDATORY])
        .order_by()
        .values("guardrail", "enforcement", "status")
        .annotate(addresses=Count("address", distinct=True))
    )
    held = [Held(**row) for row in counted]

    def gravity(each: Held) -> tuple[bool, bool, str]:
        return each.status != Status.VIOLATED, each.enforcement != Enforcement.MANDATORY, each.guardrail

    return sorted(held, key=gravity)


def instances(run: Run, blocks: Collection[str]) -> dict[str, list[tuple[str, str]]]:
    """Of each of these blocks the instances that are kept: address and action, what is destroyed first."""
    found = RunBlock.objects.filter(run=run, key__in=[*map(compare.key, blocks)]).values_list("block", "document")
    return {
        block: [(address, action) for address, action in document.get("instances", [])] for block, document in found
    }


def block_findings(run: Run, block: str, limit: int) -> tuple[list[RunFinding], int]:
    """The first findings of a resource block, and how many more there are."""
    found = run.findings.filter(block_key=compare.key(block)).order_by("guardrail", "address", "pk")
    return list(found[:limit]), max(0, found.count() - limit)


def gravest_findings(run: Run, limit: int) -> tuple[list[RunFinding], int]:
    """The first findings by gravity, what the plan touches before the rest, and how many there are in all."""
    order = Case(
        *(When(enforcement=name, then=place) for place, name in enumerate(reversed(Enforcement))),
        default=len(Enforcement),
    )
    violated = Case(When(status=Status.VIOLATED, then=0), default=1)
    found = run.findings.order_by("standing", violated, order, "guardrail", "address", "pk")
    return list(found[:limit]), run.findings.count()


def findings_at(run: Run, addresses: Collection[str]) -> list[RunFinding]:
    """What guardrails object to in these resources, what is waived and what the plan does not touch apart."""
    found = run.findings.filter(address__in=addresses, standing=False).exclude(status=Status.WAIVED)
    return list(found.order_by("pk"))


def run_decisions(run: Run) -> list[Decision]:
    return list(run.decisions.all())


def keep_decisions(run: Run) -> list[Decision]:
    """The same, kept with the run: a page that only reads asks for them once."""
    prefetch_related_objects([run], "decisions")
    return run_decisions(run)


def run_events(run: Run) -> list[AuditEvent]:
    """The run's part of its workspace's audit trail, the oldest first."""
    return list(AuditEvent.objects.filter(chain__name=run.workspace.slug, run_number=run.number).order_by("sequence"))


def approved_before(run: Run) -> Run | None:
    """The run of the same workspace that was approved last before this one, whatever became of it since."""
    approved = Q(state__in=[State.APPROVED, State.AUTO_APPROVED, State.APPLIED, State.APPLY_FAILED])
    approved |= Q(state__in=[State.SUPERSEDED, State.OUTDATED, State.EXPIRED], decided_at__isnull=False)
    before = Run.objects.filter(approved, workspace=run.workspace, kind="plan", number__lt=run.number)
    return before.defer("summary").order_by("-number").first()


def earlier_changes(run: Run, block: str, limit: int = 10) -> list[RunChange]:
    """What earlier runs of the workspace did to the same resource block, the newest first."""
    earlier = RunChange.objects.filter(
        run__workspace=run.workspace, run__number__lt=run.number, block_key=compare.key(block)
    )
    return list(earlier.select_related("run").defer("run__summary").order_by("-run__number", "rank")[:limit])
