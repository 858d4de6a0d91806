"""`integrations/mcp`, started as an assistant starts it, over a real portal: it reads what its token reaches."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from mcp import ClientSession, StdioServerParameters, stdio_client
from mcp.types import CallToolResult

from tests.portal import ROOT, Portal, plan

SERVER = ROOT / "integrations" / "mcp" / "portal_mcp.py"
TOOLS = {
    "what_waits",
    "change_requests",
    "change_request",
    "workspaces",
    "workspace",
    "posture",
    "run",
    "decisions",
    "comments",
    "history",
    "audit_trail",
}
SLUGS = ("assisted", "elsewhere")
Call = tuple[str, dict[str, Any]]


async def _ask(url: str, token: str, calls: list[Call]) -> list[Any]:
    started = StdioServerParameters(
        command=sys.executable, args=[str(SERVER)], env={"PORTAL_URL": url, "PORTAL_TOKEN": token}
    )
    async with stdio_client(started) as (read, write), ClientSession(read, write) as session:
        await session.initialize()
        listed = await session.list_tools()
        return [listed, *[await session.call_tool(name, arguments) for name, arguments in calls]]


def ask(url: str, token: str, *calls: Call) -> tuple[list[Any], list[CallToolResult]]:
    """The tools that are offered, and what the calls are answered."""
    listed, *answers = asyncio.run(_ask(url, token, list(calls)))
    return listed.tools, answers


def said(answer: CallToolResult) -> str:
    assert answer.is_error
    return "".join(part.text for part in answer.content if part.type == "text")


def told(answer: CallToolResult) -> dict[str, Any]:
    assert not answer.is_error, answer.content
    found: dict[str, Any] = answer.structured_content or {}
    return found


@pytest.mark.servers
def test_it_tells_what_waits_and_why_as_far_as_its_token_reaches(web: Portal, token: str) -> None:
    runs = {
        slug: web.call(f"/api/v1/workspaces/{slug}/runs?create=1&commit=4b825dc6", token, plan())[1] for slug in SLUGS
    }
    run = runs["assisted"]
    reads = web.manage("token", "create", "--workspace", "assisted", "--scope", "read").strip()
    assert web.call(f"/api/v1/runs/{run['id']}?wait=60", token)[0] == 200
    tools, answers = ask(
        web.url,
        reads,
        ("what_waits", {}),
        ("what_waits", {"person": "Nobody We Know"}),
        ("run", {"id": run["id"]}),
        ("audit_trail", {"workspace": "assisted"}),
        ("posture", {"workspace": "assisted"}),
        ("workspace", {"slug": "elsewhere"}),
        ("workspace", {"slug": "../runs/1"}),
        ("run", {"id": 1_000_000}),
    )
    assert {tool.name for tool in tools} == TOOLS
    assert all(tool.annotations.read_only_hint for tool in tools)
    waits, of_nobody, one, trail, looked, unseen, wandered, none = answers
    (waiting,) = told(waits)["runs"]
    assert (waiting["workspace"], waiting["status"], waiting["needs"][0]["missing"]) == ("assisted", "awaiting", 1)
    assert told(of_nobody)["runs"] == [waiting], "whoever has the role may approve, and who has it is not told"
    assert told(one)["brief"]["headline"] == waiting["headline"]
    assert told(looked)["state"] == "in_sync"
    assert "run.uploaded" in {event["verb"] for event in told(trail)["events"]}
    assert all("no such" in said(answer) for answer in (unseen, wandered, none))


class Strange(BaseHTTPRequestHandler):
    """No portal: it points elsewhere, speaks of something else, or too much."""

    asked: list[tuple[str, str | None]] = []  # noqa: RUF012 - shared with the test

    def do_GET(self) -> None:
        self.asked.append((self.path, self.headers.get("Authorization")))
        slug = self.path.rpartition("/")[2]
        self.send_response(302 if slug == "redirect" else 200)
        if slug == "redirect":
            self.send_header("Location", "/elsewhere")
        self.end_headers()
        self.wfile.write(b"<html>" if slug == "html" else b" " * 400_001)

    def log_message(self, *_: Any) -> None:
        """Nothing is logged."""


@pytest.fixture
def strange() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Strange)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_what_is_no_portal_gets_a_sentence_and_the_token_once(strange: str) -> None:
    slugs = ("redirect", "html", "large", "")
    _, answers = ask(strange, "gop_x", *[("workspace", {"slug": slug}) for slug in slugs])
    assert [said(answer).partition(": ")[2] for answer in answers] == [
        "The portal answered 302.",
        "What answers at PORTAL_URL is no portal: it does not speak JSON.",
        "The answer is larger than 400,000 bytes: ask for less, by a filter or a page.",
        "Name it: a workspace by its slug, a run by its id, a change request by its id.",
    ]
    assert [path for path, _ in Strange.asked] == [f"/api/v1/workspaces/{slug}" for slug in slugs if slug]


@pytest.mark.parametrize(
    ("environment", "told"),
    [
        ({}, "Set PORTAL_URL"),
        ({"PORTAL_URL": "http://x"}, "Set PORTAL_TOKEN"),
        ({"PORTAL_URL": "file:///etc", "PORTAL_TOKEN": "x"}, "PORTAL_URL begins with https://"),
    ],
)
def test_it_says_what_it_needs(environment: dict[str, str], told: str) -> None:
    done = subprocess.run([sys.executable, SERVER], check=False, env=environment, capture_output=True, text=True)
    assert done.returncode == 1
    assert told in done.stderr
