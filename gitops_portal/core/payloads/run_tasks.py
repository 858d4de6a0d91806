"""Beside verbs about run tasks: which one it is, and what a request was answered."""

from __future__ import annotations

from typing import TypedDict


class RunTaskTold(TypedDict):
    """Where it belongs, and which workspaces it is about, under which names."""

    host: str
    organization: str
    patterns: str
    rule: str
    may_create: bool


class TaskAnswered(TypedDict):
    """At which stage of which run over there, and with which status."""

    task: str
    stage: str
    run_there: str
    status: str
