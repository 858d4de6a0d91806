"""The JSON that `terraform show -json PLANFILE` and `tofu show -json PLANFILE` write, of any 0.x and 1.x format."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from gitops_portal.core.documents.plan import reading
from gitops_portal.core.documents.plan.redaction import redacted
from gitops_portal.core.documents.source import Kind, Source

if TYPE_CHECKING:
    from collections.abc import Callable

    from gitops_portal.core.documents.secrecy.redact import Mask
    from gitops_portal.core.documents.source import Members
    from gitops_portal.core.model import ChangeSet

_ONLY_IN_PLANS: Final = frozenset({"planned_values", "resource_changes", "output_changes", "resource_drift"})


def recognises(members: Members) -> bool:
    return "format_version" in members and not _ONLY_IN_PLANS.isdisjoint(members)


def redact(members: Members, mask: Mask) -> tuple[bytes, ChangeSet, Callable[[bytes], bytes]]:
    kept, plan, veiled = redacted(members, mask)
    return kept, reading.changes(plan, mask), veiled


TERRAFORM_PLAN = Source("terraform-plan", Kind.PLAN, recognises, redact)
