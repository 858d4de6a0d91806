"""Which changes of one block are the same, and what is kept beside a change: tables of cases, each of two instances."""

from __future__ import annotations

from typing import Any

import pytest

from gitops_portal.core.difference import canonical
from gitops_portal.core.evaluate import evaluate
from gitops_portal.core.guardrails import guardrails
from gitops_portal.core.model import UNKNOWN, Action, Change, Evaluation, Sensitive
from gitops_portal.core.pricing.price_book import PriceBook
from gitops_portal.core.rules.ruleset import RuleSet
from gitops_portal.core.view import rows, values
from gitops_portal.core.view.alike import names_of
from gitops_portal.core.view.rows import ChangeRow
from tests.builders import change, change_set

A, B = 'aws_x.y["aa"]', 'aws_x.y["bb"]'
SMALL, LARGE = {"size": 1}, {"size": 2}


def evaluated(*changes: Change) -> Evaluation:
    return evaluate(change_set(*changes), RuleSet(guardrails()), PriceBook())


def kept(*changes: Change, named: tuple[str, ...] = ()) -> list[ChangeRow]:
    evaluation = evaluated(*changes)
    return rows.changes(evaluation, canonical.digests(evaluation.changes), named)


def same(*changes: Change, named: tuple[str, ...] = ()) -> bool:
    """Whether all of them are one group."""
    found = {row.alike for row in kept(*changes, named=named)}
    return len(found) == 1 and "" not in found


@pytest.mark.parametrize(
    ("one", "other", "together"),
    [
        (LARGE, LARGE, True),
        (LARGE, {"size": 3}, False),
        (LARGE | {"name": "a"}, LARGE | {"name": "b"}, True),
        (LARGE | {"tags": {"Name": "a"}}, LARGE | {"tags": {"Name": "b"}}, True),
        (LARGE | {"tags": {"Owner": "a"}}, LARGE | {"tags": {"Owner": "b"}}, False),
        (LARGE | {"zone": "aa"}, LARGE | {"zone": "bb"}, True),
        (LARGE | {"zone": "aa-1"}, LARGE | {"zone": "bb-1"}, False),
        (LARGE | {"name": "a"}, LARGE, False),
        (LARGE | {"secret": Sensitive("m")}, LARGE | {"secret": Sensitive("m")}, True),
        (LARGE | {"secret": Sensitive("m")}, LARGE | {"secret": Sensitive("n")}, False),
        (LARGE | {"env": {"a": Sensitive("m"), "b": 1}}, LARGE | {"env": {"a": Sensitive("n"), "b": 1}}, False),
        (LARGE | {"name": Sensitive("m")}, LARGE | {"name": Sensitive("n")}, False),
        (LARGE | {"text": "x" * 999 + "a"}, LARGE | {"text": "x" * 999 + "b"}, False),
    ],
)
def test_instances_that_are_made_alike_are_one_group(one: Any, other: Any, together: bool) -> None:
    assert same(change(A, after=one), change(B, after=other)) is together
    gone = (change(A, Action.DELETE, one), change(B, Action.DELETE, other))
    assert same(*gone) is together


