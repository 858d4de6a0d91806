"""What conditions in CEL read beside a resource: lists of the file, facts of the plan, and what it refers to."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from gitops_portal.adapters import cel
from gitops_portal.core.dependencies import graph
from gitops_portal.core.index import Index
from gitops_portal.core.model import UNKNOWN, Action, Block, Cost, CostLine, CostStatus, Module
from gitops_portal.core.placed import Misplaced
from gitops_portal.core.rules import book, guard
from gitops_portal.core.rules.occasion import NONE, Occasion, around
from gitops_portal.core.rules.ruleset import RuleSet
from tests.builders import change, change_set

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from gitops_portal.core.model import Change
    from gitops_portal.core.rules.cel.asking import Evaluator

BROKEN = "broken"


@pytest.fixture(scope="module")
def evaluator() -> Iterator[Evaluator]:
    with cel.evaluators(seconds=600) as found:
        yield found


@pytest.fixture
def opened(evaluator: Evaluator) -> Any:
    from contextlib import nullcontext

    return lambda: nullcontext(evaluator)


def document(condition: str, kind: str = "cel", **more: Any) -> dict[str, Any]:
    types = {"types": ["aws_instance"]} if kind == "cel" else {}
    rule = {"title": "Own", "severity": "low", "kind": kind, "condition": condition, "message": "it is so", **types}
    return {"lists": {"sizes": ["t3.micro"], "ports": ["22", "443"]}, "rules": {"own": {**rule, **more}}}


def answer(
    opened: Any,
    told: Mapping[str, Any],
    *changes: Change,
    root: Module | None = None,
    occasion: Occasion = NONE,
    labels: Mapping[str, str] | None = None,
    workspace: str = "",
    cost: Cost | None = None,
) -> list[str]:
    read = book.read(told, {}, opened)
    rules = RuleSet.of(read.rules.values(), evaluators=opened, workspace=workspace, labels=labels)
    index = Index(change_set(*changes, root=root or Module()))
    beside = around(rules, index, cost or Cost(), occasion, lambda: graph.build(index))
    found = guard.evaluate(rules, index, Cost(), None, beside).findings
    return [BROKEN if each.crashed else str(each.status) for each in found]


SMALL = change("aws_instance.a", after={"instance_type": "t3.micro", "port": 22})
LARGE = change("aws_instance.a", after={"instance_type": "m5.large", "port": 80})
OPEN = change("aws_instance.a", after={"instance_type": UNKNOWN})


@pytest.mark.parametrize(
    ("condition", "of", "answers"),
    [
        ("!(after.instance_type in lists.sizes)", SMALL, []),
        ("!(after.instance_type in lists.sizes)", LARGE, ["violated"]),
        ("!(after.instance_type in lists.sizes)", OPEN, ["undetermined"]),
        ("lists.sizes.exists(size, size == after.instance_type)", SMALL, ["violated"]),
        ("string(after.port) in lists.ports", SMALL, ["violated"]),
        ("string(after.port) in lists.ports", LARGE, []),
    ],
)
def test_a_condition_reads_lists_of_texts(opened: Any, condition: str, of: Change, answers: list[str]) -> None:
    assert answer(opened, document(condition), of) == answers


@pytest.mark.parametrize(
    ("condition", "kind", "why"),
    [
        ("after.a in lists.siezs", "cel", "there is no list “siezs”"),
        ("after.a in lists[after.b]", "cel", "write lists and the name of one"),
        ("[1].exists(lists, true)", "cel", "the name lists is taken"),
        ("refs(after.a).size() > 0", "cel", "refs takes a type as it is written"),
        ("plan.creats > 1", "cel_plan", "undeclared reference to 'plan.creats'"),
        ("after.a == 1", "cel_plan", "a rule about the plan as a whole reads plan and lists"),
        ("refs('aws_vpc').size() > 1", "cel_plan", "a rule about the plan as a whole reads plan and lists"),
    ],
)
def test_what_is_no_condition_is_told(opened: Any, condition: str, kind: str, why: str) -> None:
    with pytest.raises(Misplaced, match="condition") as error:
        book.read(document(condition, kind), {}, opened)
    assert why in str(error.value)


def test_a_list_that_changes_makes_another_version(opened: Any) -> None:
    told = document("after.a in lists.sizes")
    versions = [book.read(each, {}, opened).rules["own"].version for each in (told, _with(told, "sizes"))]
    assert versions[0] != versions[1]
    assert versions[0] == book.read(_with(told, "ports"), {}, opened).rules["own"].version


def _with(told: dict[str, Any], name: str) -> dict[str, Any]:
    return {**told, "lists": {**told["lists"], name: ["other"]}}


# ── the plan as a whole ──────────────────────────────────────────────────────────────────────────────────────────

GONE = change("aws_instance.b", Action.DELETE, before={})
FRIDAY = datetime(2026, 11, 27, 16, tzinfo=UTC)
RUN = Occasion(actor="ada", branch="main", at=FRIDAY)


@pytest.mark.parametrize(
    ("condition", "answers"),
    [
        ("plan.creates == 1 && plan.deletes == 1 && plan.updates + plan.replaces == 0", ["violated"]),
        ("plan.deletes > 1", []),
        ("plan.blast_radius > 0", []),
        ("plan.cost_delta > 100.0 || plan.cost_coverage < 1.0 || plan.cost_before > 0.0", []),
        ("plan.cost_after > 1", []),
        ("plan.actor == 'ada' && plan.branch == 'main' && plan.workspace == 'shop'", ["violated"]),
        ("plan.labels.env == 'prod'", ["violated"]),
        ("plan.labels.team == 'prod'", [BROKEN]),
        ("has(plan.labels.team)", []),
        ("plan.at.getDayOfWeek() == 5 && plan.at.getHours() >= 15", ["violated"]),
    ],
)
def test_a_condition_is_of_the_plan_as_a_whole(opened: Any, condition: str, answers: list[str]) -> None:
    told = document(condition, "cel_plan")
    assert answer(opened, told, SMALL, GONE, occasion=RUN, labels={"env": "prod"}, workspace="shop") == answers


def test_what_is_forgotten_lowers_no_difference_in_cost(opened: Any) -> None:
    forgotten = CostLine("a.b", "a", Action.FORGET, CostStatus.PRICED, Decimal(100), left_behind=True)
    cost = Cost((forgotten,), before=Decimal(100), after=Decimal(90))
    told = document("plan.cost_before == 100.0 && plan.cost_after == 90.0 && plan.cost_delta == 90.0", "cel_plan")
    assert answer(opened, told, SMALL, cost=cost) == ["violated"]


@pytest.mark.parametrize(
    "name", ["actor == 'a'", "branch == 'a'", "workspace == 'a'", "labels.a == 'b'", "at.getHours() > 1"]
)
def test_what_a_plan_alone_does_not_say_is_undetermined(opened: Any, name: str) -> None:
    assert answer(opened, document(f"plan.{name}", "cel_plan"), SMALL) == ["undetermined"]
    assert answer(opened, document(f"plan.{name} && plan.deletes > 5", "cel_plan"), SMALL) == []
    assert answer(opened, document(f"after.port == 22 && plan.{name}"), SMALL) == ["undetermined"]
    assert answer(opened, document(f"after.port == 23 && plan.{name}"), SMALL) == []


def test_an_action_that_nobody_knows_leaves_counts_unknown(opened: Any) -> None:
    strange = change("aws_instance.b", Action.UNKNOWN, before={}, after={})
    assert answer(opened, document("plan.deletes > 5", "cel_plan"), SMALL, strange) == ["undetermined"]


def test_examples_of_a_plan_are_tried(opened: Any) -> None:
    examples = {
        "violates": [{"deletes": "30", "branch": "main"}],
        "passes": [{"deletes": "2"}],
        "undetermined": [{}, {"deletes": "30"}],
    }
    condition = "plan.deletes > 20 && plan.branch == 'main'"
    assert book.read(document(condition, "cel_plan", examples=examples), {}, opened).rules
    with pytest.raises(Misplaced, match="the rule says passed"):
        book.read(document(condition, "cel_plan", examples={"violates": [{"deletes": "3"}]}), {}, opened)


@pytest.mark.parametrize("kind", ["cel", "cel_plan"])
def test_examples_are_tried_of_a_rule_that_only_holds_in_some_places(opened: Any, kind: str) -> None:
    condition, said = ("after.size > 3", {"after": {"size": 5}}) if kind == "cel" else ("plan.deletes > 3", {"deletes": "5"})  # fmt: skip
    read = book.read(document(condition, kind, enforcement="off", examples={"violates": [said]}), {}, opened)
    assert read.rules
    with pytest.raises(Misplaced, match="the rule says violated"):
        book.read(document(condition, kind, enforcement="off", examples={"passes": [said]}), {}, opened)


def test_another_workspace_is_another_version_where_a_condition_reads_of_it(opened: Any) -> None:
    def version(condition: str, labels: Mapping[str, str]) -> str:
        return RuleSet.of(book.read(document(condition), {}, opened).rules.values(), labels=labels).version(None)

    assert version("plan.labels.a == 'b'", {"a": "b"}) != version("plan.labels.a == 'b'", {"a": "c"})
    assert version("after.port == 1", {"a": "b"}) == version("after.port == 1", {"a": "c"})


# ── what it refers to ────────────────────────────────────────────────────────────────────────────────────────────


def written(*references: str) -> Module:
    return Module((Block("aws_instance.a", references=references), Block("aws_subnet.b"), Block("aws_vpc.c")))


def subnet(address: str = "aws_subnet.b", **after: Any) -> Change:
    return change(address, after=after)


OPENS = "refs('aws_subnet').exists(s, s.open)"


@pytest.mark.parametrize(
    ("condition", "root", "beside", "answers"),
    [
        (OPENS, written("aws_subnet.b.id", "aws_subnet.b"), [subnet(open=True)], ["violated"]),
        (OPENS, written("aws_subnet.b.id", "aws_subnet.b"), [subnet(open=False, other=UNKNOWN)], []),
        (OPENS, written("aws_subnet.b.id", "aws_subnet.b"), [subnet(open=UNKNOWN)], ["undetermined"]),
        (OPENS, written("var.size"), [subnet(open=True)], []),
        (OPENS, written("local.subnet"), [subnet(open=True)], ["undetermined"]),
        (OPENS, Module(), [subnet(open=True)], ["undetermined"]),
        (OPENS, written("aws_subnet.b"), [subnet("aws_subnet.b[0]"), subnet("aws_subnet.b[1]")], ["undetermined"]),
        ("refs('aws_subnet').size() == 0", written("aws_vpc.c"), [subnet(open=True)], ["violated"]),
        ("refs('aws_subnet').size() == 0", written("local.x"), [subnet(open=True)], ["undetermined"]),
        (f"after.port == 1 && {OPENS}", written("local.x"), [subnet(open=True)], []),
        (
            "refs('aws_subnet')[0] == {'open': true}",
            written("aws_subnet.b"),
            [subnet(open=True, x=UNKNOWN)],
            ["undetermined"],
        ),
    ],
)
def test_a_condition_reads_what_a_resource_refers_to(
    opened: Any, condition: str, root: Module, beside: list[Change], answers: list[str]
) -> None:
    assert answer(opened, document(condition), SMALL, *beside, root=root) == answers
