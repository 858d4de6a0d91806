"""Differences of an evaluation in; what is kept of each for a line of a page, and the texts too long for one, out."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from gitops_portal.core.difference.diff import diff, of_output
from gitops_portal.core.model import Action, Change, Difference, Evaluation, Invocation, OutputChange, Sensitive, Value
from gitops_portal.core.text import is_cut, shown_path, whole

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from gitops_portal.core.model import Diff

SHOWN_LINES: Final = 200
"""How many outputs, drifted resources and cost lines the page's document holds; the rest is counted."""
SHOWN_PATHS: Final = 50
LONGEST_TEXT: Final = 1_000_000
"""Characters of one text that are kept to be read whole; what is beyond is counted."""


class TextRow(NamedTuple):
    """A text that is too long for a line of a diff, by the SHA-256 of all of it."""

    digest: str
    text: str


def difference(row: Difference, *, computed: bool = False) -> dict[str, Any]:
    """One attribute of a diff; flags stand only where they hold. What is `computed` nobody sets but the provider."""
    flags = {
        "computed": computed,
        "sensitive": row.sensitive,
        "suspected": row.suspected,
        "unknown": row.unknown,
        "replaces": row.forces_replacement,
    }
    told = {name: True for name in flags if flags[name]}
    return {"path": row.path, "before": row.before, "after": row.after, **told, **wholes(row.cut)}


def lines(diff: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The attributes of a kept diff that stand in a line each: all but those that the provider fills in."""
    return [row for row in diff if not row.get("computed")]


def at_path(diff: Sequence[Mapping[str, Any]], path: str) -> Mapping[str, Any] | None:
    """The attribute of a kept diff at this path; None where it does not change."""
    return next((row for row in diff if row["path"] == path), None)


def wholes(cut: tuple[Value, Value] | None) -> dict[str, Any]:
    """Of a difference that is shown in part: where all of its texts stand, and how long each of them is."""
    if cut is None:
        return {}
    texts = {side: whole(value) for side, value in zip(("before", "after"), cut, strict=True) if value is not None}
    return {"whole": {side: {"digest": _sha256(text), "characters": len(text)} for side, text in texts.items()}}


def marks(change: Change, found: Diff, *, drifted: bool = False) -> dict[str, Any]:
    """What else is to be said of a change; only what holds stands in it."""
    said = {
        "reason": change.reason,
        "order": str(change.order or ""),
        "moved_from": change.previous_address if change.moved else "",
        "deposed": change.deposed,
        "import": change.importing,
        "import_id": change.import_id,
        "import_mac": change.import_mac,
        "identity_mac": change.identity_mac,
        "provider": change.provider,
        "region": change.region,
        "replaces": _replaces(change),
        "left_out": found.left_out,
        "drift": drifted,
        "noise": str(found.noise or ""),
        "equivalent": list(found.equivalent),
        "orders": {path: list(sides) for path, sides in found.orders.items()},
        "secrets": found.secrets,
        "mode": "" if change.mode == "managed" else str(change.mode),
        "actions": list(change.raw_actions) if change.action is Action.UNKNOWN else [],
    }
    return {name: value for name, value in said.items() if value}


def _replaces(change: Change) -> list[str]:
    """What forces the replacement; of very many paths how many more there are."""
    told = [shown_path(path) for path in change.replace_paths[:SHOWN_PATHS]]
    more = len(change.replace_paths) - len(told)
    return [*told, f"{more} more"] if more else told


def texts(evaluation: Evaluation) -> list[TextRow]:
    """A row per text that is too long for a line, once however often it stands in the plan."""
    found: dict[str, str] = {}
    for cut in _cuts(evaluation):
        for value in cut:
            if value is not None:
                text = whole(value)
                found[_sha256(text)] = text[:LONGEST_TEXT]
    return [TextRow(digest, text) for digest, text in found.items()]


def _cuts(evaluation: Evaluation) -> Iterator[tuple[Value, Value]]:
    changes = evaluation.changes
    outputs = [output for output in changes.outputs if output.action is not Action.NO_OP][:SHOWN_LINES]
    beside = [*map(of_output, outputs), *map(diff, changes.drifted[:SHOWN_LINES])]
    beside += map(of_invocation, changes.invocations[:SHOWN_LINES])
    for found in (*evaluation.diffs, *beside):
        yield from (row.cut for row in found.differences if row.cut)
    yield from (cut for cut in map(cut_of, outputs) if cut)


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()


def cut_of(output: OutputChange) -> tuple[Value, Value] | None:
    sides = output.before, output.after
    hidden = any(isinstance(side, Sensitive) for side in sides)
    return sides if not hidden and any(map(is_cut, sides)) else None


def of_invocation(found: Invocation) -> Diff:
    """What an action is told, as if all of it came new."""
    return diff(Change(address=found.address, type=found.type, name="", action=Action.CREATE, after=found.values))
