"""What measurements share: the time that any reader of a document must take; a process with its own database."""

from __future__ import annotations

import gc
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Any, Final

import orjson

ROOT: Final = Path(__file__).resolve().parent.parent
ROUNDS: Final = 5


def decode_seconds(body: bytes) -> float:
    """Processor seconds of a bare decode: to have the tree, not to throw it away, and without garbage collection."""
    return median(_decoded(body) for _ in range(ROUNDS))


def _decoded(body: bytes) -> float:
    gc.collect()
    gc.disable()
    try:
        start = time.process_time()
        tree = orjson.loads(body)
        taken = time.process_time() - start
    finally:
        gc.enable()
    del tree
    return taken


def apart(module: str, address: str, *arguments: str) -> dict[str, Any]:
    """What a module prints as JSON in its last line, run with `--child` in a process of its own: Django is set up for
    one database. Without an address that is an SQLite file, gone afterwards.
    """
    with tempfile.TemporaryDirectory() as folder:
        environment = {
            "PATH": os.environ["PATH"],
            "DJANGO_SETTINGS_MODULE": "gitops_portal.settings",
            "DATABASE_URL": address or f"sqlite:///{folder}/portal.sqlite3",
            "PORTAL_DATA_DIR": folder,
            "REDIS_URL": "",
            "LOG_LEVEL": "WARNING",
            "SECRET_KEY": "of a benchmark, and of nothing else: 0123456789abcdef0123456789",
        }
        command = [sys.executable, "-m", module, "--child", *arguments]
        done = subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE, text=True)  # noqa: S603 - ourselves
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told
