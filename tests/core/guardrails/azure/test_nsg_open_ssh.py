"""SSH from anywhere: the one port it looks at. All ways to open it are tested with the kind, `open_azure_port`."""

from __future__ import annotations

import pytest

from tests.builders import change, change_set
from tests.judging import verdict


@pytest.mark.parametrize(
    ("ports", "expected"),
    [
        ("22", "violated"),
        ("21-22", "violated"),
        ("22-23", "violated"),
        ("*", "violated"),
        ("20-21", "passed"),
        ("23-24", "passed"),
        ("3389", "passed"),
    ],
)
def test_its_port(ports: str, expected: str) -> None:
    rule = {"access": "Allow", "direction": "Inbound", "protocol": "Tcp", "priority": 100, "source_address_prefix": "*"}
    group = change(
        "azurerm_network_security_group.this", after={"security_rule": [rule | {"destination_port_range": ports}]}
    )
    assert verdict("nsg-open-ssh", change_set(group)) == expected
