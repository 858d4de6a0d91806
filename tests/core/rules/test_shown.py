"""What a finding says of the attribute that it names: what stands there, as people may read it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from gitops_portal.core import text
from gitops_portal.core.index import Index
from gitops_portal.core.model import UNKNOWN, Action, Block, ChangeSet, Cost, Module, Sensitive, Severity, Status
from gitops_portal.core.rules.condition import Condition
from gitops_portal.core.rules.guard import evaluate
from gitops_portal.core.rules.kinds.attribute import Attribute, Operator
from gitops_portal.core.rules.kinds.either import Either
from gitops_portal.core.rules.kinds.every import Every
from gitops_portal.core.rules.kinds.forbidden import Forbidden
from gitops_portal.core.rules.rule import Judges, Objection, guardrail
from gitops_portal.core.rules.ruleset import RuleSet
from tests.builders import change, change_set

if TYPE_CHECKING:
    from collections.abc import Callable

    from gitops_portal.core.rules.part import Word
    from gitops_portal.core.rules.rule import Check

MAC = "0" * 32
ALLOWS = {"Statement": [{"Effect": "Allow", "Action": "*"}]}


def _made(check: Check, judges: Judges = Judges.STANDING) -> Any:
    types = {"aws_thing", "kubectl_manifest"}
    return guardrail("told", "-", Severity.HIGH, types=types, why="-", remedy="-", judges=judges)(check)


def _objecting(attribute: str, status: Status = Status.VIOLATED, unset: Word = None) -> Check:
    return lambda _subject, _facts: [Objection(status, attribute, "it is wrong", unset=unset)]


def _values(check: Check, plan: ChangeSet, masked: ChangeSet | None = None, **told: Any) -> list[str]:
    rules = RuleSet.of([_made(check, **told)])
    found = evaluate(rules, Index(plan), Cost(), Index(masked) if masked else None).findings
    return [each.value for each in found]


def _value(check: Check, after: dict[str, Any], address: str = "aws_thing.a") -> str:
    (found,) = _values(check, change_set(change(address, after=after)))
    return found


@pytest.mark.parametrize(
    ("attribute", "after", "value"),
    [
        ("public", {"public": True}, "true"),
        ("acl", {"acl": "public-read"}, '"public-read"'),
        ("days", {"days": 0}, "0"),
        ("acl", {"acl": None}, "not set"),
        ("acl", {}, "not set"),
        ("acl", {"acl": UNKNOWN}, "known after apply"),
        ("acl", {"acl": Sensitive(MAC)}, "(sensitive)"),
        ("acl", {"acl": Sensitive(MAC, suspected=True)}, "(suspected secret)"),
        ("cidrs", {"cidrs": ["0.0.0.0/0"]}, '["0.0.0.0/0"]'),
        ("cidrs[1]", {"cidrs": ["10.0.0.0/8", "0.0.0.0/0"]}, '"0.0.0.0/0"'),
        ("disk[1].encrypted", {"disk": [{"encrypted": True}, {"encrypted": False}]}, "false"),
        ("disk.encrypted", {"disk": [{"encrypted": False}]}, "false"),
        ("disk.encrypted", {"disk": {"encrypted": False}}, "false"),
        ("disk.encrypted", {"disk": []}, "not set"),
        ("disk.encrypted", {"disk": UNKNOWN}, "known after apply"),
        (
            "disk[0]",
            {"disk": [{"key": Sensitive(MAC), "size": UNKNOWN}]},
            '{"key": "(sensitive)", "size": "known after apply"}',
        ),
        ("disk.encrypted", {"disk": [{"encrypted": True}, {"encrypted": False}]}, ""),
        ("disk[7].encrypted", {"disk": [{"encrypted": True}]}, ""),
        ("acl.inside", {"acl": "private"}, ""),
        ('env["a.b"]', {"env": {"a.b": "c"}}, '"c"'),
        ("policy", {"policy": json.dumps(ALLOWS)}, '{"Statement": [{"Effect": "Allow", "Action": "*"}]}'),
        ("policy.Statement[0]", {"policy": json.dumps(ALLOWS)}, '{"Effect": "Allow", "Action": "*"}'),
        ("boxes[0].root", {"boxes": json.dumps([{"root": True}])}, "true"),
        ("tags.cost.centre", {"tags": {"cost.centre": "x"}}, '"x"'),
        ("tags.owner", {"tags": {}, "tags_all": {"owner": "me"}}, '"me"'),
        ("tags.owner", {"tags": UNKNOWN}, "known after apply"),
        ("aws_thing_logging", {}, ""),
        ("lifecycle", {}, ""),
        ("", {"acl": "private"}, ""),
    ],
)
def test_it_is_what_stands_there(attribute: str, after: dict[str, Any], value: str) -> None:
    assert _value(_objecting(attribute), after) == value


def test_a_manifest_is_read_where_it_stands_as_a_text() -> None:
    body = "kind: Pod\nspec:\n  containers:\n    - image: web:latest\n"
    found = _value(_objecting("yaml_body.spec.containers[0].image"), {"yaml_body": body}, "kubectl_manifest.a")
    assert found == '"web:latest"'


def test_what_nobody_sets_is_told_as_not_set_with_what_it_counts_as() -> None:
    """The plan shows what the provider fills in as unknown; the configuration tells that nobody set it."""
    root = Module(blocks=(Block("aws_thing.a", arguments=frozenset({"name"})),))
    plan = change_set(change("aws_thing.a", after={"name": "a", "acl": UNKNOWN}), root=root)
    assert _values(_objecting("acl"), plan) == ["not set"]
    assert _values(_objecting("acl", unset="private"), plan) == ['not set, which counts as "private"']
    assert _values(_objecting("acl", unset=UNKNOWN), plan) == ["not set"]
    assert _values(_objecting("acl", Status.UNDETERMINED), plan) == ["known after apply"]


@pytest.mark.parametrize(
    "kind",
    [
        lambda wanted: Attribute(wanted.path, wanted.operator, "-", unset=wanted.unset),
        lambda wanted: Either((wanted,), "-"),
        lambda wanted: Every((wanted,), "-"),
        lambda wanted: Forbidden("-", (Condition(wanted.path, Operator.IS_TRUE, unset=True),)),
    ],
)
def test_a_kind_tells_what_counts_where_nothing_is_set(kind: Callable[[Condition], Check]) -> None:
    check = kind(Condition("open", Operator.IS_NOT_TRUE, unset=True))
    assert _value(check, {}) == "not set, which counts as true"
    assert _value(check, {"open": ""}) == '"", which counts as true'
    assert _value(check, {"open": True}) == "true"


def test_a_long_value_is_cut_and_says_so() -> None:
    told = _value(_objecting("script"), {"script": "x" * 5_000})
    assert len(told) < text.LONGEST + 40
    assert told.endswith("… (5,000 characters)")


def test_what_is_destroyed_is_told_as_it_is() -> None:
    plan = change_set(change("aws_thing.a", Action.DELETE, before={"protected": False}))
    assert _values(_objecting("protected"), plan, judges=Judges.DESTROYED) == ["false"]


def test_a_secret_that_rules_may_read_is_never_told() -> None:
    opened = change_set(change("aws_thing.a", after={"acl": "public", "size": 3}))
    masked = change_set(change("aws_thing.a", after={"acl": Sensitive(MAC), "size": 3}))
    assert _values(_objecting("acl"), opened, masked) == ["(sensitive)"]
    assert _values(_objecting("size"), opened, masked) == ["3"]


def test_the_plan_as_a_whole_has_no_values() -> None:
    assert _values(_objecting("module.a.source"), change_set(), judges=Judges.PLAN) == [""]
