"""The words and marks that stand for values on every page."""

from __future__ import annotations

import re
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from gitops_portal.core.cost_lines import Part
from gitops_portal.core.lifecycle import State
from gitops_portal.records.models import Run
from gitops_portal.web.templatetags import costs, portal, runs


@pytest.mark.parametrize(
    ("value", "plain", "rounded", "signed"),
    [
        (Decimal("3327.18"), "$3,327.18", "$3,327", "+$3,327.18"),
        ("-4.1", "−$4.10", "−$4.10", "−$4.10"),
        ("0", "$0.00", "$0.00", "$0.00"),
        ("0.004", "<$0.01", "<$0.01", "+<$0.01"),
        (None, "—", "—", "—"),
        ("", "—", "—", "—"),
        ("NaN", "—", "—", "—"),
    ],
)
def test_money(value: object, plain: str, rounded: str, signed: str) -> None:
    assert portal.money(value) == plain
    assert portal.round_money(value) == rounded
    assert portal.signed_money(value) == signed


@pytest.mark.parametrize(
    ("counts", "marks", "titles"),
    [
        ({"creates": 8, "deletes": 1}, ["+8", "−1"], ["8 to create", "1 to delete"]),
        ({"forgets": 1}, ["⊘1"], ["1 to forget"]),
        ({"updates": 2, "unknowns": 1}, ["~2", "?1"], ["2 to update", "1 unknown action"]),
        ({"unknowns": 1200}, ["?1,200"], ["1,200 unknown actions"]),
        ({}, [], []),
    ],
)
def test_every_action_that_changes_something_is_counted(
    counts: dict[str, int], marks: list[str], titles: list[str]
) -> None:
    said = portal.counts(Run(**counts))
    assert re.findall(r'title="([^"]+)">([^<]+)<', said) == list(zip(titles, marks, strict=True))
    assert ("no changes" in said) is not any(counts.values())


def test_money_of_elsewhere() -> None:
    assert portal.money("5", "EUR") == "€5.00"
    assert portal.money("5", "CHF") == "CHF 5.00"


@pytest.mark.parametrize(
    ("value", "expected"), [("730.0000", "730"), ("1460000", "1,460,000"), ("0.5", "0.5"), (None, "—")]
)
def test_quantities(value: object, expected: str) -> None:
    assert portal.quantity(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"), [("0.0000166667", "$0.0000166667"), ("0.356", "$0.356"), ("2", "$2.00"), (None, "—")]
)
def test_unit_prices_keep_their_digits(value: object, expected: str) -> None:
    assert runs.unit_price(value) == expected


@pytest.mark.parametrize(
    ("seconds", "expected"), [(5, "just now"), (90, "1 min ago"), (7200, "2 h ago"), (3 * 86400, "3 d ago")]
)
def test_times_are_told_as_their_distance(seconds: int, expected: str) -> None:
    assert f">{expected}</time>" in portal.ago(timezone.now() - timedelta(seconds=seconds))


@pytest.mark.parametrize("address", ["javascript:alert(1)", "//evil", "ftp://a/b", "http://", "text", "http://[", None])
def test_only_web_addresses_are_links(address: object) -> None:
    assert portal.web_link(address) == ""
    assert portal.web_link("https://example.org/x") == "https://example.org/x"


@pytest.mark.parametrize("state", State)
def test_every_state_has_a_name_and_a_tone(state: State) -> None:
    assert state in portal.TONES


def difference(before: str | None, after: str | None, **flags: bool) -> dict[str, Any]:
    return {"path": "a", "before": before, "after": after, **flags}


