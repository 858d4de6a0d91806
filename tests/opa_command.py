"""The command line of `opa` as far as the portal calls it, around something that evaluates; any other words are refused.

Output, errors and exit codes are those of `opa capabilities` and `opa eval --format json`: a result, `{}` where it is
undefined, or errors and exit code 2.
"""

from __future__ import annotations

import argparse
import io
import json
import sys
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

NOT_THE_SAME = (
    "http.send",
    "io.jwt.decode_verify",
    "io.jwt.encode_sign",
    "io.jwt.encode_sign_raw",
    "net.lookup_ip_addr",
    "opa.runtime",
    "rand.intn",
    "time.now_ns",
    "uuid.rfc4122",
)
"""What OPA 1 calls not deterministic."""
BUILTINS = ("count", "endswith", "sprintf", *NOT_THE_SAME)
"""Those that can be taken from it; there are more."""


class Asked(NamedTuple):
    """One evaluation: files of the policies by their path, and the input as it came."""

    files: dict[str, str]
    input: str
    query: str
    v0: bool
    strict: bool


class Refused(Exception):
    """What OPA tells among `errors`."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def main(words: list[str], value: Callable[[Asked], Any]) -> int:
    """`value` raises Refused, and LookupError where the answer is undefined."""
    if words[:2] == ["capabilities", "--current"] and set(words[2:]) <= {"--v0-compatible"}:
        told = [{"name": name, "nondeterministic": name in NOT_THE_SAME} for name in BUILTINS]
        sys.stdout.write(json.dumps({"builtins": told}))
        return 0
    found = answer(_parser().parse_args(words), value)
    sys.stdout.write(json.dumps(found, indent=2))
    return 2 if "errors" in found else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="opa", allow_abbrev=False)
    parser.add_argument("verb", choices=["eval"])
    parser.add_argument("--format", choices=["json"], required=True)
    parser.add_argument("--capabilities", required=True)
    parser.add_argument("--bundle", required=True)
    parser.add_argument("--stdin-input", action="store_true", required=True)
    for flag in ("--strict-builtin-errors", "--v0-compatible"):
        parser.add_argument(flag, action="store_true")
    parser.add_argument("query")
    return parser


def answer(told: argparse.Namespace, value: Callable[[Asked], Any]) -> dict[str, Any]:
    files = _files(Path(told.bundle))
    able = {each["name"] for each in json.loads(Path(told.capabilities).read_text(encoding="utf-8"))["builtins"]}
    asked = Asked(files, sys.stdin.read(), told.query, told.v0_compatible, told.strict_builtin_errors)
    try:
        for name, text in files.items():
            if name.endswith(".rego"):
                _compiles(text, able, v0=told.v0_compatible)
        found = value(asked)
    except Refused as error:
        where = {"file": "main.rego", "row": 3, "col": 1}
        return {"errors": [{"message": str(error), "code": error.code, "location": where}]}
    except LookupError:
        return {}
    return {"result": [{"expressions": [{"value": found, "text": told.query}]}]}


def _compiles(text: str, able: set[str], *, v0: bool) -> None:
    if missing := [name for name in BUILTINS if f"{name}(" in text and name not in able]:
        raise Refused("rego_type_error", f"undefined function {missing[0]}")
    if ("deny[msg] {" in text) is not v0:
        raise Refused("rego_parse_error", "`if` keyword is required before rule body")


def _files(bundle: Path) -> dict[str, str]:
    if bundle.is_dir():
        kept = sorted(path for path in bundle.rglob("*") if path.is_file())
        return {path.relative_to(bundle).as_posix(): path.read_text(encoding="utf-8") for path in kept}
    with tarfile.open(fileobj=io.BytesIO(bundle.read_bytes()), mode="r:gz") as opened:
        return {one.name: opened.extractfile(one).read().decode() for one in opened if one.isfile()}  # type: ignore[union-attr]
