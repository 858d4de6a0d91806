"""Rules that ignore drift: those that hold, and what they may silence, out; for people as far as they see its scope."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.db.models import Q

from gitops_portal.core.drift.silencing import Rule
from gitops_portal.core.rules.scope import Scope, ScopeKind
from gitops_portal.records.models import DriftItem, DriftRule
from gitops_portal.records.queries.sight import workspaces

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from django.db.models import QuerySet

    from gitops_portal.records.models import Person, Run


class Judged(NamedTuple):
    """An open item as rules look at it, and what was said of it before."""

    pk: int
    workspace: str
    labels: Mapping[str, str]
    address: str
    type: str
    attributes: list[str]
    grave: str
    rule: int | None
    until: datetime | None


def rules(now: datetime) -> list[Rule]:
    """Those that hold, the oldest first."""
    return [
        Rule(one.pk, Scope(ScopeKind(one.scope), one.selector), one.ends_at, one.address, one.type, one.attribute)
        for one in _living(now).order_by("pk")
    ]


def of_run(run: Run) -> Iterator[Judged]:
    """What a run told of last."""
    return _judged(Q(last_run=run))


def about(rule: DriftRule) -> Iterator[Judged]:
    """What a rule may be about, in every workspace."""
    which = Q(type=rule.type) if rule.type else Q()
    return _judged(which & Q(workspace__slug=rule.selector) if rule.scope == ScopeKind.WORKSPACE else which)


def _judged(which: Q) -> Iterator[Judged]:
    rows = DriftItem.objects.filter(which, closed_at=None).order_by("pk")
    named = ("pk", "workspace__slug", "workspace__labels", "address", "type", "attributes", "grave")
    return (Judged(*row) for row in rows.values_list(*named, "rule", "ignored_until").iterator(2_000))


def rule(pk: int) -> DriftRule | None:
    return DriftRule.objects.filter(pk=pk).first()


def counts(pk: int) -> tuple[int, int]:
    """How often a rule silenced something, and how often it would have."""
    return DriftRule.objects.values_list("uses", "held_back").get(pk=pk)


def living(pk: int, now: datetime) -> DriftRule | None:
    """A rule that holds; None where it has ended, or never was."""
    return _living(now).filter(pk=pk).first()


def _living(now: datetime) -> QuerySet[DriftRule]:
    return DriftRule.objects.filter(ended_at=None, ends_at__gt=now)


def seen(person: Person, now: datetime, ended: int = 20) -> tuple[list[DriftRule], list[DriftRule]]:
    """Those that hold, the next to end first, and those that ended last; not those about a workspace unseen."""
    visible = DriftRule.objects.all()
    if not person.organisation_role:
        visible = visible.exclude(Q(scope=ScopeKind.WORKSPACE) & ~Q(selector__in=workspaces(person).values("slug")))
    held = visible.filter(ended_at=None, ends_at__gt=now).order_by("ends_at", "pk")
    return list(held), list(visible.exclude(ended_at=None, ends_at__gt=now).order_by("-ends_at", "-pk")[:ended])
