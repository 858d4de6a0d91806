"""Port 3389 from anywhere. All ways to open it are tested with `core/rules/google_firewalls.py`."""

from __future__ import annotations

import pytest

from tests.builders import change, change_set
from tests.judging import verdict


@pytest.mark.parametrize(
    ("ports", "expected"),
    [
        (["3389"], "violated"),
        (["3388-3390"], "violated"),
        ([], "violated"),
        (["3388", "3390-65535"], "passed"),
        (["22"], "passed"),
    ],
)
def test_its_port(ports: list[str], expected: str) -> None:
    after = {"source_ranges": ["0.0.0.0/0"], "allow": [{"protocol": "tcp", "ports": ports}]}
    assert verdict("firewall-open-rdp", change_set(change("google_compute_firewall.this", after=after))) == expected
