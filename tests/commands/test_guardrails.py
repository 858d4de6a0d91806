"""An operator sets guardrails from a file: settings of built-in rules, and rules of their own; and gets them back."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from gitops_portal.actions import guardrails as actions
from gitops_portal.core.model import Enforcement
from gitops_portal.records.models import AuditEvent, GuardrailBook, GuardrailSetting, Workspace
from tests.actors import OPERATOR

FILE = """\
version: 1
guardrails:
  rds-public: advisory
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
      expected: [t3.micro]
    message: it is larger than what we use
    examples:
      violates:
      - {instance_type: m5.large}
"""


def told(*arguments: str) -> str:
    out = io.StringIO()
    call_command("guardrails", *arguments, stdout=out)
    return out.getvalue()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "guardrails.yaml"
    path.write_text(FILE, encoding="utf-8")
    return path


def test_guardrails_go_in_and_come_out(db: None, file: Path) -> None:
    assert "2 settings, 1 own rules" in told("check", str(file))
    assert sorted(told("diff", str(file)).split("\n")) == [
        "",
        "+ guardrails/rds-public",
        "+ guardrails/small-instances",
        "+ rules/small-instances",
    ]
    assert not GuardrailBook.objects.exists()
    assert "Version 1 holds now" in told("apply", str(file))
    assert "holds already" in told("apply", str(file))
    assert "Nothing would change" in told("diff", str(file))
    file.write_text(told("export"), encoding="utf-8")
    assert "Nothing would change" in told("diff", str(file))


def test_what_a_file_leaves_out_holds_no_longer_and_the_trail_tells_both(db: None, file: Path) -> None:
    actions.enforce(OPERATOR, "sg-open-ssh", "organisation", "", "off")
    kept = actions.enforce(OPERATOR, "rds-public", "organisation", "", "advisory")
    told("apply", str(file))
    assert set(GuardrailSetting.objects.values_list("guardrail", flat=True)) == {"rds-public", "small-instances"}
    assert GuardrailSetting.objects.get(guardrail="rds-public").pk == kept.pk, "what stays keeps who set it"
    detail: Any = AuditEvent.objects.get(verb="guardrails.applied").detail
    assert detail["before"] == {"guardrails/sg-open-ssh": "off"}
    assert set(detail["after"]) == {"guardrails/small-instances", "rules/small-instances"}


def test_an_own_rule_holds_where_its_settings_say(db: None, file: Path) -> None:
    told("apply", str(file))
    for slug, labels, strict in (
        ("orders", {"env": "prod"}, Enforcement.MANDATORY),
        ("shop", {}, Enforcement.ADVISORY),
    ):
        rules = actions.rules_of(Workspace(slug=slug, labels=labels))
        assert rules.strictness(rules.rules["small-instances"]) is strict


def test_all_are_told(db: None, file: Path) -> None:
    told("apply", str(file))
    listed = {each["id"]: each for each in json.loads(told("list", "--json"))}
    assert listed["small-instances"]["kind"] == "attribute"
    assert {"id", "title", "severity", "enforcement", "types", "kind", "references", "version"} == {
        *listed["rds-public"]
    }
    assert "rds-public" in told("list")


@pytest.mark.parametrize(
    ("text", "where"),
    [
        (FILE.replace("m5.large", "t3.micro"), ":21: rules.small-instances.examples.violates[0]: the rule says passed"),
        (FILE.replace("is one of", "smells"), ":16: rules.small-instances.parameters.operator: "),
        (FILE.replace("rds-public", "rds-pub"), ":3: guardrails.rds-pub: there is no such guardrail"),
        ("a: [\n", ":2: this is no YAML"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(db: None, file: Path, text: str, where: str) -> None:
    file.write_text(text, encoding="utf-8")
    with pytest.raises(CommandError) as caught:
        told("apply", str(file))
    assert f"{file}{where}" in str(caught.value)
    assert not GuardrailBook.objects.exists()
