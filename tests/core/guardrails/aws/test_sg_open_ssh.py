"""SSH from anywhere: the one port it looks at. All ways to open it are tested with the kind, `open_port`."""

from __future__ import annotations

import pytest

from tests.builders import change, change_set
from tests.judging import verdict


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        (22, 22, "violated"),
        (21, 22, "violated"),
        (22, 23, "violated"),
        (0, 65535, "violated"),
        (20, 21, "passed"),
        (23, 24, "passed"),
        (3389, 3389, "passed"),
    ],
)
def test_its_port(first: int, last: int, expected: str) -> None:
    entry = {"protocol": "tcp", "from_port": first, "to_port": last, "cidr_blocks": ["0.0.0.0/0"]}
    group = change("aws_security_group.this", after={"ingress": [entry]})
    assert verdict("sg-open-ssh", change_set(group)) == expected
