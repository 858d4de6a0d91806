"""Overlays that mark parts of a value in; trimmed, merged over both sides, and the parts that they mark, out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gitops_portal.core.model import Value

Marks = Any
"""Which parts of a value are marked, trimmed: None, True for all of it, or a dict or list of marks."""


def trimmed(overlay: Any) -> Marks:
    """An overlay without what marks nothing. A scalar other than false marks: better once too often."""
    if isinstance(overlay, dict):
        return {key: marks for key, value in overlay.items() if (marks := trimmed(value)) is not None} or None
    if isinstance(overlay, list):
        marks = [trimmed(value) for value in overlay]
        return marks if any(mark is not None for mark in marks) else None
    return None if overlay is None or overlay is False else True


def merged(one: Marks, other: Marks, before: Value, after: Value) -> Marks:
    """The marks of both sides, for both sides: what was secret on one of them is no less secret on the other."""
    if one is True or other is True:
        return True
    if one is None and other is None:
        return None
    if isinstance(before, list) and isinstance(after, list) and (one != other or len(before) != len(after)):
        if before != after:
            return _spread(one, other, max(len(before), len(after)))
        before = after = None
    if not isinstance(one or {}, list) and not isinstance(other or {}, list):
        one, other = one or {}, other or {}
        return {
            key: merged(one.get(key), other.get(key), _member(before, key), _member(after, key)) for key in one | other
        }
    if not isinstance(one or [], dict) and not isinstance(other or [], dict):
        one, other = one or [], other or []
        return [
            merged(element_of(one, i), element_of(other, i), element_of(before, i), element_of(after, i))
            for i in range(max(len(one), len(other)))
        ]
    return True


def _spread(one: Marks, other: Marks, length: int) -> Marks:
    """Elements may stand elsewhere on the other side, nobody knows where: a mark of one holds for all."""
    if isinstance(one or [], dict) or isinstance(other or [], dict):
        return True
    together = _union([*(one or []), *(other or [])])
    return [together] * length if together is not None else None


def _union(marks: list[Marks]) -> Marks:
    """Marks laid over each other, whatever they were laid over."""
    marks = [mark for mark in marks if mark is not None]
    if not marks:
        return None
    groups: dict[Any, list[Marks]] = {}
    if all(isinstance(mark, dict) for mark in marks) or all(isinstance(mark, list) for mark in marks):
        for mark in marks:
            for place, inner in mark.items() if isinstance(mark, dict) else enumerate(mark):
                groups.setdefault(place, []).append(inner)
        if isinstance(marks[0], dict):
            return {name: _union(group) for name, group in groups.items()}
        return [_union(group) for group in groups.values()]
    return True


def _member(value: Value, key: str) -> Value:
    return value.get(key) if isinstance(value, dict) else None


def element_of(value: Value, index: int) -> Value:
    return value[index] if isinstance(value, list) and index < len(value) else None


def marked(value: Value, marks: Marks) -> Iterator[Value]:
    """The parts of a value that are marked; the whole where value and marks differ in shape."""
    if marks is None or value is None:
        return
    if isinstance(value, dict) and isinstance(marks, dict):
        for key in value.keys() & marks.keys():
            yield from marked(value[key], marks[key])
    elif isinstance(value, list) and isinstance(marks, list):
        for element, mark in zip(value, marks, strict=False):
            yield from marked(element, mark)
    else:
        yield value


def meets(one: Marks, other: Marks) -> bool:
    """Whether there is a part that both overlays mark."""
    if one is None or other is None:
        return False
    if isinstance(one, dict) and isinstance(other, dict):
        return any(meets(one[key], other[key]) for key in one.keys() & other.keys())
    if isinstance(one, list) and isinstance(other, list):
        return any(map(meets, one, other))
    return True


def fit(marks: Marks, value: Value) -> bool:
    """Whether marks can be laid over a value part by part."""
    if isinstance(marks, dict | list):
        return isinstance(value, type(marks))
    return True
