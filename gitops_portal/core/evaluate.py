"""The pipeline, read it first: what a plan says, what things cost and what is tolerated in; all conclusions out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from gitops_portal.core.collector import resting
from gitops_portal.core.cost_models import models_for
from gitops_portal.core.dependencies import graph
from gitops_portal.core.documents.secrecy import quoting
from gitops_portal.core.index import Index
from gitops_portal.core.model import Action, ChangeSet, Diff, Evaluation, Finding, Graph, Judgement
from gitops_portal.core.pricing import cost
from gitops_portal.core.pricing.second_opinion import with_figures
from gitops_portal.core.pricing.usage import NOT_TOLD, Usage
from gitops_portal.core.rules import guard, waivers
from gitops_portal.core.rules.occasion import NONE, Occasion
from gitops_portal.core.rules.occasion import around as beside_it
from gitops_portal.core.rules.unjudged import unjudged
from gitops_portal.core.rules.verdict import decide

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from gitops_portal.core.pricing.price_book import PriceBook
    from gitops_portal.core.rules.ruleset import RuleSet


def evaluate(
    changes: ChangeSet,
    rules: RuleSet,
    prices: PriceBook,
    *,
    dot: str = "",
    regions: Mapping[str, str] | None = None,
    usage: Usage = NOT_TOLD,
    occasion: Occasion = NONE,
) -> Evaluation:
    """Everything concluded about one plan.

    `dot` is the output of `terraform graph`, when it was uploaded beside the plan; `regions` names, per provider,
    where resources stand that do not say so themselves; `usage` tells how much is used of what is paid by use;
    `occasion` is the run that it is of.
    """
    with resting():
        index = Index(changes)
        drawn = graph.build(index, dot)
        judgement = judge(index, rules, prices, regions, usage, occasion=occasion, drawn=lambda: drawn)
        return portray(judgement, drawn, index)


def judge(
    index: Index,
    rules: RuleSet,
    prices: PriceBook,
    regions: Mapping[str, str] | None = None,
    usage: Usage = NOT_TOLD,
    *,
    occasion: Occasion = NONE,
    drawn: Callable[[], Graph] | None = None,
) -> Judgement:
    """What a plan costs, what it breaks, and the verdict. No value is compared for it, and nothing drawn, but where a
    condition in CEL reads something of the graph: `drawn` gives it, where something was uploaded that tells of it.
    """
    with resting():
        changes, opened = index.changes, index.opened()
        models = models_for({change.type for change in changes.changes})
        priced = with_figures(cost.estimate(opened, models, prices, regions, usage), occasion.figures)
        around = beside_it(rules, index, priced, occasion, drawn or (lambda: graph.build(index)))
        answers = guard.evaluate(rules, opened, priced, index, around, occasion.reports)
        findings = waivers.apply(answers.findings, rules, priced)
        beside = unjudged(changes, rules)
        if changes.judged:
            quotes = quoting.Quotes(changes)
            priced, findings = quoting.cost(priced, quotes), quoting.findings(findings, quotes)
        return Judgement(
            changes=changes,
            verdict=decide(changes, findings, beside),
            findings=findings,
            evaluated=answers.evaluated,
            looked=answers.looked,
            cost=priced,
            unjudged=beside,
        )


def portray(judgement: Judgement, drawn: Graph, index: Index) -> Evaluation:
    """The judgement with what there is room for of its graph and what differs, gravest first."""
    from gitops_portal.core.drawing import chosen  # here, for whoever only judges does not wait for its import

    with resting():
        return Evaluation(
            changes=judgement.changes,
            verdict=judgement.verdict,
            findings=judgement.findings,
            evaluated=judgement.evaluated,
            cost=judgement.cost,
            looked=judgement.looked,
            unjudged=judgement.unjudged,
            graph=drawn,
            chosen=chosen.choose(drawn),
            diffs=_differing(index, judgement.findings),
        )


def _differing(index: Index, findings: Iterable[Finding]) -> tuple[Diff, ...]:
    """What differs, the gravest first and the noise last; what has a finding is no noise."""
    from gitops_portal.core.difference import diff

    objected = {found.address for found in findings}
    pairs = []
    entries: dict[tuple[str, str], int] = {}
    for change in index.changes.changes:
        entry = entries[change.address, change.deposed] = entries.get((change.address, change.deposed), -1) + 1
        if change.action is Action.NO_OP and not change.moved and not change.importing and not change.differs:
            continue
        block = index.block(change) if change.action is Action.UPDATE else None
        found = diff.diff(change, block.arguments if block else None)
        if found.noise and change.address in objected:
            found = replace(found, noise=None)
        pairs.append((change, replace(found, entry=entry) if entry else found))
    pairs.sort(key=lambda pair: (diff.rank(*pair), pair[1].noise or "", pair[0].address, pair[0].deposed))
    return tuple(found for _, found in pairs)
