"""Lets Python's garbage collector rest while values are made that hold no cycles."""

from __future__ import annotations

import gc
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def resting() -> Iterator[None]:
    """Reading and evaluating make objects, not garbage; the collector would walk them again and again (2 to 3 x).

    Afterwards they count as old (that is what freezing and unfreezing does, without a look at any of them): as new ones
    they would be walked at once, and a last time before they are thrown away, for a tenth of an evaluation's time.
    """
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.freeze()
            gc.unfreeze()
            gc.enable()
