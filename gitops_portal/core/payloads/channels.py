"""Beside verbs about channels: where messages go, what a channel is told of, and what was sent again."""

from __future__ import annotations

from typing import TypedDict


class ChannelAdded(TypedDict):
    """Which kind, and where it leads, without a secret."""

    kind: str
    leads_to: str


class ChannelChanged(TypedDict):
    """What may be shown as it was and as it is, and the names of the secrets that were replaced."""

    before: dict[str, str]
    after: dict[str, str]
    secrets_replaced: list[str]


class ChannelPaused(TypedDict):
    """Why, where the portal stopped by itself; empty where somebody did."""

    why: str


class Subscribed(TypedDict):
    """In one workspace, else in all that have these labels; which events, empty for all; and from which gravity on."""

    workspace: str
    labels: dict[str, str]
    events: list[str]
    least: str


class SentAgain(TypedDict):
    """What it tells of, and the id by which the other side knows it."""

    event: str
    message: str


class ChannelAnswered(TypedDict):
    """What a forge asked of, and whether it may go on."""

    repository: str
    commit: str
    place: str
    answer: str
