"""What a fold holds and says in, the sides of its tile in units of one node out."""

from __future__ import annotations

from math import sqrt
from typing import Final

_FLAT: Final = 0.8
"""The height of the smallest fold; it is one unit wide."""
_LARGEST: Final = 2.4
"""How many times as long as the smallest the sides of a fold may be: its area follows the number of its resources."""
_TITLED: Final = 2.4
"""The width of a folded container, at least: its title is longer than the name of a module."""
_NAMING: Final = (1.6, 1.4)
"""The least sides of a fold that names what is destroyed, replaced or blocks inside it: a line more has room."""


def tile_size(share: float, *, names: bool, titled: bool) -> tuple[float, float]:
    """Width and height of a fold that holds `share` times as many resources as the usual one."""
    side = min(max(sqrt(share), 1.0), _LARGEST)
    least = _NAMING if names else (1.0, _FLAT)
    width = max(side, least[0], _TITLED if titled else 0.0)
    return round(width, 2), round(max(_FLAT * side, least[1]), 2)
