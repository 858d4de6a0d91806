"""Coming in by the operator's identity provider: there and back once, and whom its word lets in."""

from __future__ import annotations

import hmac
import logging
import re
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError

from gitops_portal.actions import audit, clock, once, sessions, sign_in, teams, validate
from gitops_portal.actions.people import as_actor
from gitops_portal.actions.transactions import in_one_transaction
from gitops_portal.adapters import sso
from gitops_portal.core import throttle
from gitops_portal.core.errors import PortalError, Refused, TooManyTries, Unavailable
from gitops_portal.core.events import Verb
from gitops_portal.core.payloads.organisation import Invited, SsoLinked
from gitops_portal.core.sso import objection_to_email
from gitops_portal.records.models import Person, SsoIdentity
from gitops_portal.records.queries import acting, entering, locks

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gitops_portal.adapters.sso import Begun
    from gitops_portal.core.model import Actor
    from gitops_portal.core.sso import Identity

log = logging.getLogger(__name__)

SSO: Final = "SSO"
"""How whoever came in is known."""
_STRANGER: Final = "somebody from the provider"
_WORD: Final = re.compile(r"[a-z_]{1,40}")


def on() -> bool:
    """Whether there is a provider to sign in by."""
    return bool(settings.OIDC_ISSUER)


def _provider() -> sso.Provider:
    return sso.Provider(
        issuer=settings.OIDC_ISSUER,
        client=settings.OIDC_CLIENT_ID,
        secret=settings.OIDC_CLIENT_SECRET,
        back=f"{settings.PORTAL_URL}/sign-in/sso/back/",
        groups_claim=settings.OIDC_GROUPS_CLAIM,
        loopback=settings.OIDC_ON_LOOPBACK,
    )


def begin() -> tuple[str, Begun]:
    """Where to send the browser, and what it is to keep until it is back. Raises Unavailable."""
    try:
        return sso.begin(_provider())
    except PortalError as error:
        log.warning("event=sso_not_begun reason=%s", error)
        raise _away() from error


def finish(said: Mapping[str, str], begun: Begun | None, address: str) -> Person:
    """Whom the provider's answer lets in. Raises Refused with what to do, TooManyTries, and Unavailable.

    `begun` is what this browser kept, None where it kept nothing: then nothing is looked at, and nothing written.
    """
    if begun is None or not hmac.compare_digest(said.get("state", "").encode(), begun.state.encode()):
        raise Refused("This sign-in was begun in another browser or window, or too long ago: start again.")
    _wait(address)
    who: Identity | None = None
    try:
        once.spend(begun.state)
        who = _asked(said, begun)
        person = _let_in(who, address)
    except PortalError as error:
        log.warning("event=sso_refused reason=%s", error.__cause__ or error)
        if wait := sign_in.count(throttle.source_of_sso(address)):
            raise _too_many(wait) from error
        subject = who.email if who and who.verified else _STRANGER
        sign_in.failed(subject, f"{SSO}: {error.__cause__ or error}"[:1_000], address)
        raise
    return person


def _wait(address: str) -> None:
    tries, now = entering.tries(throttle.source_of_sso(address).key), clock.now()
    if tries and tries.until > now:
        raise _too_many(tries.until - now)


def _too_many(wait: timedelta) -> TooManyTries:
    return TooManyTries(wait, f"sign-ins with {settings.OIDC_NAME} that do not hold", "")


def _away() -> Unavailable:
    return Unavailable(f"{settings.OIDC_NAME} does not answer properly: try again in a minute, or sign in another way.")


