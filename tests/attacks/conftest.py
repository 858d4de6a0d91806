"""A portal with one workspace, CI at its door, an owner in a browser, and everything that it keeps within reach."""

from __future__ import annotations

import io
import zipfile
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import zstandard
from django.db import connection
from django.http import FileResponse, HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from gitops_portal.actions import people, tokens, workspaces
from gitops_portal.core.guardrails import guardrails
from gitops_portal.core.model import Role
from gitops_portal.records.models import Person, Run, RunChange, Workspace
from tests.actors import OPERATOR
from tests.documents import HARMLESS

UPLOAD = "/api/v1/workspaces/orders-prod/runs"
TABS = ("graph", "changes", "cost", "guardrails", "outputs", "discussion", "history")


@dataclass
class Attacked:
    """What an attacker meets, and where one looks afterwards."""

    workspace: Workspace
    ci: Client
    artifacts: Path
    owner: Client = field(default_factory=Client)

    def upload(self, body: bytes = HARMLESS, query: str = "", **headers: str) -> Any:
        """Send a plan as `curl --data-binary` does."""
        return self.ci.post(UPLOAD + query, body, content_type="application/json", headers=headers)

    def uploaded(self, body: bytes = HARMLESS, query: str = "", **headers: str) -> Run:
        answer = self.upload(body, query, **headers)
        assert answer.status_code == 201, answer.content
        return Run.objects.select_related("workspace").get(pk=answer.json()["id"])

    def person(self, name: str, role: str, **fields: Any) -> tuple[Person, Client]:
        """Somebody with a role in the workspace, signed in."""
        found = people.invite(OPERATOR, f"{name}@example.org", name)
        people.set_member(OPERATOR, self.workspace, found, role)
        Person.objects.filter(pk=found.pk).update(**fields)
        client = Client()
        client.force_login(found)
        return found, client

    def decide(self, client: Client, run: Run, action: str = "approve", **told: Any) -> Any:
        body = {"action": action, "reason": "looked at it", "digest": run.evidence, **told}
        return client.post(f"/api/v1/runs/{run.pk}/decisions", body, content_type="application/json")

    def pages(self, number: int = 1) -> dict[str, Any]:
        """Every page that answers a GET, from the list of addresses: a new page cannot be forgotten. A zip is none."""
        places = {path: whole(self.owner.get(path)) for path in addresses(number)}
        return {
            path: answer
            for path, answer in places.items()
            if answer.status_code != 405 and answer.headers.get("Content-Type") != "application/zip"
        }

    def answers(self, run: Run) -> dict[str, Any]:
        """Everything that the API tells of a run and its workspace."""
        of_run = (
            f"/api/v1/runs/{run.pk}{part}"
            for part in ("", "/report", "/changes", "/gate", "/decisions", "/comments", "/evidence.zip")
        )
        of_workspace = (
            f"/api/v1/workspaces/orders-prod{part}" for part in ("", "/audit", "/graph", "/usage", "/waivers")
        )
        lists = ("/api/v1/workspaces", "/api/v1/requests", "/api/v1/budgets", "/api/v1/waivers", "/api/v1/prices")
        return {path: whole(self.ci.get(path)) for path in (*of_run, *of_workspace, *lists)}


def whole(answer: Any) -> Any:
    """An answer that is a file as one that holds all of it, so that nobody has to close it."""
    if not isinstance(answer, FileResponse):
        return answer
    with closing(answer):
        body = b"".join(answer.streaming_content)  # type: ignore[arg-type]  # no asynchronous one
    return HttpResponse(body, status=answer.status_code, headers=dict(answer.items()))


def addresses(number: int) -> list[str]:
    """Every address of a page with its arguments filled in; the run's tabs and the export's forms are addresses too."""
    values = {
        "slug": "orders-prod",
        "number": str(number),
        "earlier": str(number),
        "id": next(iter(guardrails())),
        "framework": "cis-aws-3-0-0",
        "secret": "made-up",
        "digest": "7" * 64,
        "comment": "1",
        "team": "network",
        "part": "approvals",
        "kind": "required_tags",
        "own": "made-up",
        "rule": "made-up",
        "view": "1",
        "decision": "1",
        "bypassed": "1",
        "budget": "1",
        "backtest": "1",
        "waiver": "1",
        "channel": "1",
        "task": "1",
        "change": RunChange.objects.filter(run__number=number).values_list("key", flat=True).first() or "0",
        "key": Run.objects.filter(number=number).exclude(request="").values_list("request", flat=True).first() or "0",
    }
    found = []
    for pattern in pages_of(get_resolver().url_patterns):
        path = "/" + str(pattern.pattern)
        for name in pattern.pattern.converters:
            path = path.replace(f"<{_written(path, name)}>", values[name])
        found.append(path)
    run = f"/workspaces/orders-prod/runs/{number}/"
    found += [f"{run}?tab={tab}" for tab in TABS] + [f"{run}?part=state"]
    found += [f"{path}?format=csv" for path in found if path.endswith("/export/")]
    return found


def _written(path: str, name: str) -> str:
    return next(part.split(">")[0] for part in path.split("<")[1:] if part.split(">")[0].split(":")[-1] == name)


def pages_of(patterns: list[URLPattern | URLResolver]) -> list[URLPattern]:
    """The portal's own pages; Django's admin and the API have tests of their own."""
    return [each for each in patterns if isinstance(each, URLPattern) and not str(each.pattern).startswith("api/")]


def content(answer: Any) -> str:
    """What an answer says, heads included."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return "\n".join(f"{name}: {value}" for name, value in answer.items()) + "\n" + _unpacked(body).decode()


def _unpacked(body: bytes) -> bytes:
    """A zip as what is in it, so that nothing hides in there."""
    if not body.startswith(b"PK"):
        return body
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        return b"\n".join(archive.read(name) for name in archive.namelist())


def rows(*, without: tuple[str, ...] = ()) -> str:
    """Every row of every table, as the database holds it."""
    found = []
    with connection.cursor() as cursor:
        for table in sorted(set(connection.introspection.table_names()) - set(without)):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            found += [f"{table} {row!r}" for row in cursor.fetchall()]
    return "\n".join(found)


def kept(folder: Path) -> bytes:
    """Every byte of every artifact, as it lies there and unpacked."""
    files = [path.read_bytes() for path in folder.rglob("*") if path.is_file()]
    return b"\n".join([*files, *(zstandard.ZstdDecompressor().decompressobj().decompress(packed) for packed in files)])


@pytest.fixture
def artifacts(tmp_path: Path, settings: Any) -> Path:
    settings.ARTIFACTS_URL = f"file://{tmp_path}/artifacts"
    return tmp_path / "artifacts"


@pytest.fixture
def attacked(transactional_db: None, artifacts: Path) -> Attacked:
    workspace = workspaces.create(OPERATOR, "orders-prod", labels={"env": "prod"}, requires_plan_file=False)
    secret = tokens.create(OPERATOR, name="CI", workspace=workspace)[1]
    made = Attacked(workspace, Client(headers={"Authorization": f"Bearer {secret}"}), artifacts)
    made.owner.force_login(people.invite(OPERATOR, "chief@example.org", "chief", Role.OWNER))
    return made
