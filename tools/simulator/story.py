"""A portal and the world around it in; what steps of a story are made of out: commits, questions, and waiting."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

from tests.pipeline import Runner
from tests.portal import Portal
from tools.simulator import plans
from tools.simulator.outside import Outside
from tools.simulator.portals import Owner, Stopped

SERIAL: Final = 12
"""Of the state before the pull request."""
PATIENCE: Final = 90.0
"""Seconds that a step waits for the outside to show what it ought to."""
TERRAFORM: Final = """#!/bin/sh
case "$1" in
  plan) date +%N > plan.bin ;;
  show) cat "$TEST_PLAN" ;;
  workspace) echo default ;;
  apply) cp applied.json state.json && cat apply.ndjson ;;
  state) cat state.json ;;
  *) exit 1 ;;
esac
"""
"""It plans and shows what it is given; an apply leaves the state that it is given."""


@dataclass
class Story:
    """One telling. `company` begins the names of its workspaces; `folder` is where CI works."""

    portal: Portal
    outside: Outside
    folder: Path
    company: str = "acme"
    lineage: str = field(default_factory=lambda: str(uuid4()))
    tokens: dict[str, str] = field(default_factory=dict)
    """By workspace; that of Prometheus by ""."""
    owner: Owner = field(init=False)
    ci: Runner = field(init=False)
    commit: str = ""
    """The newest of the pull request."""
    waiting: dict[str, Any] = field(default_factory=dict)
    """The run that waits for an approval."""

    @property
    def infra(self) -> str:
        return f"{self.company}-infra"

    @property
    def shop(self) -> str:
        return f"{self.company}-shop"

    @property
    def apps(self) -> str:
        return f"{self.company}-apps"

    def prepare(self) -> None:
        """Make three workspaces, and a token for each; begin the state, and the Application of Argo CD."""
        for slug in (self.infra, self.shop, self.apps):
            self.tokens[slug] = self.portal.manage("token", "create", "--workspace", slug, "--create").strip()
        self.tokens[""] = self.portal.manage("token", "create", "--scope", "read", "--name", "Prometheus").strip()
        self.outside.argocd.differing[self.shop] = []
        self.outside.write_state(self.infra, plans.state("", SERIAL, self.lineage))

    def come_in(self) -> None:
        """An owner signs in, and CI is ready; the portal answers by now."""
        self.owner = Owner(self.portal)
        self._begin_ci()

    def _begin_ci(self) -> None:
        folder = self.folder / "ci"
        folder.mkdir()
        self.ci = Runner(
            folder,
            environment={
                "GITHUB_ACTIONS": "true",
                "GITHUB_REPOSITORY": f"{self.company}/infra",
                "GITHUB_SERVER_URL": "https://github.com",
                "GITHUB_REF": "refs/pull/42/merge",
                "GITHUB_HEAD_REF": "web-server",
                "GITHUB_ACTOR": "ada",
                "GITHUB_RUN_ID": "1600",
                "PORTAL": self.portal.url,
                "PORTAL_TOKEN": self.tokens[self.infra],
                "PORTAL_WORKSPACE": self.infra,
            },
        )
        self.ci.command("terraform", TERRAFORM)
        (folder / "apply.ndjson").write_text(plans.applied(), encoding="utf-8")
        (folder / "state.json").write_text(plans.state("", SERIAL, self.lineage), encoding="utf-8")

    # ── what steps are made of ───────────────────────────────────────────────────────────────────────────────────

    def pushed(self, what: str, document: dict[str, Any], **more: str) -> dict[str, Any]:
        """The run of a commit that CI plans, uploads and waits for."""
        self.commit = sha256(f"{self.company} {what}".encode()).hexdigest()[:40]
        self.ci.environment["PORTAL_COMMIT"] = self.commit
        self.ci.plan(document)
        sent = self.ci.portal_ci("upload", "wait", PORTAL_TITLE=what, **more)
        if sent.returncode:
            raise Stopped(f"portal-ci ended with {sent.returncode}: {sent.stdout}{sent.stderr}")
        run = self.ci.told("plan.bin.portal")["PORTAL_RUN"]
        return dict(self.asked(f"/api/v1/runs/{run}", self.infra))

    def asked(self, path: str, token_of: str, body: Any = None) -> Any:
        """What the API answers. Raises Stopped where it refuses."""
        status, told = self.portal.call(path, self.tokens[token_of], body)
        if status not in {200, 201}:
            raise Stopped(f"{path} answers {status}: {told}")
        return told

    def posture(self, workspace: str) -> str:
        return str(self.asked(f"/api/v1/workspaces/{workspace}/posture", workspace)["state"])

    def status(self, commit: str) -> str:
        """The state that the forge shows for the workspace at a commit."""
        said = self.outside.forge.statuses.get(commit, {}).get(f"gitops-portal/{self.infra}", [])
        return said[-1]["state"] if said else ""

    @property
    def comment(self) -> str:
        """The newest text of the comment on the pull request; empty where there is none yet."""
        return next((texts[-1] for texts in self.outside.forge.comments.values()), "")

    def until(self, what: Callable[[], Any], meant: str) -> Any:
        """What comes of it. The clock comes by every half a minute; here it is turned by hand."""
        end = time.monotonic() + PATIENCE
        while not (found := what()):
            if time.monotonic() > end:
                raise Stopped(f"After {PATIENCE:.0f} seconds still not: {meant}.\n{self.portal.logs()}")
            self.portal.manage("reconcile")
        return found

    def read_state(self, serial: int) -> None:
        """Have the portal read the bucket, and wait until it has seen this serial."""
        self.owner.send(f"/workspaces/{self.infra}/state/read/", {}, form=True)
        path = f"/api/v1/workspaces/{self.infra}/observations"
        self.until(
            lambda: f'"serial": {serial}' in json.dumps(self.asked(path, self.infra)), f"serial {serial} is read"
        )

    def page(self, path: str = "") -> str:
        return f"{self.portal.url}/workspaces/{self.infra}/{path}"
