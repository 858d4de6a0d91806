"""A run's graph: as the script draws it, as a table where there is no picture, and all there is to say of one block."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

import msgspec
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from gitops_portal.core.model import Action
from gitops_portal.records import queries
from gitops_portal.web import access, blocks

if TYPE_CHECKING:
    from gitops_portal.records.queries import Run

ROWS: Final = 50
"""Resources in the table that stands where the picture will."""
_INERT: Final = {ord(char): f"\\u{ord(char):04x}" for char in "<>&"}
"""These stand in strings only, where an escape means the same: the data is no markup, wherever it lands."""


def tab(request: HttpRequest, run: Run) -> dict[str, Any]:
    """The table, and the panel of the block that was asked for, else of the gravest change."""
    gravest = queries.run_changes(run, 1, {}, 1).object_list
    address = request.GET.get("node") or (gravest[0].block if gravest else "")
    view = blocks.view(run, address)
    nodes = view.nodes
    changed = [node for node in nodes if Action(node.action).changes]
    rest = [node for node in nodes if not Action(node.action).changes]
    return {
        "rows": [*changed, *rest][:ROWS],
        "rows_left_out": max(0, len(nodes) - ROWS),
        "left_out": view.left_out,
        "apart": view.apart,
        "address": address,
        "asked": "node" in request.GET,
        "node": blocks.panel(run, address, access.person(request)) if address else None,
        "filterable": [Action.CREATE, Action.UPDATE, Action.REPLACE, Action.DELETE, Action.FORGET, Action.UNKNOWN],
    }


@require_GET
@never_cache
def graph(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """The drawn graph as it is kept, which is not read here; with `node`, what stands around one that it leaves out."""
    run = access.run(request, slug, number)
    address = request.GET.get("node", "")
    text = msgspec.json.encode(blocks.view(run, address)).decode() if address else queries.drawn(run)
    return HttpResponse(text.translate(_INERT), content_type="application/json")


@require_GET
@never_cache
def node(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    run = access.run(request, slug, number)
    found = blocks.panel(run, request.GET.get("address", ""), access.person(request))
    if found is None:
        raise Http404
    return render(request, "runs/_node.html", {"run": run, "node": found})


@require_GET
@never_cache
def instances(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """The instances of all blocks: per block what is named, [address, action, finding], and the rest's finding."""
    found, left_out = blocks.every_instance(access.run(request, slug, number))
    told = {block: [one.named, one.rest_finding] for block, one in found.items()}
    text = json.dumps({"blocks": told, "left_out": left_out})
    return HttpResponse(text.translate(_INERT), content_type="application/json")


@require_GET
@never_cache
def find(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Resources by words of their address, those that the graph does not draw included."""
    run = access.run(request, slug, number)
    found, more = blocks.find(run, request.GET.get("text", ""))
    return render(request, "runs/_found.html", {"run": run, "found": found, "more": more})
