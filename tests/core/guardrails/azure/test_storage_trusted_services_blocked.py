"""Where networks are kept out, trusted services of Azure must be let in: by the account or by a companion."""

from __future__ import annotations

import pytest

from gitops_portal.core.model import UNKNOWN, Action, Attributes
from tests.builders import change, change_set
from tests.judging import answers, setting, verdict

RULE = "storage-trusted-services-blocked"
ACCOUNT = "azurerm_storage_account.this"
CASES: list[tuple[Attributes, str]] = [
    ({"default_action": "Deny", "bypass": ["None"]}, "violated"),
    ({"default_action": "Deny", "bypass": ["Logging", "Metrics"]}, "violated"),
    ({"default_action": "Deny", "bypass": ["AzureServices", "Metrics"]}, "passed"),
    ({"default_action": "Deny", "bypass": None}, "passed"),  # they are let in where nobody says otherwise
    ({"default_action": "Allow", "bypass": ["None"]}, "passed"),
    ({"default_action": UNKNOWN, "bypass": ["None"]}, "undetermined"),
    ({"default_action": "Deny", "bypass": UNKNOWN}, "undetermined"),
    ({"default_action": "Deny", "bypass": [UNKNOWN]}, "undetermined"),
]


@pytest.mark.parametrize(("rules", "expected"), CASES)
def test_in_the_account(rules: Attributes, expected: str) -> None:
    assert verdict(RULE, change_set(change(ACCOUNT, after={"network_rules": [rules]}))) == expected


@pytest.mark.parametrize(("rules", "expected"), CASES)
def test_in_a_companion(rules: Attributes, expected: str) -> None:
    assert verdict(RULE, change_set(change("azurerm_storage_account_network_rules.this", after=rules))) == expected


def test_an_account_without_rules() -> None:
    assert verdict(RULE, change_set(change(ACCOUNT, after={"network_rules": []}))) == "passed"
    assert verdict(RULE, change_set(change(ACCOUNT, after={"network_rules": UNKNOWN}))) == "undetermined"


def test_rules_that_nobody_writes() -> None:
    made = change(ACCOUNT, Action.CREATE, after={"network_rules": UNKNOWN})
    assert verdict(RULE, change_set(made, root=setting(ACCOUNT, "name"))) == "passed"


def test_the_objection_tells_the_place() -> None:
    plan = change_set(change(ACCOUNT, after={"network_rules": [{"default_action": "Deny", "bypass": ["None"]}]}))
    assert answers(RULE, plan) == [(ACCOUNT, "violated", "network_rules[0].bypass")]
