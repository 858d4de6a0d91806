"""A document in, the time that any reader of it must at least take out: what all other times are compared with."""

from __future__ import annotations

import gc
import time
from statistics import median
from typing import Final

import orjson

ROUNDS: Final = 5


def decode_seconds(body: bytes) -> float:
    """Processor seconds of a bare decode: to have the tree, not to throw it away, and without garbage collection."""
    return median(_decoded(body) for _ in range(ROUNDS))


def _decoded(body: bytes) -> float:
    gc.collect()
    gc.disable()
    try:
        start = time.process_time()
        tree = orjson.loads(body)
        taken = time.process_time() - start
    finally:
        gc.enable()
    del tree
    return taken
