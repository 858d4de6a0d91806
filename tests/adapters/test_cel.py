"""Conditions run in a process with bounds: what breaks them is stopped and told, and the others are answered."""

from __future__ import annotations

import os
import signal
import subprocess
from typing import TYPE_CHECKING, Any

import pytest

from gitops_portal.adapters import cel
from gitops_portal.core.index import Index
from gitops_portal.core.model import Cost, Enforcement, Severity, Status
from gitops_portal.core.rules import guard
from gitops_portal.core.rules.cel import at_once
from gitops_portal.core.rules.cel.asking import Fault, told
from gitops_portal.core.rules.kinds.cel import Cel
from gitops_portal.core.rules.rule import Judges, Rule
from gitops_portal.core.rules.ruleset import RuleSet
from tests.builders import change, change_set
from tests.portal import ROOT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gitops_portal.core.model import Finding
    from gitops_portal.core.rules.cel.asking import Evaluators

ENDED = "its process ended, which happens over 512 MB or 5 seconds of the processor"


def rule(name: str, condition: str) -> Rule:
    told_ = ("Own", Severity.LOW, Enforcement.ADVISORY, frozenset({"aws_instance"}), "", "", ())
    return Rule(name, *told_, Judges.KNOWN, Cel(condition, "it is so"))


def found(rules: Sequence[Rule], evaluators: Evaluators | None, **after: Any) -> tuple[Finding, ...]:
    index = Index(change_set(change("aws_instance.a", after=after)))
    return guard.evaluate(RuleSet.of(rules, evaluators=evaluators), index, Cost()).findings


def doubled(first: str, times: int, how: str) -> str:
    for number in range(times):
        name = f"v{number}"
        first = f"cel.bind({name}, {first}, {how.format(name)})"
    return first


LONG = "a" * 3_000
NUMBERS = [*range(60)]
BOMBS = [
    (f"size({doubled('after.text', 28, '{0} + {0}')}) > 0", ENDED),
    ("after.text" + ".replace('a', after.text)" * 3 + " == ''", ENDED),
    (
        "after.many.exists(a, after.many.exists(b, after.many.exists(c, after.many.exists(d, a + b + c + d < 0))))",
        "Iteration budget exceeded",
    ),
    ("after.text.matches('((a{1,100}){1,100}){1,100}')", "invalid repetition size"),
    ("after.many[100] == 1", "Index error"),
    ("1 / (after.many[0]) == 1", "divide by zero"),
]


