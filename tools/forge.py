"""A small forge that speaks as much of GitHub's API as the portal does: `python -m tools.forge`, then look at its page.

It keeps commit statuses and comments in memory, and shows what a person would see of them. Start the portal with
OUTBOUND_HOSTS set to what this prints, and name its address as the API of a channel; any token will do.
"""

from __future__ import annotations

import json
import re
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import escape
from typing import Any

from tools.serving import Quiet, serving

PORT = 9140
ROUTES = {
    "statuses": re.compile(r"/repos/([^/]+/[^/]+)/statuses/([0-9A-Za-z]+)"),
    "comments": re.compile(r"/repos/([^/]+/[^/]+)/issues/(\d+)/comments"),
    "comment": re.compile(r"/repos/([^/]+/[^/]+)/issues/comments/(\d+)"),
    "hook": re.compile(r"/(hook)/(\w+)"),
}


@dataclass
class Forge:
    port: int
    statuses: dict[str, dict[str, list[dict[str, str]]]] = field(default_factory=dict)
    """By commit and context, the newest last."""
    comments: dict[str, list[str]] = field(default_factory=dict)
    """By their number, the texts that they had."""
    heard: list[dict[str, Any]] = field(default_factory=list)
    """What came to its hooks."""

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.port}"

    @property
    def url(self) -> str:
        return f"http://{self.host}"

    def took(self, method: str, path: str, told: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        """The status and the body that GitHub would answer with."""
        for name, route in ROUTES.items():
            if found := route.fullmatch(path):
                return self._take(name, method, found[2], told)
        return 404, {"message": "Not Found"}

    def _take(self, name: str, method: str, key: str, told: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        if name == "statuses":
            self.statuses.setdefault(key, {}).setdefault(told["context"], []).append(told)
            return 201, {"id": 1}
        if name == "hook":
            self.heard.append(told)
            return 200, {}
        if name == "comments":
            number = str(len(self.comments) + 1)
            self.comments[number] = [told["body"]]
            return 201, {"id": int(number)}
        if method != "PATCH" or key not in self.comments:
            return 404, {"message": "Not Found"}
        self.comments[key].append(told["body"])
        return 200, {"id": int(key)}

    def page(self) -> str:
        """What a person sees."""
        rows = [
            f"<tr><td><code>{escape(commit[:12])}</code><td>{escape(context)}<td>{escape(said[-1]['state'])}"
            f"<td>{escape(said[-1]['description'])}"
            for commit, contexts in self.statuses.items()
            for context, said in contexts.items()
        ]
        said = [f"<h2>Comment {number}, edited {len(texts) - 1} times</h2><pre>{escape(texts[-1])}</pre>"
                for number, texts in self.comments.items()]  # fmt: skip
        head = "<!doctype html><meta charset=utf-8><title>Forge</title><h1>Statuses</h1>"
        return f"{head}<table>{''.join(rows)}</table>{''.join(said)}"


@contextmanager
def forge(port: int = 0) -> Iterator[Forge]:
    """A forge that answers until the block ends."""

    class Handler(Quiet):
        def do_GET(self) -> None:  # noqa: N802 - as the library calls it
            self.say(200, found.page().encode(), "text/html; charset=utf-8")

        def _write(self) -> None:
            told = json.loads(self.rfile.read(int(self.headers.get("Content-Length") or 0)) or b"{}")
            status, body = found.took(self.command, self.path, told)
            self.say(status, json.dumps(body).encode())

        do_POST = do_PATCH = _write  # noqa: N815 - as the library calls them

    with serving(Handler, port) as taken:
        found = Forge(taken)
        yield found


def main() -> None:
    with forge(PORT) as running:
        sys.stdout.write(f"A forge at {running.url}: OUTBOUND_HOSTS={running.host} make run\n")
        threading.Event().wait()


if __name__ == "__main__":
    main()
