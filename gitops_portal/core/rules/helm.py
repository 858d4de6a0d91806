"""A release of Helm in; every value that it sets, by its name, out.

Documents in `values` come first, the later over the earlier, then single settings (`set`), each over what stood there:
maps are put together, lists and scalars replaced, and null takes away, as Helm's documentation of values files and of
`--set` has it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct

from gitops_portal.core.embedded import in_brackets, json_in
from gitops_portal.core.model import UNKNOWN, Unknown
from gitops_portal.core.rules.manifests import in_body

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gitops_portal.core.model import Value
    from gitops_portal.core.rules.facts import Facts
    from gitops_portal.core.rules.part import Part

_STEP: Final = re.compile(r"(?:[^.\[\\]|\\.)+|\[[0-9]{1,9}\]")
"""A name, in which a dot is escaped, or the place in a list."""


class Setting(Struct, frozen=True):
    """`controller.containers[0].image`, what it is set to, and the attribute that says so."""

    name: str | Unknown
    value: Value
    place: str


class _List(dict[str, Any]):
    """The elements of a list by their places, `[0]` and so on: it is replaced as a whole."""


def settings(release: Part, facts: Facts) -> Iterator[Setting]:
    """Name and value are UNKNOWN for a document that can't be read; what it may have replaced is not told."""
    tree: dict[str, Any] = {}
    for place, text in enumerate(release.texts("values")):
        where = f"values[{place}]"
        said = None if isinstance(text, Unknown) else _read(text, where, facts)
        if said is None:
            tree.clear()
            yield Setting(UNKNOWN, UNKNOWN, where)
        else:
            _merge(tree, said)
    for block in release.blocks("set"):
        name, where = block.text("name"), block.at("value")
        if isinstance(name, str):
            _put(tree, name, Setting(name, block.get("value"), where))
        elif name is UNKNOWN:
            yield Setting(UNKNOWN, block.get("value"), where)
    yield from _leaves(tree)


def _read(text: str, where: str, facts: Facts) -> dict[str, Any] | None:
    """A document as a tree whose leaves are settings; None where it can't be read."""
    said = json_in(text) if in_brackets(text) else in_body(text, facts)
    if not isinstance(said, dict):
        says_something = any(line and line != "---" and line[0] != "#" for line in map(str.strip, text.splitlines()))
        return None if says_something else {}
    try:
        tree: dict[str, Any] = _tree(said, "", where)
    except RecursionError:
        return None
    return tree


def _tree(value: Any, name: str, where: str) -> Any:
    if isinstance(value, dict):
        before = name and f"{name}."
        return {key: _tree(held, f"{before}{_escaped(key)}", where) for key, held in value.items()}
    if isinstance(value, list):
        return _List((f"[{place}]", _tree(held, f"{name}[{place}]", where)) for place, held in enumerate(value))
    return Setting(name, value, where)


def _escaped(key: str) -> str:
    return key.replace(".", "\\.")


def _merge(tree: dict[str, Any], over: dict[str, Any]) -> None:
    for key, new in over.items():
        old = tree.get(key)
        if type(old) is dict and type(new) is dict:
            _merge(old, new)
        elif isinstance(new, Setting) and new.value is None:
            tree.pop(key, None)
        else:
            tree[key] = new


def _put(tree: dict[str, Any], name: str, setting: Setting) -> None:
    *outer, last = [step.replace("\\.", ".") for step in _STEP.findall(name)] or [name]
    holder = tree
    for step in outer:
        inner = holder.get(step)
        if not isinstance(inner, dict):
            inner = holder[step] = {}
        holder = inner
    if setting.value == "null":
        holder.pop(last, None)
    else:
        holder[last] = _listed(setting)


def _listed(setting: Setting) -> Setting | _List:
    """`{a,b}` is a list; nobody sets a comma in it that is no end of an element but one behind a backslash."""
    text = setting.value
    if not (isinstance(text, str) and text.startswith("{") and text.endswith("}")):
        return setting
    elements = re.split(r"(?<!\\),", text[1:-1])
    return _List(
        (f"[{place}]", Setting(f"{setting.name}[{place}]", each.strip(), setting.place))
        for place, each in enumerate(elements)
    )


def _leaves(tree: dict[str, Any]) -> Iterator[Setting]:
    waiting = [tree]
    while waiting:
        for held in waiting.pop().values():
            if isinstance(held, dict):
                waiting.append(held)
            else:
                yield held
