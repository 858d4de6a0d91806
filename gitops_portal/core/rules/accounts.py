"""A resource in; what the account that it stands in does by itself, as far as the plan shows it, out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_portal.core.model import UNKNOWN, Action
from gitops_portal.core.rules.part import Truth, all_of, any_of

if TYPE_CHECKING:
    from gitops_portal.core.rules.facts import Facts, Subject

_DEFAULT = "aws_ebs_encryption_by_default"


def same_provider(facts: Facts, one: Subject, other: Subject) -> Truth:
    """Whether both stand in one account: two configurations of a provider may have one, or two."""
    keys = {_provider(facts, one), _provider(facts, other)} - {""}
    return UNKNOWN if len(keys) > 1 else True


def encrypts_new_disks(disk: Subject, facts: Facts) -> Truth:
    """Whether every disk that is made is encrypted, whatever is said of it."""
    return any_of(*(_in_force(default, disk, facts) for default in facts.standing(_DEFAULT)))


def _in_force(default: Subject, disk: Subject, facts: Facts) -> Truth:
    """What this plan switches on comes first only where something says so."""
    enabled = default.flag("enabled")
    stands = default.change.action is Action.NO_OP or _flag_before(default) or _waits(facts, disk, default)
    return all_of(
        True if enabled is None else enabled,
        stands or UNKNOWN,
        _same_region(facts, default, disk),
        same_provider(facts, default, disk),
    )


def _same_region(facts: Facts, one: Subject, other: Subject) -> Truth:
    """One provider configuration has one region, though the plan may not tell which."""
    regions = {one.change.region, other.change.region}
    if regions == {""}:
        return _provider(facts, one) == _provider(facts, other) != "" or UNKNOWN
    return UNKNOWN if "" in regions else len(regions) == 1


def _flag_before(default: Subject) -> bool:
    before = default.change.before
    return default.change.action is Action.UPDATE and isinstance(before, dict) and before.get("enabled") is True


def _waits(facts: Facts, disk: Subject, default: Subject) -> bool:
    block = facts.index.block(disk.change)
    named = f"{_DEFAULT}.{default.change.name}"
    references = block.references if block and default.change.module == disk.change.module else ()
    return any(reference == named or reference.startswith((f"{named}.", f"{named}[")) for reference in references)


def _provider(facts: Facts, subject: Subject) -> str:
    """The key of its provider configuration; a module that has none of its own uses its caller's."""
    block = facts.index.block(subject.change)
    key = block.provider_key if block else ""
    return key if key in facts.changes.providers else key.rpartition(":")[2]
