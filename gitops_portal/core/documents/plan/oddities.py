"""What a plan says in; sentences about shapes that should not be, and may hide something, out."""

from __future__ import annotations

import json
import unicodedata
from collections import Counter
from typing import TYPE_CHECKING, Final

from gitops_portal.core import address as addresses
from gitops_portal.core.address import without_keys
from gitops_portal.core.model import Action, Mode

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from gitops_portal.core.model import Change, OutputChange


_CHANGED: Final = frozenset({Action.UPDATE, Action.REPLACE})
_PLANNED: Final = frozenset({Action.CREATE, *_CHANGED})
_GONE: Final = frozenset({Action.DELETE, Action.FORGET})
_MADE: Final = {Action.CREATE: "created", Action.READ: "read"}
_READ: Final = frozenset({Mode.DATA, Mode.EPHEMERAL})


def oddities(changes: Iterable[Change], planned: Collection[str]) -> Iterator[str]:
    """`planned` holds the addresses in `planned_values`; empty when the plan has none."""
    changes, among = tuple(changes), frozenset(planned)
    for change in changes:
        yield from _of_change(change)
        if planned and _belongs_among_planned(change) and change.address not in among:
            yield f"{shown(change.address)} is changed by the plan, but missing from its planned values."
    yield from _repeated(changes, "the plan")
    for address in _more_than_once(planned) if len(planned) > len(among) else ():
        yield f"{shown(address)} is more than once among the planned values."


def of_drift(changes: Iterable[Change]) -> Iterator[str]:
    """Of what is said to have happened already, by which nothing is judged."""
    changes = tuple(changes)
    for change in changes:
        if change.action is Action.UNKNOWN:
            words = ", ".join(change.raw_actions)
            yield f"{shown(change.address)} has drifted in a way we do not know: {shown(words) or 'none at all'}."
        elif contradiction := _contradiction(change):
            yield f"{shown(change.address)} has drifted, and is said {contradiction}."
    yield from _repeated(changes, "what drifted")


def of_outputs(outputs: Iterable[OutputChange]) -> Iterator[str]:
    for output in outputs:
        before, after = output.before is not None, output.after is not None
        told = ""
        if output.action is Action.NO_OP and output.before != output.after:
            told = "is said not to change, but its values before and after differ"
        elif output.action is Action.CREATE and before:
            told = "is said to be created, but has a value before"
        elif output.action is Action.DELETE and after:
            told = "is said to be gone, but has a value afterwards"
        if told:
            yield f"The output {shown(output.name)} {told}."


def _more_than_once(names: Iterable[str]) -> Iterator[str]:
    yield from (name for name, count in Counter(names).items() if count > 1)


def _repeated(changes: Iterable[Change], where: str) -> Iterator[str]:
    for (address, deposed), count in Counter((change.address, change.deposed) for change in changes).items():
        if count > 1:
            yield f"{shown(address)} {'(deposed) ' if deposed else ''}is {count} times in {where}."


def _of_change(change: Change) -> Iterator[str]:
    if contradiction := _contradiction(change):
        yield f"{shown(change.address)} is said {contradiction}."
    if change.action is Action.UNKNOWN:
        words = ", ".join(change.raw_actions)
        yield f"{shown(change.address)} has an action we do not know: {shown(words) or 'none at all'}."
    if change.mode is Mode.UNKNOWN:
        yield f"{shown(change.address)} is neither a resource nor a data source that we know."
    if not _agrees(change):
        yield f"{shown(change.address)} does not agree with the module, type, name and key given beside it."
    if not change.address.isprintable():
        yield f"{shown(change.address)} holds invisible characters or such that change the direction of text."
    elif not change.address.isascii() and not without_keys(change.address).isascii():
        yield f"{shown(change.address)} holds letters that may pass for others."


def _contradiction(change: Change) -> str:
    """What an action says, and the mode or the values beside it do not bear out."""
    action, before, after = change.action, change.before is not None, change.after is not None
    told = ""
    if change.mode in _READ and action.changes:
        told = f"to change, but is only read ({change.mode})"
    elif action is Action.READ and change.mode not in _READ:
        told = "to be read, but is no data source"
    elif action is Action.NO_OP and change.differs:
        told = "not to change, but its values before and after differ"
    elif action in _CHANGED and not (before and after):
        told = f"to change, but has no values {'afterwards' if before else 'before'}"
    elif action in _GONE and (after or not before):
        told = f"to be gone, but has {'values afterwards' if after else 'no values before'}"
    elif action in _MADE and (before or not after):
        told = f"to be {_MADE[action]}, but has {'values before' if before else 'no values afterwards'}"
    return told


def _belongs_among_planned(change: Change) -> bool:
    return change.action in _PLANNED and change.mode is Mode.MANAGED and not change.deposed


def _agrees(change: Change) -> bool:
    block = addresses.block(change.module, change.mode, change.type, change.name)
    if change.index is None:
        return change.address == block
    if isinstance(change.index, int):
        return change.address == f"{block}[{change.index}]"
    return change.address.startswith(block) and _is_key(change.address[len(block) :], change.index)


def _is_key(key: str, index: str) -> bool:
    """HCL quotes almost as JSON does, and doubles the sign of a template."""
    if key == f'["{index}"]' or key == f"[{json.dumps(index, ensure_ascii=False)}]":
        return True
    try:
        written = json.loads(key[1:-1])
    except ValueError:
        return False
    return isinstance(written, str) and index in {written, written.replace("$${", "${").replace("%%{", "%{")}


def shown(text: str) -> str:
    """Text for a sentence: what cannot be seen is written out."""
    return "".join(char if char.isprintable() else f"<{unicodedata.name(char, f'U+{ord(char):04X}')}>" for char in text)
