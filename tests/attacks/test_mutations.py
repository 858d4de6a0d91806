"""Plans mutated at random go through the whole portal on PostgreSQL, and nothing in it breaks.

A few by default; `--mutations 1500` as many as `make endure` sends.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.portal import ROOT, Portal
from tests.servers import Database

pytestmark = pytest.mark.servers


def test_no_mutated_plan_breaks_anything(request: pytest.FixtureRequest, postgres: Database, tmp_path: Path) -> None:
    times = str(request.config.getoption("--mutations"))
    with postgres.fresh() as database:
        portal = Portal(tmp_path, {"DATABASE_URL": database})
        portal.manage("migrate", "--verbosity", "0")
        portal.manage("collectstatic", "--no-input", "--verbosity", "0")
        given = {name: os.environ[name] for name in ("PLAN_CORPUS", "KEEP_BROKEN") if name in os.environ}
        done = subprocess.run(
            [sys.executable, "-m", "tests.attacks.mutating", times, "1"],
            check=False,
            cwd=ROOT,
            env={**portal.environment, **given, "DJANGO_SETTINGS_MODULE": "gitops_portal.settings"},
            capture_output=True,
            text=True,
        )
    assert done.returncode == 0, done.stderr[-4_000:]
    found = json.loads(done.stdout.splitlines()[-1])
    assert found["wrong"] == {}
    assert set(found["answers"]) > {"201"}, "some are refused, some are judged"
    print(f"{times} mutations of {found['plans']} plans: {found['answers']}")  # noqa: T201 - what one runs it for
