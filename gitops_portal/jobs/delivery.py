"""RQ: messages to channels, from a queue of their own."""

from __future__ import annotations

from gitops_portal.actions import deliver


def send_message(pk: int) -> None:
    deliver.send(pk)
