"""Parameters of built-in guardrails: each stands where its rule says, and another value makes another rule."""

from __future__ import annotations

import re

import pytest

from gitops_portal.core.guardrails import guardrails
from gitops_portal.core.model import UNKNOWN
from gitops_portal.core.rules.examples import Example
from gitops_portal.core.rules.parameters import Parameter, Takes, Value
from gitops_portal.core.rules.rule import Rule
from gitops_portal.core.rules.trial import answer

SETTABLE = [(rule, each) for rule in guardrails().values() for each in rule.settable]


def another(rule: Rule, parameter: Parameter) -> Value:
    if parameter.takes is Takes.TEXTS:
        return ("1.99",)
    return parameter.least + 1 if rule.defaults[parameter.name] == parameter.least else parameter.least


@pytest.mark.parametrize(("rule", "parameter"), SETTABLE, ids=lambda each: getattr(each, "id", ""))
def test_another_value_makes_another_rule_and_the_default_the_same(rule: Rule, parameter: Parameter) -> None:
    value = another(rule, parameter)
    other = rule.with_values({parameter.name: value})
    assert other.set_values[parameter.name] == value
    assert other.defaults == rule.defaults == rule.set_values
    assert other.version != rule.version
    assert other.with_values({}).version == other.with_values(rule.defaults).version == rule.version


@pytest.mark.parametrize("rule", {rule.id: rule for rule, _ in SETTABLE}.values(), ids=lambda rule: rule.id)
def test_no_sentence_shows_the_name_of_a_parameter(rule: Rule) -> None:
    names = "|".join(each.name for each in rule.settable)
    told = rule.title, rule.why, rule.remedy, getattr(rule.check, "message", "")
    assert not re.search(rf"\{{({names})(\.0)?\}}", " ".join(told))


@pytest.mark.parametrize(
    ("name", "values", "attributes", "wanted"),
    [
        ("redshift-short-backup", {"days": 14}, {"automated_snapshot_retention_period": 7}, "violated"),
        ("redshift-short-backup", {"days": 3}, {"automated_snapshot_retention_period": 3}, "passed"),
        ("redshift-short-backup", {"days": 3}, {"automated_snapshot_retention_period": UNKNOWN}, "undetermined"),
        ("iam-password-never-expires", {"days": 30}, {"max_password_age": 90}, "violated"),
        ("iam-password-never-expires", {"days": 365}, {"max_password_age": 365}, "passed"),
        ("eks-retired-version", {"versions": ("1.33",)}, {"version": "1.33"}, "violated"),
        ("eks-retired-version", {"versions": ("1.33",)}, {"version": "1.24"}, "passed"),
        ("storage-old-tls", {"versions": ("TLS1_3",)}, {"min_tls_version": "TLS1_2"}, "violated"),
        ("storage-old-tls", {"versions": ("TLS1_3",)}, {}, "violated"),
        ("appservice-old-tls", {"versions": ("1.3",)}, {"site_config": [{"minimum_tls_version": "1.2"}]}, "violated"),
        ("gcp-kms-rotation", {"days": 30}, {"rotation_period": "7776000s"}, "violated"),
        ("gcp-kms-rotation", {"days": 365}, {"rotation_period": "31536000s"}, "passed"),
        ("gcp-kms-rotation", {"days": 365}, {"rotation_period": UNKNOWN}, "undetermined"),
        ("rds-no-backup", {"days": 7}, {"backup_retention_period": 6}, "violated"),
        ("rds-no-backup", {"days": 7}, {"backup_retention_period": 7}, "passed"),
        ("rds-no-backup", {"days": 7}, {"backup_retention_period": UNKNOWN}, "undetermined"),
        ("rds-no-backup", {"days": 7}, {"replicate_source_db": "main"}, "passed"),
    ],
)
def test_a_value_decides(name: str, values: dict[str, Value], attributes: dict[str, object], wanted: str) -> None:
    assert answer(guardrails()[name].with_values(values), Example(wanted, attributes)) == wanted


def test_a_cluster_that_keeps_backups_for_a_day_is_held_against_more() -> None:
    rule, cluster = guardrails()["rds-no-backup"], Example("", {}, type="aws_rds_cluster")
    assert answer(rule, cluster) == "passed"
    assert answer(rule.with_values({"days": 7}), cluster) == "violated"


def test_another_port_is_looked_at() -> None:
    open_to_all = {
        "type": "ingress",
        "protocol": "tcp",
        "from_port": 2222,
        "to_port": 2222,
        "cidr_blocks": ["0.0.0.0/0"],
    }
    rule, group = guardrails()["sg-open-ssh"], Example("", open_to_all, type="aws_security_group_rule")
    assert answer(rule, group) == "passed"
    assert answer(rule.with_values({"port": 2222}), group) == "violated"
