"""Figures in, the points of a small line out: a trend beside a number, drawn by the template as SVG."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

WIDTH, HEIGHT, MARGIN = 96, 20, 2


@dataclass(frozen=True, slots=True)
class Sparkline:
    """`points` fit a viewBox of `width` x `height`; `last_x`, `last_y` is where the newest figure stands."""

    points: str
    last_x: float
    last_y: float
    width: int = WIDTH
    height: int = HEIGHT


def sparkline(figures: Sequence[Decimal], width: int = WIDTH, height: int = HEIGHT) -> Sparkline | None:
    """None for fewer than two figures: a point is no trend. What never changes is a level line in the middle."""
    if len(figures) < 2:  # noqa: PLR2004 - a line needs two ends
        return None
    low, high = min(figures), max(figures)
    step = (width - 2 * MARGIN) / (len(figures) - 1)
    room = height - 2 * MARGIN
    shares = [float((figure - low) / (high - low)) if high > low else 0.5 for figure in figures]
    places = [(round(MARGIN + step * i, 1), round(MARGIN + room * (1 - share), 1)) for i, share in enumerate(shares)]
    return Sparkline(" ".join(f"{x},{y}" for x, y in places), *places[-1], width, height)
