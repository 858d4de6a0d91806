"""A web process knows every struct that a request may decode before it has threads: see `web.door.structs`."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.portal import ROOT

LEARNT = """
import importlib, json, pkgutil
import msgspec

learnt, made = set(), msgspec.json.Decoder

def noted(kind, **told):
    decoder = made(kind, **told)
    learnt.add(kind)
    return decoder

msgspec.json.Decoder = noted
import gitops_portal.asgi
from gitops_portal.adapters import notifiers
from gitops_portal.core import documents

msgspec.json.Decoder = made
for package in (documents, notifiers):
    for module in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
        importlib.import_module(module.name)

def below(kind):
    for each in kind.__subclasses__():
        yield each
        yield from below(each)

def decodable(kind):
    try:
        made(kind)
    except (NameError, TypeError):
        return False
    return True

late = [kind for kind in below(msgspec.Struct) if kind not in learnt and decodable(kind)]
print(json.dumps([len(learnt), sorted(f"{kind.__module__}.{kind.__name__}" for kind in late)]))
"""


def test_nothing_that_is_uploaded_is_met_first_by_two_threads(tmp_path: Path) -> None:
    given = {"PORTAL_DATA_DIR": str(tmp_path), "SECRET_KEY": "of this test, and of nothing else: 0123456789abcdef"}
    done = subprocess.run(
        [sys.executable, "-c", LEARNT], check=False, cwd=ROOT, env=os.environ | given, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    count, late = json.loads(done.stdout)
    assert count > 100
    assert late == []
