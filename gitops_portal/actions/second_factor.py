"""The second factor: an app's codes set up, asked for and removed; recovery codes; and an owner's way to start over."""

from __future__ import annotations

import hmac
import secrets as random
from base64 import b32encode
from typing import TYPE_CHECKING, Final

from django.conf import settings

from gitops_portal.actions import audit, clock, secrets, sessions, sign_in
from gitops_portal.actions.people import as_actor
from gitops_portal.actions.transactions import in_one_transaction
from gitops_portal.adapters import totp
from gitops_portal.core import throttle
from gitops_portal.core.documents.secrecy import sealing
from gitops_portal.core.errors import Invalid, Refused, TooManyTries
from gitops_portal.core.events import Verb
from gitops_portal.core.payloads.organisation import FactorTold
from gitops_portal.records.models import CodeApp, Passkey, Person, RecoveryCode, SignInTries
from gitops_portal.records.queries import entering, locks

if TYPE_CHECKING:
    from gitops_portal.core.model import Actor

CODE: Final = "code"
RECOVERY_CODE: Final = "recovery code"
PASSKEY: Final = "passkey"
RECOVERY_CODES: Final = 10


# ── setting up ───────────────────────────────────────────────────────────────────────────────────────────────────


@in_one_transaction()
def begin_app(person: Person) -> str:
    """The address that the app of a person reads; the same one until a code of it was seen. Raises Refused."""
    held = locks.person(person.pk)
    app = entering.code_app(held)
    if app and app.confirmed_at:
        raise Refused("You have an app for codes: remove it to set up another.")
    secret = _opened(app) if app else None
    if secret is None:
        secret = totp.fresh()
        CodeApp.objects.update_or_create(person=held, defaults={"secret": _sealed(held, secret)})
    return totp.address(secret, person.email)


@in_one_transaction()
def confirm_app(person: Person, code: str, address: str = "") -> list[str]:
    """Let the app count from now on; returns new recovery codes where there were none. Raises Invalid, Refused."""
    held = locks.person(person.pk)
    app = entering.code_app(held)
    if app is None or app.confirmed_at:
        raise Refused("There is no app that waits for its first code: start again.")
    step = _step(app, code)
    if step is None:
        raise Invalid("This code is wrong. Is the clock of the device right? Enter the code it shows now.")
    app.confirmed_at, app.last_step = clock.now(), step
    app.save(update_fields=["confirmed_at", "last_step"])
    _told(as_actor(person, address), Verb.PERSON_FACTOR_ADDED, held, CODE)
    return codes_if_none(held)


@in_one_transaction()
def remove_app(person: Person, address: str = "") -> None:
    """Ask a person for no codes any more."""
    held = locks.person(person.pk)
    removed, _ = CodeApp.objects.filter(person=held).delete()
    if removed:
        _told(as_actor(person, address), Verb.PERSON_FACTOR_REMOVED, held, CODE)
    forget_codes_if_last(held)


@in_one_transaction()
def new_codes(person: Person, address: str = "") -> list[str]:
    """Recovery codes in place of those before. Raises Refused where there is nothing to recover."""
    held = locks.person(person.pk)
    if not entering.has_second_factor(held):
        raise Refused("Recovery codes are for a second factor: set one up first.")
    _told(as_actor(person, address), Verb.PERSON_FACTOR_ADDED, held, f"{RECOVERY_CODE}s")
    return _codes(held)


def codes_if_none(held: Person) -> list[str]:
    """Recovery codes for somebody who has none yet; in the caller's transaction."""
    return [] if entering.recovery_codes_left(held) else _codes(held)


def forget_codes_if_last(held: Person) -> None:
    """Without a second factor there is nothing to recover; in the caller's transaction."""
    if not entering.has_second_factor(held):
        RecoveryCode.objects.filter(person=held).delete()


def _codes(held: Person) -> list[str]:
    RecoveryCode.objects.filter(person=held).delete()
    codes = [b32encode(random.token_bytes(10)).decode().lower() for _ in range(RECOVERY_CODES)]
    RecoveryCode.objects.bulk_create(RecoveryCode(person=held, digest=_digest(held, code)) for code in codes)
    return ["-".join(code[start : start + 4] for start in range(0, 16, 4)) for code in codes]


@in_one_transaction()
def reset(by: Actor, person: Person) -> None:
    """Take every second factor from a person who lost theirs, and end their sessions. Raises Refused."""
    held = locks.person(person.pk)
    if not entering.has_second_factor(held):
        raise Refused(f"{person} has no second factor.")
    for rows in (CodeApp, RecoveryCode, Passkey):
        rows.objects.filter(person=held).delete()
    audit.record(by, Verb.PERSON_FACTORS_RESET, person.email)
    sessions.end_all(by, person)


# ── asked for ────────────────────────────────────────────────────────────────────────────────────────────────────


def check(person: Person, typed: str, how: str, address: str = "") -> str:
    """See whether a code is one of the app's or a recovery code; returns which, after `how` as the trail tells it.

    Each counts once, over all processes. Raises Refused, and TooManyTries after too many that do not fit.
    """
    code = "".join(character for character in typed if character.isalnum()).lower()
    counted = throttle.account_of_codes(person.email)
    if wait := sign_in.count(counted):
        raise TooManyTries(wait, "wrong codes", "")
    known = _spent(person, code, how, address)
    if known is None:
        sign_in.failed(person.email, f"{how}: the code does not fit", address)
        raise Refused("This code is wrong or was already used: enter the one your app shows now.")
    SignInTries.objects.filter(key=counted.key).delete()
    return known


@in_one_transaction()
def _spent(person: Person, code: str, how: str, address: str) -> str | None:
    held = locks.person(person.pk)
    known = _which(held, code)
    if known is None:
        return None
    reason = f"{how} and {known}"
    audit.record(as_actor(person, address), Verb.PERSON_SIGNED_IN, person.email, reason=reason)
    return reason


def _which(held: Person, code: str) -> str | None:
    app = entering.code_app(held)
    step = _step(app, code) if app and app.confirmed_at else None
    if step and CodeApp.objects.filter(person=held, last_step__lt=step).update(last_step=step):
        return CODE
    digest, now = _digest(held, code), clock.now()
    used = RecoveryCode.objects.filter(person=held, digest=digest, used_at=None).update(used_at=now)
    return RECOVERY_CODE if used else None


def _step(app: CodeApp, code: str) -> int | None:
    secret = _opened(app)
    return totp.step(secret, code, clock.now().timestamp()) if secret else None


def _digest(person: Person, code: str) -> str:
    return secrets.digest(f"{person.pk}:{code}")


def _sealed(person: Person, secret: str) -> str:
    return sealing.sealed(_key(), f"{person.pk}:{secret}".encode())


def _opened(app: CodeApp) -> str | None:
    """The secret; None where it was sealed with another SECRET_KEY, or for somebody else."""
    whose, _, secret = (sealing.opened(_key(), app.secret) or b"").decode().partition(":")
    return secret if secret and whose == str(app.person_id) else None


def _key() -> bytes:
    return hmac.digest(settings.SECRET_KEY.encode(), b"second-factor", "sha256")


def _told(by: Actor, verb: Verb, person: Person, kind: str, name: str = "") -> None:
    audit.record(by, verb, person.email, detail=FactorTold(kind=kind, name=name))
