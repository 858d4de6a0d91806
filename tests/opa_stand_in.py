"""Stands in for `opa` where a test breaks what it says: it takes the words of a command line that OPA takes, no others.

It knows no Rego. A policy says beside each of its rules, in lines that begin with `#py`, what the rule is in Python:
statements that put sets into `found`, of the plan in `input`. What Rego says of the same policies, the tests marked
`rego` and `opa` compare.
"""

from __future__ import annotations

import json
import sys
from typing import Any

from tests.opa_command import Asked, main


def value(asked: Asked) -> Any:
    document: dict[str, Any] = {}
    plan = json.loads(asked.input)
    for text in (body for name, body in asked.files.items() if name.endswith(".rego")):
        package = next(line.split()[1] for line in text.splitlines() if line.startswith("package "))
        lines = [line.removeprefix("#py ") for line in text.splitlines() if line.startswith("#py ")]
        found = document.setdefault(f"data.{package}", {})
        exec("\n".join(lines), {"input": plan, "found": found})  # noqa: S102 - policies of our own tests
    if asked.query in document:
        return document[asked.query]
    package, _, rule = asked.query.rpartition(".")
    return document[package][rule]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], value))
