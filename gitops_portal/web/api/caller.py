"""Who calls the API, a token or a signed-in person, and which workspaces they reach."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404
from ninja.security import HttpBearer, SessionAuth

from gitops_portal.actions import people, tokens
from gitops_portal.core.errors import Refused
from gitops_portal.core.model import Actor, Role
from gitops_portal.records import queries
from gitops_portal.records.queries import api as api_queries
from gitops_portal.web.access import client_address

if TYPE_CHECKING:
    from django.http import HttpRequest

    from gitops_portal.records.queries import Person, Run, Token, Workspace


@dataclass(frozen=True, slots=True)
class Caller:
    """A token or a person; exactly one of the two is set."""

    actor: Actor
    token: Token | None = None
    person: Person | None = None

    @property
    def who(self) -> Person | Token:
        if found := self.person or self.token:
            return found
        raise Http404

    def workspace(self, slug: str) -> Workspace:
        """Raises Http404 where there is none, or none of the caller's."""
        try:
            return api_queries.workspace(slug, self.who)
        except ObjectDoesNotExist as error:
            raise Http404 from error

    def run(self, pk: int) -> Run:
        """A run without its documents. Raises Http404 where there is none, or none of the caller's."""
        try:
            return api_queries.run(pk, self.who)
        except ObjectDoesNotExist as error:
            raise Http404 from error

    def must_act_in(self, workspace: Workspace) -> None:
        """Raises Refused for people who may only look; a token that reaches a workspace may act in it."""
        role = queries.role_in(self.person, workspace) if self.person else Role.REVIEWER
        if role is None or not role.covers(Role.REVIEWER):
            raise Refused("A viewer looks; this takes a reviewer or a CI token.")


class Bearer(HttpBearer):
    """`Authorization: Bearer gop_…`, checked on the headers, before a byte of the body is read."""

    def authenticate(self, request: HttpRequest, token: str) -> Caller | None:
        found = tokens.find(token)
        return Caller(tokens.as_actor(found, client_address(request)), token=found) if found else None


class Session(SessionAuth):
    """A person who is signed in in this browser; Django's CSRF check holds for them."""

    def authenticate(self, request: HttpRequest, key: str | None) -> Caller | None:
        person: Any = super().authenticate(request, key)
        return Caller(people.as_actor(person, client_address(request)), person=person) if person else None


CALLERS: Final = [Bearer(), Session()]
CI_ONLY: Final = [Bearer()]


def caller(request: HttpRequest) -> Caller:
    """Whoever passed the door."""
    found = getattr(request, "auth", None)
    if not isinstance(found, Caller):
        raise Http404
    return found
