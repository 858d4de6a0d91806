"""Any two acts at the same moment come to what they come to one after the other: on PostgreSQL between threads, on
SQLite between processes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest

from tests.portal import ROOT, Portal
from tests.servers import Database

EXAMPLES, STEPS = 6, 10


@pytest.mark.parametrize(
    ("vendor", "hands"), [("sqlite", "processes"), pytest.param("postgresql", "threads", marks=pytest.mark.servers)]
)
def test_exactly_one_outcome(vendor: str, hands: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    """tests/actions/together.py says which acts, and tests/actions/foretold.py what they may come to."""
    server: Database | None = request.getfixturevalue("postgres") if vendor == "postgresql" else None
    with server.fresh() if server else nullcontext(f"sqlite:///{tmp_path / 'portal.sqlite3'}") as database:
        portal = Portal(tmp_path, {"DATABASE_URL": database})
        portal.manage("migrate", "--verbosity", "0")
        found = together(portal, hands)
    assert found["vendor"] == vendor
    assert sum(found["met"].values()) >= EXAMPLES * STEPS / 4, "hardly anything met"


def together(portal: Portal, hands: str) -> dict[str, Any]:
    profile = {name: value for name, value in os.environ.items() if name == "HYPOTHESIS_PROFILE"}
    done = subprocess.run(
        [sys.executable, "-m", "tests.actions.together", hands, str(EXAMPLES), str(STEPS)],
        check=False,
        cwd=ROOT,
        env={**portal.environment, **profile, "DJANGO_SETTINGS_MODULE": "gitops_portal.settings"},
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr[-8000:]
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found
