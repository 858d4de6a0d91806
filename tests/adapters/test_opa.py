"""The operator's own `opa` judges policies in Rego: what they deny blocks, and so does whatever is no answer.

Three programs are asked about the same policies, each by the words of OPA's command line: a stand-in that knows no Rego
and may break in any way (`tests/opa_stand_in.py`), an interpreter of Rego by others (`tests/opa_rego.py`), and OPA itself
where it is on the PATH.
"""

from __future__ import annotations

import json
import os
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from gitops_portal.adapters import opa
from gitops_portal.core.documents import parse
from gitops_portal.core.documents.secrecy.redact import Mask
from gitops_portal.core.index import Index
from gitops_portal.core.model import Action, Cost, Enforcement, Outcome, Sensitive
from gitops_portal.core.rules import guard
from gitops_portal.core.rules.rego.judging import RULES, with_policies
from gitops_portal.core.rules.ruleset import RuleSet
from gitops_portal.core.rules.verdict import decide
from tests.builders import change, change_set
from tests.policies import LARGE, NAMED, OLD, judged_by, kept, python, real, rego, stand_in

if TYPE_CHECKING:
    from gitops_portal.core.model import ChangeSet, Finding

WEB = change("aws_instance.web", after={"instance_type": "m5.4xlarge", "tags": {}, "password": Sensitive("1f" * 16)})
LOGS = change("aws_s3_bucket.logs", after={"public": True})
STANDS = change("aws_instance.old", Action.NO_OP, before={"public": True}, after={"public": True})
PLAN = change_set(WEB, LOGS, STANDS)


def found(binary: str, place: str, plan: ChangeSet = PLAN, **told: Any) -> tuple[Finding, ...]:
    policies = opa.policies(judged_by(binary, place, **told))
    rules = RuleSet(with_policies(RULES, policies), policies=policies)
    return guard.evaluate(rules, Index(plan), Cost()).findings


def said(findings: tuple[Finding, ...]) -> list[tuple[str, str, str]]:
    return sorted((each.guardrail, each.address, each.message) for each in findings)


EACH = pytest.mark.parametrize(
    "binary",
    [
        pytest.param(stand_in, id="stand-in"),
        pytest.param(rego, id="rego", marks=pytest.mark.rego),
        pytest.param(lambda _: real(), id="opa", marks=pytest.mark.opa),
    ],
)
REGO = pytest.mark.parametrize(
    "binary",
    [
        pytest.param(rego, id="rego", marks=pytest.mark.rego),
        pytest.param(lambda _: real(), id="opa", marks=pytest.mark.opa),
    ],
)
DENIED = ("opa-deny", "", "deny: aws_instance.web is too large")
WARNED = ("opa-warn", "aws_instance.old", "warn_tags: no tags")


@EACH
@pytest.mark.parametrize("archive", [False, True])
def test_what_policies_say_are_findings(binary: Any, archive: bool, tmp_path: Path) -> None:
    findings = found(binary(tmp_path), kept(tmp_path, LARGE, NAMED, archive=archive))
    assert said(findings) == [
        DENIED,
        ("opa-deny", "aws_instance.old", "violation: it is public"),
        ("opa-deny", "aws_s3_bucket.logs", "violation: it is public"),
        WARNED,
        ("opa-warn", "aws_s3_bucket.logs", "warn_tags: no tags"),
    ]
    assert decide(PLAN, findings).outcome is Outcome.BLOCKED
    assert {each.enforcement for each in findings} == {Enforcement.MANDATORY, Enforcement.ADVISORY}
    assert [each.address for each in findings if each.standing] == ["aws_instance.old"] * 2


@EACH
def test_policies_that_object_to_nothing_pass(binary: Any, tmp_path: Path) -> None:
    assert found(binary(tmp_path), kept(tmp_path, LARGE), change_set(LOGS)) == ()


@EACH
def test_a_rule_may_be_asked_for_by_its_name(binary: Any, tmp_path: Path) -> None:
    assert said(found(binary(tmp_path), kept(tmp_path, LARGE), query="data.main.deny")) == [DENIED]


