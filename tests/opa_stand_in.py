"""Stands in for `opa` where there is none: it takes the words of a command line that OPA takes, and no others.

It knows no Rego. A policy says beside each of its rules, in lines that begin with `#py`, what the rule is in Python:
statements that put sets into `found`, of the plan in `input`. What OPA itself says of the same policies, the tests
marked `opa` compare. Output, errors and exit codes are those of `opa eval --format json` and `opa capabilities`.
"""

from __future__ import annotations

import argparse
import io
import json
import sys
import tarfile
from pathlib import Path
from typing import Any

BUILTINS = ("count", "endswith", "sprintf", "http.send", "time.now_ns", "io.jwt.decode_verify")


def main(words: list[str]) -> int:
    if words[:2] == ["capabilities", "--current"] and set(words[2:]) <= {"--v0-compatible"}:
        sys.stdout.write(
            json.dumps({"builtins": [{"name": name, "nondeterministic": name[:2] == "io"} for name in BUILTINS]})
        )
        return 0
    parser = argparse.ArgumentParser(prog="opa", allow_abbrev=False)
    parser.add_argument("verb", choices=["eval"])
    parser.add_argument("--format", choices=["json"], required=True)
    parser.add_argument("--capabilities", required=True)
    parser.add_argument("--bundle", required=True)
    for flag in ("--strict-builtin-errors", "--stdin-input", "--v0-compatible"):
        parser.add_argument(flag, action="store_true")
    parser.add_argument("query")
    told = parser.parse_args(words)
    able = json.loads(Path(told.capabilities).read_text(encoding="utf-8"))
    found = evaluated(list(policies(Path(told.bundle))), {each["name"] for each in able["builtins"]}, told)
    sys.stdout.write(json.dumps(found, indent=2))
    return 2 if "errors" in found else 0


def policies(bundle: Path) -> list[str]:
    if bundle.is_dir():
        return [path.read_text(encoding="utf-8") for path in sorted(bundle.rglob("*.rego"))]
    with tarfile.open(fileobj=io.BytesIO(bundle.read_bytes()), mode="r:gz") as opened:
        return [opened.extractfile(one).read().decode() for one in opened if one.name.endswith(".rego")]  # type: ignore[union-attr]


def evaluated(texts: list[str], able: set[str], told: argparse.Namespace) -> dict[str, Any]:
    for text in texts:
        if missing := [name for name in BUILTINS if f"{name}(" in text and name not in able]:
            return error("rego_type_error", f"undefined function {missing[0]}")
        if ("deny[msg]" in text) is not told.v0_compatible:
            return error("rego_parse_error", "`if` keyword is required before rule body")
    document: dict[str, Any] = {}
    plan = json.load(sys.stdin)
    for text in texts:
        package = next(line.split()[1] for line in text.splitlines() if line.startswith("package "))
        lines = [line.removeprefix("#py ") for line in text.splitlines() if line.startswith("#py ")]
        found = document.setdefault(f"data.{package}", {})
        exec("\n".join(lines), {"input": plan, "found": found})  # noqa: S102 - policies of our own tests
    package, _, rule = told.query.rpartition(".")
    value = document.get(told.query, document.get(package, {}).get(rule))
    return {} if value is None else {"result": [{"expressions": [{"value": value, "text": told.query}]}]}


def error(code: str, message: str) -> dict[str, Any]:
    return {"errors": [{"message": message, "code": code, "location": {"file": "main.rego", "row": 3, "col": 1}}]}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
