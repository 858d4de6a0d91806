"""What rules silence of drift, until when, and what they never do."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gitops_portal.core.drift.silencing import Item, Rule, Silence, check, fits, silence
from gitops_portal.core.errors import Invalid
from gitops_portal.core.rules.scope import Scope

NOW = datetime(2026, 11, 29, tzinfo=UTC)
WEB = Item("aws_instance.web[0]", "aws_instance", ["size"], grave=False)


def rule(pk: int = 1, days: int = 10, **about: str) -> Rule:
    return Rule(pk, Scope(), NOW + timedelta(days=days), **about)


@pytest.mark.parametrize(
    ("rules", "item", "used"),
    [
        ([rule(type="aws_instance")], WEB, (1,)),
        ([rule(type="aws_other")], WEB, ()),
        ([rule(address="aws_instance.web[*]")], WEB, (1,)),
        ([rule(address="aws_instance.web")], WEB, ()),
        ([rule(type="aws_instance", attribute="size")], WEB, (1,)),
        ([rule(type="aws_instance", attribute="other")], WEB, ()),
        ([rule(type="aws_instance", attribute="size")], WEB._replace(attributes=["size", "ami"]), ()),
        ([rule(1, attribute="size"), rule(2, attribute="ami")], WEB._replace(attributes=["ami", "size"]), (1, 2)),
        ([rule(attribute="tags")], WEB._replace(attributes=["tags", "tags_all"]), (1,)),
        ([rule(attribute="size")], WEB._replace(attributes=[]), ()),
    ],
)
def test_what_is_silenced(rules: list[Rule], item: Item, used: tuple[int, ...]) -> None:
    assert silence(rules, item).rules == used
    assert (silence(rules, item).until is not None) is bool(used)


def test_what_is_grave_is_never_silenced_and_says_which_would_have() -> None:
    assert silence([rule(type="aws_instance")], WEB._replace(grave=True)) == Silence((1,), None)


def test_it_lasts_as_long_as_all_that_are_needed() -> None:
    both = [rule(1, days=5, attribute="size"), rule(2, days=9, attribute="ami"), rule(3, days=7, attribute="size")]
    assert silence(both, WEB._replace(attributes=["ami", "size"])) == Silence((2, 3), NOW + timedelta(days=7))


@pytest.mark.parametrize(
    ("pattern", "address", "fitting"),
    [
        ("a.b", "a.b", True),
        ("a.b", "axb", False),
        ("a.*", "a.b", True),
        ("*.web[*]", 'module.m["x"].aws_instance.web[3]', True),
        ("a[0]", "a0", False),
        ("a.b", "module.m.a.b", False),
    ],
)
def test_a_star_is_any_text_and_nothing_else_is(pattern: str, address: str, fitting: bool) -> None:
    assert fits(pattern, address) is fitting


rules_drawn = st.lists(
    st.builds(
        rule,
        pk=st.integers(1, 99),
        days=st.integers(1, 9),
        type=st.sampled_from(["", "aws_instance", "aws_other"]),
        attribute=st.sampled_from(["", "a", "b", "tags"]),
        address=st.sampled_from(["", "*", "aws_instance.*"]),
    ),
    max_size=6,
    unique_by=lambda one: one.pk,
)
items = st.builds(
    Item,
    st.just("aws_instance.web"),
    st.just("aws_instance"),
    st.lists(st.sampled_from(["a", "b", "tags", "tags_all"]), unique=True),
    st.booleans(),
)


@given(rules_drawn, items)
def test_a_grave_one_is_never_silenced_whatever_the_rules(rules: list[Rule], item: Item) -> None:
    assert silence(rules, item._replace(grave=True)).until is None


@given(rules_drawn, items, st.data())
def test_fewer_rules_silence_no_more_and_no_longer(rules: list[Rule], item: Item, data: st.DataObject) -> None:
    fewer = [one for one in rules if data.draw(st.booleans())]
    less, more = silence(fewer, item).until, silence(rules, item).until
    assert less is None or (more is not None and more >= less)


@pytest.mark.parametrize(
    ("address", "type_", "reason", "days", "told"),
    [
        ("", "", "why", 1, "about everything"),
        ("**", "", "why", 1, "about everything"),
        ("", "aws_x", " ", 1, "Say why"),
        ("", "aws_x", "why", 0, "Choose an end"),
        ("", "aws_x", "why", 400, "Choose an end"),
    ],
)
def test_a_rule_is_about_something_for_a_reason_and_has_an_end(
    address: str, type_: str, reason: str, days: int, told: str
) -> None:
    with pytest.raises(Invalid, match=told):
        check(address, type_, reason, NOW + timedelta(days=days), NOW)
