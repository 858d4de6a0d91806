"""A run's graph: as the script draws it, as a table where there is no picture, and all there is to say of one block."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any, Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from gitops_portal.core.model import Action, Weight
from gitops_portal.core.view.folding import INSTANCES, Choice
from gitops_portal.core.view.graph import first, text, whole
from gitops_portal.core.view.picture import draw
from gitops_portal.core.view.scene import scene as arranged
from gitops_portal.records import queries
from gitops_portal.web import access, blocks
from gitops_portal.web.hostile import UNSEEN

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gitops_portal.core.view.graph import Document
    from gitops_portal.core.view.node import NodeRow
    from gitops_portal.records.queries import Run

ROWS: Final = 50
"""Resources in the table that stands where the picture will."""
_INERT: Final = {ord(char): f"\\u{ord(char):04x}" for char in "<>&"}
"""These stand in strings only, where an escape means the same: the data is no markup, wherever it lands."""
_FILTERABLE: Final = (Action.CREATE, Action.UPDATE, Action.REPLACE, Action.DELETE, Action.FORGET, Action.UNKNOWN)
_CHANGES: Final = frozenset(str(action) for action in Action if action.changes)
_LEVEL: Final = re.compile(rf"[0-9]{{1,2}}|{INSTANCES}")


def tab(request: HttpRequest, run: Run) -> dict[str, Any]:
    """The table, and the panel of the block that was asked for, else of the gravest change."""
    gravest = queries.run_changes(run, 1, {}, 1).object_list
    address = request.GET.get("node") or (gravest[0].block if gravest else "")
    own = queries.view(run)
    view = blocks.around(run, own, address)
    nodes = view.nodes
    changed = [node for node in nodes if node.action in _CHANGES]
    rest = [node for node in nodes if node.action not in _CHANGES]
    return {
        "rows": [*changed, *rest][:ROWS],
        "rows_left_out": max(0, len(nodes) - ROWS),
        "picture": draw(view, first(view)),
        "left_out": view.left_out,
        "apart": view.apart,
        "address": address,
        "asked": "node" in request.GET,
        "node": blocks.panel(run, own, address, access.person(request)) if address else None,
        **_legend(nodes),
    }


def _legend(nodes: Sequence[NodeRow]) -> dict[str, Any]:
    """What there is to filter by in the picture, with its number: actions, findings, and what changes the cost."""
    actions: Counter[str] = Counter()
    for node in nodes:
        for action, count in node.actions.items():  # a quarter of the time that an update takes
            actions[action] += count
    findings = Counter(node.finding for node in nodes)
    return {
        "filterable": [(action, actions[action]) for action in _FILTERABLE if actions[action]],
        "weights": [(str(weight), findings[weight]) for weight in Weight if findings[weight]],
        "costly": sum(bool(node.cost) for node in nodes),
    }


@require_GET
@never_cache
def graph(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """The drawn graph as it is kept, which is not read here; with `node`, what stands around one that it leaves out."""
    run = access.run(request, slug, number)
    address = request.GET.get("node", "")
    return _json(text(whole(blocks.around(run, queries.view(run), address))) if address else queries.drawn(run))


@require_GET
@never_cache
def scene(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """What is drawn for a choice: `everything=1`, `level`, and `fold`, `unfold`, `instances` any number of times."""
    run = access.run(request, slug, number)
    document = blocks.around(run, queries.view(run), request.GET.get("node", ""))
    choice = _choice(request, document)
    opened, rolled = blocks.with_room(document) if choice.level == INSTANCES else (list(choice.instances), 0)
    drawn = arranged(document, choice, blocks.instances(run, document, opened), rolled)
    return _json(text(drawn))


def _choice(request: HttpRequest, document: Document) -> Choice:
    """What the address asks for; what it says in words unknown here is as at the start."""
    asked = request.GET
    level = asked.get("level", "")
    return Choice(
        everything=bool(document.apart) or asked.get("everything") == "1",
        level=level if _LEVEL.fullmatch(level) else "",
        closed=tuple(asked.getlist("fold")),
        open=tuple(asked.getlist("unfold")),
        instances=tuple(asked.getlist("instances")[: blocks.PICTURED]),
        topology=asked.get("topology") == "1",
    )


def _json(told: str) -> HttpResponse:
    return HttpResponse(UNSEEN.sub(_escaped, told.translate(_INERT)), content_type="application/json")


def _escaped(found: re.Match[str]) -> str:
    """As JSON escapes it: by its units of UTF-16."""
    units = found[0].encode("utf-16-be").hex()
    return "".join(f"\\u{units[start : start + 4]}" for start in range(0, len(units), 4))


@require_GET
@never_cache
def node(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    run = access.run(request, slug, number)
    found = blocks.panel(run, queries.view(run), request.GET.get("address", ""), access.person(request))
    if found is None:
        raise Http404
    return render(request, "runs/_node.html", {"run": run, "node": found})


@require_GET
@never_cache
def find(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Resources by words of their address, those that the graph does not draw included."""
    run = access.run(request, slug, number)
    found, more = blocks.find(run, request.GET.get("text", ""))
    return render(request, "runs/_found.html", {"run": run, "found": found, "more": more})
