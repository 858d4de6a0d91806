"""Begun by its path, with bounds and a command in its arguments: it bounds itself and becomes that command.

    python -I bounded.py SECONDS MEGABYTES COMMAND...

SECONDS are of the processor, MEGABYTES of what may be written into any file. Of memory, what may be written to is
bounded: address space is no measure for a program in Go, which reserves much and uses little.
"""

from __future__ import annotations

import os
import resource
import sys

MEMORY = 2 << 30
"""Bytes of memory that may be written to."""


def main() -> None:
    seconds, megabytes = map(int, sys.argv[1:3])
    for what, most in (
        (resource.RLIMIT_DATA, MEMORY),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, megabytes << 20),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))
    os.execv(sys.argv[3], sys.argv[3:])  # noqa: S606 - what it is for


if __name__ == "__main__":
    main()
