"""Price facts in, one table of prices per provider out: for all types that have no cost model of their own.

What the facts say in words, or leave out, stands beside this script: `price_facts/amended.csv` says what decides a
price and how many there are of it, `price_facts/own.csv` adds rows. Where facts can't be told apart, a row says so.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from decimal import Decimal
from pathlib import Path

from gitops_portal.adapters.prices import TABLE
from gitops_portal.core.pricing.price_book import RowKind
from gitops_portal.core.pricing.quantities import factors
from gitops_portal.core.pricing.selectors import MalformedError, conditions
from scripts.price_names import Row

FACTS = Path(__file__).resolve().parent / "price_facts"
CHANGED = ("component", "name", "selector", "region", "unit", "kind", "quantity")
"""The columns that an amendment may change: nothing leaves the fact as it is, `-` empties it.

A selector may be changed in part: `multi_az=false -> multi_az!=true`, and further ones after a comma.
`{variant}` in a name stands for the variant.
"""

LEFT_OUT = "left out"
"""The kind of what is no fact of its own."""

CONFIDENCE = {
    "approx": "known to a few per cent",
    "derived": "derived from the same family",
    "low": "from a single source",
}


def tables(facts: Iterable[Row], models: Collection[str]) -> tuple[dict[str, list[tuple[str, ...]]], list[str]]:
    """The lines of each provider's table, and a sentence on everything that was left out."""
    facts = list(facts)
    placed = _placed(facts)
    told: list[str] = []
    groups: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for fact in facts:
        if fact["terraform_type"] not in models and "blank_location" not in fact["source"]:
            row = _line(_amended(fact | {"name": _name(fact, placed)}), told)
            if row:
                groups[row["type"], row["component"]].append(row)
    lines = [row for rows in groups.values() for row in _told_apart(rows, told)] + list(_read(FACTS / "own.csv"))
    providers: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for row in lines:
        _check(row)
        providers[row["type"].partition("_")[0]].append(tuple(row[name] for name in TABLE))
    return providers, told


def _read(path: Path) -> Iterator[Row]:
    with path.open(newline="", encoding="utf-8") as file:
        yield from csv.DictReader(file)


def _amendments() -> dict[tuple[str, str, str], Row]:
    return {(row["type"], row["component"], row["variant"]): row for row in _read(FACTS / "amended.csv")}


AMENDMENTS = _amendments()


def _amended(fact: Row) -> Row:
    """A fact as the amendments of its type, its component and its variant have it, the narrower last."""
    kind, component, variant = fact["terraform_type"], fact["component"], fact["variant"]
    row = dict(fact)
    for key in ((kind, "*", "*"), (kind, component, "*"), (kind, component, variant)):
        change = AMENDMENTS.get(key, {})
        row |= {name: _changed(row[name], change[f"new_{name}"]) for name in CHANGED if change.get(f"new_{name}")}
        row["name"] = row["name"].replace("{variant}", variant)
    return row


def _changed(old: str, new: str) -> str:
    if " -> " not in new:
        return "" if new == "-" else new
    parts = old.split(";")
    for replacement in new.split(", "):
        was, _, becomes = replacement.partition(" -> ")
        parts = [becomes if part == was else part for part in parts]
    return ";".join(parts)


def _placed(facts: Iterable[Row]) -> set[tuple[str, str, str]]:
    """Names that only the block tells apart which they stand for."""
    found: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    for fact in facts:
        found[fact["terraform_type"], fact["component"], fact["variant"]].add(fact["block_path"])
    return {name for name, blocks in found.items() if len(blocks) > 1}


def _name(fact: Row, placed: Collection[tuple[str, str, str]]) -> str:
    """A component as people read it."""
    component, variant = fact["component"], fact["variant"]
    name = f"{component} {variant}".strip().replace("_", " ").capitalize()
    apart = fact["block_path"] and (fact["terraform_type"], component, variant) in placed
    return f"{name} ({fact['block_path']})" if apart else name


def _line(row: Row, told: list[str]) -> Row | None:
    """A line of the table; None, and a sentence, for what the facts do not know."""
    if row["kind"] == LEFT_OUT:
        return None
    if row["confidence"] == "ambiguous":
        told.append(f"{row['terraform_type']} {row['name']} [{row['selector']}] {row['region']}: called ambiguous.")
        return None
    kind, quantity, untold = row["kind"], row["quantity"], ""
    if kind == RowKind.BASELINE and (row["block_path"] or not _readable(quantity)):
        untold = f"how many depends on {row['block_path'] or quantity or 'what is stored'}"
        kind = RowKind.USAGE
    notes = (untold, CONFIDENCE.get(row["confidence"], ""), "" if row["price_date"] else "of an unknown date")
    return {
        "type": row["terraform_type"],
        "component": row["component"],
        "name": row["name"],
        "selector": row["selector"],
        "region": row["region"],
        "unit": row["unit"],
        "usd": row["usd_per_unit"],
        "kind": str(kind),
        "quantity": quantity if kind == RowKind.BASELINE else "",
        "source": row["source"],
        "price_date": row["price_date"],
        "note": "; ".join(filter(None, notes)),
    }


def _readable(quantity: str) -> bool:
    try:
        return bool(factors(quantity))
    except MalformedError:
        return False


def _told_apart(rows: list[Row], told: list[str]) -> Iterator[Row]:
    """The rows of a component; where several answer to the same selector, one that says that it has no price."""
    same: dict[tuple[str, ...], list[Row]] = defaultdict(list)
    for row in rows:
        same[row["name"], row["selector"], row["region"]].append(row)
    kept, unclear = [], {}
    for named in same.values():
        best = [row for row in named if row["kind"] == RowKind.BASELINE] or named
        newest = max(best, key=lambda row: row["price_date"])
        if len({Decimal(row["usd"]) for row in best}) == 1:
            kept.append(newest)
            continue
        told.append(f"{newest['type']} {newest['name']} [{newest['selector']}] {newest['region']}: prices disagree.")
        if newest["kind"] == RowKind.BASELINE:
            unclear[newest["selector"]] = newest
    counted: dict[str, set[str]] = defaultdict(set)
    for row in kept:
        if row["kind"] == RowKind.BASELINE:
            counted[row["selector"]].add(row["name"])
            unclear.pop(row["selector"], None)
    several = {selector: names for selector, names in counted.items() if len(names) > 1}
    yield from (row for row in kept if row["kind"] != RowKind.BASELINE or row["selector"] not in several)
    for selector in sorted({*several, *unclear}):
        row = next(row for row in rows if row["selector"] == selector)
        told.append(f"{row['type']} {row['component']} [{selector}]: several prices.")
        yield _unpriced(row, f"Nothing that is read tells which price its {row['component'].replace('_', ' ')} has.")


def _unpriced(row: Row, reason: str) -> Row:
    return dict.fromkeys(TABLE, "") | {
        "type": row["type"],
        "component": row["component"],
        "selector": row["selector"],
        "kind": str(RowKind.UNPRICED),
        "note": reason,
    }


def _check(row: Row) -> None:
    """Stop at what the portal could not read."""
    kind = RowKind(row["kind"])
    try:
        conditions(row["selector"])
        if kind is RowKind.BASELINE:
            factors(row["quantity"])
    except MalformedError as reason:
        raise SystemExit(f"{row['type']} {row['component']}: {reason}") from reason
    if (kind in {RowKind.BASELINE, RowKind.USAGE}) is not bool(row["usd"]) or (
        kind is RowKind.UNPRICED and not row["note"]
    ):
        raise SystemExit(f"{row['type']} {row['component']}: a row of kind {kind} has no price, or no reason.")
