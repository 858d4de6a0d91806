"""People: invited, given a link that signs them in once, given and taken roles."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError
from django.db.models import F

from gitops_portal.actions import audit, clock, secrets, sessions, validate
from gitops_portal.actions.transactions import in_one_transaction
from gitops_portal.core import authors
from gitops_portal.core.errors import Invalid, Refused
from gitops_portal.core.events import Verb
from gitops_portal.core.model import Actor, ActorKind, Role
from gitops_portal.core.payloads.organisation import Changed, Invited
from gitops_portal.records.models import Membership, Person, SignInLink, Workspace
from gitops_portal.records.queries import acting, locks

if TYPE_CHECKING:
    from collections.abc import Sequence

LINK_HOURS = 24
NOT_SIGNED_IN = "somebody not signed in"
LONGEST_NAME = 200


def invite(by: Actor, email: str, name: str = "", organisation_role: str = "", ci_names: Sequence[str] = ()) -> Person:
    """A new person without a password: they come in by a link. Raises Invalid when the address is taken or none,
    a name is too long, or one in CI is taken or none."""
    try:
        validate_email(email)
    except ValidationError as error:
        raise Invalid(f"“{email}” is not an e-mail address.") from error
    _known_role(organisation_role)
    try:
        return _invite(by, email, name, organisation_role, ci_names)
    except IntegrityError as error:
        raise Invalid(f"{email} is already here.") from error


@in_one_transaction()
def _invite(by: Actor, email: str, name: str, organisation_role: str, ci_names: Sequence[str]) -> Person:
    names = _free_names(ci_names)
    person = Person.objects.create_user(email, name, organisation_role=organisation_role, ci_names=names)
    validate.fields(person)
    detail = Invited(role=organisation_role, ci_names=names)
    audit.record(by, Verb.PERSON_INVITED, person.email, detail=detail)
    return person


def _known_role(role: str) -> None:
    if role and role not in list(Role):
        raise Invalid(f"“{role}” is not a role: choose {', '.join(Role)} or none.")


@in_one_transaction()
def sign_in_link(person: Person, *, by: Actor, hours: int = LINK_HOURS) -> str:
    """The address of a page that signs `person` in, once, within `hours`. Shown only once.

    Links of theirs from before end now: what was sent and never used opens nothing later.
    """
    secret, held = secrets.fresh(), locks.person(person.pk)
    now = clock.now()  # after the person is held: of two made at once the later one lives
    SignInLink.objects.filter(person=held, used_at=None, expires_at__gt=now).update(expires_at=now)
    SignInLink.objects.create(person=held, digest=secrets.digest(secret), expires_at=now + timedelta(hours=hours))
    audit.record(by, Verb.PERSON_LINK_MADE, person.email)
    return f"{settings.PORTAL_URL}/sign-in/{secret}/"


def as_actor(person: Person, address: str = "") -> Actor:
    """A person as the one who asked."""
    return Actor(ActorKind.PERSON, f"{person.name} <{person.email}>", person.pk, address)


@in_one_transaction()
def set_role(by: Actor, person: Person, organisation_role: str) -> None:
    """Change what a person may do in every workspace. The last owner stays owner: raises Refused."""
    _known_role(organisation_role)
    _keep_an_owner(person, stays=organisation_role == Role.OWNER)
    person.refresh_from_db(fields=["organisation_role"])
    before, person.organisation_role = person.organisation_role, organisation_role
    person.save(update_fields=["organisation_role"])
    audit.record(by, Verb.PERSON_ROLE_CHANGED, person.email, detail=Changed(before=before, after=organisation_role))


@in_one_transaction()
def set_ci_names(by: Actor, person: Person, names: Sequence[str]) -> None:
    """By which names CI knows a person: nobody approves what they asked for under one of them.

    Raises Invalid for what is no name, and for what may be somebody else's.
    """
    after = _free_names(names, person)
    person.refresh_from_db(fields=["ci_names"])
    before, person.ci_names = person.ci_names, after
    person.save(update_fields=["ci_names"])
    audit.record(by, Verb.PERSON_CI_NAMES_CHANGED, person.email, detail=Changed(before=before, after=after))


def _free_names(texts: Sequence[str], person: Person | None = None) -> list[str]:
    """Names in CI as they are kept; everybody stays locked, so that no two people get one name at once."""
    wanted = {str(name): name for name in map(_ci_name, texts)}
    for other in locks.people() if wanted else ():
        if person and other.pk == person.pk:
            continue
        theirs = [found for text in (other.email, *other.ci_names) if (found := authors.read(text))]
        for name in wanted.values():
            if any(name.may_be(known) for known in theirs):
                raise Invalid(f"“{name}” may be {other.name} ({other.email}): a name in CI belongs to one person only.")
    return sorted(wanted)


def _ci_name(text: str) -> authors.Name:
    if len(text) > LONGEST_NAME:
        raise Invalid(f"A name in CI has {len(text)} characters: at most {LONGEST_NAME} are kept.")
    name = authors.read(text)
    if name is None or not text.isprintable():
        raise Invalid(
            f"“{text}” is not a name: write it as pipelines tell it, such as github:ana, gitlab:ana.k or ana."
        )
    return name


@in_one_transaction()
def deactivate(by: Actor, person: Person) -> None:
    """Lock a person out at once and for good: no session and no link of theirs works again, whatever comes later.

    What they did stays. The last owner stays: raises Refused.
    """
    _keep_an_owner(person, stays=False)
    person.is_active, person.epoch = False, F("epoch") + 1
    person.save(update_fields=["is_active", "epoch"])
    person.refresh_from_db(fields=["epoch"])
    sessions.clear(person)
    SignInLink.objects.filter(person=person, used_at=None).delete()
    audit.record(by, Verb.PERSON_DEACTIVATED, person.email)


@in_one_transaction()
def reactivate(by: Actor, person: Person) -> None:
    """Reactivate somebody; they sign in by a new link or by their password."""
    person.is_active = True
    person.save(update_fields=["is_active"])
    audit.record(by, Verb.PERSON_REACTIVATED, person.email)


def _keep_an_owner(person: Person, *, stays: bool) -> None:
    owners = locks.owners()
    if not stays and owners == [person.pk]:
        raise Refused(f"{person} is the only owner: make somebody else an owner first.")


@in_one_transaction()
def set_member(by: Actor, workspace: Workspace, person: Person, role: str | None) -> None:
    """Give a person a role in one workspace, or take it away (`role` None or empty)."""
    _known_role(role or "")
    before = acting.membership(workspace, person)
    if role:
        Membership.objects.update_or_create(person=person, workspace=workspace, defaults={"role": role})
    elif before:
        before.delete()
    audit.record(
        by,
        Verb.MEMBER_CHANGED,
        person.email,
        workspace=workspace,
        detail=Changed(before=before.role if before else "", after=role or ""),
    )


def set_password(person: Person, password: str, address: str = "") -> None:
    """Let a person sign in with e-mail and password beside links. The password is validated by the caller's form."""
    person.set_password(password)  # slow on purpose, so before the transaction
    _keep_password(person, address)


@in_one_transaction()
def _keep_password(person: Person, address: str) -> None:
    person.save(update_fields=["password"])
    sessions.clear(person)
    audit.record(as_actor(person, address), Verb.PERSON_PASSWORD_SET, person.email)
