"""What a guardrail says to do, and the resource that it objects to, in; lines of HCL for this resource out.

A remedy is written once, for all resources of a guardrail: lines to set, in words or as HCL, or a resource to put
beside, in which what is judged is called `this`. Nothing is made up: a remedy without such lines, or with lines whose
place in the resource can't be told, stays the sentence that it is.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from gitops_portal.core.address import parse, steps

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from gitops_portal.core.address import Address
    from gitops_portal.core.rules.rule import Rule

_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
_TEMPLATE: Final = re.compile(r"[$%]\{")
_SENTENCE: Final = re.compile(r"Set (.+?)(?:\.\s|\.?\Z)", re.DOTALL)
_ASSIGNED: Final = re.compile(r'([a-z]\w*) = ("[^"]*"|\[[^\]]*\]|true|false|\d+|[a-z]\w*(?:\.\w+)+)')
_BEGINS: Final = re.compile(r'([a-z]\w*)(?:\s*=|(?: "[^"]*")* \{)')
_OPENS: Final = frozenset("{[(")
_CLOSES: Final = frozenset("}])")
_BESIDE: Final = re.compile(r'(resource|data|module) "')
_THIS: Final = "this"
_LIFECYCLE: Final = "lifecycle"
_ASIDE: Final = frozenset({"kubernetes_manifest", "kubectl_manifest"})
"""Types whose attributes are those of another document: what is set in HCL elsewhere is not set so in them."""


def fitted(rule: Rule, address: str, attribute: str) -> str:
    """The remedy for one finding, names filled in; empty where the rule's own text is all that can be said."""
    where = parse(address)
    if not _can_be_named(where) or where.type not in rule.types or where.type in _ASIDE:
        return ""
    lines = _lines(rule.remedy)
    if not lines:
        return ""
    around = f"# in {where.module}\n" if where.modules else ""
    if _BESIDE.match(lines[0]):
        written = "\n".join(lines)
        return around + _named(written, where, rule.types) if f".{_THIS}" in written else ""
    blocks = _blocks(lines[0], attribute, where.type)
    if blocks is None:
        return ""
    head = f'{where.mode or "resource"} "{where.type}" "{where.name}"'
    return around + "\n".join(_wrapped([head, *blocks], _named("\n".join(lines), where, rule.types).split("\n")))


def _can_be_named(where: Address) -> bool:
    """Whether its address is made of names and keys that mean in HCL what they mean in an address."""
    every = (*where.modules, *where.inside)
    named = all(_NAME.fullmatch(step.name) for step in every)
    keyed = all(step.literal and not _TEMPLATE.search(step.brackets) for step in every if step.brackets)
    return bool(where.type) and named and keyed


def _lines(remedy: str) -> list[str]:
    """The first lines of HCL in it, or what its first sentence says to set; of several ways the first."""
    found: list[str] = []
    depth = 0
    for line in remedy.split("\n"):
        if not depth and not _BEGINS.match(line):
            if found:
                break
            continue
        found.append(line)
        depth += sum((character in _OPENS) - (character in _CLOSES) for character in line)
    if found:
        return found
    told = _SENTENCE.match(remedy)
    first = told[1].partition(" or ")[0] if told else ""
    return [f"{name} = {value}" for name, value in _ASSIGNED.findall(first)]


def _blocks(first: str, attribute: str, own: str) -> list[str] | None:
    """The blocks around what the lines begin with, by the path of what is objected to; None where it can't be told.

    `own` is the type of the resource.
    """
    begins = _BEGINS.match(first)
    path = steps(attribute)
    names = [step.name for step in path]
    if begins is None:
        return None
    if begins[1] not in names:
        return [] if _is_outermost(begins[1], attribute, own) else None
    around = path[: names.index(begins[1])]
    return [step.name for step in around] if all(step.brackets for step in around) else None


def _is_outermost(begins: str, attribute: str, own: str) -> bool:
    """Whether lines that the path does not name stand in the resource itself: where it names another resource that may
    say the same, and of what Terraform itself reads.
    """
    beside = _NAME.fullmatch(attribute) and attribute.startswith(own.partition("_")[0] + "_")
    return bool(beside) or (not attribute and begins == _LIFECYCLE)


def _named(text: str, where: Address, types: Collection[str]) -> str:
    """What is called `this` by the names of the resource."""
    step = where.inside[-1]
    own = f"{'data.' if where.mode == 'data' else ''}{where.type}.{step.name}{step.brackets}"
    for kind in types:
        text = re.sub(rf"\b{re.escape(kind)}\.{_THIS}\b", lambda _: own, text)
    return re.sub(rf'^((?:resource|data) "\w+") "{_THIS}"', lambda found: f'{found[1]} "{step.name}"', text)


def _wrapped(heads: list[str], lines: Iterable[str]) -> Iterable[str]:
    depth = len(heads)
    yield from ("  " * level + f"{head} {{" for level, head in enumerate(heads))
    yield from ("  " * depth + line for line in lines)
    yield from ("  " * level + "}" for level in reversed(range(depth)))
