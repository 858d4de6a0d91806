"""Coming in with a password: tries counted by account and by source, in the database, so that all processes count."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_portal.actions import audit, clock
from gitops_portal.actions.people import NOT_SIGNED_IN, as_actor
from gitops_portal.actions.transactions import in_one_transaction
from gitops_portal.core import throttle
from gitops_portal.core.errors import TooManyTries
from gitops_portal.core.events import Verb
from gitops_portal.core.model import Actor, ActorKind
from gitops_portal.records.models import Person, SignInTries
from gitops_portal.records.queries import acting, locks

if TYPE_CHECKING:
    from gitops_portal.core.throttle import Counted


@in_one_transaction()
def begin(email: str, address: str) -> None:
    """Count a try as failed before the password is looked at, so that tries beside each other count too.

    Raises TooManyTries while the account or the source has to wait; such a try is not counted.
    """
    counted = sorted((throttle.account(email), throttle.source(address)), key=lambda one: one.key)
    held = [_held(one) for one in counted]
    now = clock.now()  # after the rows are held: what stands in them is never later
    if waits := [tries.until for tries in held if tries.until > now]:
        raise TooManyTries(max(waits) - now)
    for one, tries in zip(counted, held, strict=True):
        tries.failures = throttle.failures_now(tries.failures, tries.last_at, now) + 1
        tries.last_at, tries.until = now, now + throttle.wait(tries.failures, one.free)
        tries.save()


def _held(counted: Counted) -> SignInTries:
    now = clock.now()
    new = {"last_at": now, "until": now}
    return SignInTries.objects.select_for_update(no_key=True).get_or_create(key=counted.key, defaults=new)[0]


@in_one_transaction()
def succeed(person: Person, address: str = "") -> None:
    """The try was none that failed: the account starts over, and the source is where it was before."""
    now = clock.now()
    SignInTries.objects.filter(key=throttle.account(person.email).key).delete()
    tries = locks.tries(throttle.source(address).key)
    if tries:
        tries.failures, tries.until = max(0, tries.failures - 1), now
        tries.save(update_fields=["failures", "until"])
    audit.record(as_actor(person, address), Verb.PERSON_SIGNED_IN, person.email)


@in_one_transaction()
def fail(email: str, address: str) -> None:
    """Keep in the trail that somebody did not come in. A name that is nobody's is not kept: it may be a password."""
    person = acting.person_of_email(email)
    audit.record(
        Actor(ActorKind.PORTAL, NOT_SIGNED_IN, address=address),
        Verb.PERSON_SIGN_IN_FAILED,
        person.email if person else "an account that does not exist",
        reason="" if person is None or person.is_active else "The account is closed.",
    )


@in_one_transaction()
def forget() -> None:
    """Let go of tries that no longer count."""
    SignInTries.objects.filter(last_at__lt=clock.now() - throttle.FORGOTTEN_AFTER).delete()
