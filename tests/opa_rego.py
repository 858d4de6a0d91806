"""An `opa` for tests that evaluates Rego: the command line of OPA around rego-cpp, an interpreter by other people.

It judges policies truly, and is not OPA: it compiles less strictly (a variable that nothing sets, a function of the
wrong arguments pass), and it knows Rego 1 alone. Of the syntax before, heads of rules are written anew as
`opa fmt --v0-v1` does: sets, and rules without a value. OPA itself is asked by the tests marked `opa`.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import PurePosixPath
from typing import Any

import yaml
from regopy import Interpreter, LogLevel, NodeKind, RegoError
from regopy.rego_shared import rego_node_value

from tests.opa_command import Asked, Refused, main

OLD_SET = re.compile(r"^(\w+)\[(.+)\] \{", re.MULTILINE)
OLD_RULE = re.compile(r"^(\w+(?:\([^)]*\))?) \{", re.MULTILINE)
WHY = re.compile(r"errormsg (\d+):")


def value(asked: Asked) -> Any:
    interpreter = Interpreter()
    interpreter.log_level = LogLevel.NONE  # it would print beside the answer
    interpreter.strict_built_in_errors = asked.strict
    try:
        for name, text in asked.files.items():
            _add(interpreter, name, text, v0=asked.v0)
        interpreter.set_input_term(asked.input)
        output = interpreter.query(asked.query)
    except RegoError as error:
        raise Refused("rego_parse_error", _why(str(error))) from error
    except json.JSONDecodeError as error:  # what it found while compiling, in place of an answer
        raise Refused("rego_compile_error", _why(error.doc)) from error
    if not output.ok():
        raise _failed(output)
    if str(output) == "undefined":
        raise LookupError(asked.query)
    return json.loads(str(output))["expressions"][0]


def _add(interpreter: Interpreter, name: str, text: str, *, v0: bool) -> None:
    path = PurePosixPath(name)
    if path.suffix == ".rego":
        new = OLD_RULE.sub(r"\1 if {", OLD_SET.sub(r"\1 contains \2 if {", text)) if v0 else text
        interpreter.add_module(name, new)
    elif path.name in {"data.json", "data.yaml", "data.yml"}:
        held = yaml.safe_load(text)
        for folder in reversed(path.parent.parts):
            held = {folder: held}
        interpreter.add_data_json(json.dumps(held))


def _why(printed: str) -> str:
    found = WHY.search(printed)
    return printed[found.end() :][: int(found[1])] if found else printed


def _failed(output: Any) -> Refused:
    """Of the first error, what it says and its code, which are OPA's."""
    parts = output.node().at(0)
    told = {parts.at(index).kind: rego_node_value(parts.at(index)._impl) for index in range(len(parts))}
    return Refused(told.get(NodeKind.ErrorCode, "eval_internal_error"), told[NodeKind.ErrorMessage])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], value))
