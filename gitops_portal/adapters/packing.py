"""Bytes in, zstd out, and back: the one place that knows the library."""

from __future__ import annotations

from typing import Any, Final, Protocol

import zstandard

LEVEL: Final = 3
LARGEST_WINDOW: Final = 2**27
"""Bytes of memory that a packed stream from outside may ask for."""

DamagedError = zstandard.ZstdError
"""Raised where packed bytes do not unpack."""


class Readable(Protocol):
    def read(self, size: int = -1, /) -> bytes: ...


def pack(document: bytes) -> bytes:
    return zstandard.compress(document, LEVEL)


def unpack(packed: bytes) -> bytes:
    """The whole document, whatever its size: for what was packed here. Raises DamagedError."""
    return zstandard.ZstdDecompressor().decompressobj().decompress(packed)


def unpacking(source: Readable) -> Readable:
    """A stream that unpacks while it is read: whoever reads counts. Raises DamagedError as it is read."""
    stream: Any = source
    return zstandard.ZstdDecompressor(max_window_size=LARGEST_WINDOW).stream_reader(stream, read_across_frames=True)
