from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from itertools import takewhile
from textwrap import dedent
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gitops_portal.adapters import rule_files
from gitops_portal.core.cost_models import cost_models
from gitops_portal.core.index import Index
from gitops_portal.core.model import Action, Change, Cost, CostStatus
from gitops_portal.core.pricing.cost import estimate
from gitops_portal.core.pricing.own import OwnPrices, over
from gitops_portal.core.pricing.own_check import Checked
from gitops_portal.core.pricing.own_file import flat, read
from tests.builders import change, change_set
from tests.portal import ROOT
from tests.priced import BOOK, HOME

DAY = date(2026, 11, 30)
CHECK = Checked(BOOK)
EVERYTHING = "{provider: aws, percent: 10}"
MACHINES = "{service: aws-ec2, percent: 20}"
FAMILY = "{service: aws-ec2, item: m5.*, percent: 30}"
LARGE = "{service: aws-ec2, item: m5.large linux, percent: 40}"
ELSEWHERE = "{service: aws-ec2, item: m5.large linux, region: eu-*, percent: 50}"


def own(**parts: str) -> OwnPrices:
    """What a file with these lists says."""
    return told("version: 1\n" + "".join(f"{part}: [{entries}]\n" for part, entries in parts.items()))


def told(text: str) -> OwnPrices:
    with rule_files.placed(text) as written:
        return read(written.document, CHECK)


def machine(
    name: str = "a", action: Action = Action.CREATE, kind: str = "m5.large", region: str = "us-east-1"
) -> Change:
    values: dict[str, Any] = {"instance_type": kind, "ami": "ami-1"}
    sides = (None if action is Action.CREATE else values, None if action is Action.DELETE else values)
    return change(f"aws_instance.{name}", action, *sides, region=region)


def priced(*changes: Change, by: OwnPrices, on: date = DAY) -> Cost:
    return estimate(Index(change_set(*changes)), cost_models(), over(BOOK, by.on(on)), HOME)


def hourly(by: OwnPrices, on: date = DAY, **of: str) -> tuple[Decimal | None, Decimal | None, str]:
    """What an hour of a machine costs, its list price where that is another one, and what is noted."""
    (line,) = priced(machine(**of), by=by, on=on).lines  # type: ignore[arg-type]
    part = line.components[0]
    return part.unit_price, part.list_price, part.note


LIST = Decimal("0.096")
"""An hour of an m5.large in us-east-1."""


@pytest.mark.parametrize(
    ("discounts", "percent"),
    [
        ((EVERYTHING,), 10),
        ((EVERYTHING, MACHINES), 20),
        ((EVERYTHING, MACHINES, FAMILY), 30),
        ((EVERYTHING, MACHINES, FAMILY, LARGE), 40),
        ((EVERYTHING, MACHINES, FAMILY, LARGE, ELSEWHERE), 40),
        (("{provider: google, percent: 10}",), 0),
        (("{provider: aws, region: eu-*, percent: 10}",), 0),
        ((EVERYTHING, "{service: aws-ec2, item: m5.large *, percent: 0}"), 0),
    ],
)
@pytest.mark.parametrize("order", [1, -1])
def test_the_nearest_discount_counts_alone_whatever_the_order(
    discounts: tuple[str, ...], percent: int, order: int
) -> None:
    paid, listed, _ = hourly(own(discounts=", ".join(discounts[::order])))
    assert paid == LIST * (100 - percent) / 100
    assert listed == (LIST if percent else None)


def test_a_line_says_what_is_off_and_until_when() -> None:
    by = own(discounts="{provider: aws, percent: 20.50, until: 2027-01-31, reason: EDP 2026}")
    assert hourly(by)[2].endswith("20.5 % off by contract (EDP 2026), until 2027-01-31")


