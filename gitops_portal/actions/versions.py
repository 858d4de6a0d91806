"""A run in, the versions of guardrails, prices and code that it was judged under out, and those of today."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.conf import settings

from gitops_portal.adapters import code, prices

if TYPE_CHECKING:
    from gitops_portal.core.rules.ruleset import RuleSet
    from gitops_portal.records.models import Run


class Versions(NamedTuple):
    """Of what concludes. Empty is that of a run which was judged before it was kept."""

    rules: str
    prices: str
    code: str

    @property
    def together(self) -> str:
        return "/".join((self.rules[:16], self.prices[:16], self.code))

    def moved(self, since: Versions) -> str:
        """What changed first, as a sentence begins."""
        if self.rules != since.rules:
            return "Guardrails changed"
        return "Prices changed" if self.prices != since.prices else "The portal was updated"


def of(run: Run) -> Versions:
    """Those that a run was judged under."""
    return Versions(run.rules_version, run.prices_version, run.code_version)


def now(run: Run, rules: RuleSet) -> Versions:
    """Those that it would be judged under now."""
    return Versions(rules.version(run.types), prices.version(settings.PRICES_DIR), code.version())