def _asked(said: Mapping[str, str], begun: Begun) -> Identity:
    if wrong := said.get("error"):
        told = wrong if _WORD.fullmatch(wrong) else "an error of its own"
        raise Refused(f"{settings.OIDC_NAME} did not let you in ({told}): start again, or ask its administrator.")
    if said.get("iss", settings.OIDC_ISSUER) != settings.OIDC_ISSUER or not said.get("code"):
        raise Refused(f"That answer is not of {settings.OIDC_NAME}: start again.")
    try:
        return sso.finish(_provider(), said["code"], begun, clock.now().timestamp())
    except Unavailable as error:
        raise _away() from error
    except PortalError as error:
        again = "start again. If it happens again, tell the operator of the portal."
        raise Refused(f"The answer of {settings.OIDC_NAME} does not hold: {again}") from error


def _let_in(who: Identity, address: str) -> Person:
    try:
        return _known(who, address)
    except IntegrityError:
        return _known(who, address)  # somebody came in by the same name in the same moment


@in_one_transaction()
def _known(who: Identity, address: str) -> Person:
    found = entering.sso_identity(who.issuer, who.subject)
    person = found.person if found else _linked(who, address)
    if not person.is_active:
        raise Refused("This account is closed. An owner of the organisation can open it again.")
    SsoIdentity.objects.filter(issuer=who.issuer, subject=who.subject).update(last_used_at=clock.now())
    teams.sync(person, {settings.OIDC_TEAMS[group] for group in who.groups if group in settings.OIDC_TEAMS})
    audit.record(as_actor(person, address), Verb.PERSON_SIGNED_IN, person.email, reason=SSO)
    return person


def _linked(who: Identity, address: str) -> Person:
    """Whoever has this verified e-mail; where the operator names its domain, somebody new. Raises Refused."""
    if why := objection_to_email(who, settings.OIDC_DOMAINS):
        raise Refused(f"{settings.OIDC_NAME} knows you, but {why}. Ask an owner of the portal.")
    person = acting.person_of_email(who.email)
    if person is None:
        person = _new(who, address)
    elif any(known.issuer == who.issuer for known in entering.sso_identities(locks.person(person.pk))):
        raise Refused(f"{who.email} is linked with another account of {settings.OIDC_NAME}: an owner can unlink it.")
    now = clock.now()
    SsoIdentity.objects.create(
        person=person, issuer=who.issuer, subject=who.subject, email=who.email, created_at=now, last_used_at=now
    )
    detail = SsoLinked(issuer=who.issuer, subject=who.subject)
    audit.record(as_actor(person, address), Verb.PERSON_SSO_LINKED, person.email, detail=detail)
    return person


def _new(who: Identity, address: str) -> Person:
    if not settings.OIDC_DOMAINS:
        raise Refused(f"{who.email} has no account here: ask an owner of the portal to invite you.")
    try:
        validate_email(who.email)
    except ValidationError as error:
        raise Refused(f"“{who.email}” is not an e-mail address: ask whoever runs {settings.OIDC_NAME}.") from error
    person = Person.objects.create_user(who.email, who.name[:200])
    validate.fields(person)
    audit.record(as_actor(person, address), Verb.PERSON_INVITED, person.email, detail=Invited(role="", ci_names=[]))
    return person


@in_one_transaction()
def unlink(by: Actor, person: Person) -> None:
    """Let the provider's word no longer let a person in; whoever comes with their e-mail next is linked anew.

    Raises Refused where they are not linked.
    """
    held = locks.person(person.pk)
    found = entering.sso_identities(held)
    if not found:
        raise Refused(f"{person} is not linked.")
    for each in found:
        detail = SsoLinked(issuer=each.issuer, subject=each.subject)
        audit.record(by, Verb.PERSON_SSO_UNLINKED, person.email, detail=detail)
    SsoIdentity.objects.filter(person=held).delete()
    sessions.end_all(by, person)


def lapse() -> int:
    """Take the teams that single sign-on gave from those who are signed in otherwise, once its word is old.

    Its own sessions have ended by then, and whoever is signed in nowhere does nothing: they keep their place. Returns
    how many people that is.
    """
    now = clock.now()
    found = entering.people_past_sso(now - timedelta(minutes=settings.OIDC_SESSION_MINUTES), now, SSO)
    for person in found:
        teams.sync(person, ())
    return len(found)
