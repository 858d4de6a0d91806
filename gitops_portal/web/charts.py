"""The cost part of a run's summary in, figures for plotly out: plain dicts, amounts as floats, only ever drawn.

A trace names the colours of its parts in `meta.tones`, by tokens of tokens.css: the browser knows which theme holds.
"""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from html import escape
from typing import TYPE_CHECKING, Any, Final

import plotly.graph_objects as go

from gitops_portal.core import address as addresses
from gitops_portal.web.templatetags.portal import round_money, signed_money

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Figure = dict[str, Any]

STYLE_OF_SCRIPT: Final = "'sha256-ji27qzEtxXZW+7dun6UwjHXJ18e6WAin1VvNtkzIE/o='"
"""The one style that plotly's script adds as it loads (for maps, drawn or not): the pages that load it allow it."""

STEPS: Final = 10
"""So many types stand as steps of their own in the waterfall; the rest is one step."""

_LABEL: Final = 34


def waterfall(cost: Mapping[str, Any]) -> Figure | None:
    """From what stands to what will stand, a step per resource type that costs more or less; None when none does."""
    steps = [(row["type"], _decimal(row["after"]) - _decimal(row["before"])) for row in cost["by_type"]]
    steps = sorted(((name, delta) for name, delta in steps if delta), key=lambda step: -abs(step[1]))
    if not steps:
        return None
    if rest := steps[STEPS:]:
        steps = [*steps[:STEPS], (f"{len(rest)} more types", sum((delta for _, delta in rest), Decimal(0)))]
    before, after, currency = _decimal(cost["before"]), _decimal(cost["after"]), cost["currency"]
    names = ["Before", *(name for name, _ in steps), "After"]
    amounts = [before, *(delta for _, delta in steps), after]
    texts = [round_money(before, currency), *(signed_money(delta, currency) for _, delta in steps)]
    trace = go.Waterfall(
        orientation="h",
        measure=["absolute", *("relative" for _ in steps), "total"],
        y=list(range(len(names))),
        x=[float(amount) for amount in amounts],
        text=[plain(text) for text in [*texts, round_money(after, currency)]],
        textposition="outside",
        hovertext=[plain(name) for name in names],
        hoverinfo="text",
        cliponaxis=False,
    )
    return {"data": [trace.to_plotly_json()], "layout": _layout(names, currency), "rows": len(names)}


def _layout(names: Sequence[str], currency: str) -> dict[str, Any]:
    """The names beside the steps, the amounts below."""
    return {
        "margin": {"l": 8, "r": 72, "t": 8, "b": 28},
        "showlegend": False,
        "waterfallgap": 0.35,
        "xaxis": {
            "tickprefix": "$" if currency == "USD" else "",
            "tickformat": ",~r",
            "rangemode": "tozero",
            "nticks": 6,
        },
        "yaxis": {
            "autorange": "reversed",
            "automargin": True,
            "tickvals": list(range(len(names))),
            "ticktext": [plain(_cut(name)) for name in names],
            "showgrid": False,
            "zeroline": False,
        },
    }


def treemap(cost: Mapping[str, Any]) -> Figure | None:
    """What will stand, by type and resource; the colour tells what will cost more or less. None when nothing costs."""
    if _decimal(cost["after"]) <= 0:
        return None
    currency = cost["currency"]
    parts = [_Part("", "", f"After: {round_money(cost['after'], currency)}", Decimal(0), "sunken")]
    for row in cost["by_type"]:
        after = _decimal(row["after"])
        if after > 0:
            parts.append(_Part(f"type {row['type']}", "", row["type"], after, "sunken"))
            parts += _resources(row["type"], after, cost["lines"])
    parts[0].amount = sum((part.amount for part in parts if part.id.startswith("type ")), Decimal(0))
    parts[0].id = "all"
    trace = go.Treemap(
        ids=[plain(part.id) for part in parts],
        labels=[plain(_cut(part.label)) for part in parts],
        parents=["" if part.id == "all" else plain(part.parent) or "all" for part in parts],
        values=[float(part.amount) for part in parts],
        text=[round_money(part.amount, currency) if part.id != "all" else "" for part in parts],
        hovertext=[f"{plain(part.label)}<br>{round_money(part.amount, currency)} a month" for part in parts],
        textinfo="label+text",
        hoverinfo="text",
        branchvalues="total",
        tiling={"pad": 2},
        pathbar={"visible": False},
        meta={"tones": [part.tone for part in parts]},
    )
    return {
        "data": [trace.to_plotly_json()],
        "layout": {"margin": {"l": 0, "r": 0, "t": 0, "b": 0}, "uniformtext": {"minsize": 10, "mode": "hide"}},
    }


class _Part:
    """A rectangle of the treemap."""

    def __init__(self, name: str, parent: str, label: str, amount: Decimal, tone: str) -> None:
        self.id, self.parent, self.label, self.amount, self.tone = name, parent, label, amount, tone


def _resources(kind: str, total: Decimal, lines: Sequence[Mapping[str, Any]]) -> list[_Part]:
    """The resources of one type, and one part for those that the summary leaves out."""
    parent = f"type {kind}"
    mine = [line for line in lines if line["type"] == kind and _decimal(line["after"]) > 0]
    parts = [_Part(f"at {line['address']}", parent, _name(line), _decimal(line["after"]), _tone(line)) for line in mine]
    rest = total - sum((part.amount for part in parts), Decimal(0))
    if rest > 0 and parts:
        parts.append(_Part(f"rest {kind}", parent, f"{kind}: others", rest, "line"))
    return parts if len(parts) > 1 or parts[:1] else []


def _name(line: Mapping[str, Any]) -> str:
    """The resource's own name: the rectangle around it tells the type already."""
    *_, own = addresses.steps(str(line["address"]))
    return own.name + own.brackets


def _tone(line: Mapping[str, Any]) -> str:
    delta = _decimal(line["after"]) - _decimal(line["before"])
    return "delete-tint" if delta > 0 else "create-tint" if delta < 0 else "line"


def by_status(lines: Sequence[Mapping[str, Any]]) -> Mapping[str, list[Mapping[str, Any]]]:
    """Cost lines by whether they are priced: what is not priced is told apart, never as zero."""
    groups: defaultdict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for line in lines:
        groups[line["status"]].append(line)
    return dict(groups)


def plain(text: str) -> str:
    """Plotly reads a little HTML in every text; what comes from a plan must not be read."""
    return escape(text, quote=False)


def _cut(text: str) -> str:
    return text if len(text) <= _LABEL else f"{text[: _LABEL - 1]}…"


def _decimal(value: object) -> Decimal:
    """An amount of the summary; what is not known weighs nothing in a picture and is told in the table."""
    return Decimal(str(value)) if value is not None else Decimal(0)
