"""A question of an operator's command in; which people, workspaces and trails there are out: no sight narrows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from gitops_portal.core.model import Role
from gitops_portal.records.models import AuditChain, Person, Run, Workspace

if TYPE_CHECKING:
    from collections.abc import Collection


def has_people() -> bool:
    return Person.objects.exists()


def has_workspaces() -> bool:
    return Workspace.objects.exists()


def has_signed_in() -> bool:
    """Whether anybody ever signed in."""
    return Person.objects.filter(last_login__isnull=False).exists()


def first_owner() -> Person | None:
    """The active owner who has been one for longest."""
    return Person.objects.filter(organisation_role=Role.OWNER, is_active=True).order_by("pk").first()


def active_person(email: str) -> Person | None:
    return Person.objects.filter(is_active=True, email=email.lower()).first()


def workspace(slug: str) -> Workspace | None:
    return Workspace.objects.filter(slug=slug).first()


def without(slugs: Collection[str]) -> list[str]:
    """Those of these names that no workspace has, in order."""
    return sorted(set(slugs) - set(Workspace.objects.filter(slug__in=slugs).values_list("slug", flat=True)))


def chains() -> list[str]:
    """The names of all audit chains."""
    return list(AuditChain.objects.order_by("name").values_list("name", flat=True))


def has_chain(name: str) -> bool:
    return AuditChain.objects.filter(name=name).exists()


def run(named: str) -> Run | None:
    """By its key, or as `workspace/number`."""
    slug, _, number = named.rpartition("/")
    if not (number.isascii() and number.isdecimal() and len(number) < 19):  # noqa: PLR2004 - a 64-bit number's digits
        return None
    which = Q(workspace__slug=slug, number=int(number)) if slug else Q(pk=int(number))
    return Run.objects.filter(which).select_related("workspace").first()
