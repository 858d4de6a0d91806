"""A compiled condition as bytes in, its tree out: the protobuf message `cel.expr.CheckedExpr`, as far as it is needed.

Field numbers are those of checked.proto and syntax.proto of the CEL specification.
"""

from __future__ import annotations

from collections.abc import Iterator  # noqa: TC003 - a struct reads its annotations
from typing import Final

from msgspec import Struct

_VARINT, _EIGHT_BYTES, _MESSAGE, _FOUR_BYTES = 0, 1, 2, 5
_WIDTHS: Final = {_EIGHT_BYTES: 8, _FOUR_BYTES: 4}

Fields = dict[int, list[bytes | int]]


class Node(Struct, frozen=True):
    """One of constant, name, select, call, list, struct and comprehension: the one that is there, or none."""

    constant: str | int | bool | None = None
    """A text, a whole number or a flag; of others nothing is told."""
    name: str = ""
    select: Select | None = None
    call: Call | None = None
    parts: tuple[Node, ...] = ()
    """What a list, a map or a message is made of."""
    loop: Loop | None = None


class Select(Struct, frozen=True):
    """`operand.field`, or `has(operand.field)` where it is a test."""

    operand: Node
    field: str
    test: bool


class Call(Struct, frozen=True):
    function: str
    arguments: tuple[Node, ...]
    """The one before the dot comes first."""


class Loop(Struct, frozen=True):
    """What the macros `exists`, `all`, `map`, `filter` and `cel.bind` are made of."""

    names: tuple[str, ...]
    """Of each element of what it runs over; the first may be its key or number."""
    over: Node
    kept: str
    """The name of what is carried from one turn to the next."""
    first: Node
    steps: tuple[Node, ...]
    """Condition, step and result."""


def tree(compiled: bytes) -> Node:
    """Raises ValueError for what is no such message, or has parts that this version does not know."""
    checked = _message(_fields(compiled), 2)  # it comes wrapped into google.protobuf.Any
    return _node(_message(checked, 4))


def _node(told: Fields) -> Node:  # noqa: PLR0911 - one line a kind
    kinds = told.keys() - {2}
    if not kinds:
        return Node()
    (kind,) = kinds
    inner = _message(told, kind)
    match kind:
        case 3:
            return Node(constant=_constant(inner))
        case 4:
            return Node(name=_text(inner, 1))
        case 5:
            return Node(select=Select(_node(_message(inner, 1)), _text(inner, 2), bool(inner.get(3))))
        case 6:
            target = [_node(_message(inner, 1))] if 1 in inner else []
            return Node(call=Call(_text(inner, 2), (*target, *_nodes(inner, 3))))
        case 7:
            return Node(parts=_nodes(inner, 1))
        case 8:
            return Node(parts=tuple(part for entry in inner.get(2, ()) for part in _entry(entry)))
        case 9:
            return Node(loop=_loop(inner))
    raise ValueError(f"an expression of kind {kind}")


def _entry(entry: bytes | int) -> Iterator[Node]:
    told = _fields(entry)
    yield from (_node(_message(told, number)) for number in (3, 4) if number in told)


def _loop(inner: Fields) -> Loop:
    names = tuple(_text(inner, number) for number in (1, 8) if number in inner)
    over, first, *steps = (_node(_message(inner, number)) for number in (2, 4, 5, 6, 7))
    return Loop(names, over, _text(inner, 3), first, tuple(steps))


def _constant(inner: Fields) -> str | int | bool | None:
    """A whole number is written as 64 bits, of which the first is its sign."""
    match [*inner.items()]:
        case [(2, [flag])]:
            return bool(flag)
        case [(3, [int(number)])]:
            return number - (1 << 64) if number >> 63 else number
        case [(6, [bytes(text)])]:
            return text.decode()
    return None


def _nodes(told: Fields, number: int) -> tuple[Node, ...]:
    return tuple(_node(_fields(each)) for each in told.get(number, ()))


def _message(told: Fields, number: int) -> Fields:
    return _fields(told[number][-1]) if number in told else {}


def _text(told: Fields, number: int) -> str:
    text = told[number][-1] if number in told else b""
    if isinstance(text, int):
        raise TypeError("a number where a text stands")
    return text.decode()


# ── protobuf on the wire ─────────────────────────────────────────────────────────────────────────────────────────


def _fields(message: bytes | int) -> Fields:
    """Every value of each field by its number, in their order."""
    if isinstance(message, int):
        raise TypeError("a number where a message stands")
    found: Fields = {}
    place = 0
    while place < len(message):
        key, place = _varint(message, place)
        value: bytes | int
        if key & 7 == _VARINT:
            value, place = _varint(message, place)
        else:
            width, place = _varint(message, place) if key & 7 == _MESSAGE else (_WIDTHS.get(key & 7, -1), place)
            if width < 0 or place + width > len(message):
                raise ValueError("a message that is cut off")
            value, place = message[place : place + width], place + width
        found.setdefault(key >> 3, []).append(value)
    return found


def _varint(message: bytes, place: int) -> tuple[int, int]:
    number = shift = 0
    while place < len(message):
        byte = message[place]
        number |= (byte & 127) << shift
        place, shift = place + 1, shift + 7
        if not byte >> 7:
            return number, place
    raise ValueError("a number that is cut off")
