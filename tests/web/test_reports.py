"""The report of a run: one file that needs nothing else, bounded, and that tells what it leaves out."""

from __future__ import annotations

import base64
import hashlib
import re
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings
from django.urls import reverse

from gitops_portal.actions import ingest
from gitops_portal.core.lifecycle import State
from gitops_portal.core.model import Role
from gitops_portal.core.view.graph import Document, whole
from gitops_portal.core.view.node import NodeRow
from gitops_portal.core.view.picture import DRAWN, Picture, draw
from gitops_portal.web import reports
from tests import organisation as org
from tests.actors import CI
from tests.documents import HARMLESS
from tests.tampering import tamper

if TYPE_CHECKING:
    from django.test import Client

    from gitops_portal.records.models import Run, Workspace

pytestmark = pytest.mark.django_db


@pytest.fixture
def workspace() -> Workspace:
    return org.workspace()


@pytest.fixture
def client() -> Client:
    return org.signed_in(org.person("chief", Role.OWNER))


def address(run: Run, name: str = "runs.report") -> str:
    return reverse(name, args=[run.workspace.slug, run.number])


def test_it_is_a_file_that_says_everything(client: Client, workspace: Workspace) -> None:
    run = org.run(workspace, title="Make it faster")
    org.change(run, address="aws_x.y[0]", diff=[{"path": "size", "before": "1", "after": "2"}])
    org.finding(run)
    org.event(workspace, "run.approved", run=run, reason="agreed in CHG-1")
    person = org.member(workspace, Role.REVIEWER, "rita")
    said = {"reason": "looked at it", "evidence": run.evidence, "created_at": run.created_at}
    run.decisions.create(person=person, name="rita", action="approve", **said)
    answer = client.get(address(run))
    assert answer.headers["Content-Disposition"] == f'attachment; filename="orders-prod-run-{run.number}.html"'
    assert answer.headers["Content-Type"].startswith("text/html")
    for part in (
        "Make it faster",
        "aws_x.y[0]",
        "size",
        "it has one",
        "agreed in CHG-1",
        "looked at it",
        "<svg",
        f"<title>{org.BLOCK} (create)</title>",
        settings.PORTAL_URL + address(run, "runs.detail"),
        run.evidence,
    ):
        assert part in answer.text
    assert f'href="{address(run)}"' in client.get(address(run, "runs.detail")).text


def test_nothing_in_it_runs_or_is_fetched(client: Client, workspace: Workspace) -> None:
    answer = client.get(address(org.run(workspace)))
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    style = re.search(r"<style>(.*?)</style>", answer.text, re.DOTALL)
    assert style is not None
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    assert f"style-src 'sha256-{digest}'" in policy
    told = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', answer.text)
    assert told is not None
    assert told[1].replace("&#x27;", "'") == policy.removesuffix("; frame-ancestors 'none'")
    assert "<script" not in answer.text
    assert not re.search(r"<(link|img|iframe|form|base)\b|\ssrc=|@import|url\(", answer.text)
    elsewhere = set(re.findall(r'href="(?!#)([^"]*)"', answer.text))
    assert all(link.startswith(settings.PORTAL_URL) for link in elsewhere)


def test_a_run_without_conclusions_has_no_report(client: Client, workspace: Workspace) -> None:
    run = org.run(workspace, State.ERRORED)
    assert client.get(address(run)).status_code == 404
    assert address(run) not in client.get(address(run, "runs.detail")).text


def test_it_is_bounded_and_says_what_is_left_out(
    client: Client, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("CHANGES", "FINDINGS", "EVENTS"):
        monkeypatch.setattr(reports, name, 2)
    run = org.run(workspace)
    rows = [{"path": f"a{number}", "before": "1", "after": "2"} for number in range(63)]
    for rank in range(5):
        org.change(run, rank, diff=rows)
        org.finding(run, address=f"aws_x.y[{rank}]")
        org.event(workspace, run=run)
    text = client.get(address(run)).text
    for tab in ("changes", "guardrails", "history"):
        assert re.search(rf"3 more, see <a href=\"[^\"]*\?tab={tab}\">", text)
    assert "3 more attributes: see <a" in text
    assert text.count('<details class="change"') == 2


# ── its graph ────────────────────────────────────────────────────────────────────────────────────────────────────


def node(name: str, action: str = "no-op", module: str = "", **said: Any) -> NodeRow:
    known: dict[str, Any] = {"address": name, "type": "aws_x", "name": name, "module": module, "action": action}
    known |= {"actions": {action: 1}, "count": 1, "finding": "", "dependants": 0, "cost": ""}
    return NodeRow(**(known | said))


def drawing(nodes: list[NodeRow], edges: list[list[Any]] | None = None) -> Picture | None:
    document = Document(nodes=nodes, edges=edges or [])
    return draw(document, whole(document).first)


def test_what_changes_and_what_stands_beside_it_is_drawn() -> None:
    nodes = [node("vpc"), node("db", "replace", "module.a", count=3, finding="violated"), node("alarm"), node("far")]
    picture = drawing(nodes, [[1, 0, "state"], [2, 1, "state"], [3, 2, "state"]])
    assert picture is not None
    dots = {dot.address: dot for dot in picture.dots}
    assert dots.keys() == {"vpc", "db", "alarm"}
    assert dots["vpc"].x < dots["db"].x < dots["alarm"].x
    assert (dots["db"].count, dots["db"].finding, dots["db"].changes) == (3, "violated", True)
    assert (picture.blocks, len(picture.lines)) == (3, 2)
    (frame,) = picture.frames
    assert frame.x < dots["db"].x < frame.x + frame.width
    assert frame.y < dots["db"].y < frame.y + frame.height
    assert all(0 < dot.x < 100 and 0 < dot.y < 100 for dot in picture.dots)  # hundredths of the picture


def test_many_are_drawn_as_folds_with_what_happens_inside() -> None:
    nodes = [node(f"n{number}", "create", f"module.m{number % 40}") for number in range(400)]
    picture = drawing(nodes)
    assert picture is not None
    assert (picture.blocks, len(picture.dots)) == (400, 40)
    assert {(dot.fold, dot.lines[0].parts, dot.count) for dot in picture.dots} == {(True, (("create", "+10"),), 10)}


def test_a_drawing_has_an_end_and_what_changes_comes_first() -> None:
    still = [node(f"a{number}") for number in range(20)]
    picture = drawing([*still, *(node(f"n{number}", "create") for number in range(DRAWN + 20))])
    assert picture is not None
    assert len(picture.dots) == DRAWN
    assert all(dot.changes for dot in picture.dots)


def test_nothing_to_draw() -> None:
    assert drawing([]) is None


def test_the_evidence_is_a_file_and_a_broken_chain_a_sentence(client: Client, workspace: Workspace) -> None:
    run = ingest.accept(HARMLESS, workspace=workspace, by=CI)
    ingest.process(run.pk)
    page = client.get(address(run, "runs.detail")).text
    assert f'href="{address(run, "runs.evidence")}"' in page
    answer = client.get(address(run, "runs.evidence"))
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{workspace.slug}-run-1-evidence.zip"'
    assert b"".join(answer.streaming_content)[:2] == b"PK"  # type: ignore[attr-defined]
    tamper("UPDATE records_auditevent SET reason = 'other'")
    assert "The chain “orders-prod” is broken at event 1" in client.get(address(run, "runs.evidence"), follow=True).text
