"""Port 3389 from anywhere. All ways to open it are tested with `core/rules/oci_ingress.py`."""

from __future__ import annotations

from typing import Any

import pytest

from tests.builders import change, change_set
from tests.judging import verdict


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ([{"min": 3389, "max": 3389}], "violated"),
        ([{"min": 3388, "max": 3390}], "violated"),
        ([], "violated"),
        ([{"min": 22, "max": 22}], "passed"),
    ],
)
def test_its_port(options: list[dict[str, Any]], expected: str) -> None:
    entry = {"protocol": "6", "source": "0.0.0.0/0", "tcp_options": options}
    listed = change("oci_core_security_list.this", after={"ingress_security_rules": [entry]})
    assert verdict("oci-open-rdp", change_set(listed)) == expected
