"""The pipeline, read it first: what a plan says, what things cost and what is tolerated in; all conclusions out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_portal.core import cost, diff, fold, graph, guard, layout
from gitops_portal.core.collector import resting
from gitops_portal.core.model import Action, ChangeSet, Evaluation, Policy
from gitops_portal.core.verdict import decide

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gitops_portal.core.price_book import PriceBook


def evaluate(
    changes: ChangeSet, prices: PriceBook, policy: Policy, *, dot: str = "", regions: Mapping[str, str] | None = None
) -> Evaluation:
    """Everything concluded about one plan.

    `dot` is the output of `terraform graph`, when it was uploaded beside the plan; `regions` names, per provider,
    where resources stand that do not say so themselves. Diffs come gravest first.
    """
    with resting():
        return _concluded(changes, prices, policy, dot, regions or {})


def _concluded(
    changes: ChangeSet, prices: PriceBook, policy: Policy, dot: str, regions: Mapping[str, str]
) -> Evaluation:
    drawn = graph.build(changes, dot)
    priced = cost.estimate(changes, prices, regions)
    answers = guard.evaluate(guard.guardrails().values(), changes, priced, policy)
    pairs = [(change, diff.diff(change)) for change in changes.changes if change.action is not Action.NO_OP]
    pairs.sort(key=lambda pair: (diff.rank(*pair), pair[0].address))
    return Evaluation(
        changes=changes,
        verdict=decide(changes, answers.findings),
        findings=answers.findings,
        evaluated=answers.evaluated,
        cost=priced,
        graph=drawn,
        layout=layout.place(drawn),
        diffs=tuple(found for _, found in pairs),
        folded=fold.fold(drawn, answers.findings),
    )
