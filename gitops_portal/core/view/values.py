"""An evaluation and its rows in, what no list needs of a change out: its unchanged values, and a text to search."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from gitops_portal.core.difference.unchanged import unchanged

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gitops_portal.core.model import Evaluation
    from gitops_portal.core.view.rows import ChangeRow


class ValuesRow(NamedTuple):
    """The values of one change; no secret stands in them. Names are those of its columns."""

    key: str
    unchanged: list[tuple[str, str]]
    """Path and value."""
    text: str
    """Paths and values of what differs, as far as a line of the list shows them."""


def values(evaluation: Evaluation, rows: Sequence[ChangeRow]) -> list[ValuesRow]:
    """One for each row, in the same order as the rows and the diffs that they are of."""
    entries = evaluation.changes.entries
    return [
        ValuesRow(row.key, unchanged(entries[found.address, found.deposed][found.entry], found), _searched(row))
        for row, found in zip(rows, evaluation.diffs, strict=True)
    ]


def _searched(row: ChangeRow) -> str:
    parts = (part for told in row.diff for part in (told["path"], told["before"], told["after"]))
    return "\n".join(part for part in parts if part)
