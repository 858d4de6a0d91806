"""A resource in; what the account that it stands in does by itself, as far as the plan shows it, out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_portal.core.model import UNKNOWN, Action
from gitops_portal.core.rules.part import Truth, all_of, any_of, one_of

if TYPE_CHECKING:
    from gitops_portal.core.model import Value
    from gitops_portal.core.rules.facts import Facts, Subject


def same_provider(facts: Facts, one: Subject, other: Subject) -> Truth:
    """Whether both stand in one account: two configurations of a provider may have one, or two."""
    keys = {_provider(facts, one), _provider(facts, other)} - {""}
    return UNKNOWN if len(keys) > 1 else True


def encrypts_new_disks(disk: Subject, facts: Facts) -> Truth:
    """Whether every disk that is made is encrypted, whatever is said of it."""
    return any_of(*(_encrypts(each, disk, facts) for each in facts.standing("aws_ebs_encryption_by_default")))


def asks_for_tokens(instance: Subject, facts: Facts) -> Truth:
    """Whether the metadata service of every new instance asks for a token, unless something else is said of it."""
    defaults = facts.standing("aws_ec2_instance_metadata_defaults")
    return any_of(*(_asks(each, instance, facts) for each in defaults))


def _encrypts(default: Subject, disk: Subject, facts: Facts) -> Truth:
    enabled = default.flag("enabled")
    return all_of(True if enabled is None else enabled, _applies(default, "enabled", True, disk, facts))


def _asks(default: Subject, instance: Subject, facts: Facts) -> Truth:
    required = one_of(default.text("http_tokens"), {"required"})
    return all_of(required, _applies(default, "http_tokens", "required", instance, facts))


def _applies(default: Subject, name: str, wanted: Value, subject: Subject, facts: Facts) -> Truth:
    """What this plan switches on comes first only where something says so."""
    before = default.change.before
    stood = default.change.action is Action.UPDATE and isinstance(before, dict) and before.get(name) == wanted
    stands = default.change.action is Action.NO_OP or stood or _waits(facts, subject, default)
    return all_of(stands or UNKNOWN, _same_region(facts, default, subject), same_provider(facts, default, subject))


def _same_region(facts: Facts, one: Subject, other: Subject) -> Truth:
    """One provider configuration has one region, though the plan may not tell which."""
    regions = {one.change.region, other.change.region}
    if regions == {""}:
        return _provider(facts, one) == _provider(facts, other) != "" or UNKNOWN
    return UNKNOWN if "" in regions else len(regions) == 1


def _waits(facts: Facts, subject: Subject, default: Subject) -> bool:
    block = facts.index.block(subject.change)
    named = f"{default.change.type}.{default.change.name}"
    references = block.references if block and default.change.module == subject.change.module else ()
    return any(reference == named or reference.startswith((f"{named}.", f"{named}[")) for reference in references)


def _provider(facts: Facts, subject: Subject) -> str:
    """The key of its provider configuration; a module that has none of its own uses its caller's."""
    block = facts.index.block(subject.change)
    key = block.provider_key if block else ""
    return key if key in facts.changes.providers else key.rpartition(":")[2]
