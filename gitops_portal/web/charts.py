"""The cost part of a run's summary in, the treemap for plotly out: a plain dict, amounts as floats, only ever drawn.

It names the colours of its tiles in `meta.tones`, by tokens of tokens.css: the browser knows which theme holds.
"""

from __future__ import annotations

from decimal import Decimal
from html import escape
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import plotly.graph_objects as go

from gitops_portal.core import address as addresses
from gitops_portal.web import costs
from gitops_portal.web.templatetags.portal import round_money

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

STYLE_OF_SCRIPT: Final = "'sha256-ji27qzEtxXZW+7dun6UwjHXJ18e6WAin1VvNtkzIE/o='"
"""The one style that plotly's script adds as it loads (for maps, drawn or not): the pages that load it allow it."""

_ALL: Final = "all"
_LABEL: Final = 48


class _Tile(NamedTuple):
    """A rectangle: a module around its resources, or a resource."""

    id: str
    parent: str
    label: str
    told: str
    amount: Decimal
    tone: str


def treemap(cost: Mapping[str, Any]) -> dict[str, Any] | None:
    """What will be paid, by module and address; the colour tells what costs more or less. None when nothing costs."""
    if costs.amount(cost["after"]) <= 0:
        return None
    currency = cost["currency"]
    tiles = _tiles(cost)
    trace = go.Treemap(
        ids=[plain(tile.id) for tile in tiles],
        labels=[tile.label for tile in tiles],
        parents=[plain(tile.parent) for tile in tiles],
        values=[float(tile.amount) for tile in tiles],
        text=[round_money(tile.amount, currency) for tile in tiles],
        hovertext=[f"{plain(tile.told)}<br>{round_money(tile.amount, currency)} a month" for tile in tiles],
        textinfo="label+text",
        hoverinfo="text",
        branchvalues="total",
        tiling={"pad": 2},
        pathbar={"visible": False},
        meta={"tones": [tile.tone for tile in tiles]},
    )
    return {
        "data": [trace.to_plotly_json()],
        "layout": {"margin": {"l": 0, "r": 0, "t": 0, "b": 0}, "uniformtext": {"minsize": 10, "mode": "hide"}},
    }


def _tiles(cost: Mapping[str, Any]) -> list[_Tile]:
    """All of it, its modules, and its resources; what the summary does not list is a tile of its own."""
    lines = [line for line in cost["lines"] if costs.amount(line["after"]) > 0]
    rest = costs.amount(cost["after"]) - sum((costs.amount(line["after"]) for line in lines), Decimal(0))
    others = [_Tile("others", _ALL, "others", "what is not listed below", rest, "line")] if rest > 0 else []
    leaves = [*(_resource(line) for line in lines), *others]
    whole = sum((leaf.amount for leaf in leaves), Decimal(0))
    return [_Tile(_ALL, "", "After", "After", whole, "sunken"), *_modules(lines), *leaves]


def _resource(line: Mapping[str, Any]) -> _Tile:
    """The type above the name: the module around it stands around its tile. What names a module alone is called so."""
    place = addresses.parse(line["address"])
    own = addresses.Address((), place.inside)
    *before, name = [step.name + step.brackets for step in own.inside] or [line["address"]]
    label = "<br>".join(plain(_cut(text)) for text in (".".join(before), name) if text)
    more = costs.delta(line)
    tone = "delete-tint" if more > 0 else "create-tint" if more < 0 else "line"
    address = line["address"]
    return _Tile(f"at {address}", _parent(place.module), label, address, costs.amount(line["after"]), tone)


def _modules(lines: Sequence[Mapping[str, Any]]) -> Iterator[_Tile]:
    """Every module around a line, an outer one before those inside it, with the sum of what stands in it."""
    sums: dict[str, Decimal] = {}
    parents: dict[str, str] = {}
    for line in lines:
        outer = ""
        for module in addresses.parse(line["address"]).around:
            parents.setdefault(module, outer)
            sums[module] = sums.get(module, Decimal(0)) + costs.amount(line["after"])
            outer = module
    for module, amount in sums.items():
        own = module.removeprefix(f"{parents[module]}.")
        yield _Tile(_parent(module), _parent(parents[module]), plain(_cut(own)), module, amount, "sunken")


def _parent(module: str) -> str:
    return f"in {module}" if module else _ALL


def plain(text: str) -> str:
    """Plotly reads a little HTML in every text; what comes from a plan must not be read."""
    return escape(text, quote=False)


def _cut(text: str) -> str:
    return text if len(text) <= _LABEL else f"{text[: _LABEL - 1]}…"
