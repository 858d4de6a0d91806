"""What is found out of many conditions and resources at once is what each is answered by itself, and costs less."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gitops_portal.adapters import cel
from gitops_portal.core.model import UNKNOWN, Action
from gitops_portal.core.rules.cel import at_once
from gitops_portal.core.rules.cel.answered import answered
from gitops_portal.core.rules.cel.around import NOTHING, Around
from gitops_portal.core.rules.cel.asking import told
from gitops_portal.core.rules.kinds.cel import Cel
from gitops_portal.core.rules.rule import Unjudged
from tests.builders import change
from tests.core.rules.cel.test_answers import CONDITIONS, RESOURCES, SECRET, made, masked

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from gitops_portal.core.model import Change
    from gitops_portal.core.rules.cel.asking import Answer, Evaluator


@pytest.fixture(scope="module")
def evaluator() -> Iterator[Evaluator]:
    with cel.evaluators(seconds=600) as found:
        yield found


@pytest.fixture(autouse=True)
def always_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(at_once, "FEW", 0)


def checks(*conditions: str) -> tuple[Cel, ...]:
    return tuple(dict.fromkeys(Cel(condition, "it is so") for condition in conditions))


def together(
    evaluator: Evaluator, asked: tuple[Cel, ...], changes: Sequence[Change], around: Around = NOTHING
) -> list[list[str]]:
    numbered = dict(enumerate(changes))
    found = answered(evaluator, [(asked, numbered)], around)
    return [[said(found[check].of(number, of.type)) for number, of in numbered.items()] for check in asked]


def each_alone(
    evaluator: Evaluator, asked: tuple[Cel, ...], changes: Sequence[Change], around: Around = NOTHING
) -> list[list[str]]:
    return [[*map(said, told(evaluator, check, dict(enumerate(changes)), around).values())] for check in asked]


def said(answer: Answer) -> str:
    return f"{type(answer).__name__} {answer}"


@given(st.lists(CONDITIONS, min_size=2, max_size=12), RESOURCES, st.none() | RESOURCES, st.data())
def test_at_once_is_what_each_is_answered_alone(
    evaluator: Evaluator,
    conditions: list[str],
    after: dict[str, Any],
    before: dict[str, Any] | None,
    data: st.DataObject,
) -> None:
    action = Action.CREATE if before is None else Action.UPDATE
    sides = [after, data.draw(masked(after)), {**after, "a": UNKNOWN}, {**after, "other": SECRET}]
    changes = [change("aws_instance.a", action, before=before, after=each) for each in sides]
    changes.append(change("aws_instance.a", Action.DELETE, before=after))
    asked = checks(*conditions)
    assert together(evaluator, asked, changes) == each_alone(evaluator, asked, changes)


MANY = tuple(range(120))
AMONG_OTHERS = [
    "after.a == 1 // and a comment",
    'after.text == ") || true || ("',
    "after.text == '''it\nhas lines'''",
    "after.on",
    "after.text > 1",
    "after.nothing",
    "after.many.exists(i, after.many.all(j, i + j > -1 && i < 0))",  # over 10,000 turns
    "unknown('key')",
    "sensitive('secret') || after.a == 2",
    "refs('aws_subnet').exists(s, s.a == 1)",
    "change.provider == 'x'",
    "plan.creates > 3",
    "plan.branch == 'main'",
    "not even a condition",
]


def test_what_stands_among_other_conditions_changes_none_of_them(evaluator: Evaluator) -> None:
    """A comment, a text that looks like the end of a condition, one that breaks, and one that is none."""
    asked = checks(*AMONG_OTHERS, *(f"after.a == {number}" for number in range(20)))
    texts = ("so", ") || true || (", "it\nhas lines")
    changes = [made(a=number, text=text, many=MANY, on=number > 1) for number, text in enumerate(texts, 1)]
    changes += [made(a=1, key=UNKNOWN, secret=SECRET), made(a=UNKNOWN, text="so"), made(on="so"), made()]
    around = Around(plan={"creates": 4}.get)
    assert together(evaluator, asked, changes, around) == each_alone(evaluator, asked, changes, around)


def test_a_list_of_one_name_may_hold_something_else_for_another_rule(evaluator: Evaluator) -> None:
    asked = tuple(Cel("after.a in lists.names", "it is so", (("names", (name,)),)) for name in "ab")
    changes = [made(a=name) for name in "abc"]
    assert together(evaluator, asked, changes) == each_alone(evaluator, asked, changes)


def test_what_passes_is_asked_for_once_and_not_by_itself(evaluator: Evaluator, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only who can't be told for sure is: one of a hundred, and of one condition alone."""
    asked: list[tuple[str, int]] = []
    real = cel.Evaluator.answers

    def answers(self: cel.Evaluator, condition: str, shown: Sequence[bytes], always: Any) -> Sequence[Any]:
        asked.append((condition, len(shown)))
        return real(self, condition, shown, always)

    monkeypatch.setattr(cel.Evaluator, "answers", answers)
    changes = [made(a=number, b=UNKNOWN if number == 7 else 1) for number in range(100)]
    found = together(evaluator, checks("after.a == 50", "after.b == 2", "after.a < 0"), changes)
    assert asked == [("after.b == 2", 1)]
    assert [[answer != "NoneType None" for answer in each].count(True) for each in found] == [1, 1, 0]


def test_of_what_it_was_not_asked_about_it_says_nothing(evaluator: Evaluator) -> None:
    (found,) = answered(evaluator, [(checks("after.a == 1"), {1: made(a=1)})], NOTHING).values()
    with pytest.raises(Unjudged, match="not asked about aws_vpc"):
        found.of(2, "aws_vpc")
