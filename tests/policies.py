"""Policies in Rego for tests, some with what they are in Python beside, and the programs that judge them as `opa` does."""

from __future__ import annotations

import io
import shutil
import sys
import tarfile
from pathlib import Path

from gitops_portal.environment import Opa

ROOT = Path(__file__).parent.parent
BOUNDED = ROOT / "gitops_portal" / "adapters" / "bounded.py"
MEMORY = "MEMORY = 2 << 30"

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
    """A program in a folder that knows no Rego."""
    return _program(folder, "tests.opa_stand_in")


def rego(folder: Path) -> str:
    """One that evaluates it, by another interpreter than OPA's."""
    return _program(folder, "tests.opa_rego")


def roomy(folder: Path) -> Path:
    """What bounds `opa`, without the bound of memory: the interpreter's allocator reserves 256 GB at once, of which it uses
    a few. The stand-in's tests hold the bound itself.
    """
    text = BOUNDED.read_text(encoding="utf-8")
    assert text.count(MEMORY) == 1
    path = folder / "bounded.py"
    path.write_text(text.replace(MEMORY, "MEMORY = resource.RLIM_INFINITY"), encoding="utf-8")
    return path


def _program(folder: Path, module: str) -> str:
    """A script is a program by its first line; it knows nothing of the environment, and finds the tests by their path."""
    path = folder / "opa"
    lines = (
        f"#!{sys.executable} -I",
        "import sys",
        f"sys.path.insert(0, {str(ROOT)!r})",
        f"from {module} import main, value",
        "sys.exit(main(sys.argv[1:], value))",
    )
    path.write_text("\n".join(lines), encoding="utf-8")
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
