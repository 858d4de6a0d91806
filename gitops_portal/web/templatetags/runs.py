"""Parts of a run in, the pieces its page is laid out from: sides of a diff, differences and groups of cost."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Context as Digits
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final, NamedTuple
from urllib.parse import urlencode

from django import template
from django.utils.html import conditional_escape, format_html, format_html_join

from gitops_portal.core import words
from gitops_portal.core.address import without_keys
from gitops_portal.core.difference.pieces import Piece, Pieces, told_apart
from gitops_portal.core.memo import Memo
from gitops_portal.core.money import SYMBOLS
from gitops_portal.core.report import cost_known as known
from gitops_portal.core.view.alike import names_of
from gitops_portal.core.view.differences import lines
from gitops_portal.records.queries import ROOT, rulebook
from gitops_portal.web.currency import shown
from gitops_portal.web.templatetags.portal import NONE, amount, money, percent

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.template import Context
    from django.utils.safestring import SafeString

    from gitops_portal.core.difference.canonical import Part
    from gitops_portal.records.queries import RunChange, Since

register = template.Library()

Row = Mapping[str, Any]


class Side(NamedTuple):
    """One side of a difference as a line: its sign, its class, and its text in pieces."""

    sign: str
    kind: str
    pieces: Pieces


# ── differences ──────────────────────────────────────────────────────────────────────────────────────────────────

_UNSET: Final = dict.fromkeys(("sensitive", "suspected", "unknown", "replaces", "whole", "plain"))
_DIGITS: Final = Digits(prec=6)
"""Of a unit price by a rate: more say nothing."""
_MARKED: Final = ("suspected", "replaces", "whole")
_KINDS: Final = ("before", "after", "both")
_LINE: Final = (
    '<tr class="{}"><td class="diff-sign">{}</td><th class="diff-path" scope="row">{}</th>'
    '<td><div class="diff-value{}">{}</div></td></tr>'
)


@register.filter
def flagged(rows: Iterable[Row]) -> list[Row]:
    """The same, with flags that they lack as None, and `plain`, the lines of those that bear no mark.

    A page has a thousand of them: a template looks long for what a dictionary has not, and takes ten times as long for
    a line.
    """
    return [{**_UNSET, **row, "plain": None if any(map(row.get, _MARKED)) else _plain(row)} for row in rows]


def _plain(row: Row) -> SafeString:
    path = breakable(row["path"])
    told = {
        side: " told" if row.get("sensitive") or (row.get("unknown") and side == "after") else "" for side in _KINDS
    }
    found = ((side.kind, side.sign, path, told[side.kind], by_word(side)) for side in sides(row))
    return format_html_join("", _LINE, found)


@register.filter
def sides(row: Row) -> list[Side]:
    """One difference as lines: what goes, what comes; one line where both sides are alike, or are secrets."""
    before, after = row["before"], row["after"]
    if before is None or after is None:
        lone = after if before is None else before
        sign, kind = ("~", "both") if before == after else ("+", "after") if before is None else ("−", "before")
        return [Side(sign, kind, _whole("null" if lone is None else lone))]
    if before == after or (row.get("sensitive") and not row.get("unknown")):
        return [Side("~", "both", _whole(after))]
    old, new = told_apart(before, after)
    return [Side("−", "before", old), Side("+", "after", new)]


def _whole(text: str) -> Pieces:
    return (Piece(text, differs=False),)


@register.filter
def by_word(side: Side) -> SafeString:
    """A side's text; the words that differ stand struck out or underlined, not in another colour alone."""
    if len(side.pieces) == 1 and not side.pieces[0].differs:
        return conditional_escape(side.pieces[0].text)
    form = "<del>{}</del>" if side.kind == "before" else "<ins>{}</ins>"
    return format_html_join(
        "", "{}", ((format_html(form if piece.differs else "{}", piece.text),) for piece in side.pieces)
    )


class Whole(NamedTuple):
    """A text that is shown in part: what it is asked for by, how long it is, and all that is kept of it if at hand."""

    digest: str
    characters: int
    text: str | None
    left_out: int


@register.simple_tag(takes_context=True)
def wholes(context: Context, row: Row, side: str) -> list[Whole]:
    """The texts of one line of a difference that stand there in part only; a line for both sides has two of them."""
    at_hand: Mapping[str, str] = context.get("texts") or {}
    return [
        Whole(text["digest"], text["characters"], kept, text["characters"] - len(kept or ""))
        for name, text in (row.get("whole") or {}).items()
        for kept in [at_hand.get(text["digest"])]
        if side in {name, "both"}
    ]


@register.filter
def beyond(rows: Sequence[object], limit: str) -> int:
    """How many of `rows` a slice `:n` leaves out."""
    return max(0, len(rows) - int(limit.removeprefix(":")))


@register.filter
def unlisted(listed: Sequence[object], total: int) -> int:
    """How many of so many are not among those that are listed."""
    return max(0, total - len(listed))


