"""A condition in CEL is true, false, can't be told, or breaks; what is not known never makes it pass."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gitops_portal.adapters import cel
from gitops_portal.core.model import UNKNOWN, Action, Sensitive, Status
from gitops_portal.core.rules.cel import asking
from gitops_portal.core.rules.cel.asking import Fault, told, understood
from gitops_portal.core.rules.kinds.cel import Cel
from gitops_portal.core.rules.rule import Objection
from tests.builders import change

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gitops_portal.core.model import Change
    from gitops_portal.core.rules.cel.asking import Evaluator

SECRET = Sensitive("1f" * 16)
BROKEN = "broken"


@pytest.fixture(scope="module")
def evaluator() -> Iterator[Evaluator]:
    with cel.evaluators(seconds=600) as found:
        yield found


def answers(evaluator: Evaluator, condition: str, *changes: Change) -> list[str]:
    found = told(evaluator, Cel(condition, "it is so"), dict(enumerate(changes)))
    return [_word(found[number]) for number in range(len(changes))]


def _word(answer: Any) -> str:
    return "passed" if answer is None else str(answer.status) if isinstance(answer, Objection) else BROKEN


def made(**after: Any) -> Change:
    return change("aws_instance.a", after=after)


NESTED = [{"port": 22, "note": UNKNOWN}, {"port": 80, "note": "b"}]


@pytest.mark.parametrize(
    ("condition", "after", "answer"),
    [
        ("after.size > 10", {"size": 20}, "violated"),
        ("after.size > 10", {"size": 10}, "passed"),
        ("after.size > 10", {"size": 10.5}, "violated"),
        ("after.size > 10", {"size": UNKNOWN}, "undetermined"),
        ("after.size > 10", {"size": SECRET}, "undetermined"),
        ("after.size > 10", {"size": 1 << 70}, "undetermined"),
        ("after.size > 10", {"size": "20"}, BROKEN),
        ("after.size > 10", {}, BROKEN),
        ("after.size > 10", {"size": None}, BROKEN),
        ("after.size > 10", {"size": 20, "other": UNKNOWN}, "violated"),
        ("after.size > 'a'", {"size": 20, "other": UNKNOWN}, BROKEN),
        ("after.name", {"name": "a"}, BROKEN),
        ("after.on", {"on": True}, "violated"),
        # what decides alone decides
        ("after.a == 1 || after.b == 2", {"a": 1, "b": UNKNOWN}, "violated"),
        ("after.a == 1 || after.b == 2", {"a": UNKNOWN, "b": 2}, "violated"),
        ("after.a == 1 || after.b == 2", {"a": UNKNOWN, "b": 3}, "undetermined"),
        ("after.a == 1 && after.b == 2", {"a": UNKNOWN, "b": 3}, "passed"),
        ("after.a == 1 && after.b == 2", {"a": UNKNOWN, "b": 2}, "undetermined"),
        ("after.a == 1 ? true : after.b == 2", {"a": 1, "b": UNKNOWN}, "violated"),
        ("after.a == 1 ? true : after.b == 2", {"a": UNKNOWN, "b": 2}, "undetermined"),
        # whether something is set
        ("!has(after.key)", {}, "violated"),
        ("!has(after.key)", {"key": None}, "violated"),
        ("!has(after.key)", {"key": "a"}, "passed"),
        ("!has(after.key)", {"key": UNKNOWN}, "undetermined"),
        ("has(after.key)", {"key": UNKNOWN}, "undetermined"),
        ("has(after.key) && after.key == 'a'", {"key": UNKNOWN}, "undetermined"),
        ("!has(after.block.key)", {"block": UNKNOWN}, "undetermined"),
        ("!has(after.tags.owner)", {"tags": {"env": UNKNOWN}}, "violated"),
        ("!has(after.tags.owner)", {"tags": {"owner": UNKNOWN}}, "undetermined"),
        ("!('owner' in after.tags)", {"tags": {"env": "a"}}, "violated"),
        ("!('owner' in after.tags)", {"tags": {"env": UNKNOWN}}, "undetermined"),
        ("after.tags.size() < 2", {"tags": {"owner": "a", "env": UNKNOWN}}, "undetermined"),
        ("after.tags.all(key, key != 'owner')", {"tags": {"env": UNKNOWN}}, "undetermined"),
        ("after.tags == {'env': 'a'}", {"tags": {"env": "a"}}, "violated"),
        ("after.tags != {'env': 'a'}", {"tags": {"env": UNKNOWN, "owner": "b"}}, "undetermined"),
        # blocks: what is not known in one may not matter
        ("after.rule.exists(r, r.port == 22)", {"rule": NESTED}, "violated"),
        ("after.rule.exists(r, r.port == 23)", {"rule": NESTED}, "passed"),
        ("after.rule.exists(r, r.note == 'b')", {"rule": NESTED}, "violated"),
        ("after.rule.exists(r, r.note == 'c')", {"rule": NESTED}, "undetermined"),
        ("after.rule.all(r, !has(r.note))", {"rule": NESTED}, "undetermined"),
        ("after.rule[0].port == 22 && after.rule.size() == 2", {"rule": NESTED}, "violated"),
        ("after.rule.exists(r, r == {'port': 81})", {"rule": NESTED}, "undetermined"),
        ("after.rule.filter(r, r.port == 1).size() > 0", {"rule": NESTED}, "undetermined"),
        ("after.names.exists(n, n == 'a')", {"names": ["a", UNKNOWN]}, "undetermined"),
        ("size(after.names) == 2", {"names": ["a", UNKNOWN]}, "violated"),
        ("'b' in after.names", {"names": ["a", UNKNOWN]}, "undetermined"),
        ("'b' in after.names", {"names": UNKNOWN}, "undetermined"),
        ("cel.bind(r, after.rule[0], r.port == 22)", {"rule": NESTED}, "violated"),
        ("cel.bind(r, after.rule[0], r.note == 'b')", {"rule": NESTED}, "undetermined"),
        ("cel.bind(key, after.key, true)", {"key": UNKNOWN}, "violated"),
        # what is said to be unknown, or secret
        ("unknown('block.key')", {"block": [{"key": UNKNOWN}]}, "violated"),
        ("unknown('block.key')", {"block": UNKNOWN}, "violated"),
        ("unknown('block.key')", {"block": [{"key": "a"}]}, "passed"),
        ("sensitive('password')", {"password": SECRET}, "violated"),
        ("sensitive('password')", {"password": UNKNOWN}, "passed"),
        ("unknown('key') || after.key == 'a'", {"key": UNKNOWN}, "violated"),
        # texts, in time that grows with them alone
        ("after.name.matches('^(a+)+$')", {"name": "a" * 5_000 + "b"}, "passed"),
        ("after.name.matches('(')", {"name": "a"}, BROKEN),
        ("after.name.lowerAscii().split('-')[0] == 'web'", {"name": "Web-1"}, "violated"),
    ],
)
def test_a_condition_answers(evaluator: Evaluator, condition: str, after: dict[str, Any], answer: str) -> None:
    assert answers(evaluator, condition, made(**after)) == [answer]


GONE = change("aws_instance.a", Action.DELETE, before={"keep": True})
NEW = made(keep=False, key=UNKNOWN)
STRANGE = change("aws_instance.a", Action.UNKNOWN, before={"keep": True}, after={"keep": False})


@pytest.mark.parametrize(
    ("condition", "of", "answer"),
    [
        ("change.action == 'delete' && before.keep", GONE, "violated"),
        ("change.action == 'delete' || after.keep", GONE, "violated"),
        ("after.keep != before.keep", GONE, "passed"),
        ("!has(after.keep)", GONE, "passed"),
        ("!has(before.keep)", NEW, "passed"),
        ("before.keep || after.key == 'a'", NEW, "undetermined"),
        ("before.key != after.key", NEW, "passed"),
        ("has(before.key) && before.key != after.key", NEW, "passed"),
        ("!(before.keep && after.key == 'a')", NEW, "undetermined"),
        ("(before.keep || after.key == 'a') && before.keep", NEW, "passed"),
        ("after.key == 'a' ? before.keep : false", NEW, "undetermined"),
        ("(before.keep ? after.key : 'a') == 'a'", NEW, "passed"),
        ("[1].exists(i, before.keep || after.key == 'a')", NEW, "undetermined"),
        ("before.list.exists(i, i == after.key) || before.keep", NEW, "passed"),
        ("before.typo", GONE, BROKEN),
        ("change.action == 'delete'", STRANGE, "undetermined"),
        ("after.keep != before.keep", STRANGE, "violated"),
        ("change.provider == ''", GONE, "undetermined"),
        ("change.type == 'aws_instance' && change.name == 'a' && change.address == 'aws_instance.a'", GONE, "violated"),
        ("change.module == '' && change.moved_from == '' && !change.importing", GONE, "violated"),
    ],
)
def test_a_side_that_is_not_there_is_not_judged(evaluator: Evaluator, condition: str, of: Change, answer: str) -> None:
    assert answers(evaluator, condition, of) == [answer]


@pytest.mark.parametrize(
    ("condition", "why", "place"),
    [
        ("aftr.size > 1", "undeclared reference to 'aftr.size'", (1, 5)),
        ("after.size > 1 &&\n  change.actoin == ''", "undeclared reference to 'change.actoin'", (2, 9)),
        ("after.size >", "Syntax error", (1, 13)),
        ("1 + 'a' == 2", "no matching overload", (1, 3)),
        ("after.size.?name", "unsupported syntax", (1, 1)),
        ("size('a')", "it says INT, and has to say true or false", (0, 0)),
        ("__not_strictly_false__(after.a)", "there is no function __not_strictly_false__", (0, 0)),
        ("after.a.exists(after, after)", "the name after is taken", (0, 0)),
        ("unknown(after.a)", "unknown takes a path as it is written", (0, 0)),
        ("true" + " || true" * 1_000, "it has 8,004 characters; at most 4,000", (0, 0)),
        ("(" * 200 + "true" + ")" * 200, "", None),
    ],
)
def test_what_is_no_condition_is_told(
    evaluator: Evaluator, condition: str, why: str, place: tuple[int, int] | None
) -> None:
    found = understood(evaluator, Cel(condition, "it is so"))
    assert isinstance(found, Fault)
    assert why in found.why
    assert place in {None, (found.line, found.column)}


# ── the law ──────────────────────────────────────────────────────────────────────────────────────────────────────

ATOMS = """
after.a == 1 | after.a > 1 | has(after.a) | !has(after.m.x) | 'x' in after.m | size(after.m) > 1 | size(after.l) == 2
after.l.exists(i, i.p == 1) | after.l.all(i, has(i.q)) | after.l.filter(i, i.p == 1).size() > 0 | type(after.a) == int
after.l.map(i, i.p) == [1, 2] | after.m == {'x': 1} | after == before | after.m.exists(k, k == 'x') | size(after) > 2
after.m[after.t] == 1 | after.l[0].p == 1 | after.l[after.a].p == 1 | (after.a == 1 ? after.m : after.l[0]).x == 1
cel.bind(v, after.m, has(v.x) || v.y == 1) | after.t.matches('^x') | after.t in ['x', 'y'] | after.l.exists_one(i, i.p == 1)
[after.t, 'x'].exists(v, v == 'x') | string(after.a) == '1' | after.exists(k, k == 'a') | before.a != after.a
after.l.exists(i, after.l.exists(j, i.p == j.p && i != j)) | dyn(after).a == 1 | after['a'] == 1 | [after.m][0].x == 1
{'k': after.m}.k.x == 1 | change.action == 'create' | '%s'.format([after.m]) == '' | after.l == after.l | after.l[0] != 1
after.m != after.m | !('p' in after.l[0]) | after.l.exists(i, 'q' in i) | cel.bind(v, [after.m], v.exists(w, !has(w.x)))
before.m.x == 1 | has(before.a) | [1].exists(i, before.a == i) | before.l.exists(i, i.p == after.a)
after.m.map(k, after.m[k]).exists(v, v == 1) | after.l.map(i, i).exists(i, !has(i.q)) | !(1 in after.l) | after.m in [{}]
"""
LEAVES = st.sampled_from([1, "x", 2, "y", True, None])
INNER = st.dictionaries(st.sampled_from(["x", "y"]), LEAVES, min_size=1)
BLOCKS = st.lists(st.dictionaries(st.sampled_from(["p", "q"]), LEAVES, min_size=1) | LEAVES, min_size=1, max_size=2)
RESOURCES = st.fixed_dictionaries({"a": LEAVES, "m": INNER, "l": BLOCKS}, optional={"t": LEAVES})
CONDITIONS = st.recursive(
    st.sampled_from([atom.strip() for line in ATOMS.strip().split("\n") for atom in line.split(" | ")]),
    lambda inner: st.one_of(
        inner.map("!({})".format),
        st.tuples(inner, inner).map(lambda both: f"({both[0]}) && ({both[1]})"),
        st.tuples(inner, inner).map(lambda both: f"({both[0]}) || ({both[1]})"),
        st.tuples(inner, inner, inner).map(lambda each: f"({each[0]}) ? ({each[1]}) : ({each[2]})"),
    ),
    max_leaves=4,
)


@st.composite
def masked(draw: st.DrawFn, value: Any, *, root: bool = True) -> Any:
    """The same with some of it unknown; of what is set to nothing, too."""
    if not root and draw(st.booleans()):
        return UNKNOWN
    if isinstance(value, dict):
        return {name: draw(masked(held, root=False)) for name, held in value.items()}
    return [draw(masked(held, root=False)) for held in value] if isinstance(value, list) else value


@given(CONDITIONS, RESOURCES, st.none() | RESOURCES, st.data())
def test_what_is_not_known_never_decides(
    evaluator: Evaluator, condition: str, after: dict[str, Any], before: dict[str, Any] | None, data: st.DataObject
) -> None:
    """Where some of it is hidden the answer is the same as where nothing is, or it can't be told, or it breaks."""
    sides = [after, *(data.draw(masked(after)) for _ in range(4))]
    action = Action.CREATE if before is None else Action.UPDATE
    whole, *partly = answers(
        evaluator, condition, *(change("aws_instance.a", action, before=before, after=each) for each in sides)
    )
    assert {*partly} <= {whole, str(Status.UNDETERMINED), BROKEN}


@given(CONDITIONS, RESOURCES)
def test_what_is_not_asked_for_want_of_a_side_could_not_be_true(
    evaluator: Evaluator, condition: str, after: dict[str, Any]
) -> None:
    found = understood(evaluator, Cel(condition, "it is so"))
    assert not isinstance(found, Fault)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(asking, "about", lambda *_: True)
        (asked,) = answers(evaluator, condition, made(**after))
    if "before" in found.needs:
        assert asked in {"passed", BROKEN}
