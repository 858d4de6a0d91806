"""What databases of RDS and Aurora pay for a version whose standard support has ended: for their cost models."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

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

_REFUSED: Final = "open-source-rds-extended-support-disabled"


def past_support(database: Stated, engine: str) -> str:
    """A note on a version past its standard support, which costs more by the vCPU, or on one that nobody knows yet."""
    version = database.get("engine_version")
    if engine not in _PAST or database.get("engine_lifecycle_support") == _REFUSED:
        return ""
    if not isinstance(version, str) or not version:
        return "a version in standard support assumed"
    past = any(version == old or version.startswith(f"{old}.") for old in _PAST[engine])
    return "a version past standard support: the charge for extended support comes on top" if past else ""
