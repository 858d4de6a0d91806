"""A plan is kept in one and the same way, however its document was written."""

from __future__ import annotations

import json
from typing import Any

import pytest

from gitops_portal.core.documents import parse
from gitops_portal.core.documents.secrecy.redact import Mask
from tests.documents import entry, plan

MASK = Mask(b"key")
TOKEN = "ghp_" + "a1B2c3D4e5" * 3 + "f6G7h8"
PLANS = {
    "nothing is cut out": entry("aws_sqs_queue.a", "update", before={"a": 1, "b": "x"}, after={"a": 2, "b": "x"}),
    "part of a text is": entry("aws_instance.a", after={"user_data": f"curl -H 'Authorization: {TOKEN}' x", "z": 1}),
    "a secret is": entry("aws_db_instance.a", after={"a": "x", "password": "hunter2-hunter2"}, sensitive={"password": True}),
    "a value is not known": entry("aws_sqs_queue.a", after={"a": "x"}, unknown={"id": True}),
    "both sides are the same": entry("aws_sqs_queue.a", "no-op", before={"a": "x"}, after={"a": "x"}),
}  # fmt: skip


def written(document: Any, **how: Any) -> bytes:
    return json.dumps(document, **how).encode()


@pytest.mark.parametrize("change", PLANS.values(), ids=PLANS)
def test_a_plan_is_kept_the_same_however_it_is_written(change: dict[str, Any]) -> None:
    document = json.loads(plan(change))
    as_terraform_does = parse.load(written(document, separators=(",", ":"), sort_keys=True), MASK)
    backwards = json.loads(json.dumps(document), object_pairs_hook=lambda pairs: dict(reversed(pairs)))
    for other in (written(document, indent=2), written(backwards, separators=(",", ":"))):
        loaded = parse.load(other, MASK)
        assert loaded.clean == as_terraform_does.clean
        assert loaded.changes == as_terraform_does.changes == parse.read(loaded.clean, MASK)
    assert TOKEN.encode() not in as_terraform_does.clean
    assert b"hunter2" not in as_terraform_does.clean