@pytest.mark.parametrize(
    ("parts", "paid", "says"),
    [
        (
            {"prices": "{service: aws-ec2, item: m5.large linux, usd: 0.05, unit: hours}"},
            "0.05",
            "own price by contract",
        ),
        (
            {
                "prices": "{service: aws-ec2, item: m5.large linux, usd: 0.05, unit: hours}",
                "discounts": LARGE,
            },
            "0.05",
            "own price by contract",
        ),
        ({"reserved": "{service: aws-ec2, item: m5.*, share: 50, percent: 40}"}, "0.0768", "50 % reserved at 40 % off"),
        (
            {"reserved": "{service: aws-ec2, item: m5.*, share: 50, percent: 40}", "discounts": EVERYTHING},
            "0.072",
            "10 % off by contract; 50 % reserved at 40 % off",
        ),
        (
            {
                "reserved": "{service: aws-ec2, item: m5.*, share: 100, percent: 40}",
                "prices": "{service: aws-ec2, item: m5.large linux, usd: 0.09, unit: hours}",
            },
            "0.0576",
            "own price by contract; 100 % reserved at 40 % off",
        ),
        ({"prices": "{service: aws-ec2, item: m5.large linux, region: eu-*, usd: 0.05, unit: hours}"}, "0.096", ""),
    ],
)
def test_what_is_paid_for_an_hour(parts: dict[str, str], paid: str, says: str) -> None:
    found, listed, note = hourly(own(**parts))
    assert found == Decimal(paid)
    assert listed == (LIST if says else None)
    assert note.endswith(says)


def test_of_a_table_s_item_the_component_or_the_name_will_do() -> None:
    gateway = change("aws_nat_gateway.a", Action.CREATE, after={}, region="us-east-1")
    for item in ("nat_gateway", "Nat gateway", "'nat_gateway | Nat gateway |'"):
        by = own(prices=f"{{service: aws_nat_gateway, item: {item}, usd: 0.03, unit: hours}}")
        assert priced(gateway, by=by).after == Decimal("21.90")


def test_an_own_price_fills_a_gap_of_the_book_only_where_it_says_so() -> None:
    """Partitions have prices of their own: what holds everywhere else is not taken for theirs."""
    anywhere = "{service: aws-ec2, item: m5.large linux, usd: 0.05, unit: hours}"
    there = anywhere.replace("usd", "region: cn-north-1, usd")
    assert hourly(own(prices=anywhere), region="cn-north-1")[0] is None
    assert hourly(own(prices=there), region="cn-north-1")[0] == Decimal("0.05")


def test_another_unit_of_a_book_that_was_renewed_leaves_the_list_price() -> None:
    document = {
        "version": "1",
        "prices": [{"service": "aws-ec2", "item": "m5.large linux", "usd": "1", "unit": "days"}],
    }
    assert hourly(read(document))[:2] == (LIST, None)


@pytest.mark.parametrize(
    ("day", "holds"),
    [(date(2025, 12, 31), False), (date(2026, 1, 1), True), (date(2027, 1, 31), True), (date(2027, 2, 1), False)],
)
def test_both_days_are_included(day: date, holds: bool) -> None:
    by = own(discounts="{provider: aws, percent: 50, from: 2026-01-01, until: 2027-01-31}")
    assert hourly(by, on=day)[0] == (LIST / 2 if holds else LIST)
    assert bool(by.on(day).version) is holds


def test_the_version_is_of_what_holds_whatever_its_order() -> None:
    ended = "{service: aws_sqs_queue, percent: 5, until: 2020-01-01}"
    first, second = own(discounts=f"{MACHINES}, {FAMILY}"), own(discounts=f"{FAMILY}, {ended}, {MACHINES}")
    assert first.on(DAY).version == second.on(DAY).version != own(discounts=MACHINES).on(DAY).version


def test_a_change_is_told_entry_by_entry() -> None:
    document = {
        "discounts": [
            {"provider": "aws", "percent": "1", "until": "2026-01-01"},
            {"provider": "aws", "percent": "2", "from": "2026-01-02"},
        ],
        "prices": [{"service": "aws_eip", "item": "ip_address", "usd": "1", "unit": "hours"}],
    }
    assert list(flat(document)) == ["discounts/aws", "discounts/aws from 2026-01-02", "prices/aws_eip/ip_address"]


