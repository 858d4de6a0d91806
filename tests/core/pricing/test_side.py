"""What each component costs before and after, and that this is what the line says: of all that can happen to a resource."""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gitops_portal.core.cost_lines import cost_lines, parts
from gitops_portal.core.cost_models import cost_models
from gitops_portal.core.documents import parse
from gitops_portal.core.documents.secrecy.redact import Mask
from gitops_portal.core.index import Index
from gitops_portal.core.model import UNKNOWN, Action, Change, Cost, CostLine, CostStatus
from gitops_portal.core.pricing.cost import estimate
from gitops_portal.core.pricing.usage import NOT_TOLD, Amount, Usage
from tests.builders import change, change_set
from tests.priced import BOOK, HOME
from tools.generator import plan

NONE: Final = Decimal(0)


def priced(*changes: Change, by: Usage = NOT_TOLD) -> Cost:
    return estimate(Index(change_set(*changes)), cost_models(), BOOK, HOME, by)


def holds(line: CostLine) -> None:
    """The law: where all amounts are known, those of the components add up to those of the line."""
    (written,) = cost_lines([line])
    told = list(parts(written))
    if line.status is CostStatus.UNPRICED or not told:
        return
    for side, whole in (("before", line.before), ("after", line.after)):
        stands = [getattr(one, side) for one in told if getattr(one, side)]
        amounts = [Decimal(one["monthly"]) for one in stands if one["monthly"] is not None]
        if whole is not None:
            assert sum(amounts, NONE) == whole
    sides = [side for one in told for side in (one.before, one.after) if side]
    if all(side["monthly"] is not None for side in sides):
        assert sum((one.delta for one in told if one.delta), NONE) == line.delta
        assert None not in [one.delta for one in told]


TWO_SIDED = st.sampled_from([Action.UPDATE, Action.REPLACE, Action.NO_OP, Action.UNKNOWN])
ACTIONS = st.sampled_from([Action.CREATE, Action.DELETE, Action.FORGET]) | TWO_SIDED
DISK = st.fixed_dictionaries(
    {"volume_type": st.sampled_from(["gp2", "gp3", "io2", "st1"]), "volume_size": st.sampled_from([50, 100, 200])},
    optional={"iops": st.sampled_from([3_000, 6_000]), "throughput": st.sampled_from([125, 500])},
)
INSTANCE = st.fixed_dictionaries(
    {"instance_type": st.sampled_from(["t3.medium", "t3.large", "m5.xlarge", "there.is.none"])},
    optional={
        "root_block_device": st.lists(DISK, max_size=1),
        "ebs_block_device": st.lists(DISK, max_size=3),
        "monitoring": st.booleans(),
        "ebs_optimized": st.booleans(),
        "tags": st.just({"a": "b"}),
    },
)
DATABASE = st.fixed_dictionaries(
    {
        "instance_class": st.sampled_from(["db.m6g.large", "db.m6g.xlarge"]) | st.just(UNKNOWN),
        "engine": st.sampled_from(["postgres", "mysql"]),
        "allocated_storage": st.sampled_from([50, 200]),
        "storage_type": st.sampled_from(["gp2", "gp3"]),
    },
    optional={"multi_az": st.booleans()},
)
FUNCTION = st.fixed_dictionaries(
    {"architectures": st.sampled_from([["arm64"], ["x86_64"]]), "memory_size": st.just(128)}
)
OF: dict[str, st.SearchStrategy[dict[str, Any]]] = {
    "aws_instance": INSTANCE,
    "aws_db_instance": DATABASE,
    "aws_lambda_function": FUNCTION,
}


@st.composite
def changes(draw: st.DrawFn) -> Change:
    kind = draw(st.sampled_from(sorted(OF)))
    action = draw(ACTIONS)
    before = None if action is Action.CREATE else draw(OF[kind])
    gone = action in {Action.DELETE, Action.FORGET}
    after = None if gone else before if action is Action.NO_OP else draw(OF[kind])
    return change(f"{kind}.it", action, before, after, region="us-east-1")


TOLD = Usage(types={"aws_lambda_function": {"requests": Amount(Decimal(1), Decimal(2), Decimal(10**7))}})


