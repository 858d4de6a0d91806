"""The table of workspaces, one workspace, and its settings."""

from __future__ import annotations

import re
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from gitops_portal.actions import tokens
from gitops_portal.core.lifecycle import State
from gitops_portal.core.model import Role
from gitops_portal.records.models import AuditEvent, Membership, Workspace
from tests import organisation as org
from tests.actors import OPERATOR

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> Client:
    """An owner of the organisation, in a browser."""
    return org.signed_in(org.person("chief", Role.OWNER))


def slugs(client: Client, query: str = "") -> list[str]:
    page = client.get(f"/{query}").context["page"]
    return [row.workspace.slug for row in page]


def test_an_owner_without_workspaces_is_told_how_to_upload_the_first_plan(client: Client) -> None:
    text = client.get("/").text
    assert "Upload the first plan" in text
    assert "/api/v1/workspaces/my-workspace/runs?create=1" in text


def test_a_newcomer_is_told_whom_to_ask() -> None:
    assert "You have no access to a workspace yet" in org.signed_in(org.person()).get("/").text


def test_what_needs_a_person_stands_on_top(client: Client) -> None:
    for slug, state in [("a", State.APPLIED), ("b", State.ERRORED), ("c", State.AWAITING), ("d", State.BLOCKED)]:
        org.run(org.workspace(slug), state)
    org.workspace("e", drifted=2)
    org.workspace("f", unverified=True)
    assert slugs(client) == ["d", "c", "b", "e", "f", "a"]
    assert "You: decide" in client.get("/").text


@pytest.mark.parametrize(("said", "green"), [({}, True), ({"unverified": True}, False), ({"verified_at": None}, False)])
def test_an_unverified_workspace_is_never_green(client: Client, said: dict[str, Any], green: bool) -> None:
    workspace = org.workspace("orders", **{"drifted": 0, "verified_at": timezone.now(), **said})
    org.run(workspace, State.APPLIED)
    rows = client.get("/").text.partition("<tbody>")[2].partition("</tbody>")[0]
    drift = client.get("/drift/").text.partition("<tbody>")[2].partition("</tbody>")[0]
    facts = client.get("/workspaces/orders/").text
    verified = facts.partition('id="runs"')[2].partition("</section>")[0]
    assert "Passed" in rows
    for shown in (rows, drift, verified):
        assert ('class="dot good"' in shown) is green
    assert ('class="pill good"' in rows) is green
    assert ('<p class="fact-value">None</p>' in facts) is green


def test_a_run_that_no_guardrail_knows_is_not_told_as_passed(client: Client) -> None:
    org.run(org.workspace(), State.APPLIED, unjudged=True)
    for page in ("/", "/workspaces/orders-prod/"):
        rows = client.get(page).text
        assert "Not all checked" in rows
        assert "Passed" not in rows


def test_an_older_run_that_waits_is_not_forgotten(client: Client) -> None:
    workspace = org.workspace("orders")
    org.run(workspace, State.AWAITING, branch="feature")
    org.run(workspace, State.APPLIED)
    assert slugs(client, "?state=waiting") == ["orders"]
    assert re.search(r'href="/workspaces/orders/runs/1/">You: decide\s+#1</a>', client.get("/").text)


def test_narrowing(client: Client) -> None:
    prod = org.workspace("orders", name="Orders of the shop", labels={"env": "prod", "team": "a"}, budget=Decimal(50))
    org.run(prod, State.BLOCKED)
    search = org.workspace("search", labels={"env": "dev", "team": "a"}, drifted=1)
    org.run(search, State.APPLIED, cost_after=Decimal(900), applied_at=timezone.now())
    org.run(org.workspace("new", drifted=0, verified_at=timezone.now()), cost_before=None, cost_after=None)
    org.workspace("empty")
    for query, shown in [
        ("q=SHOP", ["orders"]),
        ("label=env%3Ddev", ["search"]),
        ("label=team%3Da", ["orders", "search"]),
        ("label=team%3Da&label=env%3Dprod", ["orders"]),
        ("label=team%3Da&label=env%3Dnone", []),
        ("label=env", []),
        ("state=waiting", ["new", "orders"]),
        ("state=blocked", ["orders"]),
        ("state=over-budget", ["orders"]),
        ("state=unpriced", ["new"]),
        ("state=applied", ["search"]),
        ("state=empty", ["empty"]),
        ("posture=drifted", ["search"]),
        ("posture=same", ["new"]),
        ("posture=unverified&label=team%3Da&state=blocked", ["orders"]),
    ]:
        assert sorted(slugs(client, f"?{query}")) == shown, query
    assert "No workspace matches" in client.get("/?q=nonsense").text


