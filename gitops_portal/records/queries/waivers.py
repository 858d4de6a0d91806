"""A workspace or a person in, the waivers that hold, that end soon and that ended out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_portal.core.rules import waivers as core
from gitops_portal.records.models import Waiver
from gitops_portal.records.queries.sight import reached

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

    from gitops_portal.records.models import Person, Token, Workspace
    from gitops_portal.records.queries.sight import Places

    Caller = Person | Token | Places


def holding(workspace: Workspace, now: datetime) -> tuple[core.Waiver, ...]:
    """Those of a workspace that hold now, as findings are judged under them."""
    return core.holding(map(noun, Waiver.objects.filter(workspace=workspace, ended_at=None)), now)


def noun(row: Waiver) -> core.Waiver:
    """A row as the core knows it."""
    return core.Waiver(
        guardrail=row.guardrail,
        address=row.address,
        by=row.made_by,
        reason=row.reason,
        until=row.ends_at,
        pattern=row.pattern,
        approved_by=row.approved_by,
        ceiling=row.ceiling,
    )


def waiver(pk: int) -> Waiver | None:
    return Waiver.objects.select_related("workspace").filter(pk=pk).first()


def same(workspace: Workspace, told: core.Waiver, identity: str) -> Waiver | None:
    """The one of a person that says all of this already, and has not ended; whoever looks holds the workspace."""
    says = {"guardrail": told.guardrail, "address": told.address, "pattern": told.pattern, "ceiling": told.ceiling}
    found = Waiver.objects.filter(workspace=workspace, made_identity=identity, ended_at=None, **says)
    return found.filter(reason=told.reason, ends_at=told.until).order_by("pk").first()


def listed(who: Caller, now: datetime, workspace: Workspace | None = None) -> QuerySet[Waiver]:
    """Those that they may see and that have not ended, the next to end first; of one workspace, or of all."""
    return _seen(who, workspace).filter(ended_at=None, ends_at__gt=now).order_by("ends_at", "pk")


def ended(who: Caller, now: datetime, workspace: Workspace | None = None) -> QuerySet[Waiver]:
    """The others, those that ended last first."""
    return _seen(who, workspace).exclude(ended_at=None, ends_at__gt=now).order_by("-ends_at", "-pk")


def _seen(who: Caller, workspace: Workspace | None) -> QuerySet[Waiver]:
    found = Waiver.objects.select_related("workspace")
    return found.filter(workspace=workspace) if workspace else found.filter(workspace__in=reached(who))


def over(now: datetime) -> list[int]:
    """The keys of those whose time is over and that do not say so yet."""
    return list(Waiver.objects.filter(ended_at=None, ends_at__lte=now).order_by("pk").values_list("pk", flat=True))


def ending(now: datetime) -> list[int]:
    """The keys of those that end soon and of which nobody was told."""
    soon = Waiver.objects.filter(ended_at=None, warned_at=None, warn_at__lte=now, ends_at__gt=now)
    return list(soon.order_by("pk").values_list("pk", flat=True))
