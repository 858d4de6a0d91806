"""Whatever CI, a plan or a person wrote is shown as text, on every page, and links nowhere but to the web."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from django.urls import reverse

from gitops_portal.actions import tokens
from gitops_portal.core.lifecycle import State
from gitops_portal.core.model import (
    Action,
    Brief,
    Chosen,
    Cost,
    Evaluation,
    Graph,
    Gravity,
    Kind,
    Node,
    Outcome,
    OutputChange,
    Role,
    Sentence,
    Verdict,
)
from gitops_portal.core.view import graph, summary
from gitops_portal.records.models import GuardrailSetting, Membership, RunChange
from tests import organisation as org
from tests.actors import OPERATOR
from tests.builders import change, change_set

if TYPE_CHECKING:
    from django.test import Client

    from gitops_portal.records.models import Run, Workspace

pytestmark = pytest.mark.django_db

HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>{{7*7}}</textarea></title>\u202e"
LINK = "javascript:alert(3)//https://example.org/"


class Page(HTMLParser):
    """What a browser would make of a page: its scripts, handlers and links."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.live: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        if tag == "script" and "src" not in said and said.get("type") != "application/json":
            self.live.append("an inline script")
        if tag in {"style", "base", "iframe", "object", "embed"} or (tag == "img" and said.get("src") == "x"):
            self.live.append(tag)
        self.live += [f"{tag} {name}" for name in said if name.startswith("on") or name in {"style", "srcdoc"}]
        for name in ("href", "src", "action", "formaction", "xlink:href"):
            target = (said.get(name) or "").strip()
            if re.match(r"(?i)[a-z][a-z0-9+.-]*:", target) and not re.match(r"(?i)https?://", target):
                self.live.append(f"{tag} {name}={target}")


def test_the_reader_sees_what_is_live() -> None:
    assert len(Page(f"<p>{HOSTILE}<a href='{LINK}'>x</a>").live) == 4


def concluded() -> Evaluation:
    """What a hostile plan concludes, every text of it hostile."""
    resource = change(f"aws_instance.web[{json.dumps(HOSTILE)}]", Action.CREATE)
    return Evaluation(
        changes=change_set(
            resource,
            drift=(resource,),
            outputs=(OutputChange(HOSTILE, Action.CREATE, HOSTILE, HOSTILE),),
            oddities=(HOSTILE,),
        ),
        verdict=Verdict(Outcome.BLOCKED, (HOSTILE,)),
        findings=(),
        evaluated=1,
        cost=Cost(),
        graph=Graph(nodes=(Node(HOSTILE, HOSTILE, HOSTILE, module=HOSTILE),), unresolved=(HOSTILE,)),
        chosen=Chosen(frozenset({HOSTILE})),
        diffs=(),
    )


SAID = Brief(
    HOSTILE[:120], tuple(Sentence(gravity, Kind.VIOLATED, HOSTILE, (HOSTILE,), HOSTILE) for gravity in Gravity)
)


@pytest.fixture
def workspace() -> Workspace:
    return org.workspace(
        "orders",
        name=HOSTILE,
        labels={HOSTILE: HOSTILE},
        repository=LINK,
        branch=HOSTILE,
        directory=HOSTILE,
        budget=Decimal(1),
        drifted=1,
    )


@pytest.fixture
def run(workspace: Workspace) -> Run:
    said: dict[str, Any] = dict.fromkeys(("branch", "title", "actor", "uploaded_by"), HOSTILE)
    said |= {"commit": HOSTILE[:64], "pull_request": LINK, "ci_url": LINK, "drifted": 1}
    evaluation = concluded()
    said |= {
        "summary": summary.summary(evaluation, SAID, "d" * 64),
        "view": msgspec.to_builtins(graph.view(evaluation)),
    }
    run = org.run(workspace, State.BLOCKED, **said)
    org.run(workspace, State.ERRORED, error=HOSTILE, **said)
    RunChange.objects.create(
        run=run,
        rank=0,
        address=HOSTILE,
        block=HOSTILE,
        module=HOSTILE,
        type=HOSTILE,
        action="create",
        marks=dict.fromkeys(("reason", "order", "moved_from", "deposed", "import_id"), HOSTILE),
        diff=[{"path": HOSTILE, "before": HOSTILE, "after": HOSTILE}],
    )
    later = org.run(workspace, State.AWAITING, **said)
    org.change(
        later, address=HOSTILE, diff=[{"path": HOSTILE, "before": HOSTILE, "after": None}], module=HOSTILE, type=HOSTILE
    )
    org.finding(run, address=HOSTILE, attribute=HOSTILE, message=HOSTILE)
    org.finding(run, guardrail="a-rule-of-yesterday")
    with_everything = {
        "subject": HOSTILE,
        "reason": HOSTILE,
        "detail": {"before": {HOSTILE: HOSTILE}, "after": [HOSTILE]},
    }
    org.event(workspace, "workspace.changed", run=run, **with_everything)
    return run


