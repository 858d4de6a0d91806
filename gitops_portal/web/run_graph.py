"""A run's graph: as the script draws it, as a table where there is no picture, and all there is to say of one node."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from gitops_portal.core.model import Action
from gitops_portal.core.rules import guard
from gitops_portal.records import queries
from gitops_portal.web import access

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gitops_portal.records.queries import Person, Run

ROWS: Final = 50
"""Resources in the table that stands where the picture will."""
SHOWN: Final = 20
"""Instances and findings of one node: the rest is a link."""
_INERT: Final = {ord(char): f"\\u{ord(char):04x}" for char in "<>&"}
"""These stand in strings only, where an escape means the same: the data is no markup, wherever it lands."""


def tab(request: HttpRequest, run: Run) -> dict[str, Any]:
    """The table, and the panel of the node that was asked for, else of the gravest change."""
    nodes = run.view.get("nodes", [])
    gravest = queries.run_changes(run, 1, {}, 1).object_list
    address = request.GET.get("node") or (gravest[0].block if gravest else "")
    changed = [node for node in nodes if Action(node["c"]).changes]
    rest = [node for node in nodes if not Action(node["c"]).changes]
    return {
        "rows": [*changed, *rest][:ROWS],
        "rows_left_out": max(0, len(nodes) - ROWS),
        "left_out": run.view.get("left_out", 0),
        "address": address,
        "node": _node(run, address, access.person(request)) if address else None,
        "filterable": [Action.CREATE, Action.UPDATE, Action.REPLACE, Action.DELETE, Action.FORGET, Action.UNKNOWN],
    }


@require_GET
@never_cache
def graph(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """The drawn graph as it is kept. It is not read here, and the page does not wait for it."""
    text = queries.drawn(access.run(request, slug, number)).translate(_INERT)
    return HttpResponse(text, content_type="application/json")


@require_GET
@never_cache
def node(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    run = access.run(request, slug, number)
    found = _node(run, request.GET.get("address", ""), access.person(request))
    if found is None:
        raise Http404
    return render(request, "runs/_node.html", {"run": run, "node": found})


def _node(run: Run, address: str, person: Person) -> dict[str, Any] | None:
    """All there is to say about one resource block of a run; None when the run has no such block."""
    nodes = run.view.get("nodes", [])
    position = next((index for index, found in enumerate(nodes) if found["a"] == address), None)
    instances = queries.run_changes(run, 1, {"block": address}, SHOWN)
    if not address or "\0" in address or (position is None and not instances.object_list):
        return None
    findings, findings_left_out = queries.block_findings(run, address, SHOWN)
    return {
        "address": address,
        "drawn": nodes[position] if position is not None else None,
        "action": nodes[position]["c"] if position is not None else instances.object_list[0].action,
        "instances": instances,
        "findings": findings,
        "findings_left_out": findings_left_out,
        "rules": guard.guardrails(),
        "inside": queries.inside(run, address),
        "states": queries.states_read(run, address, person),
        "needs": _neighbours(run.view, position, 0),
        "needed_by": _neighbours(run.view, position, 1),
        "earlier": queries.earlier_changes(run, address, 3),
    }


def _neighbours(view: Mapping[str, Any], position: int | None, side: int) -> list[Mapping[str, Any]]:
    """What a node needs (side 0: it is the dependant) or what needs it (side 1), what changes first."""
    edges = [*view.get("edges", []), *view.get("hub_edges", [])]
    found = {edge[1 - side] for edge in edges if edge[side] == position}
    return sorted(
        (view["nodes"][index] for index in found), key=lambda node: (not Action(node["c"]).changes, node["a"])
    )
