"""Who calls the API, a token, a CI job or a signed-in person, and which workspaces they reach to do what."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404
from ninja.security import HttpBearer, SessionAuth

from gitops_portal.actions import ci_identity, people, tokens
from gitops_portal.adapters.issued import looks_like_one
from gitops_portal.core.ci_identity import facts
from gitops_portal.core.ci_identity.rules import Scope
from gitops_portal.core.errors import Refused, Unrecognised
from gitops_portal.core.model import Actor, Role
from gitops_portal.core.text import visible
from gitops_portal.records import queries
from gitops_portal.records.queries import api as api_queries
from gitops_portal.web.access import client_address

if TYPE_CHECKING:
    from django.http import HttpRequest

    from gitops_portal.actions.ci_identity import Known
    from gitops_portal.records.queries import Person, Places, Run, Token, Workspace


@dataclass(frozen=True, slots=True)
class Caller:
    """A token, a CI job or a person; exactly one of the three is set."""

    actor: Actor
    token: Token | None = None
    person: Person | None = None
    known: Known | None = None
    needs: frozenset[Scope] = frozenset({Scope.READ})
    """What a CI job may do one of, where it is to reach anything."""

    @property
    def who(self) -> Person | Token | Places:
        if self.known:
            scopes = self.known.scopes.items()
            return queries.Places(frozenset(pk for pk, may in scopes if self.needs & may))
        if found := self.person or self.token:
            return found
        raise Http404

    def workspace(self, slug: str) -> Workspace:
        """Raises Http404 where there is none, or none of the caller's."""
        try:
            return api_queries.workspace(slug, self.who)
        except ObjectDoesNotExist as error:
            if self.known:
                self._keep_out(self.known, api_queries.any_workspace(slug))
            raise Http404 from error

    def run(self, pk: int) -> Run:
        """A run without its documents. Raises Http404 where there is none, or none of the caller's."""
        try:
            return api_queries.run(pk, self.who)
        except ObjectDoesNotExist as error:
            if self.known:
                self._keep_out(self.known, api_queries.workspace_of_run(pk))
            raise Http404 from error

    def _keep_out(self, known: Known, workspace: Workspace | None) -> None:
        """A CI job that asks for what no rule opens stands in the trail; where it may do something else, it is told."""
        if workspace is None:
            return
        if may := known.scopes.get(workspace.pk):
            wanted = " or ".join(sorted(self.needs)) or "a person's session"
            raise Refused(f"The workspace's rules let this job {', '.join(sorted(may))}; this takes {wanted}.")
        ci_identity.kept_out(known, self.actor.address, workspace)

    def must_act_in(self, workspace: Workspace) -> None:
        """Raises Refused for people who may only look; a token that reaches a workspace may act in it."""
        role = queries.role_in(self.person, workspace) if self.person else Role.REVIEWER
        if role is None or not role.covers(Role.REVIEWER):
            raise Refused("A viewer looks; this takes a reviewer or a CI token.")

    def must_run_for(self, commit: str) -> None:
        """Raises Refused where a CI job names another commit than the one that it runs for."""
        if self.known and facts.contradicts(commit, self.known.job):
            raise Refused(f"commit is “{visible(commit[:40])}”, and the job's identity says {self.known.job.sha}.")

    def must_see_the_real_world(self) -> None:
        """Raises Refused for a job that a fork's pull request may have started."""
        if self.known and (why := facts.objection_to_the_real_world(self.known.job)):
            raise Refused(why)

    def settled(self, told: dict[str, Any]) -> dict[str, Any]:
        """What an upload says of itself, with what a CI job's identity proves in its place. Raises Invalid, Refused."""
        return facts.settled(told, self.known.job) if self.known else told


class Bearer(HttpBearer):
    """`Authorization: Bearer …`, a portal's token or a CI job's, checked before a byte of the body is read."""

    def authenticate(self, request: HttpRequest, token: str) -> Caller | None:
        address = client_address(request)
        if looks_like_one(token):
            return self._job(token, address)
        found = tokens.find(token)
        return Caller(tokens.as_actor(found, address), token=found) if found else None

    def _job(self, token: str, address: str) -> Caller:
        try:
            known = ci_identity.find(token)
        except Unrecognised as error:
            ci_identity.refused(error, address)
            raise
        return Caller(known.actor(address), known=known)


class Session(SessionAuth):
    """A person who is signed in in this browser; Django's CSRF check holds for them."""

    def authenticate(self, request: HttpRequest, key: str | None) -> Caller | None:
        person: Any = super().authenticate(request, key)
        return Caller(people.as_actor(person, client_address(request)), person=person) if person else None


CALLERS: Final = [Bearer(), Session()]
CI_ONLY: Final = [Bearer()]


def caller(request: HttpRequest, *scopes: Scope) -> Caller:
    """Whoever passed the door. A CI job reaches the workspaces where it may do one of these; where none is said, those
    where it may read, and none by a method that writes.
    """
    found = getattr(request, "auth", None)
    if not isinstance(found, Caller):
        raise Http404
    reading = {Scope.READ} if request.method in {"GET", "HEAD"} else set()
    needs = frozenset(scopes or reading)
    if found.token and needs and needs.isdisjoint(found.token.may):
        wanted, may = " or ".join(sorted(needs)), " and ".join(found.token.may)
        raise Refused(
            f"This takes a token with the scope {wanted}; yours has {may}. An owner makes one under Settings."
        )
    return replace(found, needs=needs)
