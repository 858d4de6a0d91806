"""What is concluded about one plan: the judgement, and with its portrait the whole evaluation."""

from __future__ import annotations

from msgspec import Struct, field

from gitops_portal.core.model.changes import ChangeSet
from gitops_portal.core.model.costs import Cost
from gitops_portal.core.model.differences import Diff
from gitops_portal.core.model.findings import Finding, Looked, Verdict
from gitops_portal.core.model.graph import Chosen, Graph


class Judgement(Struct, frozen=True, kw_only=True):
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


class Evaluation(Judgement, Struct, frozen=True, kw_only=True):
    """A judgement with its portrait: what depends on what, where it stands in a picture, and what differs."""

    graph: Graph
    chosen: Chosen
    diffs: tuple[Diff, ...]
