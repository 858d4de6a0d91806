"""SSH that is open to the internet is tried by every scanner there is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_portal.core.model import Severity
from gitops_portal.core.rules.google_firewalls import TYPES, open_to_internet
from gitops_portal.core.rules.rule import Objection, guardrail

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gitops_portal.core.rules.facts import Facts, Subject


@guardrail(
    "firewall-open-ssh",
    "Firewalls do not open SSH to the internet",
    Severity.CRITICAL,
    types=TYPES,
    why="Whoever finds the port may try passwords and flaws, all day, from anywhere.",
    remedy=(
        'Name the networks that need it: source_ranges = ["35.235.240.0/20"] lets in only what comes through '
        "Identity-Aware Proxy."
    ),
    references=("CKV_GCP_2", "CIS GCP 3.0.0 3.6", "PCI DSS 4.0.1 1.3.1", "PCI DSS 4.0.1 1.4.2", "NIST SC-7"),
)
def firewall_open_ssh(firewall: Subject, _facts: Facts) -> Iterator[Objection]:
    yield from open_to_internet(firewall, 22)
