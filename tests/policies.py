"""Policies in Rego for tests, each with what it is in Python beside, and an `opa` that judges them."""

from __future__ import annotations

import io
import shutil
import sys
import tarfile
from pathlib import Path

from gitops_portal.environment import Opa

STAND_IN = Path(__file__).with_name("opa_stand_in.py")

LARGE = """package main

#py found["deny"] = [f"{r['address']} is too large" for r in input["resource_changes"]
#py     if (r["change"]["after"] or {}).get("instance_type", "").endswith("xlarge")]
deny contains msg if {
    some r in input.resource_changes
    endswith(r.change.after.instance_type, "xlarge")
    msg := sprintf("%s is too large", [r.address])
}
"""
NAMED = """package main

#py found["violation"] = [{"msg": "it is public", "address": r["address"], "severity": "high"}
#py     for r in input["resource_changes"] if (r["change"]["after"] or {}).get("public") is True]
violation contains {"msg": "it is public", "address": r.address, "severity": "high"} if {
    some r in input.resource_changes
    r.change.after.public == true
}

#py found["warn_tags"] = [{"msg": "no tags", "resource": r["address"]}
#py     for r in input["resource_changes"] if "tags" not in (r["change"]["after"] or {})]
warn_tags contains {"msg": "no tags", "resource": r.address} if {
    some r in input.resource_changes
    not r.change.after.tags
}
"""
OLD = """package main

#py found["deny"] = ["something is made"] if any("create" in r["change"]["actions"]
#py     for r in input["resource_changes"]) else []
deny[msg] {
    input.resource_changes[_].change.actions[_] == "create"
    msg := "something is made"
}
"""


def python(*lines: str) -> str:
    """A policy that only the stand-in knows: what breaks it."""
    return "package main\n" + "".join(f"#py {line}\n" for line in lines)


def stand_in(folder: Path) -> str:
    """A program in a folder, to which a script is a program by its first line."""
    path = folder / "opa"
    path.write_text(f"#!{sys.executable} -I\n{STAND_IN.read_text(encoding='utf-8')}", encoding="utf-8")
    path.chmod(0o755)
    return str(path)


def real() -> str:
    found = shutil.which("opa")
    assert found
    return found


def kept(folder: Path, *texts: str, archive: bool = False) -> str:
    """The policies in a folder, or in an archive."""
    place = folder / ("bundle.tar.gz" if archive else "policies")
    if not archive:
        place.mkdir(exist_ok=True)
        for number, text in enumerate(texts):
            (place / f"policy_{number}.rego").write_text(text, encoding="utf-8")
        return str(place)
    with tarfile.open(place, "w:gz") as opened:
        for number, text in enumerate(texts):
            told = tarfile.TarInfo(f"policies/policy_{number}.rego")
            told.size = len(text.encode())
            opened.addfile(told, io.BytesIO(text.encode()))
    return str(place)


def judged_by(binary: str, place: str, query: str = "data.main", *, v0: bool = False) -> Opa:
    return Opa(binary, place, query, v0)
