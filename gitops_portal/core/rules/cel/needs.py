"""The tree of a condition in, the sides without which it is never true out: `before` where `before.size > after.size`.

Reading a side that is not there is an error, which most operators hand on; `||` gives an answer in spite of one, and so
do `&&` and `?:` where the other part decides.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from gitops_portal.core.rules.cel.syntax import Call, Node

_AND: Final = "_&&_"
_OR: Final = "_||_"
_CHOICE: Final = "_?_:_"
_NONE: Final[frozenset[str]] = frozenset()


def needs(node: Node, sides: frozenset[str]) -> frozenset[str]:
    """Those of `sides` without which it can only be false, or an error."""
    if node.call and node.call.function in {_AND, _OR}:
        left, right = (needs(part, sides) for part in node.call.arguments)
        return left | right if node.call.function == _AND else left & right
    return _breaks(node, sides)


def _breaks(node: Node, sides: frozenset[str]) -> frozenset[str]:
    """Those without which it is an error, whatever else there is."""
    if node.call:
        return _called(node.call, sides)
    if node.select:
        return _breaks(node.select.operand, sides)
    if node.loop:
        return _breaks(node.loop.over, sides)
    return _NONE.union({node.name.lstrip(".")} & sides, *(_breaks(part, sides) for part in node.parts))


def _called(call: Call, sides: frozenset[str]) -> frozenset[str]:
    parts = [_breaks(part, sides) for part in call.arguments]
    if call.function in {_AND, _OR}:
        return parts[0] & parts[1]
    if call.function == _CHOICE:
        return parts[0] | (parts[1] & parts[2])
    return _NONE.union(*parts)
