"""The JSON that `terraform show -json PLANFILE` and `tofu show -json PLANFILE` write, of any 0.x and 1.x format."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from gitops_portal.core.parse import Source
from gitops_portal.core.plan.reading import read
from gitops_portal.core.plan.redaction import redact

if TYPE_CHECKING:
    from gitops_portal.core.parse import Members

_ONLY_IN_PLANS: Final = frozenset({"planned_values", "resource_changes", "output_changes", "resource_drift"})


def recognises(members: Members) -> bool:
    return "format_version" in members and not _ONLY_IN_PLANS.isdisjoint(members)


TERRAFORM_PLAN = Source("terraform-plan", recognises, redact, read)
