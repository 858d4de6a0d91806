"""Policies in Rego, from the settings to the finding: an interpreter of Rego judges a plan as the portal keeps it.

It is rego-cpp behind OPA's command line (`tests/opa_rego.py`), not OPA itself, which `tests/adapters/test_opa.py` asks.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from gitops_portal import environment
from gitops_portal.core.rules.rego.judging import RULES
from tests.documents import entry, plan
from tests.policies import kept, rego

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from gitops_portal.records.models import Run

    Judge = Callable[..., list[tuple[str, str, str]]]

pytestmark = pytest.mark.rego

SECRET = "k3pt-by-the-plan"
PASTED = "AKIAIOSFODNN7EXAMPLE"
"""Which no mark hides, but the portal does."""
OLD = {"engine": "postgres", "storage_encrypted": True, "password": SECRET, "tags": {"team": "orders"}}
NEW = OLD | {"storage_encrypted": False, "password": SECRET + "2"}
PLAN = plan(
    entry("aws_db_instance.main", "update", before=OLD, after=NEW, sensitive={"password": True}),
    entry("module.web.aws_instance.a[0]", after={"instance_type": "m5.large", "tags": {"é😀": 'a "b"\\'}}),
    entry(
        "aws_instance.later",
        after={"instance_type": "t3.nano", "user_data": f"key={PASTED}"},
        unknown={"arn": True, "tags_all": True},
    ),
    entry("aws_sqs_queue.gone", "delete", before={"name": "gone"}),
    output_changes={
        "dsn": {
            "actions": ["create"],
            "before": None,
            "after": f"postgres://u:{SECRET}@db/",
            "after_unknown": False,
            "before_sensitive": False,
            "after_sensitive": True,
        }
    },
)


def policy(*rules: str, package: str = "main") -> str:
    return "\n".join((f"package {package}", *rules))


@pytest.fixture
def judge(upload: Callable[..., Run], settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Judge:
    """What is found in PLAN of the policies that the environment names."""

    def judged(*texts: str, archive: bool = False, body: bytes = PLAN, **said: str) -> list[tuple[str, str, str]]:
        place = kept(tmp_path, *texts, archive=archive)
        for name, value in {"OPA_BINARY": rego(tmp_path), "OPA_POLICIES": place, **said}.items():
            monkeypatch.setenv(name, value)
        settings.OPA = environment.opa()
        found = upload(body).findings.filter(guardrail__startswith="opa-")
        return sorted(found.values_list("guardrail", "address", "message"))

    return judged


def blocked(found: list[tuple[str, str, str]]) -> str:
    """Why both guardrails could not check, which is one sentence."""
    assert [each[0] for each in found] == list(RULES)
    (why,) = {each[2] for each in found}
    assert why.startswith("this guardrail could not check the resource: ")
    return why.partition(": ")[2]


SENTENCES = policy(
    'deny contains "the database is not encrypted" if {',
    "    some r in input.resource_changes",
    "    r.change.after.storage_encrypted == false",
    "}",
    "violation_encryption contains told if {",
    "    some r in input.resource_changes",
    "    r.change.before.storage_encrypted",
    "    not r.change.after.storage_encrypted",
    '    told := {"msg": sprintf("%s loses its encryption", [r.address]), "address": r.address, "details": {"a": [1]}}',
    "}",
    'warn contains {"msg": sprintf("%v goes", [r.name]), "resource": r.address} if {',
    "    some r in input.resource_changes",
    '    r.change.actions == ["delete"]',
    "}",
)
SAID = [
    ("opa-deny", "", "deny: the database is not encrypted"),
    ("opa-deny", "aws_db_instance.main", "violation_encryption: aws_db_instance.main loses its encryption"),
    ("opa-warn", "aws_sqs_queue.gone", "warn: gone goes"),
]


@pytest.mark.parametrize("archive", [False, True])
def test_sentences_and_objects_are_findings(judge: Judge, archive: bool) -> None:
    assert judge(SENTENCES, archive=archive) == SAID


def test_several_files_and_packages_make_one_policy(judge: Judge) -> None:
    library = policy(
        'ends := {".large", ".metal"}',
        "large(kind) if {some end in ends; endswith(kind, end)}",
        package="lib.sizes",
    )
    using = policy(
        "import data.lib.sizes",
        "import input as tfplan",
        'deny_size contains {"msg": "too large", "address": r.address} if {',
        "    r := tfplan.resource_changes[_]",
        "    sizes.large(r.change.after.instance_type)",
        "}",
    )
    assert judge(SENTENCES, library, using) == sorted(
        [*SAID, ("opa-deny", "module.web.aws_instance.a[0]", "deny_size: too large")]
    )


def test_data_beside_the_policies_is_read(judge: Judge, tmp_path: Path) -> None:
    limits = tmp_path / "policies" / "limits"
    limits.mkdir(parents=True)
    (limits / "data.json").write_text(json.dumps({"kinds": ["t3.nano"]}), encoding="utf-8")
    text = policy(
        "deny contains r.address if {",
        "    some r in input.resource_changes",
        "    r.change.after.instance_type in data.limits.kinds",
        "}",
    )
    assert judge(text) == [("opa-deny", "", "deny: aws_instance.later")]


def test_what_objects_to_nothing_passes(judge: Judge) -> None:
    assert judge(policy('deny contains "never" if input.resource_changes[_].type == "aws_vpc"')) == []


def test_the_plan_reads_as_terraform_writes_it(judge: Judge) -> None:
    text = policy(
        'deny contains "create" if {some r in input.resource_changes; r.change.actions == ["create"]}',
        'deny contains "no key" if {some r in input.resource_changes; r.change.after_unknown.arn; not r.change.after.arn}',
        'deny contains "module" if input.resource_changes[_].module_address == "module.web"',
        'deny contains "index" if input.resource_changes[_].index == 0',
        'deny contains "gone" if input.resource_changes[_].change.after == null',
        "deny contains name if some name, _ in input.planned_values.root_module.child_modules[0].resources[0].values.tags",
        'deny contains value if value := input.resource_changes[_].change.after.tags["é😀"]',
        'deny contains "version" if input.terraform_version == "1.11.4"',
    )
    told = ["create", "no key", "module", "index", "gone", "é😀", 'a "b"\\', "version"]
    assert judge(text) == sorted(("opa-deny", "", f"deny: {each}") for each in told)


def test_a_policy_sees_that_a_secret_is_there_and_never_the_secret(judge: Judge) -> None:
    text = policy(
        "deny contains r.change.after.password if some r in input.resource_changes",
        'deny contains "it is told that it is secret" if input.resource_changes[_].change.after_sensitive.password',
        'deny contains sprintf("%v", [input.output_changes.dsn]) if input.output_changes.dsn.after_sensitive',
        f'warn contains "a secret" if contains(json.marshal(input), "{SECRET}")',
        f'warn contains "a key" if contains(json.marshal(input), "{PASTED}")',
        f'warn contains "a part of it" if walk(input, [_, "{SECRET}2"])',
        'warn contains "which it is" if input.resource_changes[_].change.before.password != "(sensitive value)"',
    )
    messages = [message for _, _, message in judge(text)]
    assert messages[:2] == ["deny: (sensitive value)", "deny: it is told that it is secret"]
    assert '"after": "(sensitive value)"' in messages[2]
    assert len(messages) == 3


V0 = policy(
    "deny[msg] {",
    '    input.resource_changes[_].change.actions[_] == "delete"',
    '    msg := "something goes"',
    "}",
    'warn[{"msg": "it grows", "address": r.address}] {',
    "    r := input.resource_changes[_]",
    "    grows(r)",
    "}",
    "grows(r) {",
    '    r.change.actions[0] == "create"',
    "    r.module_address",
    "}",
)


def test_the_syntax_before_1_0_is_asked_for_by_a_setting(judge: Judge) -> None:
    assert judge(V0, OPA_V0="true") == [
        ("opa-deny", "", "deny: something goes"),
        ("opa-warn", "module.web.aws_instance.a[0]", "warn: it grows"),
    ]


def test_the_syntax_before_1_0_blocks_without_the_setting(judge: Judge) -> None:
    assert blocked(judge(V0)) == "OPA says: `if` keyword is required before rule body"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (policy("deny contains msg if {"), "OPA says: this is unclosed"),
        ("deny contains msg if true", "OPA says: Invalid rule head"),
        (
            policy("env := 1 if input.errored == false", "env := 2 if input.complete", 'deny contains "a" if env == 1'),
            "OPA says: complete rules must not produce multiple outputs",
        ),
        (policy('deny contains "a" if to_number("x") == 1'), "OPA says: invalid syntax"),
        (policy('deny contains "a" if mistyped(input)'), "OPA says: Function not found: mistyped"),
        (policy('deny contains "a" if p', "p if not q", "q if p"), "OPA says: Recursion detected"),
        (policy('deny contains "a" if time.now_ns() > 0'), "OPA says: undefined function time.now_ns"),
        (policy('deny[msg] if msg := "a part of an object before it was a set"'), "deny is no set of sentences"),
        (policy('deny := "a sentence"'), "deny is no set of sentences"),
        (policy("deny contains 7"), "deny holds something that is neither a sentence nor an object with msg"),
        (policy('deny contains {"message": "a"}'), "deny holds something that is neither"),
        (policy("allow if input.complete"), "data.main holds nothing under deny, violation or warn"),
        (policy('deny contains "a"', package="terraform"), "the answer of the policies is undefined"),
        (policy("import input as plan", 'deny contains "a" if plan.configuration.b'), "reads input.configuration"),
    ],
)
def test_what_is_no_answer_blocks_and_says_why(judge: Judge, text: str, why: str) -> None:
    assert blocked(judge(text)).startswith(why) or f".rego {why}" in blocked(judge(text))


def test_a_single_rule_may_be_asked_and_is_undefined_where_nothing_holds(judge: Judge) -> None:
    text = policy('deny contains "a"', 'other contains "b"', package="org.plans")
    assert judge(text, OPA_QUERY="data.org.plans.deny") == [("opa-deny", "", "deny: a")]
    assert "undefined" in blocked(judge(text, OPA_QUERY="data.org.plans.nothing"))