@given(changes(), st.sampled_from([NOT_TOLD, TOLD]))
def test_components_add_up_to_their_resource(one: Change, by: Usage) -> None:
    (line,) = priced(one, by=by).lines
    holds(line)


@given(st.sampled_from(sorted(OF)), st.data())
def test_creating_and_destroying_are_each_other_backwards(kind: str, data: st.DataObject) -> None:
    values = data.draw(OF[kind])
    made, gone = (
        priced(change(f"{kind}.it", action, *sides, region="us-east-1"))
        for action, sides in ((Action.CREATE, (None, values)), (Action.DELETE, (values, None)))
    )
    comes, goes = ([one.delta for one in parts(cost_lines(cost.lines)[0])] for cost in (made, gone))
    assert goes == [None if delta is None else -delta for delta in comes]
    assert made.delta == -gone.delta


@given(st.sampled_from(sorted(OF)), st.data())
def test_there_and_back_again_costs_nothing(kind: str, data: st.DataObject) -> None:
    one, other = data.draw(OF[kind]), data.draw(OF[kind])
    there, back = (
        priced(change(f"{kind}.it", Action.UPDATE, *sides, region="us-east-1")).lines
        for sides in ((one, other), (other, one))
    )
    deltas = [[part.delta for part in parts(cost_lines(line)[0])] for line in (there, back)]
    known = [sum((delta for delta in found if delta), NONE) for found in deltas]
    assert known[0] == -known[1]


@cache
def generated() -> tuple[CostLine, ...]:
    found = parse.load(plan(1_500), Mask(bytes(32))).changes
    return estimate(Index(found), cost_models(), BOOK, HOME).lines


def test_components_of_a_large_plan_add_up_to_their_resources() -> None:
    for line in generated():
        holds(line)
    made_of = {Action.CREATE, Action.UPDATE, Action.REPLACE, Action.DELETE, Action.NO_OP}
    assert {line.action for line in generated() if line.components} == made_of
    assert any(line.components_before not in {None, line.components} for line in generated())


def test_what_stays_the_same_is_kept_once() -> None:
    for line in generated():
        if line.action is Action.NO_OP and line.components:
            assert line.components_before is line.components
    same = [line for line in generated() if line.action is Action.UPDATE and line.components_before == line.components]
    assert same
    assert all(line.components_before is line.components for line in same)


SMALL: dict[str, Any] = {"instance_type": "t3.medium", "root_block_device": [{"volume_size": 50, "volume_type": "gp3"}]}
LARGE: dict[str, Any] = {"instance_type": "t3.large", "root_block_device": [{"volume_size": 200, "volume_type": "gp3"}]}


@pytest.mark.parametrize(
    ("action", "before", "after", "sides"),
    [
        (Action.CREATE, None, LARGE, None),
        (Action.DELETE, SMALL, None, None),
        (Action.FORGET, SMALL, None, None),
        (Action.NO_OP, SMALL, SMALL, True),
        (Action.UPDATE, SMALL, {**SMALL, "tags": {"a": "b"}}, True),
        (Action.UPDATE, SMALL, LARGE, False),
        (Action.REPLACE, SMALL, LARGE, False),
        (Action.UPDATE, SMALL, {"instance_type": UNKNOWN}, None),
        (Action.UPDATE, {"instance_type": UNKNOWN}, SMALL, None),
    ],
)
def test_components_before_are_kept_where_they_differ(action: Action, before: Any, after: Any, sides: bool) -> None:
    (line,) = priced(change("aws_instance.it", action, before, after, region="us-east-1")).lines
    assert (None if line.components_before is None else line.components_before is line.components) is sides


def test_a_resized_instance_says_what_grew() -> None:
    (line,) = priced(change("aws_instance.it", Action.UPDATE, SMALL, LARGE, region="us-east-1")).lines
    instance, disk, *rest = parts(cost_lines([line])[0])
    assert [(side["name"], side["quantity"]) for side in (instance.before, instance.after) if side] == [
        ("Instance (t3.medium)", "730"),
        ("Instance (t3.large)", "730"),
    ]
    assert [side["quantity"] for side in (disk.before, disk.after) if side] == ["50", "200"]
    assert [one.delta is None for one in rest] == [True] * len(rest)
    assert (instance.delta or 0) + (disk.delta or 0) == line.delta > 0