@pytest.fixture
def client(run: Run) -> Client:
    chief = org.person("chief", Role.OWNER)
    chief.name, chief.ci_names = HOSTILE, [HOSTILE]
    chief.save()
    Membership.objects.create(person=chief, workspace=run.workspace, role=HOSTILE[:16])
    tokens.create(OPERATOR, name=HOSTILE, workspace=run.workspace)
    GuardrailSetting.objects.create(
        guardrail="ec2-public-ip", scope="workspace", selector=HOSTILE, changed_by=HOSTILE, changed_at=run.created_at
    )
    return org.signed_in(chief)


PAGES = [
    "/",
    "/?q=%3Cscript%3Ealert(1)%3C/script%3E&state=%22%3E%3Cimg+src=x+onerror=alert(2)%3E&label=%22onload=%22",
    "/new/",
    "/workspaces/orders/",
    "/workspaces/orders/settings/",
    "/workspaces/orders/audit/",
    "/workspaces/orders/audit/?person=%22%3E%3Cscript%3Ealert(1)%3C/script%3E&since=%22%3E%3Cimg%20src=x%20onerror=a()%3E",
    "/workspaces/orders/runs/1/",
    *(
        f"/workspaces/orders/runs/1/?tab={tab}"
        for tab in ("graph", "changes", "cost", "guardrails", "outputs", "history")
    ),
    "/workspaces/orders/runs/1/changes/",
    "/workspaces/orders/runs/1/changes/?module=%22%3E%3Cscript%3Ealert(1)%3C/script%3E",
    "/workspaces/orders/runs/1/compare/3/",
    "/workspaces/orders/runs/3/compare/1/",
    "/workspaces/orders/runs/3/",
    "/workspaces/orders/resources/?address=%22%3E%3Cscript%3Ealert(1)%3C/script%3E",
    "/workspaces/orders/runs/1/report.html",
    "/workspaces/orders/runs/2/",
    "/guardrails/",
    "/guardrails/ec2-public-ip/",
    "/drift/",
    "/audit/",
    "/audit/?verify=all",
    "/settings/",
    "/nowhere/%3Cscript%3Ealert(1)%3C/script%3E/",
    "/sign-in/%3Cscript%3Ealert(1)%3C/",
]


@pytest.mark.parametrize("page", PAGES)
def test_nothing_hostile_is_live(client: Client, page: str) -> None:
    answer = client.get(page)
    assert answer.status_code in {200, 404, 422}
    assert Page(answer.text).live == (["style"] if page.endswith("report.html") else [])
    assert "<script>alert" not in answer.text
    assert "onerror=alert(2)>" not in re.sub(r"&gt;", "", answer.text)


def test_the_panel_of_a_hostile_node(client: Client) -> None:
    answer = client.get(reverse("runs.node", args=["orders", 1]), {"address": HOSTILE})
    assert answer.status_code == 200
    assert Page(answer.text).live == []


def test_what_scripts_read_cannot_end_its_element(client: Client) -> None:
    text = client.get("/workspaces/orders/runs/1/").text
    for data in re.findall(r'<script[^>]*type="application/json"[^>]*>(.*?)</script>', text, re.DOTALL):
        assert "<" not in data
        json.loads(data)


def test_what_was_typed_wrong_is_shown_as_text(client: Client) -> None:
    answers = [
        client.post("/new/", {"slug": HOSTILE, "name": HOSTILE, "labels": HOSTILE}),
        client.post("/settings/people/invite/", {"email": HOSTILE, "name": HOSTILE, "login": HOSTILE}),
        client.post("/settings/tokens/new/", {"name": HOSTILE, "workspace": "nowhere<script>"}),
        client.post(
            "/guardrails/ec2-public-ip/enforce/", {"scope": "labels", "selector": HOSTILE, "enforcement": "off"}
        ),
        client.post("/sign-in/", {"username": HOSTILE, "password": HOSTILE}),
        client.post("/settings/tokens/new/", {"name": HOSTILE, "scopes": ["read"]}),
    ]
    assert [Page(answer.text).live for answer in answers] == [[]] * len(answers)
