"""Claims in, a signed statement of the portal out; and the key behind it rotated."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings

from gitops_portal.actions import audit, clock
from gitops_portal.actions.transactions import in_one_transaction
from gitops_portal.adapters import signing
from gitops_portal.core.errors import Refused
from gitops_portal.core.events import Verb
from gitops_portal.core.payloads.organisation import KeyRotated

if TYPE_CHECKING:
    from gitops_portal.core.model import Actor


def ring() -> signing.Ring:
    """The portal's keys: those of SIGNING_KEY, else those in the data folder."""
    return signing.ring(settings.SIGNING_KEY, settings.PORTAL_DATA_DIR)


def published() -> dict[str, Any]:
    """The key set by which an attestation can be checked now."""
    return ring().published(clock.now())


def rotate(by: Actor) -> str:
    """Sign with a new key from now on; returns its id. The old one is published for another day, and never forgotten.

    Raises Refused where the operator's environment holds the key.
    """
    if settings.SIGNING_KEY:
        raise Refused(
            "SIGNING_KEY holds the key, so it is rotated there: put a new one before it, and keep the old one behind, "
            "so that what it signed can be checked."
        )
    before, after = signing.rotate(settings.PORTAL_DATA_DIR, clock.now())
    _record(by, before, after)
    return str(after["kid"])


@in_one_transaction()
def _record(by: Actor, before: dict[str, Any], after: dict[str, Any]) -> None:
    """The public halves stand in the trail: which key signed when can be told without the portal."""
    detail = KeyRotated(before=before["kid"], after=after["kid"], public=after["x"])
    audit.record(by, Verb.KEY_ROTATED, str(after["kid"]), detail=detail)
