"""What stands against a budget: sums of what is known, and what is not known beside them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gitops_portal.core.errors import Invalid
from gitops_portal.core.rules.budgets import Budget, Ends, Place, Sums, check, reaching, standing
from gitops_portal.core.rules.scope import Scope, ScopeKind

PROD = Scope(ScopeKind.LABELS, "env=prod")
TAG = ("team", "web")


def sums(now: int, coming: int = 0, priced: int = 1, unpriced: int = 0) -> Sums:
    return Sums(Decimal(now), Decimal(coming), priced, unpriced)


def place(name: str, whole: Sums | None = None, env: str = "prod", **told: Any) -> Place:
    return Place(name, {"env": env}, whole, **told)


PLACES = [
    place("a", sums(60, 10), tagged={TAG: sums(20, 5)}),
    place("b", sums(30, unpriced=1), env="dev", tagged={}),
    place("c"),
]


@pytest.mark.parametrize(
    ("scope", "tag", "told"),
    [
        (Scope(), None, (90, 100, 3, 1, 0)),
        (PROD, None, (60, 70, 2, 1, 0)),
        (Scope(ScopeKind.WORKSPACE, "b"), None, (30, 30, 1, 0, 0)),
        (Scope(ScopeKind.WORKSPACE, "gone"), None, (0, 0, 0, 0, 0)),
        (Scope(), TAG, (20, 25, 3, 1, 0)),
        (Scope(), ("team", "other"), (0, 0, 3, 1, 0)),
    ],
)
def test_sums_what_a_budget_reaches(scope: Scope, tag: tuple[str, str] | None, told: tuple[int, ...]) -> None:
    held = standing(Budget("x", Decimal(100), scope, tag), PLACES)
    found: tuple[Decimal | int, ...] = held.sums.now, held.forecast, held.workspaces, held.empty, held.apart
    assert tuple(int(each) for each in found) == told


@pytest.mark.parametrize(
    ("whole", "state"),
    [
        (sums(101), "over"),
        (sums(100), "within"),
        (sums(90, 11), "ahead"),
        (sums(50, priced=1, unpriced=1), "within"),
        (sums(51, priced=1, unpriced=1), "unclear"),
        (sums(0, priced=0, unpriced=1), "unclear"),
        (sums(110, -20), "over"),
    ],
)
def test_says_how_it_stands(whole: Sums, state: str) -> None:
    assert standing(Budget("x", Decimal(100)), [place("a", whole)]).state == state


@pytest.mark.parametrize(
    ("told", "apart", "untold"),
    [
        ({"tagged": None}, 1, 0),
        ({"tagged": {}, "left_out": frozenset({"team"})}, 1, 0),
        ({"tagged": {}, "left_out": frozenset({"Name"})}, 0, 0),
        ({"tagged": {}, "left_out": frozenset({""})}, 1, 0),
        ({"tagged": {("team", "x"): sums(1)}, "left_out": frozenset({""})}, 0, 0),
        ({"tagged": {}, "untold": {"": 2, "team": 1, "env": 9}}, 0, 3),
    ],
)
def test_what_is_not_known_of_a_tag_is_told(told: dict[str, Any], apart: int, untold: int) -> None:
    held = standing(Budget("x", Decimal(100), tag=TAG), [place("a", sums(80), **told)])
    assert (held.apart, held.untold, int(held.apart_forecast)) == (apart, untold, 80 * apart)


_SUMS = st.builds(sums, *[st.integers(0, 1000)] * 2, st.integers(0, 9), st.integers(0, 9))
_PLACES = st.lists(st.builds(place, st.sampled_from("abc"), st.none() | _SUMS, st.sampled_from(["prod", "dev"])))


@given(_PLACES, st.randoms())
def test_order_never_matters(places: list[Place], random: object) -> None:
    shuffled = list(places)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    budget = Budget("x", Decimal(500))
    assert standing(budget, places) == standing(budget, shuffled)


@given(_PLACES)
def test_parts_are_the_whole(places: list[Place]) -> None:
    """Budgets of two labels that no workspace has both of come to what one of the organisation does."""
    whole = standing(Budget("x", Decimal(500)), places)
    parts = [
        standing(Budget("x", Decimal(500), Scope(ScopeKind.LABELS, f"env={env}")), places) for env in ("prod", "dev")
    ]
    assert parts[0].sums + parts[1].sums == whole.sums


def test_only_those_that_reach_a_workspace_judge_it() -> None:
    held = [Budget("all", Decimal(1)), Budget("prod", Decimal(1), PROD)]
    assert [each.name for each in reaching(held, "a", {"env": "dev"})] == ["all"]


@pytest.mark.parametrize(
    ("name", "amount", "key", "value"),
    [
        ("", "1", "", ""),
        ("x", "0", "", ""),
        ("x", "NaN", "", ""),
        ("x", "1e12", "", ""),
        ("x", "1", "team", ""),
        ("x", "1", "", "web"),
        ("x", "1", "k" * 129, "v"),
    ],
)
def test_refuses_what_is_no_budget(name: str, amount: str, key: str, value: str) -> None:
    with pytest.raises(Invalid):
        check(name, Decimal(amount), key, value)


@pytest.mark.parametrize(
    ("now", "coming", "state"),
    [
        (Ends(high=Decimal(11)), Ends(), "over"),
        (Ends(), Ends(high=Decimal(6)), "ahead"),
        (Ends(Decimal(-90)), Ends(), "within"),
    ],
)
def test_stands_by_the_upper_end(now: Ends, coming: Ends, state: str) -> None:
    whole = Sums(Decimal(90), Decimal(5), 1, 0, now, coming)
    held = standing(Budget("x", Decimal(100)), [place("a", whole), place("b", Sums())])
    assert held.state == state
    assert held.forecast == 95