@pytest.mark.parametrize("few", [0, at_once.FEW])
@pytest.mark.parametrize(("bomb", "why"), BOMBS)
def test_a_condition_that_breaks_blocks_and_the_next_is_answered(
    bomb: str, why: str, few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Even one that is only advisory; and as well where they are asked at once."""
    monkeypatch.setattr(at_once, "FEW", few)
    rules = [rule("bomb", bomb), rule("plain", "after.many[1] == 1")]
    findings = {each.guardrail: each for each in found(rules, cel.evaluators, text=LONG, many=NUMBERS)}
    assert findings["plain"].message == "it is so"
    assert findings["bomb"].enforcement is Enforcement.MANDATORY
    assert findings["bomb"].message.startswith("this guardrail could not check the resource: its condition could")
    assert why in findings["bomb"].message


def test_a_regular_expression_takes_time_as_its_text_is_long() -> None:
    assert found([rule("plain", "after.text.matches('^(a+)+$')")], cel.evaluators, text=LONG * 30 + "b") == ()


def test_after_three_that_kill_their_process_no_more_are_asked() -> None:
    bombs = [rule(f"bomb-{number}", f"{BOMBS[1][0]} && {number} == {number}") for number in range(3)]
    *_, last = found([*bombs, rule("plain", "after.many[1] == 1")], cel.evaluators, text=LONG, many=NUMBERS)
    assert (last.guardrail, last.enforcement) == ("plain", Enforcement.MANDATORY)
    assert "3 other conditions had to be stopped before" in last.message


def test_a_process_that_somebody_kills_is_told_and_another_one_begun() -> None:
    with cel.evaluators() as evaluator:
        assert not isinstance(evaluator.compiled("after.a == 1"), Fault)
        os.kill(_number(evaluator), signal.SIGKILL)
        (broken,) = told(evaluator, Cel("after.a == 1", "it is so"), {1: change("x_y.z", after={"a": 1})}).values()
        assert ENDED in str(broken)
        (answer,) = told(evaluator, Cel("after.a == 2", "it is so"), {1: change("x_y.z", after={"a": 2})}).values()
        assert answer.status is Status.VIOLATED  # type: ignore[union-attr]
        number = _number(evaluator)
    with pytest.raises(ProcessLookupError):
        os.kill(number, 0)


def _number(evaluator: Any) -> int:
    number: int = evaluator._process.pid
    return number


def test_what_takes_long_by_the_clock_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cel, "SECONDS", 0.0)
    (broken,) = found([rule("plain", "after.a == 1")], cel.evaluators, a=1)
    assert broken.enforcement is Enforcement.MANDATORY


def test_an_evaluation_ends_when_all_its_conditions_together_took_too_long() -> None:
    (broken,) = found([rule("plain", "after.a == 1")], lambda: cel.evaluators(seconds=-1.0), a=1)
    assert "the conditions of all guardrails together took too long" in broken.message


def test_resources_that_look_the_same_are_asked_once_and_many_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cel, "AT_ONCE", 2)
    changes = [change(f"aws_instance.a{number}", after={"a": number % 5, "b": number}) for number in range(10)]
    index = Index(change_set(*changes))
    rules = RuleSet.of([rule("plain", "after.a == 3")], evaluators=cel.evaluators)
    findings = guard.evaluate(rules, index, Cost()).findings
    assert [each.address for each in findings] == ["aws_instance.a3", "aws_instance.a8"]


def test_large_resources_are_asked_a_few_at_once_and_one_that_is_too_large_blocks(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(cel, "LARGEST", 10_000)
    sizes = (6_000, 6_001, 40_000, 10)
    changes = [change(f"aws_instance.a{size}", after={"a": "x" * size}) for size in sizes]
    rules = RuleSet.of([rule("plain", "after.a.size() != 10")], evaluators=cel.evaluators)
    found_ = guard.evaluate(rules, Index(change_set(*changes)), Cost()).findings
    *_, large = found_
    assert {each.address: each.message for each in found_[:-1]} == {
        "aws_instance.a6000": "it is so",
        "aws_instance.a6001": "it is so",
    }
    assert large.message.endswith("what it reads of one resource is larger than 0 MB")


def test_without_an_evaluator_a_condition_blocks() -> None:
    (broken,) = found([rule("plain", "after.a == 1")], None, a=1)
    assert broken.enforcement is Enforcement.MANDATORY
    assert "conditions in CEL can't be evaluated here" in broken.message


WITHOUT = f"""
import sys
sys.path.insert(0, {str(ROOT)!r})
sys.modules["cel_expr_python"] = None
from gitops_portal.adapters import cel_process
cel_process.serve()
"""


def test_where_the_library_is_missing_a_condition_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    real = subprocess.Popen
    monkeypatch.setattr(subprocess, "Popen", lambda words, **told_: real([words[0], "-c", WITHOUT], **told_))
    with cel.evaluators() as evaluator:
        fault = evaluator.compiled("true")
    assert isinstance(fault, Fault)
    assert "this installation has no cel-expr-python" in fault.why


def test_no_condition_no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subprocess, "Popen", None)
    with cel.evaluators():
        pass
    assert found([], cel.evaluators, a=1) == ()
    elsewhere = Index(change_set(change("aws_vpc.a", after={})))
    rules = RuleSet.of([rule("plain", "after.a == 1")], evaluators=cel.evaluators)
    assert guard.evaluate(rules, elsewhere, Cost()).findings == ()
