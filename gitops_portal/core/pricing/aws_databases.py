"""What databases of RDS and Aurora pay for a version whose standard support has ended: for their cost models."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from gitops_portal.core.pricing.bill import HOURS, ONE, Component

if TYPE_CHECKING:
    from gitops_portal.core.pricing.bill import Stated

_PAST: Final = {
    "aurora": ("5",),
    "aurora-mysql": ("5.6", "5.7"),
    "aurora-postgresql": ("9", "10", "11", "12", "13"),
    "mysql": ("5", "8.0"),
    "postgres": ("9", "10", "11", "12", "13"),
}
"""By engine, from the release calendars of RDS and Aurora, as of November 2026."""

_ON_TOP: Final = "a version past standard support: the charge for extended support comes on top"
_SIZED: Final = re.compile(r"db\.(?!m2\.)[a-z0-9]+\.(\d{0,2}x)?large")
"""Classes whose vCPUs their size tells: those of M2 have fewer."""
_SMALL: Final = {
    **{f"db.{family}.{size}": 2 for family in ("t3", "t4g") for size in ("micro", "small", "medium")},
    "db.t2.micro": 1,
    "db.t2.small": 1,
    "db.t2.medium": 2,
    "db.m3.medium": 1,
}

_REFUSED: Final = "open-source-rds-extended-support-disabled"


def past_support(database: Stated, engine: str) -> str:
    """A note on a version past its standard support, which costs more by the vCPU, or on one that nobody knows yet."""
    version = database.get("engine_version")
    if engine not in _PAST or database.get("engine_lifecycle_support") == _REFUSED:
        return ""
    if not isinstance(version, str) or not version:
        return "a version in standard support assumed"
    past = any(version == old or version.startswith(f"{old}.") for old in _PAST[engine])
    return _ON_TOP if past else ""


def vcpus(kind: str) -> Decimal | None:
    """How many an instance of this class has; None where its name does not tell."""
    if kind in _SMALL:
        return Decimal(_SMALL[kind])
    found = _SIZED.fullmatch(kind)
    if not found:
        return None
    return Decimal(2) if not found[1] else Decimal(4) * int(found[1][:-1] or 1)


def support(
    database: Stated, engine: str, kind: str, shelf: str, copies: Decimal = ONE
) -> tuple[str, tuple[Component, ...]]:
    """A note on its version, or what the extended support of that costs in each copy: a standby pays as well."""
    note, cpus = past_support(database, engine), vcpus(kind)
    if note != _ON_TOP or cpus is None:
        return note, ()
    told, hours = "at least: the rate of the first year", HOURS * cpus * copies
    return "", (Component("Extended support", shelf, "extended_support year 1", hours, "vCPU-hours", told),)
