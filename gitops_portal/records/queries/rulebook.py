"""Nothing in, the guardrails that there are out: the portal's, and those that owners wrote; and the file of both."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.conf import settings as installed
from django.db import connection

from gitops_portal.core.guardrails import guardrails
from gitops_portal.core.model import Enforcement
from gitops_portal.core.rules import book, book_settings
from gitops_portal.core.rules.rego import judging
from gitops_portal.core.rules.scope import Scope, Scoped, ScopeKind
from gitops_portal.records.models import GuardrailBook, GuardrailSetting, Run

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from gitops_portal.core.rules.book import Kept
    from gitops_portal.core.rules.rule import Rule


def known() -> Mapping[str, Rule]:
    """Every guardrail by id, with the parameters that owners set; one that they wrote stands for a built-in one of the
    same id that came later.
    """
    return {**built_in(), **own()}


def built_in() -> Mapping[str, Rule]:
    """The portal's own, and those that stand for policies in Rego, where OPA judges some."""
    return {**guardrails(), **judging.RULES} if installed.OPA else guardrails()


def named(ids: Iterable[str]) -> Mapping[str, Rule]:
    """Guardrails by id, among them all that there are of these: what owners say is asked for where it may matter."""
    ours = built_in()
    return ours if all(name in ours and not ours[name].settable for name in ids) else known()


def own() -> Mapping[str, Rule]:
    """The rules that owners wrote, and those whose parameters they set, as they hold now."""
    newest = GuardrailBook.objects.values_list("version", "applied_at").first()
    return _own(*newest) if newest else {}


@lru_cache(maxsize=4)
def _own(version: int, _applied_at: datetime) -> Mapping[str, Rule]:
    """A version never changes, so it is read once."""
    return book.kept(_said(GuardrailBook.objects.get(version=version)), built_in())


def migrated() -> bool:
    """Whether the database holds what owners say at all: a new one does not before the first `migrate`."""
    return GuardrailBook._meta.db_table in connection.introspection.table_names()  # noqa: SLF001 - Django's public way


def newest() -> GuardrailBook | None:
    return GuardrailBook.objects.first()


def settings(guardrail: str = "") -> tuple[Scoped, ...]:
    """How strictly what holds where, in the order of a file: by guardrail, the organisation first. Of one, if named."""
    rows = GuardrailSetting.objects.filter(**({"guardrail": guardrail} if guardrail else {})).order_by("guardrail")
    return tuple(sorted(map(scoped, rows), key=lambda each: (each.guardrail, each.scope.order)))


def judged(most: int) -> Iterable[Run]:
    """So many runs of plans that somebody wanted to apply and that were judged, the newest first."""
    found = Run.objects.filter(kind="plan", evaluated_at__isnull=False).select_related("workspace")
    return found.order_by("-created_at", "-number")[:most].iterator(chunk_size=20)


def scoped(row: GuardrailSetting) -> Scoped:
    """What a row says."""
    scope = Scope(ScopeKind(row.scope), row.selector)
    but = book_settings.of_places(row.exclude)
    return Scoped(row.guardrail, Enforcement(row.enforcement), scope, but, row.weaker)


def own_rules() -> Mapping[str, Any]:
    """The rules that owners wrote, by id, as a file says them."""
    return _said(newest())["rules"]


def document() -> dict[str, Any]:
    """All that holds, in the plain values of a guardrails file."""
    return book.written(settings(), _said(newest()))


def _said(held: GuardrailBook | None) -> Kept:
    if held is None:
        return book.to_keep({})
    return {"rules": held.rules, "lists": held.lists, "parameters": held.parameters}
