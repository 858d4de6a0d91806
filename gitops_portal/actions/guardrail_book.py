"""A guardrails file in; its settings and own rules hold from now on, with one line in the organisation's trail."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError
from django.db.models import Q

from gitops_portal.actions import audit, clock
from gitops_portal.actions.transactions import in_one_transaction
from gitops_portal.adapters import cel
from gitops_portal.core import entries
from gitops_portal.core.errors import Stale
from gitops_portal.core.events import Verb
from gitops_portal.core.payloads.organisation import GuardrailsApplied
from gitops_portal.core.rules import book, book_settings
from gitops_portal.records.models import GuardrailBook, GuardrailSetting
from gitops_portal.records.queries import rulebook

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from gitops_portal.core.model import Actor
    from gitops_portal.core.rules.book import Kept
    from gitops_portal.core.rules.scope import Scoped


def apply(by: Actor, document: Mapping[str, Any], onto: str = "") -> GuardrailBook | None:
    """Let this file hold, and nothing beside it; None where it does already. Raises Misplaced and Stale.

    `onto` is the `digest` of what it was made from: where something else holds by now, it is refused.
    """
    told = book.read(document, rulebook.built_in(), cel.evaluators)
    try:
        return _apply(by, told.settings, book.to_keep(document), onto)
    except IntegrityError as error:
        raise Stale("Somebody else changed the guardrails at the same time: look at the difference again.") from error


def put(by: Actor, name: str, told: Mapping[str, Any], onto: str) -> GuardrailBook | None:
    """Let one own rule hold as it is `told`, in plain values, in place of the one of its id. As `apply` otherwise."""
    return apply(by, with_rule(name, told), onto)


def remove(by: Actor, name: str, onto: str) -> GuardrailBook | None:
    """Let one own rule hold no longer, and no setting of it. As `apply` otherwise."""
    document = rulebook.document()
    for part in ("rules", "guardrails"):
        document[part] = {other: said for other, said in document[part].items() if other != name}
    return apply(by, document, onto)


def with_rule(name: str, told: Mapping[str, Any]) -> dict[str, Any]:
    """The file of all that holds, with one own rule as it is told."""
    document = rulebook.document()
    return {**document, "rules": {**document["rules"], name: told}}


@in_one_transaction()
def _apply(by: Actor, settings: Collection[Scoped], said: Kept, onto: str) -> GuardrailBook | None:
    held = rulebook.newest()
    if onto and onto != digest():
        raise Stale("Somebody applied other guardrails meanwhile: open the file again, and look at what it says now.")
    before, after = _flat(rulebook.document()), _flat(book.written(settings, said))
    if before == after:
        return None
    _put(by, set(rulebook.settings()), set(settings))
    applied = GuardrailBook.objects.create(
        version=held.version + 1 if held else 1, **said, applied_by=by.name[:200], applied_at=clock.now()
    )
    detail = GuardrailsApplied(
        version=applied.version,
        before={name: said for name, said in before.items() if after.get(name) != said},
        after={name: said for name, said in after.items() if before.get(name) != said},
    )
    audit.record(by, Verb.GUARDRAILS_APPLIED, f"guardrails {applied.version}", detail=detail)
    return applied


def _put(by: Actor, before: set[Scoped], after: set[Scoped]) -> None:
    """What stays keeps who set it, and when."""
    gone = Q(pk__in=())
    for each in before - after:
        gone |= Q(guardrail=each.guardrail, scope=each.scope.kind, selector=each.scope.selector)
    GuardrailSetting.objects.filter(gone).delete()
    GuardrailSetting.objects.bulk_create(
        GuardrailSetting(
            guardrail=each.guardrail,
            scope=each.scope.kind,
            selector=each.scope.selector,
            enforcement=each.enforcement,
            exclude=book_settings.places(each.exclude),
            weaker=each.weaker,
            changed_by=by.name[:200],
            changed_at=clock.now(),
        )
        for each in after - before
    )


def digest() -> str:
    """One text for all that holds, settings made on a guardrail's own page included."""
    return hashlib.sha256(json.dumps(_flat(rulebook.document()), sort_keys=True).encode()).hexdigest()


def differing(document: Mapping[str, Any]) -> Iterator[str]:
    """What this file would change, a line each: + new, - gone, ~ other than it was. Raises Misplaced."""
    told = book.read(document, rulebook.built_in(), cel.evaluators)
    after = book.written(told.settings, book.to_keep(document))
    return entries.differing(_flat(rulebook.document()), _flat(after))


def _flat(document: Mapping[str, Any]) -> dict[str, Any]:
    return {f"{part}/{name}": said for part in book.SECTIONS for name, said in document[part].items()}
