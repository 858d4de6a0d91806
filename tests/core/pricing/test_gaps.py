"""What a cost leaves out or takes for granted, counted by resource type and reason."""

from __future__ import annotations

from decimal import Decimal

import pytest

from gitops_portal.core.model import Action, Cost, CostLine, CostStatus, PricedComponent, Use
from gitops_portal.core.pricing import gaps as of_gaps
from gitops_portal.core.pricing.cost import NO_REGION
from gitops_portal.core.pricing.gaps import GapRow, gaps

ONE = Decimal(1)
USE = Use("requests", ONE)


def line(status: CostStatus, *parts: PricedComponent, note: str = "", **fields: object) -> CostLine:
    told = {"address": "aws_x.y", "type": "aws_x", "action": Action.CREATE} | fields
    return CostLine(status=status, components=parts, note=note, **told)  # type: ignore[arg-type]  # as its fields are


def part(
    name: str, *, quantity: Decimal | None = ONE, price: Decimal | None = ONE, **fields: object
) -> PricedComponent:
    return PricedComponent(name, "hours", quantity, price, None, **fields)  # type: ignore[arg-type]  # the same


PRICED, UNPRICED, USED = CostStatus.PRICED, CostStatus.UNPRICED, CostStatus.USAGE_BASED
NO_PRICE = f"There is no price for Machine {NO_REGION}."


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        (line(PRICED, part("Machine")), []),
        (line(CostStatus.FREE), []),
        (line(UNPRICED, note="There is no price for aws_x."), [("unpriced", "There is no price for aws_x.")]),
        (line(UNPRICED, part("Machine", price=None), note=NO_PRICE), [("region", NO_PRICE)]),
        (line(UNPRICED, note="No price.", action=Action.DELETE), []),
        (line(UNPRICED, note="No price.", action=Action.FORGET), []),
        (line(UNPRICED, note="No price.", action=Action.NO_OP), [("unpriced", "No price.")]),
        # the least to pay
        (
            line(PRICED, part("Machine"), part("Logs", quantity=None, price=None, note="by size")),
            [("least", "Logs: by size")],
        ),
        # what nobody told, once for all tiers, and not what a usage file tells
        (
            line(
                USED, part("First", quantity=None, use=USE), part("Next", quantity=None, use=USE), part("Told", use=USE)
            ),
            [("use", "requests")],
        ),
        # what was taken for granted, where it is in the sum
        (line(USED, part("First", quantity=None, use=USE, note="two assumed")), [("use", "requests")]),
        (line(PRICED, part("Machine", note="Linux assumed; by usage.yaml")), [("assumed", "Linux assumed")]),
        (
            line(PRICED, part("Machine", note="two assumed; estimated from us-east-1 × 1.1")),
            [("assumed", "two assumed"), ("estimated", "estimated from us-east-1 × 1.1")],
        ),
    ],
)
def test_a_line_says_what_is_not_known_of_it(given: CostLine, kept: list[tuple[str, str]]) -> None:
    judged, *rows = gaps(Cost((given,)))
    assert judged == GapRow("judged", resources=int(given.action not in {Action.DELETE, Action.FORGET}))
    assert rows == [GapRow(kind, "aws_x", reason, 1) for kind, reason in kept]


def test_resources_count_once_for_each_reason_and_the_most_stand_first() -> None:
    few = line(UNPRICED, note="Why", type="aws_few")
    many = line(PRICED, part("A", note="Linux assumed"), part("B", note="Linux assumed"), type="aws_many")
    assert gaps(Cost((few, many, many)))[1:] == [
        GapRow("assumed", "aws_many", "Linux assumed", 2),
        GapRow("unpriced", "aws_few", "Why", 1),
    ]


def test_what_there_is_no_room_for_is_one_row_of_each_kind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(of_gaps, "MOST", 1)
    lines = [line(UNPRICED, note="Why", type=f"aws_{name}") for name in "aabc"]
    assert gaps(Cost(tuple(lines)))[1:] == [GapRow("unpriced", "aws_a", "Why", 2), GapRow("unpriced", resources=2)]


def test_hostile_text_is_bounded_and_can_be_seen() -> None:
    (_, row) = gaps(Cost((line(UNPRICED, note="\u202e" * 2000, type="t" * 2000),)))
    assert len(row.type) <= 400 >= len(row.reason)
    assert row.reason.isprintable()
