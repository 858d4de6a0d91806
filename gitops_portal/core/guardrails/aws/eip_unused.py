"""An address that nothing uses is paid for, and forgotten."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from gitops_portal.core.model import UNKNOWN, Severity
from gitops_portal.core.rules.links import companions
from gitops_portal.core.rules.part import any_of, present
from gitops_portal.core.rules.rule import Objection, expect, guardrail

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gitops_portal.core.rules.facts import Facts, Subject
    from gitops_portal.core.rules.part import Truth

_ADDRESS: Final = ("aws_eip",)
_USERS: Final = ("aws_eip_association", "aws_nat_gateway")
_MORE: Final = "secondary_allocation_ids"


@guardrail(
    "eip-unused",
    "Elastic IP addresses are in use",
    Severity.LOW,
    types=_ADDRESS,
    why="An address that nothing uses costs money, and firewalls elsewhere may still trust it.",
    remedy="Name the instance or interface, add an aws_eip_association, or remove the address.",
    references=("CKV2_AWS_19", "FSBP EC2.12", "NIST CM-8"),
)
def eip_unused(address: Subject, facts: Facts) -> Iterator[Objection]:
    used = any_of(
        present(address.text("instance")),
        present(address.text("network_interface")),
        *(companions(facts, address, kind, "allocation_id", _ADDRESS).exist for kind in _USERS),
        facts.once("who names several addresses", lambda: _elsewhere(facts)),
    )
    yield from expect(used, "instance", "the plan holds nothing that uses it")


def _elsewhere(facts: Facts) -> Truth:
    """Load balancers and gateways that name several addresses may name any."""
    balancers = (each for kind in ("aws_lb", "aws_alb") for each in facts.standing(kind))
    mappings = (mapping for each in balancers for mapping in each.blocks("subnet_mapping", computed=True))
    gateways = facts.standing("aws_nat_gateway")
    named = (*(each.get("allocation_id") for each in mappings), *(each.texts(_MORE) for each in gateways))
    return UNKNOWN if any(named) else False
