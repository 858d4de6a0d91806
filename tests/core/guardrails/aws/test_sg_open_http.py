"""Plain HTTP from anywhere: the one port it looks at. All ways to open it are tested with the kind, `open_port`."""

from __future__ import annotations

import pytest

from tests.builders import change, change_set
from tests.judging import verdict


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [(80, 80, "violated"), (79, 81, "violated"), (0, 65535, "violated"), (81, 443, "passed"), (443, 443, "passed")],
)
def test_its_port(first: int, last: int, expected: str) -> None:
    entry = {"protocol": "tcp", "from_port": first, "to_port": last, "cidr_blocks": ["0.0.0.0/0"]}
    group = change("aws_security_group.this", after={"ingress": [entry]})
    assert verdict("sg-open-http", change_set(group)) == expected
