from __future__ import annotations

from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gitops_portal.adapters import rule_files
from gitops_portal.core.cost_models import cost_models
from gitops_portal.core.index import Index
from gitops_portal.core.model import Action, Change, Cost, CostStatus
from gitops_portal.core.pricing import uses
from gitops_portal.core.pricing.cost import estimate
from gitops_portal.core.pricing.usage import NOT_TOLD, Amount, Usage, read
from tests.builders import change, change_set
from tests.priced import BOOK, HOME

NAMES = partial(uses.names, prices=BOOK)
REQUESTS = "requests: {low: 1, typical: 2.5, high: 1_000}"


def usage(text: str) -> Usage:
    with rule_files.placed(text) as written:
        return read(written.document, NAMES)


def told(**amounts: object) -> Usage:
    document = {"version": "1", "types": {kind: dict(entry) for kind, entry in amounts.items()}}  # type: ignore[call-overload]
    return read(document, NAMES)


def priced(*changes: Change, by: Usage) -> Cost:
    return estimate(Index(change_set(*changes)), cost_models(), BOOK, HOME, by)


def queue(name: str = "a", action: Action = Action.CREATE) -> Change:
    sides: list[dict[str, Any] | None] = [
        None if action is Action.CREATE else {},
        None if action is Action.DELETE else {},
    ]
    return change(f"aws_sqs_queue.{name}", action, *sides, region="us-east-1")


FUNCTION = "aws_lambda_function.f"


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("version: 2", 1, "begin with version: 1"),
        ("types: {}", 1, "begin with version: 1"),
        ("version: 1\nkinds: {}", 2, "no such part: write version, types, resources"),
        ("version: 1\nresource_usage: {}", 2, "Infracost's usage file: `manage.py usage from-infracost FILE`"),
        ("version: 1\ntypes: [a]", 2, "this is no mapping"),
        ("version: 1\ntypes:\n  aws_iam_role: {a: 1}", 3, "nothing of aws_iam_role is paid by use"),
        (
            "version: 1\ntypes:\n  aws_lambda_function:\n    requsts: 1",
            4,
            "no such use of aws_lambda_function: write d",
        ),
        ("version: 1\nresources:\n  handler: {requests: 1}", 3, "names no resource type"),
        ("version: 1\nresources:\n  'aws_*.a': {requests: 1}", 3, "never of the type"),
        (f"version: 1\nresources:\n  {FUNCTION}:\n    requests: -1", 4, "write a number, zero or more"),
        (f"version: 1\nresources:\n  {FUNCTION}:\n    requests: many", 4, "write a number, zero or more"),
        (f"version: 1\nresources:\n  {FUNCTION}:\n    requests: 1e9", 4, "write a number, zero or more"),
        (f"version: 1\nresources:\n  {FUNCTION}:\n    requests: 9999999999999999", 4, "no more than"),
        (f"version: 1\nresources:\n  {FUNCTION}:\n    requests: [1]", 4, "write a number"),
        (f"version: 1\nresources:\n  {FUNCTION}:\n    requests:\n      most: 1", 5, "write low, typical, high"),
        (f"version: 1\nresources:\n  {FUNCTION}:\n    requests: {{low: 1, high: 2}}", 4, "typical is missing"),
        (f"version: 1\nresources:\n  {FUNCTION}:\n    requests: {{low: 3, typical: 2, high: 4}}", 4, "low is no more"),
    ],
)
def test_says_what_is_wrong_in_which_line_and_what_to_write(text: str, line: int, says: str) -> None:
    with pytest.raises(rule_files.Wrong, match=says) as raised:
        usage(text)
    assert raised.value.line == line


def test_reads_one_number_or_three() -> None:
    found = usage(f"version: 1\nresources:\n  {FUNCTION}:\n    {REQUESTS}\n    duration_gb_seconds: 7")
    assert found.of(FUNCTION, "aws_lambda_function") == {
        "requests": Amount(Decimal(1), Decimal("2.5"), Decimal(1000)),
        "duration_gb_seconds": Amount(Decimal(7), Decimal(7), Decimal(7)),
    }


def test_an_empty_file_tells_nothing() -> None:
    assert not usage("")
    assert not usage("version: 1\ntypes:\nresources: {}")


@pytest.mark.parametrize(
    ("address", "requests"),
    [
        ("aws_sqs_queue.other", 1),
        ("aws_sqs_queue.jobs", 2),
        ('aws_sqs_queue.jobs["a"]', 2),
        ('aws_sqs_queue.jobs["b"]', 3),
        ("module.x.aws_sqs_queue.q", 4),
        ("module.x.aws_sqs_queue.quick", 5),
        ("module.x.aws_sqs_queue.zzz", 4),
    ],
)
@pytest.mark.parametrize("order", [1, -1])
def test_the_nearest_entry_counts_whatever_the_order(address: str, requests: int, order: int) -> None:
    entries = [
        ("aws_sqs_queue.jobs", 2),
        ('aws_sqs_queue.jobs["b"]', 3),
        ("module.*.aws_sqs_queue.*", 4),
        ("module.*.aws_sqs_queue.quick*", 5),
    ]
    resources = {each: {"requests": str(number)} for each, number in entries[::order]}
    document = {"version": "1", "types": {"aws_sqs_queue": {"requests": "1"}}, "resources": resources}
    assert read(document, NAMES).of(address, "aws_sqs_queue")["requests"].typical == requests


def test_what_an_entry_leaves_out_comes_from_the_next() -> None:
    document = {
        "version": "1",
        "types": {"aws_lambda_function": {"requests": "1", "duration_gb_seconds": "2"}},
        "resources": {FUNCTION: {"requests": "3"}},
    }
    found = read(document, NAMES).of(FUNCTION, "aws_lambda_function")
    assert {name: amount.typical for name, amount in found.items()} == {"requests": 3, "duration_gb_seconds": 2}


