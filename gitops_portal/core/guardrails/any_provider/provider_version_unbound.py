"""A provider whose version is not bound anywhere is the newest one, as soon as somebody renews the lock file."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from gitops_portal.core.model import Severity
from gitops_portal.core.rules.rule import Judges, Objection, guardrail, violated

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gitops_portal.core.model import Provider
    from gitops_portal.core.rules.facts import Facts, Subject

BUILT_IN = "terraform.io/builtin/"


@guardrail(
    "provider-version-unbound",
    "Providers have a version",
    Severity.LOW,
    why="A new major version of a provider renames arguments and changes defaults, also of what runs already.",
    remedy='required_providers {\n  aws = {\n    source  = "hashicorp/aws"\n    version = "~> 5.0"\n  }\n}',
    references=("NIST CM-2", "NIST SR-3"),
    judges=Judges.PLAN,
)
def provider_version_unbound(_plan: Subject, facts: Facts) -> Iterator[Objection]:
    """One module that binds it binds it for all."""
    by_name: dict[str, list[Provider]] = defaultdict(list)
    for provider in facts.changes.providers.values():
        by_name[provider.full_name or provider.key].append(provider)
    for name, configured in by_name.items():
        if not name.startswith(BUILT_IN) and not any(provider.version for provider in configured):
            short = name.rpartition("/")[2]
            yield violated(f"required_providers.{short}", "no module binds the version of this provider")
