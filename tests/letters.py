"""A message on its way, and the channel that it goes to, in a line each."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import msgspec

from gitops_portal.adapters.notify import Letter, Target
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
    about = {name: value for name, value in changed.items() if name in Subject.__struct_fields__}
    more = {name: value for name, value in changed.items() if name not in about}
    subject = msgspec.structs.replace(MESSAGE.subject, **about)
    message = msgspec.structs.replace(MESSAGE, subject=subject, **more)
    return Letter("0b9c2f3e-0000-4000-8000-000000000001", message, NOW, earlier)


def target(hook: Server, **settings: str) -> Target:
    return Target(settings, frozenset({hook.host}), "https://portal.example.org")
