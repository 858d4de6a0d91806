"""An operator sets guardrails from a file: settings of built-in rules, and rules of their own; and gets them back."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from gitops_portal.actions import guardrails as actions
from gitops_portal.core.index import Index
from gitops_portal.core.model import Cost, Enforcement
from gitops_portal.core.rules import guard
from gitops_portal.records.models import AuditEvent, GuardrailBook, GuardrailSetting, Workspace
from tests import organisation as org
from tests.actors import OPERATOR
from tests.builders import change, change_set
from tests.managed import manage

FILE = """\
version: 1
lists:
  small: [t3.micro]
guardrails:
  rds-public: advisory
  redshift-short-backup:
    parameters: {days: 14}
  small-instances:
    scopes:
    - labels: {env: prod}
      enforcement: mandatory
rules:
  small-instances:
    title: Instances are small
    severity: medium
    types: [aws_instance]
    kind: attribute
    parameters:
      path: instance_type
      operator: is one of
      expected: {list: small}
    message: it is larger than what we use
    examples:
      violates:
      - {instance_type: m5.large}
"""


def told(*arguments: str) -> str:
    out = io.StringIO()
    call_command("guardrails", *arguments, stdout=out)
    return out.getvalue()


CONDITION = """\
rules:
  no-ssh:
    title: Nobody comes in by SSH
    severity: high
    types: [aws_security_group]
    kind: cel
    condition: {condition}
    message: it lets SSH in
    examples:
      violates:
      - after: {{ingress: [{{from_port: 22, to_port: 22}}]}}
      passes:
      - after: {{ingress: [{{from_port: 443, to_port: 443}}]}}
      - {{action: delete, before: {{ingress: []}}}}
      undetermined:
      - {{unknown: [ingress]}}
      - after: {{ingress: [{{from_port: (known after apply), to_port: 22}}]}}
"""
NO_SSH = "after.ingress.exists(i, i.from_port <= 22 && i.to_port >= 22)"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "guardrails.yaml"
    path.write_text(FILE, encoding="utf-8")
    return path


def test_guardrails_go_in_and_come_out(db: None, file: Path) -> None:
    assert "2 settings, 1 own rules, parameters of 1 built-in rules" in told("check", str(file))
    assert sorted(told("diff", str(file)).split("\n")) == [
        "",
        "+ guardrails/rds-public",
        "+ guardrails/redshift-short-backup",
        "+ guardrails/small-instances",
        "+ lists/small",
        "+ rules/small-instances",
    ]
    assert not GuardrailBook.objects.exists()
    assert "Version 1 holds now" in told("apply", str(file))
    assert "holds already" in told("apply", str(file))
    assert "Nothing would change" in told("diff", str(file))
    file.write_text(told("export"), encoding="utf-8")
    assert "Nothing would change" in told("diff", str(file))


SCOPES = """\
guardrails:
  rds-public:
    scopes:
    - {labels: {team: web, env: prod}, enforcement: mandatory}
    - {workspaces: [shop, orders], exclude: {labels: {env: dev}}, weaker: true, enforcement: advisory}
    - {labels: {env: dev}, exclude: {workspaces: [web, api]}, enforcement: soft_mandatory}
    - {organisation: true, exclude: {workspaces: [lab]}, enforcement: mandatory}
