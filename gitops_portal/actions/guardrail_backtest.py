"""A guardrails file in, what it would say of the plans of the newest runs out; nothing is written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from gitops_portal.actions import clock, heard, own_prices, usage
from gitops_portal.actions.guardrails import under
from gitops_portal.actions.rejudge import occasion, planned
from gitops_portal.actions.transactions import passing
from gitops_portal.adapters import cel
from gitops_portal.core.collector import resting
from gitops_portal.core.errors import PortalError
from gitops_portal.core.evaluate import judge
from gitops_portal.core.guardrails import guardrails
from gitops_portal.core.index import Index
from gitops_portal.core.rules import book
from gitops_portal.core.rules.backtest import Otherwise, otherwise
from gitops_portal.records.queries import rulebook, waivers

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from gitops_portal.core.model import Judgement, Outcome
    from gitops_portal.core.pricing.price_book import PriceBook
    from gitops_portal.core.pricing.usage import Usage
    from gitops_portal.core.rules.rule import Rule
    from gitops_portal.core.rules.ruleset import RuleSet
    from gitops_portal.records.models import Run


class Tried(NamedTuple):
    """A run under what holds today, and under the file: the same plan, prices and code both times."""

    run: Run
    before: Outcome | None = None
    after: Outcome | None = None
    otherwise: tuple[Otherwise, ...] = ()
    error: str = ""
    """Why it could not be judged, in which case nothing else is told."""
    passes: bool = False
    """Whether what kept it from being judged may be over soon."""
    judged: tuple[Judgement, Judgement] | None = None
    """All that was said of it, before and after."""

    @property
    def changes(self) -> bool:
        return bool(self.otherwise) or self.before is not self.after


def backtest(document: Mapping[str, Any], most: int) -> Iterator[Tried]:
    """Of so many plans, the newest first. Raises Misplaced where the file cannot be read."""
    return tried_on(document, rulebook.judged(most))


def tried_on(document: Mapping[str, Any], runs: Iterable[Run]) -> Iterator[Tried]:
    """Of the plans of these runs, in their order. Raises Misplaced where the file cannot be read."""
    told = book.read(document, rulebook.built_in(), cel.evaluators)
    rules = _without_policies({**guardrails(), **told.adjusted, **told.rules})
    today, set_today, now = _without_policies(rulebook.known()), rulebook.settings(), clock.now()
    priced = own_prices.paid().book
    held: dict[int, tuple[RuleSet, RuleSet, Usage]] = {}
    for run in runs:
        place = run.workspace
        if place.pk not in held:
            waived = waivers.holding(place, now)
            sets = under(place, today, set_today, waived), under(place, rules, told.settings, waived)
            held[place.pk] = *sets, usage.told(place)
        yield _tried(run, *held[place.pk], priced)


def _without_policies(rules: Mapping[str, Rule]) -> Mapping[str, Rule]:
    """No file says what policies in Rego are, so they say the same of a plan under each."""
    return {name: rule for name, rule in rules.items() if rule.kind != "rego"}


def _tried(run: Run, today: RuleSet, proposed: RuleSet, used: Usage, priced: PriceBook) -> Tried:
    try:
        with resting():
            index = Index(planned(run))
            before, after = (
                judge(index, each, priced, usage=used, occasion=occasion(run, heard.of(run, each)))
                for each in (today, proposed)
            )
    except PortalError as error:
        return Tried(run, error=str(error), passes=passing(error))
    told = tuple(otherwise(before, after))
    return Tried(run, before.verdict.outcome, after.verdict.outcome, told, judged=(before, after))
