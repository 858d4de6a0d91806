"""Requests in, answers out, and no thread for whoever is slow: what stands between the server and Django.

The server has read the head, within its time. Here the body is read, within its size and time; only then one of a
lane's threads runs Django, and it is free again before the answer is sent. Waiting for an evaluation takes no thread.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import DatabaseError

from gitops_portal.actions import ci_identity, tokens
from gitops_portal.adapters.issued import looks_like_one
from gitops_portal.core.errors import PortalError
from gitops_portal.web import outage
from gitops_portal.web.door import keeper, waiting
from gitops_portal.web.door.answers import Answer, refusal, send_answer
from gitops_portal.web.door.bodies import Bodies, Gone, TooSlow, expected
from gitops_portal.web.door.bridge import Head, call, in_database
from gitops_portal.web.door.lanes import Busy, Lane
from gitops_portal.web.limits import is_upload

if TYPE_CHECKING:
    from tempfile import SpooledTemporaryFile

    from gitops_portal.web.door.answers import Send
    from gitops_portal.web.door.bodies import Receive
    from gitops_portal.web.door.bridge import Application, Scope

BUSY = "The portal is busy: try again in a few seconds."
SLOW = "The request came too slowly: send it again over a faster line."


class Door:
    """The ASGI application."""

    def __init__(self, django: Application) -> None:
        self.django = django
        self.alive = Lane(threads=1, queue=1_000, patience=10)
        self.tokens = Lane(threads=2, queue=500, patience=5)
        self.pages = Lane(threads=8, queue=500, patience=30)
        self.uploads = Lane(threads=4, queue=16, patience=600)
        self.polls = Lane(threads=2, queue=2 * waiting.MOST, patience=30)
        self.waiting = waiting.Waiting(self.polls)
        self.bodies = Bodies()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await keeper.live(receive, send, clock=not settings.REDIS_URL)
            return
        head = Head.of(scope)
        try:
            answer = await self._answer(head, receive)
        except Gone:
            return
        except TooSlow:
            answer = refusal(head.path, HTTPStatus.REQUEST_TIMEOUT, SLOW)
        except Busy:
            answer = refusal(head.path, HTTPStatus.SERVICE_UNAVAILABLE, BUSY)
        except OSError as error:
            if not (told := outage.told(error)):
                raise
            answer = refusal(head.path, HTTPStatus.SERVICE_UNAVAILABLE, told)
        await send_answer(answer, send)

    async def _answer(self, head: Head, receive: Receive) -> Answer:
        if is_upload(head.method, head.path):
            async with self.bodies.one_of_few():
                return await self._upload(head, receive)
        body = await self.bodies.read(receive, expected(head))
        seconds = waiting.asked(head)
        if seconds and self.waiting.room:
            return await self.waiting.answer(head, seconds, receive, lambda: self._django(self.polls, head, None))
        return await self._django(self.alive if head.path == "/healthz" else self.pages, head, body)

    async def _upload(self, head: Head, receive: Receive) -> Answer:
        """A body is read for a living token only; for any other, Django refuses the head alone."""
        known = await self.tokens.run(lambda: in_database(lambda: _known(head.bearer)))
        body = await self.bodies.read(receive, expected(head)) if known else None
        return await self._django(self.uploads, head, body)

    async def _django(self, lane: Lane, head: Head, body: SpooledTemporaryFile[bytes] | None) -> Answer:
        return await lane.run(lambda: call(self.django, head, body))


def _known(secret: str) -> bool:
    """Whether a token lives, or a CI job is let in anywhere; while nobody can tell, Django tells why."""
    try:
        if looks_like_one(secret):
            return bool(ci_identity.find(secret).scopes)
        return tokens.find(secret) is not None
    except (DatabaseError, PortalError):
        return False