@pytest.mark.parametrize("name", ['"', "\\", "0", "$", "a.b", "__", "é", "a b", "'", "%"])
def test_a_label_may_have_any_name(client: Client, name: str) -> None:
    org.workspace("mine", labels={name: name})
    org.workspace("others", labels={"a": "b"})
    assert slugs(client, f"?label={quote(f'{name}={name}')}") == ["mine"]


def test_every_column_sorts_both_ways_and_the_unknown_stands_last(client: Client) -> None:
    now = timezone.now()
    small = org.workspace("small", drifted=1, verified_at=now)
    org.run(small, State.AWAITING, creates=1, cost_before=Decimal(5), cost_after=Decimal(6), warnings=3)
    large = org.workspace("large", drifted=2, verified_at=now - timedelta(days=1))
    org.run(large, State.AWAITING, creates=2, cost_before=Decimal(50), cost_after=Decimal(60), blocking=1)
    org.workspace("none")
    for sort, order in [
        ("name", ["large", "none", "small"]),
        ("-name", ["small", "none", "large"]),
        *(
            (f"{name}", ["large", "small", "none"])
            for name in ("newest", "changes", "guardrails", "drift", "cost", "delta")
        ),
        *(
            (f"-{name}", ["small", "large", "none"])
            for name in ("newest", "changes", "guardrails", "drift", "cost", "delta")
        ),
    ]:
        assert slugs(client, f"?sort={sort}") == order, sort
    assert slugs(client, "?sort=verified") == ["none", "large", "small"]


def test_a_head_tells_the_order_and_keeps_what_was_asked(client: Client) -> None:
    org.run(org.workspace("a", labels={"env": "prod"}))
    text = client.get("/?label=env%3Dprod&sort=cost&page=1").text
    assert text.count("aria-sort") == 1
    assert 'aria-sort="descending"' in text
    assert 'href="?label=env%3Dprod&amp;sort=-cost"' in text
    assert 'aria-sort="ascending"' in client.get("/?sort=-cost").text
    assert 'aria-sort="other"' in client.get("/?sort=nonsense").text


def test_totals_tell_what_they_leave_out(client: Client) -> None:
    now = timezone.now()
    org.run(org.workspace("a", drifted=1), State.APPLIED, applied_at=now)
    org.run(
        org.workspace("b", drifted=0, verified_at=now), State.BLOCKED, cost_before=Decimal(7), cost_after=Decimal(9)
    )
    org.run(org.workspace("c"), State.APPLIED, applied_at=now, cost_before=None, cost_after=None)
    org.run(org.workspace("d"), State.APPLIED, applied_at=now - timedelta(days=40), cost_before=None, cost_after=None)
    org.workspace("e")
    context = client.get("/").context
    counts = context["totals"].counts
    assert [counts[name] for name in ("waiting", "blocked", "drifted", "unverified", "empty")] == [1, 1, 1, 3, 1]
    assert (context["totals"].total, context["totals"].cost, context["totals"].unpriced) == (5, Decimal(127), 2)
    applied = context["applied"]
    assert (applied.runs, applied.delta, applied.unpriced) == (2, Decimal(20), 1)


def test_the_change_of_cost_is_that_of_a_plan_still_to_come(client: Client) -> None:
    for state, told in [
        (State.BLOCKED, "+$20.00"),
        (State.APPROVED, "+$20.00"),
        (State.APPLIED, ""),
        (State.REJECTED, ""),
    ]:
        org.run(org.workspace(state), state)
        (row,) = client.get(f"/?q={state}").context["rows"]
        assert (row.delta == Decimal(20)) is bool(told), state