@register.filter
def naming(change: RunChange) -> list[str]:
    """The attributes that were left out when a change was found to be like others."""
    return names_of(change.diff, change.address)


@register.filter
def noise(name: str) -> str:
    """A class of noise in two words."""
    return words.NOISES.get(name, name)


@register.filter
def weight(name: str) -> str:
    """What a finding does to its plan."""
    return words.WEIGHTS.get(name, name)


@register.filter
def weight_sign(name: str) -> str:
    return words.WEIGHT_SIGNS.get(name, "")


@register.filter
def computed(diff: Sequence[Row]) -> list[str]:
    """The names of those that the provider fills in, when the apply is done."""
    return [row["path"] for row in diff if row.get("computed")]


@register.filter
def titles(names: Iterable[str]) -> list[str]:
    """Guardrails by what they ask for; one that the portal no longer has goes by its id."""
    names = list(names)
    known = rulebook.named(names)
    return [f"“{known[name].title}”" if name in known else name for name in names]


@register.filter
def differs(since: Since) -> str:
    """What one run does otherwise than an earlier one: `6 new, 1 gone, outputs differ`."""
    counts = ((since.new, "new"), (since.different, "different"), (since.gone, "gone"))
    told = [f"{count:,} {word}" for count, word in counts if count]
    return ", ".join([*told, *map(part_differs, since.parts)])


@register.filter
def part_differs(part: Part) -> str:
    """Which part of two plans is not the same, as a clause."""
    return words.PARTS[part]


register.filter("lines", lines)
register.filter("deferral", words.deferral)
register.filter("reason", words.reason)


@register.filter
def breakable(path: object) -> SafeString:
    """A path or an address that may break where its names end, before it breaks anywhere."""
    return _broken[str(path)]


def _break(path: str) -> SafeString:
    first, *rest = re.split(r"(?<=[._\]])(?=.)", path)
    return format_html("{}{}", first, format_html_join("", "<wbr>{}", ((part,) for part in rest)))


_broken: Final = Memo(_break, 4_096)
"""Resources of one type have the same attributes."""


@register.filter
def block(address: str) -> str:
    """The resource block of an instance: what a node of the graph stands for."""
    return without_keys(address)


@register.filter
def in_graph(filters: Mapping[str, str]) -> str:
    """The filters of the list of changes as the graph has them in its address; empty where there are none."""
    module = filters.get("module", "")
    told = {
        "actions": filters.get("action", ""),
        "type": filters.get("type", ""),
        "provider": filters.get("provider", ""),
        "module": filters.get("within", "") or ("" if module == ROOT else without_keys(module)),
        "findings": filters.get("findings", ""),
        "cost": filters.get("cost", ""),
        "q": filters.get("text", ""),
        "node": filters.get("block", ""),
    }
    said = {name: value for name, value in told.items() if value}
    return urlencode({"view": "all", **said}) if said else ""


# ── cost ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _delta(before: object, after: object) -> Decimal | None:
    """None when neither side is priced: then the difference is not known."""
    first, last = amount(before), amount(after)
    return None if first is None and last is None else (last or Decimal(0)) - (first or Decimal(0))


@register.filter
def cost_delta(change: RunChange) -> Decimal | None:
    return _delta(change.cost_before, change.cost_after)


@register.filter
def line_delta(line: Row) -> Decimal | None:
    return _delta(line["before"], line["after"])


@register.filter
def cost_known(cost: Mapping[str, Any] | None) -> bool:
    """Whether there is a sum to show; what is not evaluated has none."""
    told = cost or {}
    return bool(told.get("coverage")) and known(told["coverage"], told.get("told_by", ""))


@register.filter
def priced_share(coverage: Mapping[str, int]) -> str:
    """How much of what could cost something has a known price: free things count as known."""
    known = coverage.get("priced", 0) + coverage.get("free", 0)
    return percent(known, sum(coverage.values()))


@register.filter
def unit_price(value: object, currency: str = "USD") -> str:
    """A price per unit keeps the digits it has: `0.0000166667` is not `0.00`."""
    price = amount(value)
    if price is None:
        return NONE
    told, code = shown(price, currency)
    exact = f"{(price if code == currency else _DIGITS.plus(told)).normalize():f}"
    whole, _, cents = exact.partition(".")
    if len(cents) <= 2:  # noqa: PLR2004 - cents
        return money(price, currency)
    return f"{SYMBOLS.get(code, f'{code} ')}{whole}.{cents}"


@register.filter
def get(mapping: Mapping[str, Any] | None, key: str) -> Any:
    """A member; None without it, and where there is nothing to look in."""
    return mapping.get(key) if mapping else None


@register.filter
def past(action: str) -> str:
    """What somebody did, as a sentence begins: `approve` -> `Approved`."""
    return words.DECIDED.get(action, action)
