"""A run in, its plan as it was kept out, with what may be read of the run beside it; and what both are judged as."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings

from gitops_portal.actions import heard, own_prices, usage
from gitops_portal.actions.masking import mask_of
from gitops_portal.adapters.artifacts import store
from gitops_portal.core import cli_flags
from gitops_portal.core.dependencies import graph as graphs
from gitops_portal.core.documents import parse
from gitops_portal.core.evaluate import judge
from gitops_portal.core.index import Index
from gitops_portal.core.rules.occasion import Occasion

if TYPE_CHECKING:
    from gitops_portal.actions.heard import Heard
    from gitops_portal.core.model import ChangeSet, Judgement
    from gitops_portal.core.rules.ruleset import RuleSet
    from gitops_portal.records.models import Run


def rejudge(run: Run, rules: RuleSet) -> Judgement:
    """What a run's plan breaks under these rules; nothing is drawn, and nothing kept. Raises PortalError."""
    index, known, told = Index(planned(run)), own_prices.paid().book, usage.told(run.workspace)
    of_run = occasion(run, heard.of(run, rules))
    return judge(index, rules, known, usage=told, occasion=of_run, drawn=lambda: graphs.build(index, dot(run)))


def occasion(run: Run, said: Heard) -> Occasion:
    """What rules may read of a run beside its plan."""
    return Occasion(actor=run.actor, branch=run.branch, at=run.created_at, reports=said.reports, figures=said.figures)


def dot(run: Run) -> str:
    """What `terraform graph` printed, where it was uploaded."""
    return store(settings.ARTIFACTS_URL).get(run.dot).decode() if run.dot else ""


def planned(run: Run) -> ChangeSet:
    """What a run's plan says. Raises PortalError."""
    kept = parse.read_plan(store(settings.ARTIFACTS_URL).get(run.artifact), mask_of(run.workspace))
    return cli_flags.planned_with(kept, cli_flags.read(run.flags))
