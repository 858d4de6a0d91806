"""What Google's machine types are made of, and how its catalogue of prices calls their series.

Sizes are those of Google's pages on machine types. Left out are types whose price holds more than cores and memory:
with GPUs (a2, a3, g2, g4), local disks (`-lssd`, z3), bare metal, and those with a premium (m1 to m4).
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

SERIES: Final = {
    "C2D AMD Instance": "c2d",
    "C3 Instance": "c3",
    "C3D Instance": "c3d",
    "C4 Instance": "c4",
    "C4A Arm Instance": "c4a",
    "C4D Instance": "c4d",
    "C4N Instance": "c4n",
    "Compute optimized": "c2",
    "E2 Instance": "e2",
    "H3 Instance": "h3",
    "Micro Instance with burstable": "f1",
    "N1 Predefined Instance": "n1",
    "N2 Instance": "n2",
    "N2D AMD Instance": "n2d",
    "N4 Instance": "n4",
    "N4A Instance": "n4a",
    "N4D Instance": "n4d",
    "Small Instance with 1": "g1",
    "T2A Arm Instance": "t2a",
    "T2D AMD Instance": "t2d",
}
"""By what a SKU's description says before “Core running in …”, “Ram running in …”, “CPU running in …”."""

SUSTAINED: Final = {
    **dict.fromkeys(("f1", "g1", "n1"), Decimal("0.7")),
    **dict.fromkeys(("c2", "n2", "n2d"), Decimal("0.8")),
}
"""What is paid for a full month of the price by the hour, by series; of others the whole."""

_KINDS: Final = """
c2-standard 4: 4 8 16 30 60
c2d-highcpu 2: 2 4 8 16 32 56 112
c2d-highmem 8: 2 4 8 16 32 56 112
c2d-standard 4: 2 4 8 16 32 56 112
c3-highcpu 2: 4 8 22 44 88 176
c3-highmem 8: 4 8 22 44 88 176
c3-standard 4: 4 8 22 44 88 176
c3d-highcpu 2: 4 8 16 30 60 90 180 360
c3d-highmem 8: 4 8 16 30 60 90 180 360
c3d-standard 4: 4 8 16 30 60 90 180 360
c4-highcpu 2: 2 4 8 16 24 32 48 96 144 192 288
c4-highmem 7.75: 2 4 8 16 24 32 48 96 144 192 288
c4-standard 3.75: 2 4 8 16 24 32 48 96 144 192 288
c4a-highcpu 2: 1 2 4 8 16 32 48 64 72
c4a-highmem 8: 1 2 4 8 16 32 48 64 72
c4a-standard 4: 1 2 4 8 16 32 48 64 72
c4d-highcpu 1.875: 2 4 8 16 32 48 64 96 192 384
c4d-highmem 7.875: 2 4 8 16 32 48 64 96 192 384
c4d-standard 3.875: 2 4 8 16 32 48 64 96 192 384
c4n-highcpu 2: 2 4 8 16 24 48 96 192
c4n-highmem 7.75: 2 4 8 16 24 48 96 192
c4n-standard 3.75: 2 4 8 16 24 48 96 192
e2-highcpu 1: 2 4 8 16 32
e2-highmem 8: 2 4 8 16
e2-standard 4: 2 4 8 16 32
h3-standard 4: 88
n1-highcpu 0.9: 2 4 8 16 32 64 96
n1-highmem 6.5: 2 4 8 16 32 64 96
n1-standard 3.75: 1 2 4 8 16 32 64 96
n2-highcpu 1: 2 4 8 16 32 48 64 80 96
n2-highmem 8: 2 4 8 16 32 48 64 80 96 128
n2-standard 4: 2 4 8 16 32 48 64 80 96 128
n2d-highcpu 1: 2 4 8 16 32 48 64 80 96 128 224
n2d-highmem 8: 2 4 8 16 32 48 64 80 96
n2d-standard 4: 2 4 8 16 32 48 64 80 96 128 224
n4-highcpu 2: 2 4 8 16 32 48 64 80
n4-highmem 8: 2 4 8 16 32 48 64 80
n4-standard 4: 2 4 8 16 32 48 64 80
n4a-highcpu 2: 1 2 4 8 16 32 48 64
n4a-highmem 8: 1 2 4 8 16 32 48 64
n4a-standard 4: 1 2 4 8 16 32 48 64
n4d-highcpu 2: 2 4 8 16 32 48 64 80 96
n4d-highmem 8: 2 4 8 16 32 48 64 80 96
n4d-standard 4: 2 4 8 16 32 48 64 80 96
t2a-standard 4: 1 2 4 8 16 32 48
t2d-standard 4: 1 2 4 8 16 32 48 60
"""
"""A kind, gigabytes of memory a core, and the numbers of cores that there are."""
_MEMORY: Final = {
    "c3d-highcpu-180": "354",
    "c3d-highcpu-30": "59",
    "c3d-highcpu-360": "708",
    "c3d-highcpu-60": "118",
    "c3d-highcpu-90": "177",
    "c4-highmem-2": "15",
    "c4-standard-2": "7",
    "c4d-highcpu-2": "3",
    "c4d-highcpu-4": "7",
    "c4d-highmem-2": "15",
    "c4d-highmem-4": "31",
    "c4d-standard-2": "7",
    "c4d-standard-4": "15",
    "c4n-highmem-2": "15",
    "c4n-standard-2": "7",
    "n2-highmem-128": "864",
}
"""Gigabytes, where they are not what the kind has a core."""
_WHOLE: Final = {
    "f1-micro": ("f1", "1", "0"),
    "g1-small": ("g1", "1", "0"),
    "e2-micro": ("e2", "0.25", "1"),
    "e2-small": ("e2", "0.5", "2"),
    "e2-medium": ("e2", "1", "4"),
}
"""Series, cores and gigabytes that are paid for, of machines that share cores."""


def _machines() -> Iterator[tuple[str, tuple[str, Decimal, Decimal]]]:
    for line in _KINDS.strip().splitlines():
        kind, memory, *sizes = line.replace(":", "").split()
        for cores in sizes:
            name = f"{kind}-{cores}"
            whole = Decimal(_MEMORY[name]) if name in _MEMORY else Decimal(memory) * int(cores)
            yield name, (kind.partition("-")[0], Decimal(cores), whole)
    for name, (series, cores, shared) in _WHOLE.items():
        yield name, (series, Decimal(cores), Decimal(shared))


MACHINES: Final = dict(_machines())
"""Series, cores and gigabytes of memory, by type."""
