"""Remote desktop from anywhere: the one port it looks at. All ways to open it are tested with the kind, `open_azure_port`."""

from __future__ import annotations

import pytest

from tests.builders import change, change_set
from tests.judging import verdict


@pytest.mark.parametrize(
    ("ports", "expected"),
    [
        ("3389", "violated"),
        ("3388-3389", "violated"),
        ("3389-3390", "violated"),
        ("*", "violated"),
        ("3387-3388", "passed"),
        ("3390-3391", "passed"),
        ("22", "passed"),
    ],
)
def test_its_port(ports: str, expected: str) -> None:
    rule = {"access": "Allow", "direction": "Inbound", "protocol": "Tcp", "priority": 100, "source_address_prefix": "*"}
    group = change(
        "azurerm_network_security_group.this", after={"security_rule": [rule | {"destination_port_range": ports}]}
    )
    assert verdict("nsg-open-rdp", change_set(group)) == expected
