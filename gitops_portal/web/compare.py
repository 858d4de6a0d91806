"""Two runs of a workspace in, a page about what the later one does otherwise out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeVar

from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from gitops_portal.actions import values
from gitops_portal.core.difference import beside
from gitops_portal.core.difference import compare as comparing
from gitops_portal.core.difference.canonical import Part
from gitops_portal.core.difference.compare import Kind, Parting
from gitops_portal.core.errors import PortalError
from gitops_portal.records import queries
from gitops_portal.records.queries import rulebook
from gitops_portal.web import access, texts

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from decimal import Decimal

    from django.core.paginator import Page
    from django.http import HttpRequest, HttpResponse

    from gitops_portal.records.queries import Run, RunChange

FIRST: Final = 20
"""Changes of each kind while all kinds are shown."""
PAGE: Final = 100
"""The same, once a reader asked for one kind alone."""
ROWS: Final = 24
"""Attributes of one change."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A change, the other run's change of the same resource, and in which attributes the two part."""

    change: RunChange
    other: RunChange | None = None
    partings: tuple[Parting, ...] = ()
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class Beside:
    """A part of both plans that is not the same beside their changes, and where the two part in it."""

    part: Part
    partings: tuple[Parting, ...]
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class Section:
    """The changes of one kind, a page of them."""

    kind: Kind
    page: Page[RunChange]
    pairs: list[Pair]


@require_GET
@never_cache
def compare(request: HttpRequest, slug: str, number: int, earlier: int) -> HttpResponse:
    run, other = access.run(request, slug, number), access.run(request, slug, earlier)
    evaluated = run.evaluated_at is not None and other.evaluated_at is not None
    context = {"run": run, "earlier": other, "evaluated": evaluated, "choices": queries.comparable(run)}
    if evaluated:
        context |= _compared(request, run, other)
    return render(request, "runs/compare.html", context)


@require_GET
def against(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Where the choice of a run to compare with leads."""
    run = access.run(request, slug, number)
    chosen = request.GET.get("run", "")
    if not (chosen.isascii() and chosen.isdigit() and len(chosen) < 10):  # noqa: PLR2004 - the column's longest number
        return redirect("runs.detail", slug, run.number)
    return redirect("runs.compare", slug, run.number, int(chosen))


def _compared(request: HttpRequest, run: Run, earlier: Run) -> dict[str, object]:
    since = queries.since(run, earlier)
    only = request.GET.get("show", "")
    kinds = [kind for kind in Kind if only in {kind, ""} or only not in set(Kind)]
    page, size = (request.GET.get("page", "1"), PAGE) if only in set(Kind) else ("1", FIRST)
    raised, raised_count = queries.findings_apart(run, earlier)
    gone, gone_count = queries.findings_apart(earlier, run)
    return {
        "since": since,
        "only": only if only in set(Kind) else "",
        "kinds": [(kind, getattr(since, kind)) for kind in Kind],
        "sections": [_section(run, earlier, kind, page, size) for kind in kinds if getattr(since, kind)],
        "beside": [] if only in set(Kind) else [_beside(run, earlier, part) for part in since.parts],
        "cost": _minus(run.cost_after, earlier.cost_after),
        "findings": [("New findings", raised, raised_count), ("Findings that are gone", gone, gone_count)],
        "rules": rulebook.named(found.guardrail for found in (*raised, *gone)),
    }


def _section(run: Run, earlier: Run, kind: Kind, page: str, size: int) -> Section:
    shown = queries.apart_page(run, earlier, kind, page, size)
    others = queries.counterparts(earlier, shown) if kind is Kind.DIFFERENT else {}
    found = {
        change.pk: comparing.partings(beside.rows(other.marks, other.diff), beside.rows(change.marks, change.diff))
        for change in shown
        if (other := others.get(change.key))
    }
    readable = {**_told_apart(run, earlier, found), **_unseen(run, earlier, shown, others, found)}
    return Section(
        kind, shown, [_pair(change, others.get(change.key), readable.get(change.pk, ())) for change in shown]
    )


def _pair(change: RunChange, other: RunChange | None, found: tuple[Parting, ...]) -> Pair:
    return Pair(change, other, found[:ROWS], max(0, len(found) - ROWS))


def _unseen(
    run: Run,
    earlier: Run,
    shown: Iterable[RunChange],
    others: Mapping[str, RunChange],
    found: Mapping[int, tuple[Parting, ...]],
) -> dict[int, tuple[Parting, ...]]:
    """Of changes that read the same and are not: where the values part that neither of them shows."""
    alike = [
        change
        for change in shown
        if change.key in others and not found[change.pk] and change.digest and others[change.key].digest
    ]
    if not alike:
        return {}
    addresses = {change.address for change in alike}
    try:
        there, here = values.changes(earlier, addresses), values.changes(run, addresses)
    except PortalError:
        return {}
    names = {change.pk: f"{change.address} {change.marks.get('deposed', '')}" for change in alike}
    return {pk: beside.values(there[name], here[name]) for pk, name in names.items() if name in there and name in here}


def _beside(run: Run, earlier: Run, part: Part) -> Beside:
    found = {part: beside.parts(earlier.summary, run.summary, part) if part is not Part.CHANGES else ()}
    partings = _told_apart(run, earlier, found)[part]
    return Beside(part, partings[:ROWS], max(0, len(partings) - ROWS))


Key = TypeVar("Key")


def _told_apart(run: Run, earlier: Run, found: Mapping[Key, tuple[Parting, ...]]) -> dict[Key, tuple[Parting, ...]]:
    """Where both sides show two long texts in part, what differs inside of them instead."""
    cut = [parting for partings in found.values() for parting in partings if _both_cut(parting)]
    before = texts.on_page(earlier, (row for parting in cut for row in parting.earlier))
    after = texts.on_page(run, (row for parting in cut for row in parting.later))
    return {
        key: tuple(
            told
            for parting in partings
            for told in (_inside(parting, before, after) if _both_cut(parting) else (parting,))
        )
        for key, partings in found.items()
    }


def _both_cut(parting: Parting) -> bool:
    return len(parting.earlier) == len(parting.later) and all(
        "whole" in row for row in (*parting.earlier, *parting.later)
    )


def _inside(parting: Parting, before: Mapping[str, str], after: Mapping[str, str]) -> tuple[Parting, ...]:
    """The parting itself where its texts are too long for the page, or where something else of them differs."""
    found: list[Parting] = []
    for old, new in zip(parting.earlier, parting.later, strict=True):
        for side in ("before", "after"):
            one, other = (row["whole"].get(side, {}).get("digest", "") for row in (old, new))
            if one != other and one in before and other in after:
                found += beside.inside(parting.path, before[one], after[other])
    return tuple(found) or (parting,)


def _minus(later: Decimal | None, earlier: Decimal | None) -> Decimal | None:
    """None where either is not known."""
    return None if later is None or earlier is None else later - earlier
