"""A message on its way, and the channel that it goes to, in a line each."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import msgspec

from gitops_portal.adapters.notify import Letter, Target
from gitops_portal.core import message
from gitops_portal.core.message import Message, Subject
from tests.hooks import Server

NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)
MESSAGE = Message(
    event="run.awaiting",
    gravity="loses_data",
    headline="orders-prod run 12 is awaiting approval: destroys the database orders",
    asked="Reviewer: decides",
    at="2026-11-29T12:00:00+00:00",
    subject=Subject(
        workspace="orders-prod",
        run=12,
        state="awaiting",
        url="https://portal.example.org/workspaces/orders-prod/runs/12/",
        request_url="https://portal.example.org/requests/abc/",
        repository="example/orders",
        commit="a" * 40,
        branch="main",
        pull_request="7",
        actor="ana",
        title="Remove the old database",
    ),
    sentences=("The database orders is destroyed, and its data with it.",),
)


def letter(earlier: str = "", **changed: Any) -> Letter:
    """`changed`: fields of the message, or of what it is about."""
    return Letter("0b9c2f3e-0000-4000-8000-000000000001", _changed(MESSAGE, changed), NOW, earlier)


def revert(count: int = 2, **changed: Any) -> Letter:
    """A run is asked for, to revert the drift of `count` resources: aws_x.a, aws_x.b …"""
    url = "https://portal.example.org/workspaces/orders-prod/drift/"
    about = Subject(workspace="orders-prod", url=url, repository="example/orders", branch="main", actor="ana")
    names = [f"aws_x.{chr(ord('a') + number % 26)}" for number in range(count)]
    return msgspec.structs.replace(letter(), message=_changed(message.revert(about, names, "ana", MESSAGE.at), changed))


def _changed(one: Message, changed: dict[str, Any]) -> Message:
    about = {name: value for name, value in changed.items() if name in Subject.__struct_fields__}
    more = {name: value for name, value in changed.items() if name not in about}
    return msgspec.structs.replace(one, subject=msgspec.structs.replace(one.subject, **about), **more)


def target(hook: Server, **settings: str) -> Target:
    return Target(settings, frozenset({hook.host}), "https://portal.example.org")
