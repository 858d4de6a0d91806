"""A diagnostic setting has to send the logs that are asked for."""

from __future__ import annotations

from typing import Any

import pytest

from gitops_portal.core.index import Index
from gitops_portal.core.model import UNKNOWN
from gitops_portal.core.rules import diagnostics
from gitops_portal.core.rules.condition import Condition, Operator
from gitops_portal.core.rules.diagnostics import SETTING
from gitops_portal.core.rules.facts import Facts
from gitops_portal.core.rules.kinds.diagnosed import Diagnosed
from gitops_portal.core.rules.part import Part
from tests.builders import change, change_set

ANY = Diagnosed("nobody logs", unless=(Condition("kind", Operator.IS, ("quiet",)),))
TWO = Diagnosed("nobody logs", categories=("Read", "Write"))


def answer(kind: Diagnosed, *settings: dict[str, Any], account: dict[str, Any] | None = None) -> str:
    owner = change("azurerm_batch_account.this", after={"id": "/a", **(account or {})})
    address = "azurerm_monitor_diagnostic_setting.a{}"
    beside = [
        change(address.format(place), after={"target_resource_id": "/a", **each}) for place, each in enumerate(settings)
    ]
    facts = Facts(Index(change_set(owner, *beside)))
    (subject,) = facts.standing("azurerm_batch_account")
    return "".join(str(each.status) for each in kind(subject, facts)) or "passed"


@pytest.mark.parametrize(
    ("setting", "expected"),
    [
        ({}, "violated"),
        ({"enabled_metric": [{"category": "AllMetrics"}]}, "violated"),
        ({"enabled_log": [{"category": "ServiceLog"}]}, "passed"),
        ({"enabled_log": [{"category_group": "allLogs", "category": None}]}, "passed"),
        ({"enabled_log": [{"category": UNKNOWN}]}, "passed"),
        ({"enabled_log": UNKNOWN}, "undetermined"),
        ({"log": [{"category": "ServiceLog", "enabled": True}]}, "passed"),
        ({"log": [{"category": "ServiceLog"}]}, "passed"),
        ({"log": [{"category": "ServiceLog", "enabled": False}]}, "violated"),
        ({"log": [{"category": "ServiceLog", "enabled": UNKNOWN}]}, "undetermined"),
        ({"target_resource_id": "/b", "enabled_log": [{"category": "ServiceLog"}]}, "violated"),
        ({"target_resource_id": UNKNOWN, "enabled_log": [{"category": "ServiceLog"}]}, "undetermined"),
        ({"target_resource_id": UNKNOWN}, "violated"),
    ],
)
def test_any_log(setting: dict[str, Any], expected: str) -> None:
    assert answer(ANY, setting) == expected


@pytest.mark.parametrize(
    ("logs", "expected"),
    [
        ([{"category": "Read"}, {"category": "Write"}], "passed"),
        ([{"category": "read"}, {"category": "WRITE"}], "passed"),
        ([{"category": "Read"}], "violated"),
        ([{"category": "Read"}, {"category": UNKNOWN}], "undetermined"),
        ([{"category_group": "allLogs"}], "passed"),
        ([{"category_group": "audit"}], "undetermined"),  # what the group holds is not told
        ([{"category_group": UNKNOWN}], "undetermined"),
    ],
)
def test_named_logs(logs: list[dict[str, Any]], expected: str) -> None:
    assert answer(TWO, {"enabled_log": logs}) == expected


def test_of_several_settings_one_is_enough() -> None:
    assert answer(ANY, {}, {"enabled_log": [{"category": "ServiceLog"}]}) == "passed"


def test_what_needs_no_log() -> None:
    assert answer(ANY, account={"kind": "quiet"}) == "passed"
    assert answer(ANY, account={"kind": UNKNOWN}) == "undetermined"


def test_a_setting_is_read_once_however_many_ask(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of settings whose target nobody knows, every account asks every one."""
    read: list[Part] = []

    def sends(setting: Part, _categories: tuple[str, ...]) -> bool:
        read.append(setting)
        return False

    monkeypatch.setattr(diagnostics, "_sends", sends)
    accounts = [change(f"azurerm_batch_account.a{number}", after={"id": UNKNOWN}) for number in range(3)]
    settings = [change(f"{SETTING}.s{number}", after={"target_resource_id": UNKNOWN}) for number in range(4)]
    facts = Facts(Index(change_set(*accounts, *settings)))
    answers = [str(told.status) for account in facts.standing("azurerm_batch_account") for told in ANY(account, facts)]
    assert answers == ["violated"] * 3
    assert len(read) == 4
