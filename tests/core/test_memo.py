"""What is remembered of one plan for the next is bounded, in number and in length."""

from __future__ import annotations

import gc
import json
import tracemalloc
from typing import Any

import pytest

from gitops_portal.core.difference import canonical
from gitops_portal.core.documents import parse
from gitops_portal.core.documents.secrecy.redact import Mask
from gitops_portal.core.evaluate import evaluate
from gitops_portal.core.guardrails import guardrails
from gitops_portal.core.memo import LONGEST, Memo
from gitops_portal.core.pricing.price_book import PriceBook
from gitops_portal.core.rules.ruleset import RuleSet
from gitops_portal.core.view import rows
from tests.documents import entry, plan


def test_it_gives_what_the_function_gives_and_asks_it_once() -> None:
    calls: list[str] = []
    memo: Memo[str, str] = Memo(lambda key: calls.append(key) or key.upper(), 10)  # type: ignore[func-returns-value]
    assert [memo["a"], memo["b"], memo["a"]] == ["A", "B", "A"]
    assert calls == ["a", "b"]


@pytest.mark.parametrize(
    ("key", "kept"),
    [
        ("a" * LONGEST, True),
        ("a" * (LONGEST + 1), False),
        (("a" * LONGEST, 1), True),
        (("a" * LONGEST, "b"), False),
        (("a", ("b" * LONGEST,)), False),
    ],
)
def test_what_is_long_is_worked_out_each_time(key: Any, kept: bool) -> None:
    memo: Memo[Any, Any] = Memo(lambda key: key, 10)
    assert memo[key] == key
    assert (key in memo) is kept


def test_there_are_never_more_than_so_many() -> None:
    memo: Memo[int, int] = Memo(lambda key: key, 10)
    assert [memo[number] for number in range(1_000)] == list(range(1_000))
    assert len(memo) <= 10


def judged(document: bytes) -> None:
    changes = parse.load(document, Mask(b"key")).changes
    evaluation = evaluate(changes, RuleSet(guardrails()), PriceBook({}))
    rows.changes(evaluation, canonical.digests(evaluation.changes))


LONG = "n" * 5_000_000
LARGE = {
    "a name of an attribute": {LONG: "x"},
    "a name inside a value": {"tags": {LONG: "x"}},
    "many names": {"tags": {f"{'n' * 200}{number}": "x" for number in range(40_000)}},
    "a value": {"tags": {"a": LONG}},
    "a name in a JSON text": {"policy": json.dumps({LONG: 1})},
}


@pytest.mark.parametrize("attributes", LARGE.values(), ids=LARGE)
def test_nothing_large_of_a_plan_is_left(attributes: dict[str, Any]) -> None:
    document = plan(entry("aws_x.y", "update", before={"a": "before"}, after={"a": "after", **attributes}))
    judged(plan(entry("aws_x.y", "update", before={"a": "before"}, after={"a": "after"})))
    gc.collect()
    tracemalloc.start()
    judged(document)
    gc.collect()
    left = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    assert left < len(document) / 3
