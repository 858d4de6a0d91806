"""A script of a new instance in which the portal found a secret when it read the plan is objected to."""

from __future__ import annotations

import base64
import hashlib
import json

import pytest

from gitops_portal.core.documents import parse
from gitops_portal.core.documents.secrecy.redact import Mask
from gitops_portal.core.model import UNKNOWN, Sensitive
from tests.builders import change, change_set
from tests.judging import setting, verdict

SCRIPT = "#!/bin/bash\nexport DB_PASSWORD=Tr0ub4dor3x-and-more\nyum install -y nginx\n"
HARMLESS = "#!/bin/bash\n# the password is in the vault\nyum install -y nginx\n"


@pytest.mark.parametrize("kind", ["aws_instance", "aws_launch_configuration", "aws_launch_template"])
@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (SCRIPT, "violated"),
        (base64.b64encode(SCRIPT.encode()).decode(), "violated"),
        (HARMLESS, "passed"),
        (base64.b64encode(HARMLESS.encode()).decode(), "passed"),
        (hashlib.sha1(SCRIPT.encode(), usedforsecurity=False).hexdigest(), "undetermined"),
        ("", "passed"),
        (None, "passed"),
    ],
)
def test_as_a_plan_is_read(kind: str, value: str | None, expected: str) -> None:
    told = {"actions": ["create"], "before": None, "after": {"user_data": value}}
    resource = {"address": f"{kind}.a", "mode": "managed", "type": kind, "name": "a", "change": told}
    document = {"format_version": "1.2", "resource_changes": [resource], "configuration": {"root_module": {}}}
    plan = parse.load(json.dumps(document).encode(), Mask(b"a key for tests")).changes
    assert verdict("ec2-secret-in-user-data", plan) == expected


@pytest.mark.parametrize("value", [UNKNOWN, Sensitive("0a", text=True), 7])
def test_what_cannot_be_read_is_undetermined(value: object) -> None:
    plan = change_set(change("aws_instance.a", after={"user_data_base64": value}))
    assert verdict("ec2-secret-in-user-data", plan) == "undetermined"


def test_what_nobody_sets_holds_nothing() -> None:
    instance = change("aws_instance.a", after={"user_data": UNKNOWN, "user_data_base64": UNKNOWN})
    assert verdict("ec2-secret-in-user-data", change_set(instance, root=setting("aws_instance.a", "ami"))) == "passed"
