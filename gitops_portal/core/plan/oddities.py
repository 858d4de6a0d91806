"""What a plan says in; sentences about shapes that should not be, and may hide something, out."""

from __future__ import annotations

import json
import unicodedata
from collections import Counter
from typing import TYPE_CHECKING

from gitops_portal.core.model import Action, Mode, without_keys

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from gitops_portal.core.model import Change


def oddities(changes: Iterable[Change], planned: Collection[str]) -> Iterator[str]:
    """`planned` holds the addresses in `planned_values`; empty when the plan has none."""
    changes = tuple(changes)
    for change in changes:
        yield from _of_change(change)
        if planned and _belongs_among_planned(change) and change.address not in planned:
            yield f"{shown(change.address)} is changed by the plan, but missing from its planned values."
    for (address, deposed), count in Counter((change.address, change.deposed) for change in changes).items():
        if count > 1:
            yield f"{shown(address)} {'(deposed) ' if deposed else ''}stands {count} times in the plan."


def _of_change(change: Change) -> Iterator[str]:
    if change.action is Action.NO_OP and change.before is not change.after and change.before != change.after:
        yield f"{shown(change.address)} is said not to change, but its values before and after differ."
    if change.action is Action.UNKNOWN:
        words = ", ".join(change.raw_actions)
        yield f"{shown(change.address)} has an action we do not know: {shown(words) or 'none at all'}."
    if not _agrees(change):
        yield f"{shown(change.address)} does not agree with the module, type, name and key given beside it."
    if not change.address.isprintable():
        yield f"{shown(change.address)} holds invisible characters or such that change the direction of text."
    elif not change.address.isascii() and not without_keys(change.address).isascii():
        yield f"{shown(change.address)} holds letters that may pass for others."


def _belongs_among_planned(change: Change) -> bool:
    return change.action in {Action.CREATE, Action.UPDATE} and change.mode is Mode.MANAGED and not change.deposed


def _agrees(change: Change) -> bool:
    own = f"{change.type}.{change.name}"
    if change.mode is Mode.DATA or change.mode is Mode.EPHEMERAL:
        own = f"{change.mode}.{own}"
    block = f"{change.module}.{own}" if change.module else own
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
