"""Everything concluded about one plan, in one value."""

from __future__ import annotations

from dataclasses import dataclass

from gitops_portal.core.model.changes import ChangeSet
from gitops_portal.core.model.costs import Cost
from gitops_portal.core.model.differences import Diff
from gitops_portal.core.model.findings import Finding, Verdict
from gitops_portal.core.model.graph import Graph, Layout


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Everything concluded about one plan."""

    changes: ChangeSet
    verdict: Verdict
    findings: tuple[Finding, ...]
    evaluated: int
    """How many answers (guardrail x resource) were given, the passed ones included."""
    cost: Cost
    graph: Graph
    layout: Layout
    diffs: tuple[Diff, ...]
    unjudged: tuple[str, ...] = ()
    """Sentences about what changes and no guardrail knows."""
