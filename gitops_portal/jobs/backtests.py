"""RQ: guardrails files held against earlier plans, a few runs at a time, from the queue of what can wait."""

from __future__ import annotations

from gitops_portal.actions import backtests


def go_on(pk: int) -> None:
    backtests.go_on(pk)
