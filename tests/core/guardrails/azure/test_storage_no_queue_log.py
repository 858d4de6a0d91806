"""Queues must be logged: by the account, by a companion or by a diagnostic setting."""

from __future__ import annotations

from typing import Any

import pytest

from gitops_portal.core.model import UNKNOWN, Attributes
from tests.builders import change, change_set
from tests.judging import verdict

ALL = {"version": "1.0", "read": True, "write": True, "delete": True}
SETTING = "azurerm_monitor_diagnostic_setting.this"
COMPANION = "azurerm_storage_account_queue_properties.this"


def answer(account: Attributes, **beside: Attributes) -> str:
    resources = {"setting": SETTING, "companion": COMPANION}
    changes = [change(resources[name], after=after) for name, after in beside.items()]
    return verdict(
        "storage-no-queue-log",
        change_set(change("azurerm_storage_account.this", after={"id": "/a", **account}), *changes),
    )


@pytest.mark.parametrize(
    ("account", "expected"),
    [
        ({}, "violated"),
        ({"queue_properties": []}, "violated"),
        ({"queue_properties": [{"logging": []}]}, "violated"),
        ({"queue_properties": [{"logging": [ALL | {"delete": False}]}]}, "violated"),
        ({"queue_properties": [{"logging": [ALL | {"delete": UNKNOWN}]}]}, "undetermined"),
        ({"queue_properties": [{"logging": [ALL]}]}, "passed"),
        ({"queue_properties": UNKNOWN}, "undetermined"),
        ({"account_kind": "StorageV2"}, "violated"),
        ({"account_kind": "BlobStorage"}, "passed"),
        ({"account_kind": UNKNOWN}, "undetermined"),
        ({"account_tier": "Premium"}, "passed"),
    ],
)
def test_by_itself(account: Attributes, expected: str) -> None:
    assert answer(account) == expected


@pytest.mark.parametrize(
    ("companion", "expected"),
    [
        ({"storage_account_id": "/a", "logging": [ALL]}, "passed"),
        ({"storage_account_id": "/a", "logging": [ALL | {"read": False}]}, "violated"),
        ({"storage_account_id": "/b", "logging": [ALL]}, "violated"),
        ({"storage_account_id": UNKNOWN, "logging": [ALL]}, "undetermined"),
    ],
)
def test_by_a_companion(companion: Attributes, expected: str) -> None:
    assert answer({}, companion=companion) == expected


@pytest.mark.parametrize(
    ("target", "log", "expected"),
    [
        ("/a/queueServices/default", {"category_group": "allLogs"}, "passed"),
        ("/a/queueServices/default", {"category": "StorageRead"}, "violated"),
        ("/a/blobServices/default", {"category_group": "allLogs"}, "violated"),
        (UNKNOWN, {"category_group": "allLogs"}, "undetermined"),
    ],
)
def test_by_a_diagnostic_setting(target: Any, log: Attributes, expected: str) -> None:
    assert answer({}, setting={"target_resource_id": target, "enabled_log": [log]}) == expected
