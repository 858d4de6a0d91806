"""A finding of a condition in CEL names the attribute that the condition reads, where it reads one alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from gitops_portal.adapters import cel
from gitops_portal.core.index import Index
from gitops_portal.core.model import UNKNOWN, Action, Cost, Severity
from gitops_portal.core.rules.cel.asking import Fault, understood
from gitops_portal.core.rules.cel.only import only
from gitops_portal.core.rules.guard import evaluate
from gitops_portal.core.rules.kinds.cel import Cel
from gitops_portal.core.rules.rule import Judges, guardrail
from gitops_portal.core.rules.ruleset import RuleSet
from tests.builders import change, change_set

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gitops_portal.core.model import Change
    from gitops_portal.core.rules.cel.asking import Evaluator


@pytest.fixture(scope="module")
def evaluator() -> Iterator[Evaluator]:
    with cel.evaluators(seconds=600) as found:
        yield found


@pytest.mark.parametrize(
    ("condition", "path"),
    [
        ("after.instance_type in lists.big", "instance_type"),
        ("after.root_block_device[0].encrypted == false", "root_block_device[0].encrypted"),
        ("after.size < before.size", "size"),
        ("before.size > 10", "size"),
        ("after['size'] > 10", "size"),
        ("!has(after.key)", "key"),
        ("has(after.key) && after.key == 'a'", "key"),
        ("!has(after.block.key) || after.block.key == 'a'", "block.key"),
        ("!('owner' in after.tags)", "tags"),
        ("!has(after.tags.owner)", 'tags["owner"]'),
        ("after.tags['cost.centre'] == ''", 'tags["cost.centre"]'),
        ("after.environment['a.b'] == ''", 'environment["a.b"]'),
        ("size(after.rule) > 2 && after.rule[0].port == 22", "rule"),
        ("after.ingress.exists(r, r.port == 22 && r.cidr == 'a')", "ingress"),
        ("cel.bind(r, after.rule[0], r.port == 22)", "rule[0].port"),
        ("change.action == 'create' && plan.creates > 3 && after.size > 10", "size"),
        ("sensitive('size') || after.size > 10", "size"),
        # several, or none at all
        ("after.a == 1 && after.b == 2", ""),
        ("after.a < before.b", ""),
        ("after.rule[0].port == 22 && after.rule[0].cidr == 'a'", ""),
        ("after.rule[0].port == 22 || after.rule[1].port == 22", ""),
        ("after.m[after.key] == 1", ""),
        ("unknown('key') || after.size > 10", ""),
        ("after.a == 1 && refs('aws_subnet').exists(s, s.b)", ""),
        ("after == before", ""),
        ("size(after) > 2", ""),
        ("after.exists(k, k == 'a')", ""),
        ("change.action == 'delete'", ""),
        (f"after.{'a' * 201} == 1", ""),
    ],
)
def test_what_a_condition_reads_alone(evaluator: Evaluator, condition: str, path: str) -> None:
    read = understood(evaluator, Cel(condition, "it is so", (("big", ("m5.large",)),)))
    assert not isinstance(read, Fault)
    assert only(read).path == path


GONE = change("aws_thing.a", Action.DELETE, before={"size": 20})
MOVED = change("aws_thing.a", Action.REPLACE, before={"size": 20}, after={"size": 5})


@pytest.mark.parametrize(
    ("condition", "of", "told"),
    [
        ("after.size > 10", {"size": 20}, ("size", "20")),
        ("after.disk[0].size > 10", {"disk": [{"size": 20}]}, ("disk[0].size", "20")),
        ("!has(after.tags.owner)", {"tags": {}, "tags_all": {"owner": "me"}}, ('tags["owner"]', "not set")),
        ("after.size > 10", {"size": UNKNOWN}, ("size", "known after apply")),
        ("after.a > 10 && after.b > 10", {"a": 20, "b": 20}, ("", "")),
        ("before.size > 10", GONE, ("size", "20")),
        # what it says is not what the condition read
        ("before.size > 10", MOVED, ("", "")),
        ("after.size > 10 || change.action == 'delete'", GONE, ("", "")),
    ],
)
@pytest.mark.parametrize("many", [False, True])
def test_a_finding_names_it_with_what_stands_there(
    condition: str,
    of: dict[str, Any] | Change,
    told: tuple[str, str],
    many: bool,
) -> None:
    rule = guardrail("told", "-", Severity.HIGH, types=["aws_thing"], why="-", remedy="-", judges=Judges.KNOWN)
    one = change("aws_thing.a", after=of) if isinstance(of, dict) else of
    others = [change(f"aws_thing.b[{number}]", after={}) for number in range(20 if many else 0)]
    rules = RuleSet.of([rule(Cel(condition, "it is so"))], evaluators=cel.evaluators)
    found = evaluate(rules, Index(change_set(one, *others)), Cost()).findings
    assert [(each.attribute, each.value) for each in found if each.address == "aws_thing.a"] == [told]
