"""Whoever sends a message sends it alone: eight at once, on both databases."""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import nullcontext
from pathlib import Path

import pytest

from tests.actions.sending_together import EACH, TOPICS
from tests.portal import ROOT, Portal
from tests.servers import Database


@pytest.mark.parametrize("vendor", ["sqlite", pytest.param("postgresql", marks=pytest.mark.servers)])
def test_each_arrives_once_and_what_is_older_never(vendor: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    server: Database | None = request.getfixturevalue("postgres") if vendor == "postgresql" else None
    with server.fresh() if server else nullcontext(f"sqlite:///{tmp_path / 'portal.sqlite3'}") as database:
        portal = Portal(tmp_path, {"DATABASE_URL": database})
        portal.manage("migrate", "--verbosity", "0")
        done = subprocess.run(
            [sys.executable, "-m", "tests.actions.sending_together"],
            check=False,
            cwd=ROOT,
            env={**portal.environment, "DJANGO_SETTINGS_MODULE": "gitops_portal.settings"},
            capture_output=True,
            text=True,
            timeout=120,
        )
    assert done.returncode == 0, done.stderr[-4000:]
    found = json.loads(done.stdout.splitlines()[-1])
    assert found["vendor"] == vendor
    assert found["arrived"] == {f"Test of the channel {topic} {EACH - 1}": 1 for topic in range(TOPICS)}
    assert found["states"] == {"delivered": TOPICS, "overtaken": TOPICS * (EACH - 1)}
