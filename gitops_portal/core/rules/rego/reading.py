"""What OPA printed in, what policies object to out, by the conventions of Conftest.

    deny…, violation…    objected to: the guardrail `opa-deny`
    warn…                the guardrail `opa-warn`

Each is a set, or a list, of sentences or of objects with `msg`. Nothing under any of these names, an answer that is
undefined, and what is of another shape is no answer: it never passes.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

import msgspec
from msgspec import Struct

from gitops_portal.core.rules.rego.shown import LEFT_OUT
from gitops_portal.core.rules.rule import Unjudged
from gitops_portal.core.text import visible

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

DENY: Final = "deny"
WARN: Final = "warn"
MOST: Final = 10_000
"""Objections of one answer; more are refused, as nobody reads them and each is a row."""
LONGEST: Final = 400
"""Characters of a sentence."""
_NAMED: Final = re.compile(r"(deny|violation|warn)(_[A-Za-z0-9]+)*")
ADDRESSES: Final = ("address", "resource", "resource_address")
"""Where an objection may name its resource."""
_CALLED: Final = re.compile(r"\bimport\s+input\s+as\s+(\w+)|\b(\w+)\s*:?=\s*input\b(?!\s*[.\[])")
"""Another name that a policy gives the input."""
_PARTS: Final = "|".join(LEFT_OUT)


class Said(Struct, frozen=True):
    """One objection, `level` DENY or WARN, by a rule of that name; to the resource of that address, if it names one."""

    level: str
    rule: str
    message: str
    address: str = ""


def asks_for(text: str) -> str:
    """The first part of a plan that a policy reads and is not shown; empty where there is none."""
    called = "|".join({"input", *(name for found in _CALLED.findall(text) for name in found if name)})
    read = rf"""\b(?:{called})\s*(?:\.\s*|\[\s*["'`])({_PARTS})\b"""
    got = rf"""\bobject\.get\(\s*(?:{called})\s*,\s*\[?\s*["'`]({_PARTS})["'`]"""
    found = re.search(f"{read}|{got}", text)
    return found[1] or found[2] if found else ""


def read(printed: bytes, query: str) -> list[Said]:
    """What `opa eval --format json` printed. Raises Unjudged."""
    value = _value(printed)
    if isinstance(value, list):
        value = {query.rpartition(".")[2]: value}
    if not isinstance(value, dict):
        raise Unjudged(f"{query} is neither a package nor a set: it has to hold deny, violation or warn")
    rules = {name: held for name, held in value.items() if _NAMED.fullmatch(name)}
    if not rules:
        raise Unjudged(f"{query} holds nothing under deny, violation or warn")
    found = [said for name, held in sorted(rules.items()) for said in _of_rule(name, held)]
    if len(found) > MOST:
        raise Unjudged(f"policies object to {len(found):,} things; at most {MOST:,} are taken")
    return found


def _value(printed: bytes) -> Any:
    try:
        told = msgspec.json.decode(printed)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise Unjudged("what OPA printed is no JSON") from None
    match told:
        case {"errors": [{"message": str(why)}, *_]}:
            raise Unjudged(f"OPA says: {sentence(why)}")
        case {"result": [{"expressions": [{"value": value}]}]}:
            return value
        case {"result": _} | {"errors": _}:
            raise Unjudged("what OPA printed is no single answer")
    raise Unjudged("the answer of the policies is undefined: there is no such package or rule, or nothing in it holds")


def _of_rule(name: str, held: Any) -> Iterator[Said]:
    if not isinstance(held, list):
        raise Unjudged(f"{name} is no set of sentences or of objects with msg")
    for each in held:
        yield _said(name, each)


def _said(name: str, each: Any) -> Said:
    told: Mapping[str, Any] = each if isinstance(each, dict) else {"msg": each}
    message = told.get("msg")
    if not isinstance(message, str):
        raise Unjudged(f"{name} holds something that is neither a sentence nor an object with msg")
    level = WARN if name.startswith(WARN) else DENY
    address = next((told[key] for key in ADDRESSES if isinstance(told.get(key), str)), "")
    return Said(level, visible(name[:LONGEST]), sentence(message), address)


def sentence(text: str) -> str:
    """As it may be shown: one line, no sign that turns it around, and not too long."""
    line = " ".join(text.split())
    return visible(line if len(line) <= LONGEST else f"{line[: LONGEST - 1]}…")
