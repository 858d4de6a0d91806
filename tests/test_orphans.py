"""No process of a server that was killed goes on serving beside the next one."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.portal import ROOT, Portal


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="processes are looked up in /proc")
def test_a_process_whose_parent_is_gone_before_it_begins_ends(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.orphan"],
        check=True,
        cwd=ROOT,
        env={**Portal(tmp_path, {}).environment, "DJANGO_SETTINGS_MODULE": "gitops_portal.settings"},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        timeout=60,
    )
    place, until = Path(f"/proc/{int(done.stdout)}/cmdline"), time.monotonic() + 20
    while place.exists() and place.read_bytes():
        assert time.monotonic() < until, "it goes on without its parent"
        time.sleep(0.05)
