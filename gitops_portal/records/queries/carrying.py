"""A run in, the run that it replaced and what was approved of that out: what may carry over."""

from __future__ import annotations

from django.db.models import Exists, OuterRef

from gitops_portal.records.models import Decision, Run, RunChange


def replaced_by(run: Run) -> Run | None:
    """The newest run that this one superseded and somebody approved; nobody locks it, for it changes no more."""
    approved = Decision.objects.filter(run=OuterRef("pk"), action="approve")
    found = Run.objects.filter(Exists(approved), superseded_by=run, number__lt=run.number)
    before = found.order_by("-number").first()
    if before:
        before.workspace = run.workspace
    return before


def approvals(run: Run) -> list[Decision]:
    """The approvals of a run; none where somebody rejected it, or holds it until changes are made."""
    found = list(run.decisions.select_related("person"))
    against = any(one.action == "reject" or (one.action == "request_changes" and not one.resolved_at) for one in found)
    return [] if against else [one for one in found if one.action == "approve"]


def new_changes(run: Run, before: Run) -> int:
    """How many changes of a run the one before has not, or has otherwise."""
    same = RunChange.objects.filter(
        run=before, key=OuterRef("key"), digest=OuterRef("digest"), action=OuterRef("action")
    )
    return RunChange.objects.filter(run=run).exclude(Exists(same.exclude(digest=""))).count()
