"""What a bill reads decides it: for every resource type, each attribute that is read changes the bill or a note of it.

The resources to change are those of the tables beside this file, and for types that are rows of the price book one for
each row, made from its selector.
"""

from __future__ import annotations

import importlib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from gitops_portal.core.cost_models import cost_models
from gitops_portal.core.model import UNKNOWN
from gitops_portal.core.pricing.price_book import RowKind
from gitops_portal.core.pricing.quantities import factors
from gitops_portal.core.pricing.selectors import UNSET, conditions
from gitops_portal.core.pricing.selectors import Path as Where
from tests.priced import BOOK, line

HERE = Path(__file__).parent
ANY: tuple[Any, ...] = (
    True,
    False,
    0,
    1,
    7,
    100_000,
    "other",
    [{}],
    ["other"],
    "windows",
    "5.5",
    "5.7.44",
    "11.22",
    "OpenSearch_1.1",
    "TERMINATED",
    "open-source-rds-extended-support-disabled",
    None,
)
"""What an attribute may say instead, beside what the tables and selectors name."""
PLACES = {"arn", "availability_zone", "location", "region", "zone"}
"""Where a resource stands, which tests of regions change."""
ABSENT = object()


class Case(NamedTuple):
    """A resource, and those that it refers to, by type."""

    attributes: dict[str, Any]
    beside: dict[str, dict[str, Any]]

    def bill(self, kind: str) -> tuple[Any, ...]:
        told = line(kind, self.attributes, "", None, **self.beside)
        parts = [(part.name, part.quantity, part.unit_price, part.note) for part in told.components]
        return told.status, told.after, told.note, parts


class Seen(Mapping[str, Any]):
    """Attributes that note the paths at which they are read."""

    def __init__(self, values: Mapping[str, Any], read: set[str], prefix: str = "") -> None:
        self.values_, self.read, self.prefix = values, read, prefix

    def __getitem__(self, name: str) -> Any:
        value = self.values_.get(name)
        path = f"{self.prefix}{name}"
        if not _is_block(value):
            self.read.add(path)
        if name not in self.values_:
            raise KeyError(name)
        return _watched(value, self.read, f"{path}.")

    def __iter__(self) -> Iterator[str]:
        return iter(self.values_)

    def __len__(self) -> int:
        return len(self.values_)


def _is_block(value: Any) -> bool:
    return isinstance(value, dict) or (isinstance(value, list) and any(isinstance(one, dict) and one for one in value))


def _watched(value: Any, read: set[str], prefix: str) -> Any:
    if isinstance(value, dict):
        return Seen(value, read, prefix)
    return [_watched(one, read, prefix) for one in value] if isinstance(value, list) else value


# ── resources to change ──────────────────────────────────────────────────────────────────────────────────────────


@cache
def tabled() -> Mapping[str, list[Case]]:
    """Every resource of the tables of the cost models' tests, by type."""
    found: dict[str, list[Case]] = defaultdict(list)
    for file in sorted(HERE.glob("*/test_*.py")):
        module = importlib.import_module(f"tests.core.cost_models.{file.parent.name}.{file.stem}")
        for test in vars(module).values():
            for mark in getattr(test, "pytestmark", []):
                names = mark.args[0] if mark.name == "parametrize" else ()
                for row in mark.args[1] if "attributes" in names else ():
                    told = dict(zip(names, getattr(row, "values", row), strict=True))
                    beside = told.get("beside") or {}
                    kind = told.get("kind", file.stem.removeprefix("test_"))
                    found[kind].append(Case(told["attributes"], beside if isinstance(beside, dict) else {}))
    return found


def of_rows(kind: str) -> list[Case]:
    """A resource for each row of a type, and what rows of other types ask of it left out."""
    made = []
    for row in BOOK.rows[kind]:
        case = Case({}, {})
        for condition in conditions(row.selector):
            wanted = next((value for value in condition.values if value != UNSET), ABSENT)
            if condition.negated:
                wanted = "other" if UNSET in condition.values else ABSENT
            _put(case, condition.path, wanted.partition("..")[0] if isinstance(wanted, str) else wanted)
        for where in _counted(row.quantity):
            if _at(case, where) is ABSENT:
                _put(case, where, 3)
        made.append(case)
    return made


