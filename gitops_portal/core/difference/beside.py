"""What is kept of a run beside its rows of differences in; rows of it, to lay two runs side by side, out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from gitops_portal.core.difference.canonical import Part
from gitops_portal.core.difference.compare import Parting, partings
from gitops_portal.core.difference.diff import diff
from gitops_portal.core.model import Action, Change

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from gitops_portal.core.difference.compare import Row

_FACTS: Final = {
    "order": "(order of the replacement)",
    "moved_from": "(moved from)",
    "deposed": "(deposed object)",
    "import_id": "(imported as)",
    "import_mac": "(identity of what is imported)",
    "identity_mac": "(identity)",
    "provider": "(provider)",
    "region": "(region)",
    "mode": "(mode)",
}
_MAC: Final = 12
"""Characters of a mac that are shown, to tell one from another."""


def rows(marks: Mapping[str, Any], diff: list[Row]) -> list[Row]:
    """All that is kept of one change."""
    told = [_row(label, marks[name]) for name, label in _FACTS.items() if marks.get(name)]
    if marks.get("replaces"):
        told.append(_row("(forces the replacement)", ", ".join(marks["replaces"])))
    orders = [{"path": path, "before": old, "after": new} for path, (old, new) in marks.get("orders", {}).items()]
    return [*told, *diff, *orders]


def parts(earlier: Mapping[str, Any], later: Mapping[str, Any], part: Part) -> tuple[Parting, ...]:
    """Where two runs part in what stands in their summaries: outputs, invocations and so on."""
    read = _READ[part]
    return partings(list(read(earlier)), list(read(later)))


def inside(path: str, earlier: str, later: str) -> tuple[Parting, ...]:
    """Two long texts that two runs would write to one place, as what differs inside of them."""
    change = Change(address="", type="", name="", action=Action.UPDATE, before={path: earlier}, after={path: later})
    return tuple(
        Parting(f"{path}{row.path.removeprefix(_first(path))}", _side(row.before), _side(row.after))
        for row in diff(change).differences
    )


def values(earlier: Change, later: Change) -> tuple[Parting, ...]:
    """Where the values of two changes of one resource part, those that neither of them changes included."""
    sides = [(earlier.after, later.after, ""), (earlier.before, later.before, " (before)")]
    found: dict[tuple[str, str | None, str | None], Parting] = {}
    for one, other, when in sides:
        change = Change(address="", type="", name="", action=Action.UPDATE, before=one or {}, after=other or {})
        for row in diff(change).differences:
            told = Parting(f"{row.path}{when}", _side(row.before), _side(row.after))
            found.setdefault((row.path, row.before, row.after), told)
    return tuple(found.values())


def _first(path: str) -> str:
    return diff(Change(address="", type="", name="", action=Action.CREATE, after={path: 1})).differences[0].path


def _side(text: str | None) -> tuple[Row, ...]:
    return () if text is None else (_row("", text),)


def _row(path: str, text: object) -> Row:
    return {"path": path, "before": None, "after": str(text)}


def _outputs(summary: Mapping[str, Any]) -> Iterator[Row]:
    for output in summary.get("outputs", []):
        if output.get("diff"):
            yield from output["diff"]
        else:
            named = ("before", "after", "sensitive", "unknown", "whole", "action")
            yield {"path": output["name"], **{name: output[name] for name in named if name in output}}


def _invocations(summary: Mapping[str, Any]) -> Iterator[Row]:
    for found in summary.get("invocations", []):
        name = f"{found['address']} {found['triggered_by']}".rstrip()
        said = (found["type"], found["provider"], found["event"], found["deferred"])
        yield _row(name, ", ".join(word for word in (*said, f"place {found['order']}") if word))
        yield from ({**row, "path": f"{name}: {row['path']}"} for row in found["diff"])


def _providers(summary: Mapping[str, Any]) -> Iterator[Row]:
    for found in summary.get("providers", []):
        place = found["region"] or "a region that is not told"
        mac = f", configuration {found['configured'][:_MAC]}…" if found["configured"] else ""
        yield _row(found["key"], f"{found['name']} in {place}{mac}")
    yield from (_row(f"{block} (its provider)", key) for block, key in summary.get("provided", {}).items())


def _provisioners(summary: Mapping[str, Any]) -> Iterator[Row]:
    for block, mac in summary.get("provisioners", {}).items():
        yield _row(block, f"commands {mac[:_MAC]}…")


def _deferred(summary: Mapping[str, Any]) -> Iterator[Row]:
    yield from (
        _row(found["address"], f"{found['action']}, {found['reason']}") for found in summary.get("deferred", [])
    )


def _drift(summary: Mapping[str, Any]) -> Iterator[Row]:
    for found in summary.get("drift", []):
        yield from ({**row, "path": f"{found['address']}: {row['path']}"} for row in found.get("diff", []))
    yield from (_row(found["address"], f"moved from {found['from']}") for found in summary.get("moves", []))


def _oddities(summary: Mapping[str, Any]) -> Iterator[Row]:
    yield from (_row("(the plan)", sentence) for sentence in summary.get("oddities", []))
    if summary.get("plan", {}).get("complete") is False:
        yield _row("(the plan)", "is not complete")


_READ: Final[Mapping[Part, Callable[[Mapping[str, Any]], Iterator[Row]]]] = {
    Part.OUTPUTS: _outputs,
    Part.INVOCATIONS: _invocations,
    Part.PROVIDERS: _providers,
    Part.PROVISIONERS: _provisioners,
    Part.DEFERRED: _deferred,
    Part.DRIFT: _drift,
    Part.ODDITIES: _oddities,
}