"""


def test_scopes_in_any_order_are_applied_once(db: None, file: Path) -> None:
    file.write_text(SCOPES, encoding="utf-8")
    assert "Version 1 holds now" in told("apply", str(file))
    assert "Nothing would change" in told("diff", str(file))
    assert "holds already" in told("apply", str(file))
    file.write_text(exported := told("export"), encoding="utf-8")
    assert "holds already" in told("apply", str(file))
    assert told("export") == exported


def test_what_a_file_leaves_out_holds_no_longer_and_the_trail_tells_both(db: None, file: Path) -> None:
    actions.enforce(OPERATOR, "sg-open-ssh", "organisation", "", "off")
    kept = actions.enforce(OPERATOR, "rds-public", "organisation", "", "advisory")
    told("apply", str(file))
    assert set(GuardrailSetting.objects.values_list("guardrail", flat=True)) == {"rds-public", "small-instances"}
    assert GuardrailSetting.objects.get(guardrail="rds-public").pk == kept.pk, "what stays keeps who set it"
    detail: Any = AuditEvent.objects.get(verb="guardrails.applied").detail
    assert detail["before"] == {"guardrails/sg-open-ssh": "off"}
    assert set(detail["after"]) == {
        "lists/small",
        "guardrails/redshift-short-backup",
        "guardrails/small-instances",
        "rules/small-instances",
    }


def test_an_own_rule_holds_where_its_settings_say(db: None, file: Path) -> None:
    told("apply", str(file))
    for slug, labels, strict in (
        ("orders", {"env": "prod"}, Enforcement.MANDATORY),
        ("shop", {}, Enforcement.ADVISORY),
    ):
        rules = actions.rules_of(org.workspace(slug, labels=labels))
        assert rules.strictness(rules.rules["small-instances"]) is strict


def test_a_setting_without_effect_is_told(db: None, file: Path) -> None:
    file.write_text("guardrails: {rds-public: {scopes: [{workspaces: [shop], enforcement: off}]}}", encoding="utf-8")
    err = io.StringIO()
    call_command("guardrails", "check", str(file), stdout=io.StringIO(), stderr=err)
    assert "No effect: off of rds-public for workspace shop is weaker" in err.getvalue()


@pytest.mark.parametrize("verb", ["check", "diff", "apply"])
def test_workspaces_that_there_are_none_of_are_told(db: None, file: Path, verb: str) -> None:
    file.write_text(SCOPES, encoding="utf-8")
    for slug in ("shop", "lab"):
        org.workspace(slug)
    err = io.StringIO()
    call_command("guardrails", verb, str(file), stdout=io.StringIO(), stderr=err)
    assert re.findall("^No workspace (.+?):", err.getvalue(), re.MULTILINE) == ["api", "orders", "web"]


def test_a_file_is_checked_without_a_database(tmp_path: Path, file: Path) -> None:
    file.write_text(SCOPES, encoding="utf-8")
    for database in (f"sqlite:///{tmp_path}/new.sqlite3", f"sqlite:///{tmp_path}/nowhere/portal.sqlite3"):
        done = manage("guardrails", "check", str(file), PORTAL_DATA_DIR=str(tmp_path), DATABASE_URL=database)
        assert done.returncode == 0
        assert "No workspace" not in done.stderr
        assert done.stdout.startswith("It holds: 5 settings")


def test_all_are_told(db: None, file: Path) -> None:
    told("apply", str(file))
    listed = {each["id"]: each for each in json.loads(told("list", "--json"))}
    assert listed["small-instances"]["kind"] == "attribute"
    assert {"id", "title", "severity", "enforcement", "types", "kind", "references", "parameters", "version"} == {
        *listed["rds-public"]
    }
    assert listed["redshift-short-backup"]["parameters"]["days"] == {
        "value": 14,
        "default": 7,
        "takes": "a number",
        "meaning": "for how many days snapshots are kept at least",
    }
    assert "rds-public" in told("list")


@pytest.mark.parametrize("arguments", [("list",), ("list", "--json")])
def test_built_in_ones_are_listed_without_a_migrated_database(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    database = f"sqlite:///{tmp_path}/portal.sqlite3"
    done = manage("guardrails", *arguments, PORTAL_DATA_DIR=str(tmp_path), DATABASE_URL=database)
    assert done.returncode == 0
    assert "rds-public" in done.stdout
    (sentence,) = done.stderr.splitlines()
    assert "Only built-in guardrails are listed: the database was not migrated" in sentence


@pytest.mark.parametrize(
    ("text", "where"),
    [
        (FILE.replace("m5.large", "t3.micro"), ":25: rules.small-instances.examples.violates[0]: the rule says passed"),
        (FILE.replace("is one of", "smells"), ":20: rules.small-instances.parameters.operator: "),
        (FILE.replace("rds-public", "rds-pub"), ":5: guardrails.rds-pub: there is no such guardrail"),
        (
            FILE.replace("list: small}", "list: smal}"),
            ":21: rules.small-instances.parameters.expected.list: there is no list “smal”: there are small",
        ),
        (
            FILE.replace("{days: 14}", "{day: 14}"),
            ":7: guardrails.redshift-short-backup.parameters.day: this guardrail has no parameter “day”: there are days.",
        ),
        (
            FILE.replace("    kind: attribute\n", "    kind: attribute\n    colour: red\n"),
            ":18: rules.small-instances.colour: object contains unknown field `colour`",
        ),
        (
            FILE.replace("      enforcement: mandatory\n", "      enforcement: mandatory\n      weak: true\n"),
            ":12: guardrails.small-instances.scopes[0].weak: object contains unknown field `weak`",
        ),
        ("a: [\n", ":2: this is no YAML"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(db: None, file: Path, text: str, where: str) -> None:
    file.write_text(text, encoding="utf-8")
    with pytest.raises(CommandError) as caught:
        told("apply", str(file))
    assert f"{file}{where}" in str(caught.value)
    assert not GuardrailBook.objects.exists()


@pytest.mark.parametrize("written", [NO_SSH, f'"{NO_SSH}"', f"|\n      {NO_SSH}\n", f">-\n      {NO_SSH}"])
def test_a_condition_in_cel_is_checked_applied_and_judges(db: None, file: Path, written: str) -> None:
    file.write_text(CONDITION.format(condition=written), encoding="utf-8")
    assert "1 own rules" in told("check", str(file))
    told("apply", str(file))
    file.write_text(told("export"), encoding="utf-8")
    assert "Nothing would change" in told("diff", str(file))
    workspace = Workspace.objects.create(slug="web", name="Web")
    rules = actions.rules_of(workspace)
    open_ = change("aws_security_group.a", after={"ingress": [{"from_port": 22, "to_port": 22}]})
    findings = guard.evaluate(rules, Index(change_set(open_)), Cost()).findings
    assert [each.message for each in findings if each.guardrail == "no-ssh"] == ["it lets SSH in"]


def test_what_has_lines_is_exported_with_them_and_applied_again_as_the_same(db: None, file: Path) -> None:
    condition = "|\n      has(after.ingress) &&\n        after.ingress.exists(i, i.from_port <= 22 && i.to_port >= 22)"
    text = CONDITION.format(condition=condition).replace("it lets SSH in", "|-\n      it lets\n\n      SSH in")
    file.write_text(text, encoding="utf-8")
    told("apply", str(file))
    file.write_text(exported := told("export"), encoding="utf-8")
    assert f"    condition: {condition}\n" in exported
    assert "    message: |-\n      it lets\n\n      SSH in\n" in exported
    assert "It holds already" in told("apply", str(file))
    assert told("export") == exported


@pytest.mark.parametrize(
    ("written", "objection"),
    [
        ("aftr.ingress.exists(i, true)", "7:20: rules.no-ssh.condition: undeclared reference to 'aftr.ingress'"),
        ("'aftr.ingress == 1'", "7:21: rules.no-ssh.condition: undeclared reference"),
        (
            "|\n      after.ingress.size() > 1 ||\n        aftr.a == 1",
            "9:13: rules.no-ssh.condition: undeclared reference to 'aftr.a'",
        ),
        (">\n      after.ingress.size() > 1 ||\n      aftr.a == 1", "7: rules.no-ssh.condition: undeclared reference"),
        ("after.ingress.size()", "7: rules.no-ssh.condition: it says INT"),
        ("after.ingress.size() > 5", "11: rules.no-ssh.examples.violates[0]: the rule says passed."),
        (
            "after.egress.size() > 5",
            "11: rules.no-ssh.examples.violates[0]: the rule says nothing: its condition could not",
        ),
    ],
)
def test_a_condition_that_is_none_is_told_with_its_place(file: Path, written: str, objection: str) -> None:
    file.write_text(CONDITION.format(condition=written), encoding="utf-8")
    with pytest.raises(CommandError) as error:
        told("check", str(file))
    assert str(error.value).startswith(f"{file}:{objection}")