@pytest.mark.parametrize("query", ["state", "posture", "sort", "label", "q", "page"])
@pytest.mark.parametrize("value", ["", "nonsense", "'--", "__class__", "-1", "%00", "9" * 30])
def test_no_parameter_breaks_the_table(client: Client, query: str, value: str) -> None:
    org.run(org.workspace())
    assert client.get(f"/?{query}={value}").status_code == 200


def test_three_hundred_workspaces_ask_no_more_than_three(client: Client) -> None:
    def made(numbers: range) -> None:
        for number in numbers:
            workspace = org.workspace(f"workspace-{number:03}", labels={"env": "prod", "team": "a"})
            org.run(workspace, State.APPLIED)
            org.run(workspace)

    def asked(query: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(f"/?{query}")
        return len(captured)

    queries = ["", "sort=guardrails", "state=waiting&label=env%3Dprod", "q=work&page=2"]
    made(range(3))
    few = [asked(query) for query in queries]
    made(range(3, 300))
    assert [asked(query) for query in queries] == few
    assert max(few) <= 14
    text = client.get("/").text
    assert text.count('class="row-link"') == 50
    assert "1 to 50 of 300" in text


def test_a_workspace_tells_its_story(client: Client) -> None:
    workspace = org.workspace(budget=Decimal(200), drifted=0, verified_at=timezone.now() - timedelta(hours=2))
    org.run(workspace, State.APPLIED, title="Add a queue", applied_at=timezone.now())
    org.run(workspace, State.AWAITING, title="Rotate keys", actor="mia")
    org.event(workspace, "run.approved")
    org.member(workspace, Role.REVIEWER, "rita")
    text = client.get(f"/workspaces/{workspace.slug}/").text
    for told in (
        "#2 Rotate keys",
        "Needs approval",
        "mia",
        "$100",
        "50% of a budget",
        "2 h ago",
        "run.approved",
        "rita",
    ):
        assert told in text, told
    assert "<polyline" in text


@pytest.mark.parametrize("page", ["/", "/workspaces/orders-prod/", "/drift/", "/requests/", "/guardrails/", "/audit/"])
def test_no_list_loads_a_document(client: Client, page: str) -> None:
    run = org.run(org.workspace(), State.APPLIED, applied_at=timezone.now(), request="r")
    org.finding(run)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(page).status_code == 200
    for query in captured:
        assert not re.search(r', "records_run"."summary"(,| FROM)', query["sql"]), query["sql"]
        assert "records_rundocument" not in query["sql"]


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL plans by how full its tables are")
def test_what_the_newest_plans_say_stands_in_an_index(client: Client) -> None:
    org.run(org.workspace(), State.APPLIED)
    with CaptureQueriesContext(connection) as captured:
        client.get("/")
    with connection.cursor() as cursor:
        looks = [
            step
            for query in captured
            if "LIMIT 1" in query["sql"]
            for *_, step in cursor.execute(f"EXPLAIN QUERY PLAN {query['sql']}")
            if "run_newest" in step
        ]
    assert len(looks) >= 4
    assert all(look.startswith("SEARCH") and "USING COVERING INDEX run_newest" in look for look in looks)


def test_a_workspace_without_a_run_says_how_to_send_one(client: Client) -> None:
    workspace = org.workspace()
    text = client.get(f"/workspaces/{workspace.slug}/").text
    assert "No plan has arrived yet" in text
    assert f'/api/v1/workspaces/{workspace.slug}/runs"' in text


def test_long_histories_are_paged_and_ask_no_more(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    workspace = org.workspace()
    for _ in range(40):
        org.run(workspace)
    with django_assert_max_num_queries(17):
        text = client.get(f"/workspaces/{workspace.slug}/").text
    assert "1 to 15 of 40" in text
    assert "#1 " in client.get(f"/workspaces/{workspace.slug}/?page=3").text


def test_a_new_workspace(client: Client) -> None:
    answer = client.post("/new/", {"slug": "orders", "name": "", "labels": "env=prod, team=a"})
    assert answer.headers["Location"] == "/workspaces/orders/settings/"
    assert Workspace.objects.get().labels == {"env": "prod", "team": "a"}


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({"slug": "Orders"}, "lower-case letters"),
        ({"slug": "taken"}, "already a workspace"),
        ({"slug": "organisation"}, "choose another"),
        ({"slug": "a", "labels": "env"}, "is not a label"),
        ({"slug": "a", "labels": "env=prod=x, , =y"}, "is not a label"),
        ({}, "required"),
    ],
)
def test_what_is_wrong_with_a_new_workspace_is_told(client: Client, sent: dict[str, str], told: str) -> None:
    org.workspace("taken")
    answer = client.post("/new/", sent)
    assert answer.status_code == 422
    assert told in answer.text
    assert Workspace.objects.count() == 1


