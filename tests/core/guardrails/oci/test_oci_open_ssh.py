"""Port 22 from anywhere. All ways to open it are tested with `core/rules/oci_ingress.py`."""

from __future__ import annotations

from typing import Any

import pytest

from tests.builders import change, change_set
from tests.judging import verdict


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ([{"min": 22, "max": 22}], "violated"),
        ([{"min": 21, "max": 23}], "violated"),
        ([], "violated"),
        ([{"min": 3389, "max": 3389}], "passed"),
    ],
)
def test_its_port(options: list[dict[str, Any]], expected: str) -> None:
    entry = {"protocol": "6", "source": "0.0.0.0/0", "tcp_options": options}
    listed = change("oci_core_security_list.this", after={"ingress_security_rules": [entry]})
    assert verdict("oci-open-ssh", change_set(listed)) == expected
