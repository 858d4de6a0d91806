"""A plan without its secrets in, the name of the tool that made it out: empty where both could have written it."""

from __future__ import annotations

import re
from itertools import chain
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from gitops_portal.core.documents.plan import clean

_ITS_REGISTRY: Final = "registry.opentofu.org/"
_ITS_ACTIONS: Final = frozenset({("open",), ("renew",), ("close",), ("forget", "create")})
_ITS_REASONS: Final = frozenset({
    "delete_because_enabled_false", "forgot_because_lifecycle_destroy_in_config",
    "forgot_because_lifecycle_destroy_in_state",
})  # fmt: skip
_VERSION: Final = re.compile(r"v?([0-9]{1,4})\.([0-9]{1,4})\b")
_FIRST_OPENTOFU: Final = (1, 6)
_FIRST_COMPLETE: Final = (1, 8)
"""From here on Terraform states in every plan whether it is complete, which OpenTofu does not."""


def tool(plan: clean.Plan) -> str:
    """A plan names its version and not its tool; both have taken each other's words over for years."""
    changes = [*plan.changes, *plan.drift]
    hosts = chain((change.provider for change in changes), (each.full_name for each in plan.providers.values()))
    if any(host.startswith(_ITS_REGISTRY) for host in hosts) or any(
        change.actions in _ITS_ACTIONS or change.reason in _ITS_REASONS for change in changes
    ):
        return "OpenTofu"
    found = _VERSION.match(plan.terraform_version)
    version = (int(found[1]), int(found[2])) if found else _FIRST_COMPLETE
    stated = plan.complete is not None or plan.applyable is not None
    named = any(change.provider.startswith("registry.terraform.io/") for change in changes)
    return "Terraform" if stated or version < _FIRST_OPENTOFU or (named and version < _FIRST_COMPLETE) else ""
