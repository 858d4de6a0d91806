"""Rules as values: what makes another version of a set, and what does not."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from decimal import Decimal

import pytest
from msgspec.structs import replace

from gitops_portal.core.guardrails import guardrails
from gitops_portal.core.model import Enforcement, Severity
from gitops_portal.core.rules import code
from gitops_portal.core.rules.facts import Facts, Subject
from gitops_portal.core.rules.kinds.attribute import Attribute, Operator
from gitops_portal.core.rules.kinds.open_port import OpenPort
from gitops_portal.core.rules.rule import Judges, Objection, Rule, guardrail, violated
from gitops_portal.core.rules.ruleset import RuleSet
from tests.portal import ROOT

LOGGED = Attribute("logged", Operator.IS_TRUE, "nobody logs it")


def made(check: object = LOGGED, name: str = "thing-unlogged", **said: object) -> Rule:
    told = {"types": {"x_thing"}, "why": "Because.", "remedy": "Set logged = true."} | said
    return guardrail(name, "Things are logged", Severity.HIGH, **told)(check)  # type: ignore[arg-type]


def never(_subject: Subject, _facts: Facts) -> Iterator[Objection]:
    yield from ()


def always(_subject: Subject, _facts: Facts) -> Iterator[Objection]:
    yield violated("", "always")


RULE = made()
OTHERS = {
    "the parameters": made(Attribute("logged", Operator.IS_NOT_TRUE, "nobody logs it")),
    "the kind": made(OpenPort(22)),
    "the code": made(never),
    "the types": made(types={"x_thing", "x_other"}),
    "what it looks at": made(judges=Judges.DESTROYED),
    "the name": made(name="thing-quiet"),
}


@pytest.mark.parametrize("other", OTHERS.values(), ids=OTHERS)
def test_whatever_decides_an_answer_makes_another_version(other: Rule) -> None:
    assert other.version != RULE.version
    assert RuleSet.of([other]).version({"x_thing"}) != RuleSet.of([RULE]).version({"x_thing"})


def test_what_people_read_makes_none() -> None:
    assert replace(RULE, title="Other", why="Other.", remedy="Other.", references=("CIS 1",)).version == RULE.version


def test_enforcement_and_budget_make_another_version() -> None:
    rules = {RULE.id: RULE}
    versions = {
        RuleSet(rules).version({"x_thing"}),
        RuleSet(rules, {RULE.id: Enforcement.MANDATORY}).version({"x_thing"}),
        RuleSet(rules, {RULE.id: Enforcement.OFF}).version({"x_thing"}),
        RuleSet(rules, budget=Decimal(10)).version({"x_thing"}),
    }
    assert len(versions) == 4
    same = RuleSet(rules, {RULE.id: RULE.enforcement}).version({"x_thing"})
    assert same == RuleSet(rules).version({"x_thing"}), "what is set is what holds anyway"


def test_a_rule_about_other_types_changes_nothing_and_one_about_every_plan_does() -> None:
    before = RuleSet.of([RULE]).version({"x_thing"})
    elsewhere = made(name="elsewhere", types={"y_thing"})
    assert RuleSet.of([RULE, elsewhere]).version({"x_thing"}) == before
    assert RuleSet.of([RULE, elsewhere]).version({"x_thing", "y_thing"}) != before
    assert RuleSet.of([RULE, elsewhere]).version(None) != RuleSet.of([RULE]).version(None)
    assert RuleSet.of([RULE, made(name="whole", types=(), judges=Judges.PLAN)]).version({"x_thing"}) != before


def test_order_makes_no_version() -> None:
    rules = list(guardrails().values())
    assert RuleSet.of(rules).version(None) == RuleSet.of(reversed(rules)).version(None)


def test_a_rule_with_logic_is_told_by_its_code_and_all_that_it_imports() -> None:
    closed = code.closure("gitops_portal.core.guardrails.aws.s3_no_access_log")
    assert "gitops_portal.core.rules.links" in closed
    assert "gitops_portal.core.rules.part" in closed
    assert "gitops_portal.core.guardrails.aws.s3_no_versioning" not in closed


@pytest.mark.parametrize("loaded", ["gitops_portal.core.errors", "gitops_portal.core.evaluate"])
def test_a_version_is_the_same_in_every_process(loaded: str) -> None:
    """Sets have no order of their own, hashes of texts differ from process to process, and so does what is loaded."""
    ask = (
        f"import {loaded}\n"
        "from gitops_portal.core.guardrails import guardrails\n"
        "from gitops_portal.core.rules.ruleset import RuleSet\n"
        "print(RuleSet(guardrails()).version(None))\n"
        "from msgspec.structs import replace\n"
        "from gitops_portal.core.rules.kinds.attribute import Attribute, Operator\n"
        "kind = Attribute(frozenset('abcdefgh'), Operator.IS_SET, 'any of a set')\n"
        "print(RuleSet.of([replace(guardrails()['rds-public'], check=kind)]).version(None))"
    )
    told = {
        subprocess.run(
            [sys.executable, "-c", ask],
            cwd=ROOT,
            env={"PYTHONHASHSEED": seed},
            check=True,
            capture_output=True,
            text=True,
        ).stdout.strip()
        for seed in ("0", "1", "2")
    }
    assert len(told) == 1
    assert told.pop().split()[0] == RuleSet(guardrails()).version(None)


def test_kinds_and_parameters_are_data() -> None:
    rule = guardrails()["rds-public"]
    assert (rule.kind, rule.parameters["name"], str(rule.parameters["operator"])) == (
        "attribute",
        "publicly_accessible",
        "is not true",
    )
    assert (guardrails()["sg-open-ssh"].kind, guardrails()["sg-open-ssh"].parameters) == ("open_port", {"port": 22})
    assert (guardrails()["s3-unencrypted"].kind, guardrails()["s3-unencrypted"].parameters) == ("check", {})


def test_where_a_try_ends_is_part_of_the_code() -> None:
    within = "try:\n    a()\n    b()\nexcept ValueError:\n    c()\n"
    after = "try:\n    a()\nexcept ValueError:\n    c()\nelse:\n    b()\n"
    assert [*code._told(compile(within, "", "exec"))] != [*code._told(compile(after, "", "exec"))]
