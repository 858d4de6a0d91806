"""Changes in, sentences about data that may be lost out: what is destroyed, and what is protected no longer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from gitops_portal.core.attributes import truth
from gitops_portal.core.brief.naming import capital, cut, kept, listed, own_name, plural
from gitops_portal.core.model import UNKNOWN, Action, Change, Gravity, Kind, Sentence
from gitops_portal.core.stateful import STATEFUL

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_DOES: Final = {Action.REPLACE: "replaces", Action.DELETE: "destroys", Action.UNKNOWN: "may destroy"}
_KEYS: Final = frozenset({"aws_kms_key"})
"""Types that are not destroyed at once: they are scheduled for deletion."""
_PROTECTION: Final = ("deletion_protection", "deletion_protection_enabled")
_RISKS: Final = {
    "skip_final_snapshot": "without a final snapshot",
    "force_destroy": "with all that it holds",
    "force_delete": "with all that it holds",
}
"""Attributes that let data go with the resource, and what they say."""


def losses(changes: Iterable[Change]) -> Iterator[Sentence]:
    holding = [change for change in changes if change.type in STATEFUL]
    yield from _destroyed([change for change in holding if change.destroys])
    for change in holding:
        if change.action is Action.UPDATE:
            yield from _unprotected(change)


def _destroyed(changes: list[Change]) -> Iterator[Sentence]:
    """One sentence for what is destroyed alone, one for all of a type that goes the same way."""
    groups: dict[tuple[Action, str], list[Change]] = {}
    for action in (Action.DELETE, Action.REPLACE, Action.UNKNOWN):
        for change in changes:
            if change.action is action:
                groups.setdefault((action, change.type), []).append(change)
    for (action, kind), group in groups.items():
        yield _one(group[0]) if len(group) == 1 else _many(action, kind, group)


def _one(change: Change) -> Sentence:
    noun, name, address = STATEFUL[change.type], own_name(change), cut(change.address)
    where = "" if name == address else f" ({address})"
    old = "the deposed " if change.deposed else ""
    does = _DOES[change.action]
    if change.type in _KEYS and change.action is not Action.UNKNOWN:
        does = "schedules for deletion"
        said = f"{does} {old}key {name}{where}: what it has encrypted can't be read once it is gone"
    else:
        said = f"{does} {old}{noun} {name}{where}, which holds data{_snapshot(change)}"
    short = f"{does} {noun} {name} (holds data)"
    return Sentence(Gravity.LOSES_DATA, Kind.DESTROYED, f"{capital(said)}.", (change.address,), short=short)


def _many(action: Action, kind: str, group: list[Change]) -> Sentence:
    addresses = [change.address for change in group]
    what = plural(len(group), STATEFUL[kind])
    said = f"{_DOES[action]} {what} ({kind}), which hold data: {listed(addresses)}"
    without = sum(bool(_snapshot(change)) for change in group)
    tail = f"; no final snapshot is taken of {without:,} of them" if without else ""
    short = f"{_DOES[action]} {what} (hold data)"
    return Sentence(Gravity.LOSES_DATA, Kind.DESTROYED, f"{capital(said)}{tail}.", kept(addresses), short=short)


def _snapshot(change: Change) -> str:
    """Providers go by the state: by what stood there before."""
    skipped = truth((change.before or {}).get("skip_final_snapshot"))
    return "; no final snapshot is taken" if skipped is True else ""


def _unprotected(change: Change) -> Iterator[Sentence]:
    before, after = change.before or {}, change.after or {}
    for attribute in _PROTECTION:
        if truth(before.get(attribute)) is True and (now := truth(after.get(attribute))) is not True:
            does = "take" if now is UNKNOWN else "takes"
            yield _told(change, attribute, does, f"deletion protection off {_what(change)}")
    for attribute, risk in _RISKS.items():
        if truth(before.get(attribute)) is not True and (now := truth(after.get(attribute))):
            yield _told(change, attribute, "let" if now is UNKNOWN else "lets", f"{_what(change)} go {risk}")


def _what(change: Change) -> str:
    return f"{STATEFUL[change.type]} {own_name(change)}"


def _told(change: Change, attribute: str, does: str, what: str) -> Sentence:
    """What can't be told yet only may happen."""
    sure = does.endswith("s")
    said = f"{does if sure else f'may {does}'} {what}"
    gravity = Gravity.LOSES_DATA if sure else Gravity.CANNOT_BE_TOLD
    text = f"{capital(said)} ({attribute} of {cut(change.address)})."
    return Sentence(gravity, Kind.UNPROTECTED, text, (change.address,), short=said)
