"""What is concluded about one plan: the judgement, and with its portrait the whole evaluation."""

from __future__ import annotations

from dataclasses import dataclass, field

from gitops_portal.core.model.changes import ChangeSet
from gitops_portal.core.model.costs import Cost
from gitops_portal.core.model.differences import Diff
from gitops_portal.core.model.findings import Finding, Looked, Verdict
from gitops_portal.core.model.graph import Chosen, Graph


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What it costs, what it breaks, and the verdict: all that a gate asks."""

    changes: ChangeSet
    verdict: Verdict
    findings: tuple[Finding, ...]
    evaluated: int
    """How many answers (guardrail x resource) were given, the passed ones included."""
    cost: Cost
    looked: Looked = field(default_factory=Looked)
    unjudged: tuple[str, ...] = ()
    """Sentences about what changes and no guardrail knows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation(Judgement):
    """A judgement with its portrait: what depends on what, where it stands in a picture, and what differs."""

    graph: Graph
    chosen: Chosen
    diffs: tuple[Diff, ...]
