"""Ports as clouds write them in; whether one port is among them out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from gitops_portal.core.model import UNKNOWN, Unknown

if TYPE_CHECKING:
    from gitops_portal.core.rules.part import Truth

_PORTS: Final = re.compile(r"([0-9]{1,5})(?:\s*-\s*([0-9]{1,5}))?", re.ASCII)


def among(said: str | Unknown, port: int) -> Truth:
    """`22`, or `20-25`; of anything else nobody can tell."""
    found = None if isinstance(said, Unknown) else _PORTS.fullmatch(said.strip())
    return int(found[1]) <= port <= int(found[2] or found[1]) if found else UNKNOWN
