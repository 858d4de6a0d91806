"""A fold and the pixels of a unit in, the lines of text that its tile has room for out: name first, then what happens.

The same as in `frontend/lib/inscription.js`.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Final

from gitops_portal.core import money
from gitops_portal.core.model import GRAVEST_ACTIONS, Action

if TYPE_CHECKING:
    from gitops_portal.core.view.node import NodeRow
    from gitops_portal.core.view.scene import Spot

LETTER: Final = 5.6
BOLD: Final = 6.3
"""Pixels of one character, about."""
ROW: Final = 14.3
"""Pixels of a line of text."""
SMALLEST: Final = (34, 15)
"""Pixels across and down in which a few letters have room."""
EVEN: Final = 8
"""Letters from which a name that is cut shows as much of its beginning as of its end."""
WORDY: Final = 24
"""Letters in a line from which what is not named is counted in words."""

Parts = tuple[tuple[str, str], ...]
"""A line: what each of its texts is coloured by (an action, `name`, or nothing) and the text."""


def inscription(spot: Spot, node: NodeRow, across: float, down: float) -> tuple[str, list[Parts]]:
    """The name, empty where there is no room for any; and the lines below it."""
    if spot.w * across < SMALLEST[0] or spot.h * down < SMALLEST[1]:
        return "", []
    width = spot.w * across - 10
    part = f" · {spot.part}" if spot.part else ""
    if (len(node.name) + len(part)) * BOLD > width:  # the name says more
        part = ""
    name = cut(node.name, width / BOLD - len(part), 3) + part
    return name, _below(spot, node, int((spot.h * down - 3) / ROW) - 1, int(width / LETTER))


def _below(spot: Spot, node: NodeRow, rows: int, letters: int) -> list[Parts]:
    if rows < 1:
        return []
    mixed = [_mix(node, letters)] if rows > 1 or not spot.named else []
    found = mixed + _named(spot, rows - len(mixed), letters)
    held = f"{node.count:,} resource{'' if node.count == 1 else 's'}"
    if len(found) < rows and len(held) <= letters:
        found.append((("", held),))
    return [line for line in found if line]


def _mix(node: NodeRow, letters: int) -> Parts:
    """`−1 ±1 +3 · +$12.00`: what happens inside, the gravest first."""
    happens = [action for action in GRAVEST_ACTIONS if action.changes and str(action) in node.actions]
    counts = [(str(action), f"{action.symbol}{node.actions[str(action)]}") for action in happens]
    if not counts:
        return (("", "unchanged"),) if letters >= len("unchanged") else ()
    length = sum(len(text) + 1 for _, text in counts)
    cost = f"· {money.signed(Decimal(node.cost), 'USD')}" if node.cost else ""
    return (*counts, ("", cost)) if cost and length + len(cost) <= letters else tuple(counts)


def _named(spot: Spot, rows: int, letters: int) -> list[Parts]:
    """What must be named: a line each; the last line says how many are not."""
    total = len(spot.named) + spot.unnamed
    if total <= rows:
        return [_line(one, letters) for one in spot.named]
    if rows == 1:
        more = total - 1
        rest = f"+{more} more" if letters >= WORDY else f"+{more}"
        return [(*_line(spot.named[0], letters - len(rest) - 1), ("", rest))]
    lines = [_line(one, letters) for one in spot.named[: rows - 1]]
    return [*lines, (("", f"+{total - len(lines)} more"),)]


def _line(one: tuple[str, str, str], letters: int) -> Parts:
    what, full, short = one
    destroys = what in _SIGNS
    text = full if len(full) + 2 <= letters else cut(short, letters - 2, 4)
    return (what if destroys else str(Action.DELETE), _SIGNS.get(what, "!")), ("name", text)


_SIGNS: Final = {str(action): action.symbol for action in Action if action.destroys}


def cut(text: str, length: float, least: int = 6) -> str:
    """Names of a kind begin alike: what tells them apart stands at their ends, of which little room shows more."""
    most = max(int(length), least)
    end = (most - 1) // 2 if most >= EVEN else most - 2
    return text if len(text) <= most else f"{text[: most - 1 - end]}…{text[len(text) - end :]}"
