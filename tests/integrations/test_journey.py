"""From a pull request to drift, by real processes: CI with `portal-ci`, a portal, a forge, an owner and a scrape."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from urllib.request import Request

import pytest

from tests.killing import Reviewer
from tests.pipeline import STATE, Runner, kept, nothing_to_do, public_instance
from tests.portal import Portal, plan, portal
from tools.forge import Forge, forge

FIRST, SECOND = "a" * 40, "b" * 40
CONTEXT = "gitops-portal/acme-infra"
JOB = {
    "GITHUB_ACTIONS": "true",
    "GITHUB_REPOSITORY": "acme/infra",
    "GITHUB_SERVER_URL": "https://github.com",
    "GITHUB_REF": "refs/pull/42/merge",
    "GITHUB_HEAD_REF": "bigger",
    "GITHUB_ACTOR": "ada",
    "GITHUB_RUN_ID": "1600",
}


@pytest.fixture
def place() -> Iterator[Forge]:
    with forge() as running:
        yield running


@pytest.fixture
def running(place: Forge, tmp_path: Path) -> Iterator[Portal]:
    (tmp_path / "data").mkdir()
    with portal(tmp_path / "data", "web", OUTBOUND_HOSTS=place.host) as found:
        yield found


class Owner(Reviewer):
    """A person who also sets things up, by forms and by the API, as a browser sends them."""

    def send(self, path: str, told: dict[str, Any], *, form: bool = False) -> Any:
        token = next(cookie.value for cookie in self.cookies if cookie.name == "csrftoken") or ""
        body = urlencode(told | {"csrfmiddlewaretoken": token}) if form else json.dumps(told)
        kind = "application/x-www-form-urlencoded" if form else "application/json"
        headers = {"Content-Type": kind, "X-CSRFToken": token, "Referer": self.running.url + "/"}
        answer = self.browser.open(Request(self.running.url + path, body.encode(), headers), timeout=60).read()
        return None if form else json.loads(answer)

    def channel(self, kind: str, settings: dict[str, str], events: tuple[str, ...] = ()) -> None:
        made = self.send("/api/v1/channels", {"kind": kind, "name": kind, "settings": settings})
        self.send(f"/api/v1/channels/{made['id']}/subscriptions", {"events": list(events)})


def until(what: Callable[[], Any], portal: Portal, seconds: float = 60) -> Any:
    """What comes of it, once the clock came by: here it is turned by hand, and comes every 30 s besides."""
    end = time.monotonic() + seconds
    while not (found := what()):
        assert time.monotonic() < end, portal.logs()
        portal.manage("reconcile")
    return found


def stands(place: Forge, commit: str) -> str:
    """The state that the forge shows for the workspace at a commit."""
    said = place.statuses.get(commit, {}).get(CONTEXT, [])
    return said[-1]["state"] if said else ""


def test_from_the_pull_request_to_drift(place: Forge, running: Portal, tmp_path: Path) -> None:
    token = running.manage("token", "create", "--create").strip()
    ops = running.manage("token", "create", "--scope", "read").strip()
    owner = Owner(running)
    owner.send("/new/", {"slug": "acme-infra", "name": "Infra"}, form=True)
    settings = {
        "name": "Infra",
        "repository": "acme/infra",
        "required_approvals": 1,
        "approval_days": 7,
        "check_hours": 24,
    }
    owner.send("/workspaces/acme-infra/settings/", settings | {"requires_plan_file": "on"}, form=True)
    github = {"token": "ghp_simulated", "api": place.url}
    owner.channel("github_status", github)
    owner.channel("github_comment", github)
    owner.channel("webhook", {"url": f"{place.url}/hook/ops"})
    (tmp_path / "job").mkdir()
    job = Runner(tmp_path / "job", public_instance(), {**JOB, "PORTAL": running.url, "PORTAL_TOKEN": token})

    def pushed(commit: str, document: dict[str, Any]) -> dict[str, Any]:
        job.environment["PORTAL_COMMIT"] = commit
        job.plan(document)
        sent = job.portal_ci("upload", "wait")
        assert sent.returncode == 0, sent.stdout + sent.stderr
        return kept(running, token, job.told("plan.bin.portal")["PORTAL_RUN"])

    # the pull request is opened: blocked, in the status and in the comment, with the reason
    blocked = pushed(FIRST, public_instance())
    assert blocked["status"] == "blocked"
    until(lambda: stands(place, FIRST) == "failure", running)
    (texts,) = until(place.comments.values, running)
    assert until(lambda: re.search("public", texts[-1], re.IGNORECASE), running)

    # it is mended: the old status ends, the new one waits, the comment is edited in place
    waiting = pushed(SECOND, plan())
    assert waiting["status"] == "awaiting"
    until(lambda: (stands(place, FIRST), stands(place, SECOND)) == ("error", "pending"), running)
    until(lambda: len(texts) > 1 and "aws_instance.web" not in texts[-1], running)
    assert len(place.comments) == 1
    assert job.portal_ci("apply").returncode == 3, "the gate is closed"

    # somebody approves it: green, the gate opens, it is applied, and its outcome is told
    assert owner.approve(waiting)
    until(lambda: stands(place, SECOND) == "success", running)
    (job.folder / "state.json").write_text(STATE, encoding="utf-8")
    applied = job.portal_ci("apply")
    assert applied.returncode == 0, applied.stdout + applied.stderr
    assert kept(running, token, str(waiting["id"]))["status"] == "applied"
    until(lambda: any(one["data"]["event"] == "run.applied" for one in place.heard), running)

    # something else writes the state: seen, and told
    state = STATE.replace('"serial": 12', '"serial": 14').encode()
    assert running.call("/api/v1/workspaces/acme-infra/observations", token, state)[0] == 201
    (bypass,) = running.call("/api/v1/workspaces/acme-infra", token)[1]["bypasses"]
    assert bypass["kind"] == "state"

    # a look at the real world finds drift: the posture, and what an alert asks for
    assert posture(running, token) == "in_sync"
    status, told = running.call("/api/v1/workspaces/acme-infra/runs?kind=drift", token, drifted())
    assert status in {201, 202}, told
    running.call(f"/api/v1/runs/{told['id']}?wait=60", token)
    assert posture(running, token) == "drifted"
    assert "portal_workspaces_drifted 1.0" in running.call("/metrics", ops)[1]


def posture(running: Portal, token: str) -> str:
    return str(running.call("/api/v1/workspaces/acme-infra/posture", token)[1]["state"])


def drifted() -> dict[str, Any]:
    """What stands is what is wanted, but somebody made the disk larger since."""
    made = nothing_to_do()
    entry = made["resource_changes"][0]
    after = entry["change"]["after"]
    return made | {
        "resource_drift": [
            {**entry, "change": {"actions": ["update"], "before": {**after, "size": 10}, "after": after}}
        ]
    }