def test_settings_are_kept_and_audited(client: Client) -> None:
    workspace = org.workspace()
    sent = {"name": "Orders", "labels": "env=prod", "budget": "4000", "required_approvals": "2", "approval_days": "7"}
    sent["check_hours"] = "24"
    assert client.post("/workspaces/orders-prod/settings/", sent).status_code == 302
    workspace.refresh_from_db()
    assert (workspace.name, workspace.budget, workspace.required_approvals) == ("Orders", Decimal(4000), 2)
    assert workspace.check_hours == 24
    assert AuditEvent.objects.get(verb="workspace.changed").detail["after"]["labels"] == {"env": "prod"}


def test_fields_that_are_not_offered_are_not_set(client: Client) -> None:
    workspace = org.workspace()
    sent = {
        "name": "x",
        "required_approvals": "1",
        "approval_days": "7",
        "check_hours": "24",
        "slug": "other",
        "last_number": "9",
        "key": "0",
    }
    client.post("/workspaces/orders-prod/settings/", sent)
    after = Workspace.objects.get()
    assert (after.slug, after.last_number, after.key) == (workspace.slug, workspace.last_number, workspace.key)


def test_a_token_is_shown_once(client: Client) -> None:
    workspace = org.workspace()
    answer = client.post(
        "/workspaces/orders-prod/settings/tokens/new/", {"name": "CI", "days": "30", "scopes": ["upload", "gate"]}
    )
    secret = answer.context["secret"]
    assert answer.text.count(secret) == 1
    assert "no-store" in answer.headers["Cache-Control"]
    assert secret not in client.get("/workspaces/orders-prod/settings/").text
    found = tokens.find(secret)
    assert found
    assert found.workspace == workspace
    client.post("/workspaces/orders-prod/settings/tokens/revoke/", {"token": found.pk})
    assert tokens.find(secret) is None


def test_a_token_of_another_workspace_is_not_revoked_from_here() -> None:
    mine, others = org.workspace("mine"), org.workspace("others")
    token, secret = tokens.create(OPERATOR, name="theirs", workspace=others)
    owner = org.signed_in(org.member(mine, Role.OWNER))
    assert owner.post("/workspaces/mine/settings/tokens/revoke/", {"token": token.pk}).status_code == 404
    assert tokens.find(secret)


def test_members_come_change_and_go(client: Client) -> None:
    workspace = org.workspace()
    rita = org.person("rita")
    at = f"/workspaces/{workspace.slug}/settings/members/"

    def roles() -> list[str]:
        return list(Membership.objects.values_list("role", flat=True))

    client.post(f"{at}add/", {"person": rita.pk, "role": "reviewer"})
    assert roles() == ["reviewer"]
    client.post(at, {"person": rita.pk, "role": "owner"})
    assert roles() == ["owner"]
    client.post(at, {"person": rita.pk, "role": ""})
    assert roles() == []
    assert client.post(at, {"person": rita.pk, "role": "owner"}).status_code == 404
    assert client.post(f"{at}add/", {"person": rita.pk, "role": "emperor"}).status_code == 422
    assert AuditEvent.objects.filter(verb="member.changed").count() == 3
