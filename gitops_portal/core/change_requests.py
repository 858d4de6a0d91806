"""What CI says of a run in, the change request that it belongs to out; and workspaces in the order of their applies.

A change request is all runs of one pull request of one repository or, without a pull request, of one commit.
"""

from __future__ import annotations

import hashlib
import json
import re
from typing import TYPE_CHECKING, Final, NamedTuple

from gitops_portal.core.dependencies.reach import components

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

_ADDRESS: Final = re.compile(
    r"https?://(?P<repository>[^\s?#]+?)/(?:-/)?(?:pulls?|merge_requests|pullrequest|pull-requests)/(?P<number>\d+)\b"
)
"""GitHub, Gitea and Forgejo; GitLab; Azure DevOps; Bitbucket."""
_NUMBER: Final = re.compile(r"[#!]?(?P<number>\d+)")
_SCHEME: Final = re.compile(r"^(?:git::)?(?:[a-z+]+://)?(?:[^/@]*@)?")


class Read(NamedTuple):
    """One workspace reads outputs of another; `untold`: also such as can't be told."""

    reader: str
    read: str
    outputs: tuple[str, ...] = ()
    untold: bool = False


def key(repository: str, pull_request: str, commit: str, workspace: str) -> str:
    """32 hexadecimal digits, equal for runs of one change request; empty where CI named neither of the two.

    `repository` is the workspace's, `workspace` its slug: where nobody says of which repository it is, a bare number
    says nothing outside of its workspace.
    """
    pull_request, commit = pull_request.strip(), commit.strip().lower()
    if found := _ADDRESS.match(pull_request):
        told = ["pull request", _plain(found["repository"]), found["number"]]
    elif pull_request:
        number = _NUMBER.fullmatch(pull_request)
        told = ["pull request", _plain(repository) or f" {workspace}", number["number"] if number else pull_request]
    elif commit:
        told = ["commit", commit]
    else:
        return ""
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()[:32]


def _plain(repository: str) -> str:
    """One name for the ways to write where a repository lies: `git@host:a/b.git`, `https://host/a/b`."""
    place = _SCHEME.sub("", repository.strip().lower(), count=1).replace(":", "/")
    return place.rstrip("/").removesuffix(".git")


def order(reads: Mapping[str, Collection[str]]) -> tuple[list[list[str]], list[str]]:
    """Workspaces in turns, each behind all whose outputs it reads; then those that read each other in a circle.

    `reads` names for each workspace of the change request those that it reads from. What stands in one turn may be
    applied in any order.
    """
    waiting = {name: {other for other in others if other in reads and other != name} for name, others in reads.items()}
    turns: list[list[str]] = []
    done: set[str] = set()
    while ready := sorted(name for name, others in waiting.items() if others <= done):
        turns.append(ready)
        done.update(ready)
        for name in ready:
            del waiting[name]
    return turns, sorted(waiting)


def circles(reads: Iterable[Read]) -> list[list[str]]:
    """Workspaces that read each other's outputs, directly or by way of others, group by group."""
    groups = components((), ((read.read, read.reader) for read in reads))
    return sorted(sorted(group) for group in groups if len(group) > 1)
