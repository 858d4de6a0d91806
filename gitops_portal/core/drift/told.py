"""A plan in, a row for each object that it found to differ from the state out: what an item of drift is made of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from gitops_portal.core.difference import canonical, compare
from gitops_portal.core.difference.diff import diff
from gitops_portal.core.drift import causes, gravity
from gitops_portal.core.index import Index
from gitops_portal.core.text import visible
from gitops_portal.core.view.alike import FIRST_NAME
from gitops_portal.core.view.differences import SHOWN_LINES, difference

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from gitops_portal.core.model import Change, ChangeSet, Diff

LINES: Final = 50
"""Differences of one object that are kept to be shown; the rest is counted."""


class ToldRow(NamedTuple):
    """One object that differs. Names are those of its columns."""

    key: str
    """Of address and deposed key, as a change has it."""
    digest: str
    """Equal where it differs in the same way."""
    address: str
    type: str
    module: str
    action: str
    attributes: list[str]
    """The names of all that differs, whether it is shown or not; none where the object is gone."""
    diff: list[dict[str, Any]]
    left_out: int
    grave: str
    """Why it may not be silenced, in a sentence; empty where it may."""
    cause_kind: str
    cause: list[str]
    cause_key: str


def told(changes: ChangeSet, moves: Mapping[str, str]) -> list[ToldRow]:
    """`moves` is what moved since the last apply, as `versions.moves` tells it."""
    index, said = Index(changes), gravity.sentences(changes)
    rows: dict[str, ToldRow] = {}
    for place, change in enumerate(changes.drifted):
        row = _row(change, index, moves, said, texts=place < SHOWN_LINES)
        while row.key in rows:  # an address that stands there twice is told as two
            row = row._replace(key=compare.key(row.key))
        rows[row.key] = row
    return list(rows.values())


def _row(change: Change, index: Index, moves: Mapping[str, str], said: Mapping[str, str], *, texts: bool) -> ToldRow:
    found = diff(change)
    attributes = _attributes(change)
    shown = {FIRST_NAME.match(row.path)[0] for row in found.differences}  # type: ignore[index]  # it matches any text
    block = index.block(change)
    why = causes.cause(
        change,
        found.differences,
        [name for name in attributes if name in shown] or attributes,
        moves,
        (block.arguments if block else None) or (),
    )
    return ToldRow(
        key=compare.key(change.address, *filter(None, [change.deposed])),
        digest=canonical.of_change(change),
        address=change.address,
        type=change.type,
        module=change.module,
        action=str(change.action),
        attributes=attributes,
        diff=_lines(found, texts=texts),
        left_out=max(0, len(found.differences) - LINES) + found.left_out,
        grave=gravity.grave(change, found, said),
        cause_kind=str(why.kind),
        cause=[visible(one) for one in why.subject],
        cause_key=why.key,
    )


def _attributes(change: Change) -> list[str]:
    before, after = change.before, change.after
    if before is None or after is None:
        return []
    return sorted(name for name in {*before, *after} if before.get(name) != after.get(name))


def _lines(found: Diff, *, texts: bool) -> list[dict[str, Any]]:
    """As a run shows them. Long texts are kept with a run of its first objects alone, so only these lead to them."""
    rows = [difference(row) for row in found.differences[:LINES]]
    return rows if texts else [{name: value for name, value in row.items() if name != "whole"} for row in rows]


def by_key(rows: Iterable[ToldRow]) -> dict[str, str]:
    """Digest by key, to follow them from plan to plan."""
    return {row.key: row.digest for row in rows}
