"""Sizes in, the tallest first; upper left corners out: shelf by shelf, the whole about as wide as asked."""

from __future__ import annotations

from math import log, sqrt
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Size = tuple[float, float]
_WIDTHS: Final = (0.8, 0.9, 1.0, 1.1, 1.25, 1.5)
"""Shares of the width at which there would be no gap at all."""


def pack(sizes: Sequence[Size], aspect: float, gap: float) -> list[tuple[float, float]]:
    """Of some widths the one whose whole is nearest to the aspect: its width by its height."""
    if not sizes:
        return []
    area = sum((width + gap) * (height + gap) for width, height in sizes)
    tries = [_on_shelves(sizes, sqrt(area * aspect) * share, gap) for share in _WIDTHS]
    return min(tries, key=lambda corners: abs(log(_aspect(sizes, corners) / aspect)))


def _on_shelves(sizes: Iterable[Size], limit: float, gap: float) -> list[tuple[float, float]]:
    corners = []
    x = y = shelf = 0.0
    for width, height in sizes:
        if x and x + width > limit:
            x, y, shelf = 0.0, y + shelf + gap, 0.0
        corners.append((x, y))
        x, shelf = x + width + gap, max(shelf, height)
    return corners


def _aspect(sizes: Iterable[Size], corners: Iterable[tuple[float, float]]) -> float:
    placed = list(zip(sizes, corners, strict=True))
    return max(x + width for (width, _), (x, _) in placed) / max(y + height for (_, height), (_, y) in placed)
