"""Whose resources have no price: counted over all of them, however few lines are kept."""

from __future__ import annotations

import pytest

from gitops_portal.core.model import Action, CostLine, CostStatus
from gitops_portal.core.view.summary import SHOWN_GROUPS, unpriced_by_provider


def line(kind: str, status: CostStatus = CostStatus.UNPRICED) -> CostLine:
    return CostLine(f"{kind}.a", kind, Action.CREATE, status)


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ([], []),
        ([line("aws_instance", CostStatus.PRICED), line("null_resource", CostStatus.FREE)], []),
        (
            [line("ibm_a"), line("aws_b"), line("ibm_c")],
            [{"provider": "ibm", "count": 2}, {"provider": "aws", "count": 1}],
        ),
        ([line("thing")], [{"provider": "thing", "count": 1}]),
    ],
)
def test_counts_by_provider(lines: list[CostLine], told: list[dict[str, object]]) -> None:
    assert unpriced_by_provider(lines) == told


def test_many_providers_end_in_one_group() -> None:
    told = unpriced_by_provider([line(f"p{number:02}_a") for number in range(SHOWN_GROUPS + 3)])
    assert len(told) == SHOWN_GROUPS + 1
    assert told[-1] == {"provider": "3 others", "count": 3}
