"""A small HCP Terraform: it asks run tasks as the real one does, keeps plans elsewhere for a minute, and takes answers."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from gitops_portal.core import run_tasks
from tests.documents import HARMLESS

TOKEN = "hcp.atlasv1.short-lived"
LEVELS = {"none", "info", "warning", "error"}


@dataclass
class Cloud:
    """`plan` is what lies elsewhere; `unfinished` so many questions find no plan yet; `down` so many find nobody."""

    host: str = ""
    elsewhere: str = ""
    plan: bytes = HARMLESS
    unfinished: int = 0
    down: int = 0
    asked: list[tuple[str, str]] = field(default_factory=list)
    """Path and Authorization of each question."""
    answers: list[dict[str, Any]] = field(default_factory=list)
    final: set[str] = field(default_factory=set)

    def request(self, **more: Any) -> bytes:
        """The body of a request to a run task."""
        here = f"http://{self.host}"
        told = {
            "payload_version": 1,
            "stage": "post_plan",
            "access_token": TOKEN,
            "capabilities": {"outcomes": True},
            "configuration_version_id": "cv-1",
            "configuration_version_download_url": f"{here}/api/v2/configuration-versions/cv-1/download",
            "is_speculative": False,
            "organization_name": "acme",
            "run_id": "run-1",
            "run_app_url": "https://app.terraform.io/app/acme/network/runs/run-1",
            "run_created_at": "2026-11-29T12:00:00.000Z",
            "run_created_by": "ada",
            "run_message": "Wider network",
            "task_result_id": "taskrs-1",
            "task_result_callback_url": f"{here}/api/v2/task-results/taskrs-1/callback",
            "task_result_enforcement_level": "mandatory",
            "vcs_branch": "main",
            "vcs_commit_url": "https://github.com/acme/infra/commit/4b825dc642cb6eb9a060e54bf8d69288fbee4904",
            "vcs_pull_request_url": None,
            "vcs_repo_url": "https://github.com/acme/infra",
            "workspace_id": "ws-1",
            "workspace_name": "Network_Prod",
            "workspace_app_url": "https://app.terraform.io/app/acme/network",
            "workspace_working_directory": "",
            "plan_json_api_url": f"{here}/api/v2/plans/plan-1/json-output",
        }
        return json.dumps(told | more).encode()

    def ask(self, client: Any, task: Any, key: str, body: bytes | None = None, **headers: str) -> Any:
        """Post it, signed, to the portal."""
        said = self.request() if body is None else body
        signed = {"X-TFC-Task-Signature": run_tasks.signature_of(said, key)} | headers
        return client.post(f"/api/v1/run-tasks/{task.key}", said, content_type="application/json", headers=signed)

    @property
    def statuses(self) -> list[str]:
        return [one["data"]["attributes"]["status"] for one in self.answers]

    def take(self, path: str, told: dict[str, Any]) -> int:
        """What the real one takes, and no more."""
        data = told["data"]
        rows = data.get("relationships", {}).get("outcomes", {}).get("data", [])
        tags = [tag for row in rows for each in row["attributes"]["tags"].values() for tag in each]
        good = (
            data["type"] == "task-results"
            and data["attributes"]["status"] in {"running", "passed", "failed"}
            and all(row["type"] == "task-result-outcomes" and row["attributes"]["outcome-id"] for row in rows)
            and all("\n" not in row["attributes"]["description"] for row in rows)
            and all(tag["level"] in LEVELS for tag in tags)
            and path not in self.final
        )
        if not good:
            return 422
        if data["attributes"]["status"] != "running":
            self.final.add(path)
        self.answers.append(told)
        return 200


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    cloud: Cloud

    def _answer(self, status: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if status != 204:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _known(self) -> bool:
        cloud = self.cloud
        cloud.asked.append((self.path, self.headers.get("Authorization", "")))
        if cloud.down:
            cloud.down -= 1
            self._answer(503)
            return False
        if self.headers.get("Authorization") != f"Bearer {TOKEN}":
            self._answer(401)
            return False
        return True

    def do_GET(self) -> None:
        if not self._known():
            return
        if self.cloud.unfinished:
            self.cloud.unfinished -= 1
            self._answer(204)
        else:
            self._answer(307, Location=f"http://{self.cloud.elsewhere}/kept/plan-1?for=a-minute")

    def do_PATCH(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self._known():
            right = self.headers["Content-Type"] == "application/vnd.api+json"
            self._answer(self.cloud.take(self.path, json.loads(body)) if right else 415, b"{}")

    def log_message(self, *_: Any) -> None:
        """Tests are silent."""


class _Elsewhere(_Handler):
    def do_GET(self) -> None:
        self.cloud.asked.append((self.path, self.headers.get("Authorization", "")))
        self._answer(200, self.cloud.plan)


@contextmanager
def _serving(kind: type[_Handler], cloud: Cloud) -> Iterator[str]:
    running = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (kind,), {"cloud": cloud}))
    running.daemon_threads = True
    threading.Thread(target=running.serve_forever, daemon=True).start()
    try:
        yield f"127.0.0.1:{running.server_address[1]}"
    finally:
        running.shutdown()
        running.server_close()


@contextmanager
def serving() -> Iterator[Cloud]:
    with ExitStack() as both:
        cloud = Cloud()
        cloud.host = both.enter_context(_serving(_Handler, cloud))
        cloud.elsewhere = both.enter_context(_serving(_Elsewhere, cloud))
        yield cloud