@pytest.mark.parametrize(
    ("row", "signs"),
    [
        (difference('"a"', '"b"'), "−+"),
        (difference(None, '"b"'), "+"),
        (difference('"a"', None), "−"),
        (difference("(sensitive)", "(sensitive)", sensitive=True), "~"),
        (difference("(sensitive)", "(sensitive, changed)", sensitive=True), "~"),
        (difference("(sensitive)", "known after apply", sensitive=True, unknown=True), "−+"),
        (difference(None, "(sensitive)", sensitive=True), "+"),
        (difference(None, None), "~"),
    ],
)
def test_the_sides_of_a_difference(row: dict[str, Any], signs: str) -> None:
    assert "".join(side.sign for side in runs.sides(row)) == signs


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (difference('"ami-0a"', '"ami-0b"'), ["&quot;ami-<del>0a</del>&quot;", "&quot;ami-<ins>0b</ins>&quot;"]),
        (difference('"a <b> c"', '"a <i> c"'), ["&quot;a &lt;<del>b</del>&gt; c&quot;", "&quot;a &lt;<ins>i</ins>&gt; c&quot;"]),
        (difference('"a"', '"b"'), ["&quot;a&quot;", "&quot;b&quot;"]),
        (difference("(sensitive)", "(sensitive, changed)", sensitive=True), ["(sensitive, changed)"]),
        (difference("(sensitive)", "known after apply", sensitive=True, unknown=True), ["(sensitive)", "known after apply"]),
        (difference(None, None), ["null"]),
    ],
)  # fmt: skip
def test_words_that_differ_stand_out_and_stay_text(row: dict[str, Any], told: list[str]) -> None:
    assert [runs.by_word(side) for side in runs.sides(row)] == told


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("A", "A", "A"),
        ("A (b)", "A (b)", "A (b)"),
        ("Instance (a.m)", "Instance (a.l)", "Instance (a.m → a.l)"),
        ("Instance (a.m, x)", "Instance (a.l, x)", "Instance (a.m → a.l, x)"),
        ("Instance (a.m, x)", "Instance (a.l)", "Instance (a.m, x → a.l)"),
        ("V (gp3), more", "V (io2), more", "V (gp3 → io2), more"),
        ("V (gp3), more", "V (io2), less", "V (gp3), more → V (io2), less"),
        ("V (a) (b)", "V (c) (b)", "V (a) (b) → V (c) (b)"),
        ("A", None, "A"),
        (None, "<b>", "<b>"),
    ],
)
def test_a_component_is_named_as_before_and_after(before: str | None, after: str | None, told: str) -> None:
    assert costs.part_name(Part(*(name and {"name": name} for name in (before, after)))) == told  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("side", "told"),
    [
        (None, "—"),
        ({"monthly": None}, "—"),
        ({"monthly": "3"}, "$3.00"),
        ({"monthly": "3", "low": "1", "high": "5"}, "$3.00<br>$1.00 to $5.00"),
        ({"monthly": "3", "low": "3", "high": "3"}, "$3.00"),
    ],
)
def test_what_a_component_costs_a_month(side: dict[str, Any] | None, told: str) -> None:
    assert costs.month(side, "USD") == told


def test_quantities_and_unit_prices_of_a_component_before_and_after() -> None:
    few, many = ({"quantity": amount, "unit_price": price} for amount, price in (("50", "1"), ("200.0", "0.5")))
    used = {"quantity": None, "unit_price": None}
    assert costs.quantities(Part(few, many)) == "50 → 200"
    assert costs.quantities(Part(used, many)) == "by use → 200"
    assert costs.quantities(Part(few, None)) == costs.quantities(Part(few, few)) == "50"
    assert costs.unit_prices(Part(few, many), "USD") == "$1.00 → $0.50"
    assert costs.unit_prices(Part(None, used), "USD") == "—"


@pytest.mark.parametrize(("action", "told"), [("approve", "Approved"), ("override", "Overridden"), ("odd", "odd")])
def test_what_somebody_did(action: str, told: str) -> None:
    assert runs.past(action) == told


def test_long_names_break_where_they_end_and_stay_text() -> None:
    assert runs.breakable("a_b[0].<c>") == "a_<wbr>b[0]<wbr>.<wbr>&lt;c&gt;"


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (
            {"unit_price": "0.03", "list_price": "0.048"},
            {"unit_price": "0.0414", "list_price": "0.045"},
            "$0.048 → $0.045",
        ),
        ({"unit_price": "0.03", "list_price": "0.048"}, {"unit_price": "0.045"}, "$0.048 → $0.045"),
        ({"unit_price": "0.03", "list_price": "0.048"}, {"unit_price": "0.048"}, "$0.048"),
        ({"unit_price": "0.03"}, {"unit_price": "0.045"}, ""),
        (None, {"unit_price": "0.0414", "list_price": "0.045"}, "$0.045"),
    ],
)
def test_list_prices_stand_below_what_is_paid_on_either_side(
    before: dict[str, str] | None, after: dict[str, str] | None, said: str
) -> None:
    assert costs.list_prices(Part(before, after), "USD") == said
