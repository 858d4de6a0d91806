"""SSH that is open to the internet is tried by every scanner there is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_portal.core.model import Severity
from gitops_portal.core.rules.oci_ingress import TYPES, open_to_internet
from gitops_portal.core.rules.rule import Objection, guardrail

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gitops_portal.core.rules.facts import Facts, Subject


@guardrail(
    "oci-open-ssh",
    "Security lists and groups do not open SSH to the internet",
    Severity.CRITICAL,
    types=TYPES,
    why="Whoever finds the port may try passwords and flaws, all day, from anywhere.",
    remedy='Name the networks that need it, such as source = "10.0.0.0/16", or come through the Bastion service.',
    references=("CKV_OCI_19", "CKV_OCI_22", "NIST SC-7"),
)
def oci_open_ssh(entries: Subject, _facts: Facts) -> Iterator[Objection]:
    yield from open_to_internet(entries, 22)
