"""Places that are always secret, though old plans mark nothing there."""

from __future__ import annotations

import json
from typing import Any

import pytest

from gitops_portal.core.documents import parse
from gitops_portal.core.documents.secrecy.redact import Mask
from gitops_portal.core.model import Sensitive
from tests.documents import entry, plan

MASK = Mask(b"a key for tests")
HUSH = "Zk3vQ9xT7mB2"


@pytest.mark.parametrize(
    ("kind", "name", "value", "hidden"),
    [
        ("random_password", "result", HUSH, True),
        ("random_password", "length", 16, False),
        ("random_string", "result", "a!b#cdef", True),
        ("random_string", "result", "abcdefgh12345678", True),
        ("random_string", "result", "x7k2pq", False),
        ("tls_private_key", "private_key_pem", HUSH, True),
        ("tls_private_key", "private_key_openssh", HUSH, True),
        ("tls_private_key", "public_key_openssh", HUSH, False),
        ("aws_secretsmanager_secret_version", "secret_string", HUSH, True),
        ("azurerm_key_vault_secret", "value", HUSH, True),
        ("google_secret_manager_secret_version", "secret_data", HUSH, True),
        ("kubernetes_secret", "data", {"a": HUSH}, True),
        ("aws_iam_access_key", "secret", HUSH, True),
        ("aws_db_instance", "password", HUSH, True),
        ("aws_db_instance", "identifier", HUSH, False),
    ],
)
def test_places(kind: str, name: str, value: Any, hidden: bool) -> None:
    made = entry(f"{kind}.a", "update", before={name: value}, after={name: value}, sensitive=False)
    change = parse.load(plan(made), MASK).changes.changes[0]
    for side in (change.before, change.after):
        assert side is not None
        assert isinstance(side[name], Sensitive) is hidden


def test_what_stands_there_is_hunted_elsewhere() -> None:
    drawn = entry("random_password.p", "no-op", before={"result": HUSH}, after={"result": HUSH}, sensitive=False)
    loaded = parse.load(plan(drawn, entry("aws_x.y", after={"dsn": f"postgres://app:{HUSH}@db"})), MASK)
    assert HUSH.encode() not in loaded.clean


def test_the_state_tells_of_them_too() -> None:
    resource = {"address": "random_password.p", "type": "random_password", "values": {"result": HUSH}}
    document = json.loads(plan(entry("aws_x.y", after={"a": HUSH})))
    document["prior_state"] = {"values": {"root_module": {"resources": [resource]}}}
    assert HUSH.encode() not in parse.load(json.dumps(document).encode(), MASK).clean
