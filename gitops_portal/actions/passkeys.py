"""Passkeys: added, removed, and shown to come in: the device asks for a finger, a face or a PIN, so nothing else is."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from django.conf import settings

from gitops_portal.actions import audit, clock, once, secrets, sign_in
from gitops_portal.actions.people import as_actor
from gitops_portal.actions.second_factor import PASSKEY, codes_if_none, forget_codes_if_last
from gitops_portal.actions.transactions import in_one_transaction
from gitops_portal.adapters import passkeys
from gitops_portal.core import throttle
from gitops_portal.core.errors import Invalid, Refused, TooManyTries
from gitops_portal.core.events import Verb
from gitops_portal.core.payloads.organisation import FactorTold
from gitops_portal.records.models import Passkey, Person
from gitops_portal.records.queries import entering, locks

if TYPE_CHECKING:
    from gitops_portal.adapters.passkeys import Asked, Made

log = logging.getLogger(__name__)

MOST = 20
"""Passkeys of one person."""
_STRANGER = "an unknown passkey"


def ask_for_new(person: Person) -> Asked:
    known = [each.credential for each in entering.passkeys(person)]
    handle = secrets.digest(f"person:{person.pk}")[:32].encode()
    return passkeys.ask_for_new(settings.PORTAL_URL, handle, person.email, person.name, known)


def add(person: Person, state: dict[str, Any], answer: str, name: str, address: str = "") -> list[str]:
    """Keep a new passkey; returns new recovery codes where there were none. Raises Invalid, Refused."""
    once.spend(str(state.get("challenge")))
    try:
        found = passkeys.made(settings.PORTAL_URL, state, answer)
    except Invalid as error:
        log.warning("event=passkey_not_added reason=%s", error)
        raise Invalid("The browser's answer is not a new passkey of this portal: start again.") from error
    return _add(person, found, name.strip() or "Passkey", address)


@in_one_transaction()
def _add(person: Person, found: Made, name: str, address: str) -> list[str]:
    held = locks.person(person.pk)
    if entering.passkey(found.credential):
        raise Refused("This passkey is known already.")
    if len(entering.passkeys(held)) >= MOST:
        raise Refused(f"You have {MOST} passkeys: remove one that you no longer use.")
    Passkey.objects.create(
        person=held,
        credential=found.credential,
        public=found.public,
        name=name[:100],
        uses=found.uses,
        created_at=clock.now(),
    )
    detail = FactorTold(kind=PASSKEY, name=name[:100])
    audit.record(as_actor(person, address), Verb.PERSON_FACTOR_ADDED, person.email, detail=detail)
    return codes_if_none(held)


@in_one_transaction()
def remove(person: Person, pk: int, address: str = "") -> None:
    """Let a passkey of this person let nobody in any more. Raises Refused where they have none such."""
    held = locks.person(person.pk)
    found = next((each for each in entering.passkeys(held) if each.pk == pk), None)
    if found is None:
        raise Refused("You have no such passkey any more.")
    detail = FactorTold(kind=PASSKEY, name=found.name)
    found.delete()
    audit.record(as_actor(person, address), Verb.PERSON_FACTOR_REMOVED, person.email, detail=detail)
    forget_codes_if_last(held)


def ask() -> Asked:
    """What a browser at the sign-in page is asked."""
    return passkeys.ask_for_known(settings.PORTAL_URL)


def come_in(state: dict[str, Any] | None, answer: str, address: str = "") -> Person:
    """Whom a shown passkey lets in. Raises Refused with what to do, and TooManyTries."""
    if not state:
        raise Refused("The passkey was asked for too long ago, or in another browser: start again.")
    tries = entering.tries(throttle.source(address).key)
    if tries and tries.until > clock.now():
        raise TooManyTries(tries.until - clock.now(), "tries that do not fit", "")
    person: Person | None = None
    try:
        once.spend(str(state.get("challenge")))
        found = _named(answer)
        person = found.person
        return _in(found, passkeys.shown(settings.PORTAL_URL, state, answer, found.public), address)
    except (Invalid, Refused) as error:
        sign_in.count(throttle.source(address))
        sign_in.failed(person.email if person else _STRANGER, f"{PASSKEY}: {error}"[:1_000], address)
        raise (
            error if isinstance(error, Refused) else Refused("This passkey belongs to no account: start again.")
        ) from error


def _named(answer: str) -> Passkey:
    if found := entering.passkey(passkeys.named(answer)):
        return found
    raise Invalid("nobody here has it")


@in_one_transaction()
def _in(found: Passkey, uses: int, address: str) -> Person:
    held = locks.person(found.person_id)
    now = next((each for each in entering.passkeys(held) if each.pk == found.pk), None)
    if now is None:
        raise Invalid("it was removed")
    if not held.is_active:
        raise Refused("This account is closed. An owner of the organisation can open it again.")
    if uses and uses <= now.uses:
        raise Refused("This passkey was used elsewhere since: it may have been copied. Remove it, and make a new one.")
    now.uses, now.last_used_at = uses, clock.now()
    now.save(update_fields=["uses", "last_used_at"])
    audit.record(as_actor(held, address), Verb.PERSON_SIGNED_IN, held.email, reason=PASSKEY)
    return held
