"""Coming in with a password or a link: tries counted by account and source, in the database: all processes count."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.db.models import Q
from django.db.models.functions import Now

from gitops_portal.actions import audit, clock, secrets
from gitops_portal.actions.people import NOT_SIGNED_IN, as_actor
from gitops_portal.actions.transactions import in_one_transaction
from gitops_portal.core import throttle
from gitops_portal.core.errors import Refused, TooManyTries
from gitops_portal.core.events import Verb
from gitops_portal.core.model import Actor, ActorKind
from gitops_portal.records.models import Person, SignInLink, SignInTries
from gitops_portal.records.queries import acting, entering, locks

if TYPE_CHECKING:
    from datetime import timedelta

    from gitops_portal.core.throttle import Counted

PASSWORD: Final = "password"  # noqa: S105 - how somebody is known
LINK: Final = "link"
"""How whoever came in is known: the reason of the event, and the first word of one that tells of a failure."""


def begin(email: str, address: str) -> None:
    """Count a try as failed before the password is looked at, so that tries beside each other count too.

    Raises TooManyTries while the account or the source has to wait; such a try is not counted.
    """
    if wait := count(throttle.account(email), throttle.source(address)):
        raise TooManyTries(wait)


@in_one_transaction()
def count(*whom: Counted) -> timedelta | None:
    """One failure more for each of them; or, while one has to wait, nothing, and for how long."""
    counted = sorted(whom, key=lambda one: one.key)
    held = [_held(one) for one in counted]
    now = clock.now()  # after the rows are held: what stands in them is never later
    if waits := [tries.until for tries in held if tries.until > now]:
        return max(waits) - now
    for one, tries in zip(counted, held, strict=True):
        tries.failures = throttle.failures_now(tries.failures, tries.last_at, now) + 1
        tries.last_at, tries.until = now, now + throttle.wait(tries.failures, one.free)
        tries.save()
    return None


def _held(counted: Counted) -> SignInTries:
    """The row, ours until the transaction ends; one statement makes or locks it, as a success beside us deletes it."""
    now = clock.now()
    new = SignInTries(key=counted.key, last_at=now, until=now)
    SignInTries.objects.bulk_create([new], update_conflicts=True, unique_fields=["key"], update_fields=["key"])
    new.refresh_from_db()
    return new


@in_one_transaction()
def succeed(person: Person, address: str = "") -> bool:
    """The try was none that failed: the account starts over, and the source is where it was before.

    Returns whether that is enough to come in: with a second factor it is not.
    """
    now = clock.now()
    SignInTries.objects.filter(key=throttle.account(person.email).key).delete()
    tries = locks.tries(throttle.source(address).key)
    if tries:
        tries.failures, tries.until = max(0, tries.failures - 1), now
        tries.save(update_fields=["failures", "until"])
    return _enough(person, PASSWORD, address)


def _enough(person: Person, how: str, address: str) -> bool:
    if entering.has_second_factor(person):
        return False
    audit.record(as_actor(person, address), Verb.PERSON_SIGNED_IN, person.email, reason=how)
    return True


@in_one_transaction()
def fail(email: str, address: str) -> None:
    """Keep in the trail that somebody did not come in. A name that is nobody's is not kept: it may be a password."""
    person = acting.person_of_email(email)
    if person is None:
        subject, why = "an account that does not exist", "there is no such account"
    else:
        subject, why = person.email, "it does not fit" if person.is_active else "the account is closed"
    failed(subject, f"{PASSWORD}: {why}", address)


@in_one_transaction()
def failed(subject: str, reason: str, address: str) -> None:
    """Keep in the trail that somebody did not come in, and why; `subject` is nothing that may be a secret."""
    somebody = Actor(ActorKind.PORTAL, NOT_SIGNED_IN, address=address)
    audit.record(somebody, Verb.PERSON_SIGN_IN_FAILED, subject, reason=reason)


def look(secret: str, address: str = "") -> Person | None:
    """Whom a link would sign in; None when it is used, expired, replaced or made up. Changes nothing.

    Raises TooManyTries while the source has to wait.
    """
    _links_wait(address)
    link = entering.living_link(secrets.digest(secret), clock.now())
    return link.person if link else None


def redeem(secret: str, address: str = "") -> tuple[Person, bool]:
    """Use a link up and return whom it signs in, and whether that is enough to: with a second factor it is not.

    Raises Refused when it is used, expired, replaced or made up, and TooManyTries after too many of those.

    A link that works is asked for nothing but its source: whoever has an old one keeps nobody out.
    """
    _links_wait(address)
    digest = secrets.digest(secret)
    if found := _redeem(digest, address):
        return found
    link = entering.sign_in_link(digest)
    whose = throttle.account_of_links(link.person.email if link else digest)
    if wait := count(whose, throttle.source_of_links(address)):
        raise _too_many_links(wait)
    if link:
        _dead(link, address)
    raise Refused("This link is used, expired or not ours. Ask an owner for a new one.")


def _links_wait(address: str) -> None:
    tries, now = entering.tries(throttle.source_of_links(address).key), clock.now()
    if tries and tries.until > now:
        raise _too_many_links(tries.until - now)


def _too_many_links(wait: timedelta) -> TooManyTries:
    return TooManyTries(wait, "links that do not work", ", and ask an owner for a new one")


@in_one_transaction()
def _redeem(digest: str, address: str) -> tuple[Person, bool] | None:
    living = Q(used_at=None, expires_at__gt=clock.now(), person__is_active=True)
    used = SignInLink.objects.filter(living, digest=digest).update(used_at=Now())
    link = entering.sign_in_link(digest) if used else None
    if link is None:
        return None
    return link.person, _enough(link.person, LINK, address)


@in_one_transaction()
def _dead(link: SignInLink, address: str) -> None:
    why = "it is used, expired or replaced by a newer one" if link.person.is_active else "the account is closed"
    failed(link.person.email, f"{LINK}: {why}", address)


@in_one_transaction()
def forget() -> None:
    """Let go of tries that no longer count."""
    SignInTries.objects.filter(last_at__lt=clock.now() - throttle.FORGOTTEN_AFTER).delete()
