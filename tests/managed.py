"""A command of `manage.py` in a process of its own, under another environment."""

from __future__ import annotations

import os
import subprocess
import sys

from tests.portal import ROOT


def manage(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", *words],
        check=False,
        cwd=ROOT,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "gitops_portal.settings"} | environment,
        capture_output=True,
        text=True,
        timeout=60,
    )