@EACH
def test_the_syntax_before_1_0_is_a_setting(binary: Any, tmp_path: Path) -> None:
    program, place = binary(tmp_path), kept(tmp_path, OLD)
    assert said(found(program, place, v0=True)) == [("opa-deny", "", "deny: something is made")]
    assert all(each.crashed and "OPA says:" in each.message for each in found(program, place))


COUNTS = """package main

deny contains {"msg": concat(",", r.change.actions), "address": r.address} if {
    some r in input.resource_changes
    not r.change.actions in [["no-op"], ["read"]]
    not r.deposed
}
"""
PLANS = sorted(Path(os.environ.get("PLAN_CORPUS") or "/nonexistent").glob("*/*plan*.json"))[::12]


@pytest.mark.corpus
@REGO
@pytest.mark.parametrize("path", PLANS, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_real_plans_say_the_same_as_their_documents(binary: Any, path: Path, tmp_path: Path) -> None:
    told = json.loads(path.read_bytes()).get("resource_changes", [])
    changed = [each for each in told if each["change"]["actions"] not in (["no-op"], ["read"])]
    expected = {(each["address"], ",".join(each["change"]["actions"])) for each in changed if not each.get("deposed")}
    plan = parse.load(path.read_bytes(), Mask(b"a key for tests")).changes
    findings = found(binary(tmp_path), kept(tmp_path, COUNTS), plan)
    assert {(each.address, each.message.removeprefix("deny: ")) for each in findings} == expected


NOT_ONE = "this guardrail could not check the resource: "


@EACH
@pytest.mark.parametrize(
    ("query", "policy", "why"),
    [
        ("data.other", LARGE, "the answer of the policies is undefined"),
        ("data.main.deny_nothing", LARGE, "the answer of the policies is undefined"),
        ("data.main", LARGE.replace("deny", "denied"), "data.main holds nothing under deny, violation or warn"),
        ("data.main", LARGE.replace("endswith(r", 'x := http.send({"url": "a"})\n    endswith(r'), "OPA says:"),
        ("data.main", LARGE.replace("endswith(r", "x := time.now_ns()\n    endswith(r"), "OPA says:"),
        ("data.main", LARGE.replace("endswith(r", 'io.jwt.decode_verify("a", {})\n    endswith(r'), "OPA says:"),
    ],
)
def test_what_is_no_answer_blocks(binary: Any, query: str, policy: str, why: str, tmp_path: Path) -> None:
    findings = found(binary(tmp_path), kept(tmp_path, policy), query=query)
    assert {(each.enforcement, each.crashed) for each in findings} == {(Enforcement.MANDATORY, True)}
    assert {each.guardrail for each in findings} == set(RULES)
    assert all(each.message.startswith(NOT_ONE) and why in each.message for each in findings)


@REGO
def test_what_is_no_rego_blocks(binary: Any, tmp_path: Path) -> None:
    findings = found(binary(tmp_path), kept(tmp_path, "package main\ndeny contains msg if {"))
    assert all(each.crashed and "OPA says:" in each.message for each in findings)
    assert len(findings) == len(RULES)


@pytest.mark.parametrize(
    ("policy", "why"),
    [
        (python("import sys; sys.exit(1)"), "OPA ended with code 1 and no answer"),
        (python("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)"), "OPA ended with signal 11"),
        (python("print('not json')"), "what OPA printed is no JSON"),
        (python("found['deny'] = 'a sentence'"), "deny is no set"),
        (python("found['deny'] = [1]"), "neither a sentence nor an object with msg"),
        (python("found['deny'] = ['a'] * 10_001"), "policies object to 10,001 things"),
        (python("import sys", "while True: sys.stdout.write('x' * (1 << 20))"), "OPA printed more than 16 MB"),
        (python("x = bytearray(3 << 30)"), "OPA ended with code 1"),
    ],
)
def test_whatever_opa_does_otherwise_blocks(policy: str, why: str, tmp_path: Path) -> None:
    findings = found(stand_in(tmp_path), kept(tmp_path, policy))
    assert all(each.crashed and why in each.message for each in findings)
    assert len(findings) == len(RULES)


def test_what_takes_too_long_is_stopped_with_all_that_it_began(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opa, "SECONDS", 1)
    mark = tmp_path / "mark"
    loop = python("import os, time", "os.fork()", f"open({str(mark)!r}, 'a').write(f'{{os.getpid()}} ')", "while 1: 0")
    findings = found(stand_in(tmp_path), kept(tmp_path, loop))
    assert all("OPA took longer than 1 seconds" in each.message or "was stopped" in each.message for each in findings)
    begun = mark.read_text(encoding="utf-8").split()
    assert begun
    for _ in range(200):  # what is killed is gone a moment later
        if not any(_runs(int(number)) for number in begun):
            return
        time.sleep(0.05)
    pytest.fail("something that it began goes on")


def _runs(number: int) -> bool:
    try:
        return Path(f"/proc/{number}/stat").read_text(encoding="utf-8").rpartition(") ")[2][0] not in "ZX"
    except FileNotFoundError:
        return False


def test_it_knows_nothing_of_the_portal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither its environment nor a secret of the plan, and no part of the plan that is not kept."""
    monkeypatch.setenv("SECRET_KEY", "of a test")
    told = python(
        "import json, os",
        "found['deny'] = [' '.join(sorted(os.environ)), json.dumps(input['resource_changes'][0]['change'])]",
    )
    messages = [each.message for each in found(stand_in(tmp_path), kept(tmp_path, told))]
    assert any("GOMAXPROCS GOMEMLIMIT HOME" in each and "SECRET_KEY" not in each for each in messages)
    assert any('"password": "(sensitive value)"' in each for each in messages)
    assert not any("1f1f" in each for each in messages)


@pytest.mark.parametrize(
    ("files", "why"),
    [
        ({}, "there is no policy in the folder or archive"),
        ({"data.json": "{}"}, "there is no policy in the folder or archive"),
        ({"main.rego": "package main\nx := input.configuration.root_module"}, "main.rego reads input.configuration"),
        ({"main.rego": 'package main\nx := input["variables"]'}, "main.rego reads input.variables"),
        ({"main.rego": "x" * 100}, "of policies"),
    ],
)
def test_policies_that_cannot_be_asked_block(
    files: dict[str, str], why: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opa, "LARGEST", 90)
    place = tmp_path / "policies"
    place.mkdir()
    for name, text in files.items():
        (place / name).write_text(text, encoding="utf-8")
    assert all(why in each.message for each in found(stand_in(tmp_path), str(place)))
    assert len(found(stand_in(tmp_path), str(place))) == len(RULES)


def test_without_policies_or_without_opa_it_blocks(tmp_path: Path) -> None:
    assert all("No such file" in each.message for each in found(stand_in(tmp_path), str(tmp_path / "none")))
    assert all("OPA ended with code 1" in each.message for each in found("/none/opa", kept(tmp_path, LARGE)))
    assert {each.message for each in guard.evaluate(RuleSet(RULES), Index(PLAN), Cost()).findings} == {
        f"{NOT_ONE}nothing here asks OPA"
    }


def test_another_policy_query_or_syntax_is_another_version(tmp_path: Path) -> None:
    place = kept(tmp_path, LARGE)
    versions = [_version(judged_by("/opa", place))]
    kept(tmp_path, LARGE.replace("too large", "large"))
    versions += [_version(judged_by("/opa", place)), _version(judged_by("/opa", place, query="data.a"))]
    versions.append(_version(judged_by("/opa", place, v0=True)))
    assert len(set(versions)) == len(versions)
    assert _version(judged_by("/elsewhere/opa", place, v0=True)) == versions[-1]


def _version(told: Any) -> str:
    policies = opa.policies(told)
    return RuleSet(with_policies(RULES, policies), policies=policies).version(["aws_instance"])


def test_what_was_read_is_what_is_judged(tmp_path: Path) -> None:
    """A policy that changes after it was read is another one, which this version does not judge."""
    policies = opa.policies(judged_by(stand_in(tmp_path), kept(tmp_path, LARGE)))
    kept(tmp_path, LARGE.replace("too large", "quite alright"))
    rules = RuleSet(with_policies(RULES, policies), policies=policies)
    assert said(guard.evaluate(rules, Index(PLAN), Cost()).findings) == [DENIED]