SERVICE = "service: aws-ec2"
ITEM = "item: m5.large linux"
GATEWAY = "service: aws_nat_gateway"
QUOTE = "'"


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("version: 2", 1, "begin with version: 1"),
        ("version: 1\nrebates: []", 2, "no such part: write version, discounts, prices, reserved"),
        ("version: 1\ndiscounts: {provider: aws}", 2, "this is no list"),
        ("version: 1\ndiscounts:\n- aws", 3, "this is no mapping: write provider, service"),
        ("version: 1\ndiscounts:\n- {provider: aws, percnt: 1}", 3, "no such key: write provider, service, item"),
        ("version: 1\ndiscounts:\n- {provider: aws}", 3, "percent is missing"),
        ("version: 1\ndiscounts:\n- {percent: 1}", 3, "write either provider"),
        (f"version: 1\ndiscounts:\n- {{provider: aws, {SERVICE}, percent: 1}}", 3, "write either provider"),
        ("version: 1\ndiscounts:\n- {provider: aws, item: x, percent: 1}", 3, "write service beside it"),
        ("version: 1\ndiscounts:\n- {provider: aws, percent: 101}", 3, "write percent, from 0 to 100"),
        ("version: 1\ndiscounts:\n- {provider: aws, percent: -1}", 3, "'-1' is no amount"),
        ("version: 1\ndiscounts:\n- {provider: aws, percent: 1e1}", 3, "'1e1' is no amount"),
        ("version: 1\ndiscounts:\n- {provider: aws, percent: 1, until: 31.1.27}", 3, "is no day"),
        ("version: 1\ndiscounts:\n- {provider: aws, percent: 1, until: 2027-02-30}", 3, "is no day"),
        (
            "version: 1\ndiscounts:\n- {provider: aws, percent: 1, from: 2027-02-02, until: 2027-02-01}",
            3,
            "it ends before it begins",
        ),
        (
            "version: 1\ndiscounts:\n- {provider: aws, percent: 1}\n- {provider: aws, percent: 2, from: 2027-01-01}",
            4,
            "aws is set above for some of these days",
        ),
        *(
            (
                f"version: 1\n{part}:\n- {{{GATEWAY}, item: nat_gateway, {told}}}\n- {{{GATEWAY}, item: {name}, {told}}}",
                4,
                f"{name.strip(QUOTE)} is set above as nat_gateway for some of these days",
            )
            for part, told in (
                ("prices", "usd: 1, unit: hours"),
                ("discounts", "percent: 1"),
                ("reserved", "share: 1, percent: 1"),
            )
            for name in ("Nat gateway", "'nat_gateway | Nat gateway |'")
        ),
        (f"version: 1\nprices:\n- {{{SERVICE}, item: m5.*, usd: 1, unit: hours}}", 3, "of one item of one service"),
        (f"version: 1\nprices:\n- {{{SERVICE}, {ITEM}, usd: 1}}", 3, "unit is missing"),
        (f"version: 1\nprices:\n- {{{SERVICE}, {ITEM}, usd: 1, unit: days}}", 3, "write unit: hours"),
        (f"version: 1\nreserved:\n- {{{SERVICE}, share: 10}}", 3, "percent is missing"),
        ("version: 1\ndiscounts:\n- {provider: awz, percent: 1}", 3, "write aws, azurerm, google"),
        ("version: 1\ndiscounts:\n- {provider: usage, percent: 1}", 3, "write aws, azurerm, google"),
        ("version: 1\ndiscounts:\n- {service: usage-names, percent: 1}", 3, "has no such service"),
        ("version: 1\ndiscounts:\n- {service: aws_ec2, percent: 1}", 3, "Nearest: aws-ec2"),
        ("version: 1\ndiscounts:\n- {service: aws_iam_role, percent: 1}", 3, "it costs nothing by itself"),
        ("version: 1\ndiscounts:\n- {service: aws_sqs_queue, item: request, percent: 1}", 3, "Nearest: requests"),
        (f"version: 1\ndiscounts:\n- {{{SERVICE}, region: eu-west-9, percent: 1}}", 3, "Nearest: eu-west-"),
        ('version: 1\ndiscounts:\n- {provider: aws, percent: 1, reason: "a\\nb"}', 3, "a text of one line"),
    ],
)
def test_says_what_is_wrong_in_which_line_and_what_to_write(text: str, line: int, says: str) -> None:
    with pytest.raises(rule_files.Wrong) as raised:
        told(text)
    assert says in str(raised.value)
    assert raised.value.line == line


@pytest.mark.parametrize(
    "entries",
    [
        f"{{{GATEWAY}, item: nat_gateway, percent: 1}}, {{{GATEWAY}, item: data_processed, percent: 2}}",
        f"{{{GATEWAY}, item: nat_gateway, percent: 1}}, {{{GATEWAY}, item: nat_*, percent: 2}}",
        f"{{{GATEWAY}, item: nat_gateway, percent: 1}}, {{{GATEWAY}, item: Nat gateway, region: eu-*, percent: 2}}",
        (
            f"{{{GATEWAY}, item: nat_gateway, percent: 1, until: 2026-01-01}}, "
            f"{{{GATEWAY}, item: Nat gateway, percent: 2, from: 2026-01-02}}"
        ),
    ],
)
def test_another_thing_place_or_time_may_be_told_besides(entries: str) -> None:
    assert len(own(discounts=entries).discounts) == 2


