"""A run in, the versions of guardrails, prices, code and usage that it was judged under out, and those of today."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.conf import settings

from gitops_portal.actions import audit, heard, own_prices
from gitops_portal.actions.transactions import in_one_transaction
from gitops_portal.adapters import code, prices
from gitops_portal.core.events import Verb
from gitops_portal.core.payloads.organisation import Changed
from gitops_portal.records.queries import acting

if TYPE_CHECKING:
    from gitops_portal.core.rules.ruleset import RuleSet
    from gitops_portal.records.models import Run


class Versions(NamedTuple):
    """Of what concludes. Empty is that of a run which was judged before it was kept."""

    rules: str
    prices: str
    code: str
    usage: str = ""
    own: str = ""
    """Of what is paid other than list prices."""
    tools: str = ""
    """Of what other tools said of its plan."""

    @property
    def together(self) -> str:
        told = (self.rules[:16], self.prices[:16], self.code, self.usage[:16], self.own[:16], self.tools[:16])
        return "/".join(filter(None, told))

    def moved(self, since: Versions) -> str:
        """What changed first, as a sentence begins."""
        if self.rules != since.rules:
            return "Guardrails, waivers or budgets changed"
        if self.tools != since.tools:
            return "Another tool said something else of its plan"
        if self.usage != since.usage:
            return "The usage file changed"
        if self.own != since.own:
            return "Own prices changed"
        return "Prices changed" if self.prices != since.prices else "The portal was updated"


def of(run: Run) -> Versions:
    """Those that a run was judged under."""
    of_costs = (run.usage_version, run.own_prices_version)
    return Versions(run.rules_version, run.prices_version, run.code_version, *of_costs, run.tools_version)


def now(run: Run, rules: RuleSet) -> Versions:
    """Those that it would be judged under now."""
    book, of_costs = prices.version(settings.PRICES_DIR), (run.workspace.usage_version, own_prices.paid().version)
    return Versions(rules.version(run.types), book, code.version(), *of_costs, heard.version(run, rules))


def notice_prices() -> bool:
    """Tell in the trail that prices are others than those that were told last, or that the newest run was judged with.

    A book is renewed by a command that needs no database (`prices refresh`), and by an update of the portal: it counts
    from when a process reads it, which is when this is told. Returns whether it was.
    """
    after = prices.version(settings.PRICES_DIR)
    return acting.prices_before() not in {"", after} and _notice(after)


@in_one_transaction()
def _notice(after: str) -> bool:
    """Of two that notice at once, the second sees what the first told."""
    audit.held(None)
    if (before := acting.prices_before()) == after:
        return False
    audit.record(audit.PORTAL, Verb.PRICES_CHANGED, "price book", detail=Changed(before=before, after=after))
    return True