@pytest.mark.parametrize(
    ("one", "other", "together"),
    [
        ((SMALL, LARGE), (SMALL, LARGE), True),
        ((SMALL, LARGE), ({"size": 3}, LARGE), False),
        ((SMALL | {"zone": "1"}, LARGE | {"zone": "1"}), (SMALL | {"zone": "2"}, LARGE | {"zone": "2"}), True),
        ((SMALL | {"name": "a"}, LARGE | {"name": "b"}), (SMALL | {"name": "c"}, LARGE | {"name": "d"}), False),
        ((SMALL | {"name": "a"}, LARGE | {"name": "b"}), (SMALL | {"name": "a"}, LARGE | {"name": "b"}), True),
        ((SMALL | {"id": "a"}, LARGE | {"id": UNKNOWN}), (SMALL | {"id": "b"}, LARGE | {"id": UNKNOWN}), True),
        ((SMALL | {"ip": "a"}, LARGE | {"ip": UNKNOWN}), (SMALL | {"ip": "b"}, LARGE | {"ip": UNKNOWN}), False),
        ((SMALL | {"pin": Sensitive("a")}, LARGE | {"pin": Sensitive("a")}),
         (SMALL | {"pin": Sensitive("b")}, LARGE | {"pin": Sensitive("b")}), True),
        ((SMALL | {"pin": Sensitive("a")}, LARGE | {"pin": Sensitive("c")}),
         (SMALL | {"pin": Sensitive("b")}, LARGE | {"pin": Sensitive("c")}), False),
    ],
)  # fmt: skip
def test_instances_that_are_updated_alike_are_one_group(one: Any, other: Any, together: bool) -> None:
    assert same(change(A, Action.UPDATE, *one), change(B, Action.UPDATE, *other)) is together


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (change(A, after=LARGE), change("aws_x.z", after=LARGE)),
        (change(A, after=LARGE), change('module.a.aws_x.y["bb"]', after=LARGE)),
        (change(A, after=LARGE), change(B, Action.UPDATE, SMALL, LARGE)),
        (change(A, after=LARGE, reason="x"), change(B, after=LARGE)),
        (change(A, after=LARGE, provider="one"), change(B, after=LARGE, provider="other")),
        (change(A, after=LARGE, importing=True), change(B, after=LARGE, importing=True)),
        (change(A, Action.DELETE, LARGE, deposed="1"), change(B, Action.DELETE, LARGE, deposed="1")),
        (
            change(A, Action.UPDATE, SMALL, LARGE, previous_address="aws_x.a"),
            change(B, Action.UPDATE, SMALL, LARGE, previous_address="aws_x.b"),
        ),
        (change("aws_x.y[0]", after={"at": 0}), change("aws_x.y[1]", after={"at": 1})),
    ],
)
def test_whatever_else_differs_keeps_changes_apart(first: Change, second: Change) -> None:
    assert not same(first, second)


def test_instances_of_a_module_are_of_one_block() -> None:
    assert same(*(change(f'module.a["{key}"].aws_x.y', after=LARGE) for key in ("one", "two")))


def test_what_has_a_finding_stands_alone() -> None:
    public = {"instance_type": "t3.micro", "associate_public_ip_address": True}
    assert not any(row.alike for row in kept(*(change(f"aws_instance.a[{n}]", after=public) for n in range(3))))


def test_a_group_of_which_the_brief_names_one_comes_apart() -> None:
    several = [change(f"aws_x.y[{n}]", after=LARGE) for n in range(3)]
    assert same(*several)
    assert not any(row.alike for row in kept(*several, named=("aws_x.y[1]",)))


def test_what_was_left_out_is_told() -> None:
    (row,) = kept(change(A, after=LARGE | {"name": "x", "zone": "aa", "tags": {"Name": "n", "Owner": "o"}}))
    assert names_of(row.diff, row.address) == ["name", "tags.Name", "zone"]


# ── beside a change ──────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("before", "after", "stays"),
    [
        (SMALL | {"a": "x"}, LARGE | {"a": "x"}, [("a", '"x"')]),
        (SMALL | {"a": None}, LARGE | {"a": None}, []),
        (SMALL | {"a": {"b": 1, "c": 1}}, LARGE | {"a": {"b": 1, "c": 2}}, [("a.b", "1")]),
        (SMALL | {"a": [1, 2]}, LARGE | {"a": [1, 3]}, [("a[0]", "1")]),
        (SMALL | {"a": ["x", "y"]}, LARGE | {"a": ["y"]}, [("a[0]", '"y"')]),
        (SMALL | {"a": '{"b": 1, "c": 1}'}, LARGE | {"a": '{"b": 1, "c": 2}'}, []),
        (SMALL | {"pin": Sensitive("m")}, LARGE | {"pin": Sensitive("m")}, [("pin", "(sensitive)")]),
        (SMALL | {"a": "x"}, LARGE | {"a": UNKNOWN}, []),
        (SMALL | {"a": {}, "b": []}, LARGE | {"a": {}, "b": []}, [("a", "{}"), ("b", "[]")]),
    ],
)
def test_what_stays_is_kept_as_it_may_be_shown(before: Any, after: Any, stays: list[Any]) -> None:
    evaluation = evaluated(change(A, Action.UPDATE, before, after))
    changed = rows.changes(evaluation, canonical.digests(evaluation.changes))
    assert values.values(evaluation, changed)[0].unchanged == stays


def test_a_change_is_searched_by_what_is_shown_of_it() -> None:
    evaluation = evaluated(change(A, after={"zone": "eu-1", "secret": Sensitive("mac"), "later": UNKNOWN}))
    (found,) = values.values(evaluation, rows.changes(evaluation, canonical.digests(evaluation.changes)))
    assert found.text.splitlines() == ["secret", "(sensitive)", "zone", '"eu-1"', "later", "known after apply"]
