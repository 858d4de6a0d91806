"""Messages in, the Markdown that forges show out: bounded between lines, and nothing of a plan is markup."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from gitops_portal.core.message import Message

_SPECIAL: Final = re.compile(r"([\\`*_{}\[\]()#+!|~>-])")
_CALLS: Final = re.compile(r"((?:[@#!~%$]|&amp;))(?=[\w\"])")
"""What makes a name or a number behind it a link to somebody or something, at GitHub or at GitLab."""
_REST: Final = "… the rest stands in the portal."


def comment(messages: Collection[Message], most_bytes: int) -> str:
    """Of a whole change request: a part for each workspace, whole lines of it as far as they go."""
    url = next((one.subject.request_url for one in messages), "")
    request = f" · [change request]({url})" if url else ""
    lines = [f"### Terraform plans{request}", ""]
    for one in messages:
        lines += part(one)
    return bounded(lines, most_bytes)


def part(message: Message) -> list[str]:
    """What is said of one run, as lines."""
    asked = f" – {escaped(message.asked)}" if message.asked else ""
    more = [f"- and {message.left_out} more"] if message.left_out else []
    head = f"**[{escaped(message.headline)}]({message.subject.url})**{asked}"
    return [head, "", *(f"- {escaped(one)}" for one in message.sentences), *more, ""]


def bounded(lines: Iterable[str], most_bytes: int) -> str:
    """Whole lines, as many as `most_bytes` take together with the line that says that more stands elsewhere."""
    kept: list[str] = []
    size = len(_REST.encode()) + 1
    for line in lines:
        size += len(line.encode()) + 1
        if size > most_bytes:
            kept.append(_REST)
            break
        kept.append(line)
    return "\n".join(kept) + "\n"


def escaped(told: str) -> str:
    """What a plan says, as text: no markup, no link, nobody called by name."""
    plain = told.replace("&", "&amp;").replace("<", "&lt;")
    plain = _SPECIAL.sub(r"\\\1", plain)
    plain = _CALLS.sub(r"\1<!-- -->", plain).replace("://", ":<!-- -->//")
    return re.sub(r"(?i)\bwww\.", "www<!-- -->.", plain)