def test_a_use_that_is_told_becomes_a_figure() -> None:
    by = told(aws_sqs_queue={"requests": {"low": "1000000", "typical": "2000000", "high": "5000000"}})
    cost = priced(queue(), by=by)
    (line,) = cost.lines
    part = next(part for part in line.components if part.use and part.use.name == "requests")
    price = part.unit_price
    assert price
    assert (line.status, line.after, cost.after) == (CostStatus.PRICED, 2 * price, 2 * price)
    assert (part.quantity, part.low, part.monthly, part.high) == (Decimal(2), price, 2 * price, 5 * price)
    assert uses.MARK in part.note
    assert cost.spread
    assert (cost.spread.low_after, cost.spread.high_after) == (price, 5 * price)


def test_a_use_that_is_not_told_stays_open() -> None:
    cost = priced(queue(), by=told(aws_lambda_function={"requests": "1"}))
    assert [line.status for line in cost.lines] == [CostStatus.USAGE_BASED]
    assert cost.after == 0
    assert cost.spread is None


@pytest.mark.parametrize(
    ("requests", "millions"),
    [("100", ("0.0001", 0)), ("300000000", (300, 0)), ("400000000", (300, 100))],
)
def test_tiers_are_filled_from_the_first_on(requests: str, millions: tuple[Any, Any]) -> None:
    gateway = change("aws_apigatewayv2_api.a", Action.CREATE, after={"protocol_type": "HTTP"}, region="us-east-1")
    (line,) = priced(gateway, by=told(aws_apigatewayv2_api={"requests": requests})).lines
    parts = [part for part in line.components if part.use and part.use.name == "requests"]
    assert [part.quantity for part in parts] == [Decimal(each) for each in millions]


def test_more_than_there_are_prices_for_stays_open_and_says_so() -> None:
    stream = change("aws_kinesis_firehose_delivery_stream.a", Action.CREATE, after={}, region="us-east-1")
    (line,) = priced(stream, by=told(aws_kinesis_firehose_delivery_stream={"data_ingested_gb": "600000"})).lines
    part = next(part for part in line.components if part.name == "Data ingested")
    assert part.quantity is None
    assert "up to 512000 only" in part.note


ACTIONS = st.sampled_from([Action.CREATE, Action.DELETE, Action.UPDATE, Action.NO_OP])
AMOUNTS = st.lists(st.integers(0, 10**9), min_size=3, max_size=3).map(sorted)


@given(st.lists(ACTIONS, max_size=4), AMOUNTS)
def test_sums_are_those_of_parts_and_ends_stay_in_order(actions: list[Action], ends: list[int]) -> None:
    by = told(aws_sqs_queue={"requests": dict(zip(("low", "typical", "high"), map(str, ends), strict=True))})
    changes = [queue(f"q{number}", action) for number, action in enumerate(actions)]
    cost, backwards = priced(*changes, by=by), priced(*changes[::-1], by=by)
    assert cost.after == sum((line.after for line in cost.lines if line.after), Decimal(0)) == backwards.after
    assert cost.delta == cost.after - cost.before == sum((line.delta for line in cost.lines), Decimal(0))
    assert cost.spread == backwards.spread
    if cost.spread:
        assert cost.spread.low_after <= cost.after <= cost.spread.high_after
        assert cost.spread.low_before <= cost.before <= cost.spread.high_before


@given(AMOUNTS)
def test_destroying_all_gives_minus_what_it_cost(ends: list[int]) -> None:
    by = told(aws_sqs_queue={"requests": dict(zip(("low", "typical", "high"), map(str, ends), strict=True))})
    (gone,), (stays,) = (priced(queue(action=each), by=by).lines for each in (Action.DELETE, Action.NO_OP))
    assert gone.delta == -(stays.after or 0)
    assert gone.spread
    assert stays.spread
    assert (gone.spread.low_before, gone.spread.high_before) == (stays.spread.low_after, stays.spread.high_after)
    assert gone.spread.low_after == gone.spread.high_after == 0


def test_no_file_and_an_empty_one_are_the_same() -> None:
    assert priced(queue(), by=NOT_TOLD) == priced(queue(), by=read({"version": "1"}, NAMES))


@pytest.mark.parametrize(
    ("text", "unmatched"),
    [
        ("types: {aws_sqs_queue: {requests: 1}}", []),
        ("types: {aws_lambda_function: {requests: 1}}", ["aws_lambda_function"]),
        ("resources: {aws_sqs_queue.a: {requests: 1}, aws_sqs_queue.b: {requests: 1}}", ["aws_sqs_queue.b"]),
        (
            "resources: {'aws_sqs_queue.*': {requests: 1}, 'module.*.aws_sqs_queue.*': {requests: 1}}",
            ["module.*.aws_sqs_queue.*"],
        ),
        ("types: {aws_ebs_volume: {i_o_requests: 1}}", ["aws_ebs_volume (i_o_requests)"]),
        ("resources: {aws_ebs_volume.unknown: {i_o_requests: 1}}", []),
    ],
)
def test_what_nothing_takes_is_told(text: str, unmatched: list[str]) -> None:
    """A volume of gp3 has no price by request; of one whose values nobody knows, nobody knows what its bill has."""
    volumes = {"type": "gp3", "size": 8}
    plan = [
        queue(),
        change("aws_ebs_volume.v", Action.CREATE, None, volumes, region="us-east-1"),
        change("aws_ebs_volume.unknown", Action.CREATE, None, None),
    ]
    used = [each for each in plan if "unknown" in text or not each.address.endswith("unknown")]
    assert [str(one) for one in priced(*used, by=usage(f"version: 1\n{text}")).unmatched] == unmatched
