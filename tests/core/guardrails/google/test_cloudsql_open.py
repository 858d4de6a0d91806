"""A database that every address may reach: by one network, or several, unless it has no public address."""

from __future__ import annotations

from typing import Any

import pytest

from gitops_portal.core.model import UNKNOWN, Block, Module
from tests.builders import change, change_set
from tests.judging import verdict

INSTANCE = "google_sql_database_instance.this"


def networks(*values: object) -> list[dict[str, Any]]:
    return [{"value": value} for value in values]


@pytest.mark.parametrize(
    ("config", "expected"),
    [
        ({"authorized_networks": networks("0.0.0.0/0")}, "violated"),
        ({"authorized_networks": networks("0.0.0.0/0"), "ipv4_enabled": True}, "violated"),
        ({"authorized_networks": networks("0.0.0.0/1", "128.0.0.0/1")}, "violated"),
        ({"authorized_networks": networks(UNKNOWN, "0.0.0.0/0")}, "violated"),
        ({"authorized_networks": networks("203.0.113.0/24")}, "passed"),
        ({"authorized_networks": []}, "passed"),
        ({"authorized_networks": networks("0.0.0.0/0"), "ipv4_enabled": False}, "passed"),
        ({"authorized_networks": networks(UNKNOWN)}, "undetermined"),
        ({"authorized_networks": UNKNOWN}, "undetermined"),
        ({"authorized_networks": networks("0.0.0.0/0"), "ipv4_enabled": UNKNOWN}, "undetermined"),
    ],
)
def test_judges(config: dict[str, Any], expected: str) -> None:
    after = {"settings": [{"ip_configuration": [config]}]}
    assert verdict("cloudsql-open", change_set(change(INSTANCE, after=after))) == expected


@pytest.mark.parametrize(
    ("after", "expected"),
    [({}, "passed"), ({"settings": [{"ip_configuration": []}]}, "passed"), ({"settings": UNKNOWN}, "undetermined")],
)
def test_without_networks(after: dict[str, Any], expected: str) -> None:
    assert verdict("cloudsql-open", change_set(change(INSTANCE, after=after))) == expected


def test_what_nobody_sets_names_no_network() -> None:
    root = Module((Block(INSTANCE, arguments=frozenset({"settings", "settings.tier"}), counts={"settings": 1}),))
    instance = change(INSTANCE, after={"settings": [{"tier": "db-f1-micro", "ip_configuration": UNKNOWN}]})
    assert verdict("cloudsql-open", change_set(instance, root=root)) == "passed"