def _counted(quantity: str) -> Iterator[Where]:
    for factor in factors(quantity) if quantity else ():
        yield from (term.where for term in factor.terms if term.where and not term.counted)


def _home(case: Case, where: Where, *, make: bool) -> dict[str, Any] | None:
    home = case.beside.setdefault(where.refers, {}) if where.refers else case.attributes
    for name in where.blocks:
        inside = home.get(name)
        if isinstance(inside, list) and inside and isinstance(inside[0], dict):
            inside = inside[0]
        if not isinstance(inside, dict):
            if not make:
                return None
            inside = {}
            home[name] = [inside]
        home = inside
    return home


def _at(case: Case, where: Where) -> Any:
    home = _home(case, where, make=False)
    return ABSENT if home is None else home.get(where.name, ABSENT)


def _put(case: Case, where: Where, value: Any) -> None:
    if value is ABSENT:
        if (home := _home(case, where, make=False)) is not None:
            home.pop(where.name, None)
    elif (home := _home(case, where, make=True)) is not None:
        home[where.name] = value


# ── the law ──────────────────────────────────────────────────────────────────────────────────────────────────────


def decides(kind: str, where: Where, cases: list[Case], values: list[Any]) -> bool:
    """Whether to change what stands there changes the bill of one of the cases, or a note of it."""
    for case in cases:
        before = case.bill(kind)
        for value in (*values, *ANY, ABSENT):
            changed = deepcopy(case)
            _put(changed, where, value)
            if changed.bill(kind) != before:
                return True
    return False


def values_at(kind: str, where: Where, cases: list[Case]) -> list[Any]:
    """What stands there in other cases, and what selectors ask for."""
    stated = [_at(case, where) for case in cases]
    asked = [
        value.partition("..")[0]
        for row in BOOK.rows.get(kind, ())
        for condition in conditions(row.selector)
        if condition.path == where
        for value in condition.values
        if value != UNSET
    ]
    return [value for value in (*stated, *asked) if value is not ABSENT and value is not UNKNOWN]


def read(kind: str, cases: list[Case]) -> list[str]:
    """Every path that the bills of these cases read."""
    seen: set[str] = set()
    for case in cases:
        line(kind, Seen(case.attributes, seen), **case.beside)  # type: ignore[arg-type]
    return sorted(seen - PLACES)


@pytest.mark.parametrize("kind", sorted(cost_models()))
def test_every_attribute_that_a_cost_model_reads_decides(kind: str) -> None:
    cases = tabled()[kind]
    paths = {path: Where("", tuple(path.split(".")[:-1]), path.rsplit(".", 1)[-1]) for path in read(kind, cases)}
    assert [
        path for path, where in paths.items() if not decides(kind, where, cases, values_at(kind, where, cases))
    ] == []


@pytest.mark.parametrize("kind", sorted(set(BOOK.rows) - set(cost_models())))
def test_every_attribute_that_a_row_asks_for_decides(kind: str) -> None:
    cases = of_rows(kind)
    asked = {condition.path for row in BOOK.rows[kind] for condition in conditions(row.selector)}
    asked |= {where for row in BOOK.rows[kind] if row.kind is RowKind.BASELINE for where in _counted(row.quantity)}
    assert [str(where) for where in asked if not decides(kind, where, cases, values_at(kind, where, cases))] == []


ON_TOP = [
    (kind, place)
    for kind in sorted(set(BOOK.rows) & set(cost_models()))
    for place, row in enumerate(BOOK.rows[kind])
    if row.kind is RowKind.EXTRA
]


@pytest.mark.parametrize(("kind", "place"), ON_TOP)
def test_what_is_set_and_has_no_price_is_told_on_top_of_the_sum(kind: str, place: int) -> None:
    row, asks = BOOK.rows[kind][place], of_rows(kind)[place]
    plain = next(case for case in tabled()[kind] if case.bill(kind)[0] in {"priced", "usage_based"})
    sets = Case(deepcopy(plain.attributes), plain.beside)
    for condition in conditions(row.selector):
        _put(sets, condition.path, _at(asks, condition.path))
    before, after = (line(kind, case.attributes, "", None, **case.beside) for case in (plain, sets))
    assert row.name in [part.name for part in after.components if part.monthly is None]
    assert after.after == before.after
