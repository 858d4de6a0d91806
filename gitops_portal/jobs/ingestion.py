"""RQ: what happens because something arrived. Each function takes an id and calls one action."""

from __future__ import annotations

from gitops_portal.actions import afterwards, ingest


def evaluate_run(pk: int) -> None:
    ingest.process(pk)


def judge_again(pk: int) -> None:
    afterwards.judge_again(pk)
