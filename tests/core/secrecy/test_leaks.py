"""Secrets inside longer texts: found however they are written, whatever stands around them, and nothing else."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gitops_portal.core import parse
from gitops_portal.core.errors import PortalError
from gitops_portal.core.secrecy.leaks import leaked
from gitops_portal.core.secrecy.redact import Mask
from tests.documents import entry, plan

SECRET = "S3cr3t-of-the-orders"


@pytest.mark.parametrize(
    ("secret", "text", "found"),
    [
        (SECRET, f"export PASSWORD={SECRET}", True),
        (SECRET, f"postgres://orders:{SECRET}@db:5432/orders", True),
        (SECRET, json.dumps({"env": [{"value": SECRET}]}), True),
        ('q"uote\\d-1', "too short to be hunted", False),
        ('q"uote\\d-123', 'x q"uote\\d-123 y', True),
        ('q"uote\\d-123', json.dumps({"a": 'q"uote\\d-123'}), True),
        (SECRET, "nothing of the kind", False),
        ("administrator", "AdministratorAccess administrator", False),
        ("orders service", "the orders service", False),
        ("ZweiWörter-1", "x ZweiWörter-1", True),
    ],
)
def test_what_is_found(secret: str, text: str, found: bool) -> None:
    assert leaked([secret], json.dumps({"a": text}, ensure_ascii=False).encode()) == ([secret] if found else [])


def test_one_inside_the_other() -> None:
    inner, outer = "inner-secret-1", "an-inner-secret-1-inside"
    assert leaked([inner, outer], json.dumps(outer).encode()) == [outer, inner]


@given(st.text(min_size=12, max_size=30), st.text(max_size=10), st.text(max_size=10))
def test_a_marked_value_survives_inside_nothing(secret: str, before: str, after: str) -> None:
    secret = f"{secret.replace(chr(0), '')}-7Ab"
    body = plan(
        entry("aws_db_instance.a", after={"password": secret}, sensitive={"password": True}),
        entry("aws_instance.b", after={"user_data": f"{before}{secret}{after}".replace("\0", "")}),
    )
    try:
        loaded = parse.load(body, Mask(b"key"))
    except PortalError:
        return
    assert json.dumps(secret, ensure_ascii=False)[1:-1] not in loaded.clean.decode()
    assert secret not in repr(loaded.changes)
