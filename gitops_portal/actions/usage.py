"""A usage file in; it holds for a workspace from now on, with one line in its trail. And what it tells, out."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from django.conf import settings

from gitops_portal.actions import audit, clock
from gitops_portal.actions.transactions import in_one_transaction
from gitops_portal.adapters import prices, rule_files, usage_names
from gitops_portal.core import entries
from gitops_portal.core.errors import Stale
from gitops_portal.core.events import Verb
from gitops_portal.core.payloads.organisation import UsageChanged
from gitops_portal.core.placed import Misplaced
from gitops_portal.core.pricing import infracost_usage, usage, uses
from gitops_portal.records.models import UsageFile
from gitops_portal.records.queries import locks
from gitops_portal.records.queries import usage as of_usage

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from gitops_portal.core.model import Actor
    from gitops_portal.core.pricing.infracost_usage import Converted
    from gitops_portal.core.pricing.usage import Usage
    from gitops_portal.records.models import Workspace


def told(workspace: Workspace) -> Usage:
    """How much is used in a workspace. Names are not asked for again: a later price book may have others."""
    held = of_usage.newest(workspace) if workspace.usage_version else None
    return usage.read(held.document) if held else usage.NOT_TOLD


def check(text: str) -> Mapping[str, Any]:
    """What a file says. Raises Wrong, with the line."""
    with rule_files.placed(text) as written:
        usage.read(written.document, partial(uses.names, prices=prices.load(settings.PRICES_DIR)))
        return written.document or {}


def theirs(text: str) -> bool:
    """Whether a text is Infracost's usage file. Raises Wrong for what is no YAML."""
    return infracost_usage.recognises(rule_files.read(text).document)


def of_infracost(text: str) -> Converted:
    """What ours is of Infracost's usage file; nothing is kept. Raises Wrong, with the line."""
    names = usage_names.of_infracost(settings.SHIPPED_PRICES_DIR)
    with rule_files.placed(text) as written:
        if not infracost_usage.recognises(written.document):
            raise Misplaced(
                (), "this is no usage file of Infracost: it has resource_usage or resource_type_default_usage."
            )
        return infracost_usage.convert(
            written.document, names, partial(uses.names, prices=prices.load(settings.PRICES_DIR))
        )


def save(by: Actor, workspace: Workspace, text: str, onto: str | None = None) -> UsageFile | None:
    """Let this file hold; None where it says what holds already. Raises Wrong, and Stale where another than `onto`,
    by its digest, holds by now. Runs that were priced keep their figures.
    """
    return _save(by, workspace, text, check(text), onto)


@in_one_transaction()
def _save(
    by: Actor, workspace: Workspace, text: str, document: Mapping[str, Any], onto: str | None
) -> UsageFile | None:
    current = locks.workspace(workspace.pk)
    if onto is not None and onto != current.usage_version:
        raise Stale("Somebody saved another usage file meanwhile: open it again, and look at what it says now.")
    held = of_usage.newest(current)
    if (held.source if held else "") == text:
        return None
    before, after = _flat(held.document if held else {}), _flat(document)
    made = UsageFile.objects.create(
        workspace=current,
        version=held.version + 1 if held else 1,
        source=text,
        document=document,
        digest=digest(document),
        saved_by=by.name[:200],
        saved_at=clock.now(),
    )
    workspace.usage_version = current.usage_version = made.digest
    current.save(update_fields=["usage_version"])
    detail = UsageChanged(
        version=made.version,
        before=entries.not_as_in(after, before),
        after=entries.not_as_in(before, after),
    )
    audit.record(by, Verb.WORKSPACE_USAGE_CHANGED, current.slug, workspace=current, detail=detail)
    return made


def digest(document: Mapping[str, Any]) -> str:
    """Of what a file says, whatever its order and comments; empty where it tells nothing."""
    return entries.digest(_flat(document))


def differing(workspace: Workspace, document: Mapping[str, Any]) -> Iterator[str]:
    """What this file would change, a line each: + new, - gone, ~ other than it was."""
    held = of_usage.newest(workspace)
    return entries.differing(_flat(held.document if held else {}), _flat(document))


def _flat(document: Mapping[str, Any]) -> dict[str, Any]:
    return {
        f"{part}/{place}/{name}": said
        for part in ("types", "resources")
        for place, entry in (document.get(part) or {}).items()
        for name, said in entry.items()
    }
