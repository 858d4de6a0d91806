"""A portal to tell the story with: one of its own in a folder, or one that somebody started; and its owner."""

from __future__ import annotations

import json
import os
import urllib.error
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from urllib.request import Request

from tests.killing import Reviewer
from tests.portal import ROOT, Portal, portal
from tools.simulator.outside import Outside


class Stopped(Exception):
    """The story can't go on; the message says why, and what to do."""


@contextmanager
def own(folder: Path, outside: Outside) -> Iterator[Portal]:
    """A portal in one process, as `make run` starts it, with nothing in it yet. It is started by `Story.prepare`."""
    with portal(folder, DEMO="0", **outside.settings) as made:
        yield made


@dataclass
class Beside(Portal):
    """A portal that somebody runs from this very clone, with the settings of this process's environment."""

    address: str = ""

    @property
    def url(self) -> str:
        return self.address

    @property
    def environment(self) -> dict[str, str]:
        return {**os.environ, "PORTAL_URL": self.address}

    def owner(self, email: str = "") -> str:
        """A link that signs in its first owner, or this one."""
        return self.manage("login-link", *(["--user", email] if email else [])).strip()


def beside(address: str) -> Beside:
    """The portal at an address. Raises Stopped where none answers."""
    folder = Path(os.environ.get("PORTAL_DATA_DIR", ROOT / "var"))
    found = Beside(folder, {}, address=address.rstrip("/"))
    try:
        status, _ = found.call("/healthz")
    except (OSError, ValueError) as error:
        raise Stopped(f"No portal answers at {address}: {error}") from error
    if status != 200:  # noqa: PLR2004 - OK
        raise Stopped(f"{address}/healthz answers {status}: that is no portal, or it is not well.")
    return found


class Owner(Reviewer):
    """A person who also sets things up, by forms and by the API, as a browser sends them."""

    def send(self, path: str, told: dict[str, Any], *, form: bool = False) -> Any:
        """What is answered to the API; None to a form. Raises Stopped where it is refused."""
        token = next(cookie.value for cookie in self.cookies if cookie.name == "csrftoken") or ""
        body = urlencode(told | {"csrfmiddlewaretoken": token}) if form else json.dumps(told)
        kind = "application/x-www-form-urlencoded" if form else "application/json"
        headers = {"Content-Type": kind, "X-CSRFToken": token, "Referer": self.running.url + "/"}
        request = Request(self.running.url + path, body.encode(), headers)  # noqa: S310 - a portal's address
        try:
            answer = self.browser.open(request, timeout=60).read()
        except urllib.error.HTTPError as refused:
            with refused:
                raise Stopped(f"{path}: {refused.code} {refused.read().decode()[:500]}") from refused
        return None if form else json.loads(answer)

    def channel(self, workspace: str, kind: str, settings: dict[str, str]) -> None:
        """A channel of a workspace that is told of everything."""
        told = {"kind": kind, "name": kind.replace("_", " "), "workspace": workspace, "settings": settings}
        made = self.send("/api/v1/channels", told)
        self.send(f"/api/v1/channels/{made['id']}/subscriptions", {"workspace": workspace})