def test_more_entries_than_are_read_are_refused() -> None:
    with pytest.raises(rule_files.Wrong, match="501 entries are told; at most 500 are read"):
        own(discounts=", ".join([EVERYTHING] * 501))


@pytest.mark.parametrize("file", ["docs/own-prices.md", "gitops_portal/core/pricing/own_file.py"])
def test_what_is_written_as_an_example_can_be_read(file: str) -> None:
    lines = (ROOT / file).read_text().split("\n")
    start = next(at for at, line in enumerate(lines) if line.strip() == "version: 1")
    example = takewhile(lambda line: line.strip(' `"'), lines[start:])
    by = told(dedent("\n".join(example)))
    assert (len(by.discounts), len(by.prices), len(by.reserved)) == (2, 1, 1)


def test_an_empty_file_tells_nothing() -> None:
    assert not told("")
    assert not told("version: 1\ndiscounts:\n")


ACTIONS = st.sampled_from([Action.CREATE, Action.DELETE, Action.UPDATE, Action.NO_OP])
PERCENT = st.integers(0, 100)
KINDS = st.sampled_from(["m5.large", "c5.xlarge", "there.is.none"])


@st.composite
def contracts(draw: st.DrawFn, days: dict[str, str] | None = None) -> OwnPrices:
    """Own prices of what `machine` is made of, all of them on these days."""
    disks = {"service": "aws_ebs_volume", "percent": str(draw(PERCENT))}
    family = {"service": "aws-ec2", "item": "m5.*", "share": str(draw(PERCENT)), "percent": str(draw(PERCENT))}
    usd = str(draw(st.decimals(0, 2, places=4)))
    price = {"service": "aws-ec2", "item": "c5.xlarge linux", "usd": usd, "unit": "hours"}
    entries = {"discounts": disks, "reserved": family, "prices": price}
    chosen = draw(st.sets(st.sampled_from(sorted(entries))))
    return read({"version": "1", **{part: [entries[part] | (days or {})] for part in chosen}}, CHECK)


@given(contracts(), st.lists(st.tuples(ACTIONS, KINDS), max_size=4))
def test_sums_are_those_of_parts_and_the_difference_is_after_less_before(
    by: OwnPrices, of: list[tuple[Action, str]]
) -> None:
    changes = [machine(f"m{number}", action, kind) for number, (action, kind) in enumerate(of)]
    cost, backwards = priced(*changes, by=by), priced(*changes[::-1], by=by)
    assert cost.after == sum((line.after for line in cost.lines if line.after), Decimal(0)) == backwards.after
    assert cost.before == sum((line.before for line in cost.lines if line.before), Decimal(0)) == backwards.before
    assert cost.delta == cost.after - cost.before == sum((line.delta for line in cost.lines), Decimal(0))
    for line in cost.lines:
        if line.status is CostStatus.PRICED:
            parts = sum((part.monthly for part in line.components if part.monthly), Decimal(0))
            assert parts in {line.after, line.before}


@given(contracts(), KINDS)
def test_destroying_all_gives_minus_what_it_cost(by: OwnPrices, kind: str) -> None:
    (gone,), (stays,) = (priced(machine("a", each, kind), by=by).lines for each in (Action.DELETE, Action.NO_OP))
    assert gone.delta == -(stays.after or 0)


@given(
    KINDS,
    st.sampled_from(["provider: aws", "service: aws-ec2", "service: aws_ebs_volume", "service: aws-ec2, item: '*'"]),
)
def test_nothing_off_changes_nothing(kind: str, where: str) -> None:
    nothing = own(discounts=f"{{{where}, percent: 0, reason: no}}", reserved=f"{{{where}, share: 50, percent: 0}}")
    assert priced(machine(kind=kind), by=nothing) == priced(machine(kind=kind), by=OwnPrices())


@given(st.data(), st.integers(1, 4_000), KINDS)
def test_what_has_ended_or_not_begun_changes_nothing(data: st.DataObject, apart: int, kind: str) -> None:
    far = timedelta(days=apart)
    days = data.draw(st.sampled_from([{"until": f"{DAY - far}"}, {"from": f"{DAY + far}"}]))
    by = data.draw(contracts(days))
    assert priced(machine(kind=kind), by=by) == priced(machine(kind=kind), by=OwnPrices())
    assert by.on(DAY).version == ""
