"""Limits of cost look at the upper end of what a usage file tells; so do ceilings and approval rules."""

from __future__ import annotations

from decimal import Decimal

import pytest

from gitops_portal.core.approval_rules.facts import Beside, facts
from gitops_portal.core.index import Index
from gitops_portal.core.model import Action, Cost, CostLine, CostStatus, Spread
from gitops_portal.core.rules.facts import Facts
from gitops_portal.core.rules.kinds.limits import CostLimit
from tests.builders import change, change_set

LINE = CostLine(
    "a.b",
    "a",
    Action.UPDATE,
    CostStatus.PRICED,
    Decimal(20),
    Decimal(30),
    spread=Spread(Decimal(10), Decimal(10), Decimal(20), Decimal(90)),
)
COST = Cost((LINE,), before=Decimal(20), after=Decimal(30))


@pytest.mark.parametrize(
    ("limit", "said"),
    [
        (CostLimit(monthly=Decimal(80)), "up to 90.00 USD a month is over 80.00"),
        (CostLimit(increase=Decimal(50)), "up to 70.00 USD a month more is over 50.00"),
        (CostLimit(increase_percent=Decimal(100)), "up to 70.00 USD a month more is over 100% of 20.00"),
        (CostLimit(monthly=Decimal(90), increase=Decimal(70)), ""),
    ],
)
def test_limits(limit: CostLimit, said: str) -> None:
    found = limit(None, Facts(Index(change_set()), COST))  # type: ignore[arg-type]  # it looks at no resource
    assert [objection.message for objection in found] == [said] * bool(said)


@pytest.mark.parametrize(
    ("monthly", "said"), [(80, "up to 90.00 USD of team=web a month is over 80.00"), (90, "")], ids=["over", "within"]
)
def test_limits_of_a_tag(monthly: int, said: str) -> None:
    tagged = {"tags": {"team": "web"}}
    index = Index(change_set(change("a.b", Action.UPDATE, before=tagged, after=tagged | {"size": 2})))
    found = CostLimit(monthly=Decimal(monthly), tag="team=web")(None, Facts(index, COST))  # type: ignore[arg-type]  # as above
    assert [objection.message for objection in found] == [said] * bool(said)


FORGOTTEN = CostLine("a.old", "b", Action.FORGET, CostStatus.PRICED, Decimal(100), left_behind=True)
NEW = CostLine("a.new", "b", Action.CREATE, CostStatus.PRICED, None, Decimal(90))
SWAPPED = Cost((FORGOTTEN, NEW), before=Decimal(100), after=Decimal(90))
STILL = "; what is forgotten still costs 100.00"


@pytest.mark.parametrize(
    ("limit", "said"),
    [
        (CostLimit(increase=Decimal(80)), f"90.00 USD a month more is over 80.00{STILL}"),
        (CostLimit(increase_percent=Decimal(50)), f"90.00 USD a month more is over 50% of 100.00{STILL}"),
        (CostLimit(monthly=Decimal(80)), f"90.00 USD a month is over 80.00{STILL}"),
        (CostLimit(monthly=Decimal(90), increase=Decimal(90), increase_percent=Decimal(90)), ""),
        (CostLimit(increase=Decimal(80), tag="team=web"), f"90.00 USD of team=web a month more is over 80.00{STILL}"),
        (CostLimit(increase=Decimal(80), tag="team=data"), ""),
    ],
)
def test_what_is_forgotten_makes_up_for_nothing(limit: CostLimit, said: str) -> None:
    tagged = {"tags": {"team": "web"}}
    index = Index(change_set(change("a.old", Action.FORGET, before=tagged), change("a.new", after=tagged)))
    found = limit(None, Facts(index, SWAPPED))  # type: ignore[arg-type]  # as above
    assert [objection.message for objection in found] == [said] * bool(said)


@pytest.mark.parametrize(("most", "rises"), [(None, 10), (Decimal(70), 70), (Decimal(-5), 10)])
def test_approval_rules_ask_by_how_much_it_rises_at_most(most: Decimal | None, rises: int) -> None:
    told = facts([], [], (Decimal(20), Decimal(30)), Beside(rises_up_to=most), {})
    assert told.cost_delta == rises
