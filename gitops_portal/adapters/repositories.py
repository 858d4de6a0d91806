"""What a workspace says of its repository in, the parts of its path at one forge out; never those of another forge."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import unquote

from gitops_portal.adapters.notify import NotifyError

_ADDRESS: Final = re.compile(
    r"(?P<sure>[a-z+]+://(?:[^/@\s]*@)?|[^/@\s:]+@)?(?P<host>[A-Za-z0-9.-]+)(?::\d+(?=/))?[/:](?P<path>.+)"
)
_PART: Final = re.compile(r"[\w~][\w.~ +-]*|\.[\w~][\w.~ +-]*")


def parts(told: str, host: str) -> list[str]:
    """The path of a repository at `host`, such as `["group", "project"]`. Raises NotifyError where it lies elsewhere.

    `told` is an address in any of Git's ways to write one, or the path alone.
    """
    path = told.strip()
    found = _ADDRESS.fullmatch(path)
    if found and (found["sure"] or found["host"].lower() == host):
        lies = found["host"].lower()
        if lies.removeprefix("www.").removeprefix("ssh.") != host:
            raise NotifyError(f"The workspace's repository lies at {lies}, not at {host}.", permanent=True)
        path = found["path"]
    split = [unquote(part) for part in path.strip("/").removesuffix(".git").split("/")]
    if not all(_PART.fullmatch(part) for part in split):
        raise NotifyError("The workspace names no repository as a path or an address of it.", permanent=True)
    return split


def number(pull_request: str, address: str) -> str:
    """The number of a pull request that CI tells by itself, or by an address that `address` (an expression with the
    group `number`) fits as a whole. Raises NotifyError.
    """
    told = pull_request.strip()
    found = re.fullmatch(r"[#!]?(?P<number>\d{1,10})", told) or re.fullmatch(
        rf"https?://[^/\s?#]+/{address}(?:[/?#].*)?", told, re.IGNORECASE
    )
    if found is None:
        raise NotifyError("The run names no pull request of the workspace's repository.", permanent=True)
    return found["number"]
