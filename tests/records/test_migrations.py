"""What rows that are here already become when the tables change."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone


def at(name: str) -> Any:
    """The tables, and the models, as one migration leaves them."""
    executor = MigrationExecutor(connection)
    executor.migrate([("records", name)])
    return MigrationExecutor(connection).loader.project_state([("records", name)]).apps


@pytest.fixture
def before(transactional_db: None) -> Iterator[Any]:
    newest = max(name for app, name in MigrationExecutor(connection).loader.graph.leaf_nodes() if app == "records")
    try:
        yield at("0013_one_inside_per_block")
    finally:
        at(newest)


def test_a_name_in_ci_and_what_the_gate_asks_for_stay(before: Any) -> None:
    for email, login in (("ana", "@GitHub-Ana"), ("ben", ""), ("cy", " @ ")):
        before.get_model("records", "Person").objects.create(email=f"{email}@example.org", name=email, login=login)
    before.get_model("records", "Workspace").objects.create(slug="old", name="old")
    after = at("0015_bound_and_in_order")
    people = after.get_model("records", "Person").objects.order_by("email").values_list("ci_names", flat=True)
    assert list(people) == [["github-ana"], [], []]
    workspaces = after.get_model("records", "Workspace").objects
    workspaces.create(slug="new", name="new")
    assert dict(workspaces.values_list("slug", "requires_plan_file")) == {"old": False, "new": True}


def test_decisions_count_on_whatever_became_of_the_account(before: Any) -> None:
    """Two people whose accounts are gone are two; whoever is still here is known by the e-mail."""
    old = at("0018_states")
    ana = old.get_model("records", "Person").objects.create(email="Ana@example.org", name="Ana")
    now = timezone.now()
    workspace = old.get_model("records", "Workspace").objects.create(slug="old", name="old")
    run = old.get_model("records", "Run").objects.create(workspace=workspace, number=1, created_at=now)
    decisions = old.get_model("records", "Decision").objects
    made = [
        decisions.create(run=run, person=person, name="x", action="approve", created_at=now)
        for person in (ana, None, None)
    ]
    after = at("0021_one_decision_per_identity").get_model("records", "Decision").objects
    told = list(after.order_by("pk").values_list("identity", flat=True))
    assert told == ["ana@example.org", *(f"decision {one.pk}" for one in made[1:])]


def test_runs_tell_that_not_all_was_judged(before: Any) -> None:
    old = at("0021_one_decision_per_identity")
    workspace = old.get_model("records", "Workspace").objects.create(slug="old", name="old")
    runs = old.get_model("records", "Run").objects
    summaries: list[dict[str, Any]] = [
        {},
        {"guardrails": {"unjudged": []}},
        {"guardrails": {"unjudged": ["None knows."]}},
    ]
    for number, summary in enumerate(summaries, 1):
        runs.create(workspace=workspace, number=number, created_at=timezone.now(), summary=summary)
    after = at("0023_fill_unjudged").get_model("records", "Run").objects
    assert list(after.order_by("number").values_list("unjudged", flat=True)) == [False, False, True]


def test_lists_read_columns_where_they_read_documents(before: Any) -> None:
    old = at("0029_applies_in_order")
    workspace = old.get_model("records", "Workspace").objects.create(slug="old", name="old")
    runs = old.get_model("records", "Run").objects
    told: list[tuple[int, dict[str, Any]]] = [
        (0, {}),
        (0, {"cost": {"coverage": {"priced": 0, "unpriced": 7}}, "plan": {"errored": True}}),
        (0, {"cost": {"coverage": {"priced": 0, "unpriced": 0, "free": 3}}, "plan": {"errored": False}}),
        (9, {"cost": {"coverage": {"priced": 2, "unpriced": 7}}}),
    ]
    for number, (cost, summary) in enumerate(told, 1):
        same = {"cost_before": cost, "cost_after": cost}
        runs.create(workspace=workspace, number=number, created_at=timezone.now(), summary=summary, **same)
    after = at("0031_fill_columns_of_lists").get_model("records", "Run").objects.order_by("number")
    assert list(after.values_list("plan_errored", flat=True)) == [False, True, False, False]
    assert list(after.values_list("cost_after", flat=True)) == [0, None, 0, 9]


def test_findings_know_when_their_run_arrived(before: Any) -> None:
    old, now = at("0037_viewed"), timezone.now()
    workspace = old.get_model("records", "Workspace").objects.create(slug="old", name="old")
    run = old.get_model("records", "Run").objects.create(workspace=workspace, number=1, created_at=now)
    old.get_model("records", "RunFinding").objects.create(run=run, guardrail="g", message="m")
    after = at("0039_fill_findings_by_time").get_model("records", "RunFinding").objects
    assert list(after.values_list("at", flat=True)) == [now]


def test_runs_of_change_requests_name_what_they_destroy_or_are_blocked_by(before: Any) -> None:
    old, now = at("0040_gravest_of_runs"), timezone.now()
    workspace = old.get_model("records", "Workspace").objects.create(slug="old", name="old")
    for number, request in enumerate(("r", ""), 1):
        told = {"request": request, "created_at": now, "evaluated_at": now}
        run = old.get_model("records", "Run").objects.create(workspace=workspace, number=number, **told)
        for rank, (address, action) in enumerate([("a", "update"), ("b", "delete"), ("c", "create")]):
            run.changes.create(rank=rank, address=address, block=address, type="aws_x", action=action)
        for address, enforcement in (("c", "mandatory"), ("", "mandatory"), ("a", "advisory")):
            run.findings.create(guardrail="g", message="m", status="violated", address=address, enforcement=enforcement)
    after = at("0041_fill_gravest_of_runs").get_model("records", "Run").objects.order_by("number")
    rows = [("c", "create", True), ("b", "delete", False), ("g", "", True)]
    named = [dict(zip(("address", "action", "blocks"), row, strict=True)) for row in rows]
    assert list(after.values_list("gravest", flat=True)) == [{"rows": named, "left_out": 0}, None]


def test_what_the_newest_plan_found_becomes_the_posture(before: Any) -> None:
    old, now = at("0060_flags_of_plans"), timezone.now()
    for slug, drifted, found in (("a", 2, now), ("b", 0, now), ("c", None, None)):
        old.get_model("records", "Workspace").objects.create(slug=slug, name=slug, drifted=drifted, verified_at=found)
    after = at("0062_fill_posture")
    until = now + timedelta(days=14)
    told = after.get_model("records", "Workspace").objects.order_by("slug").values_list("posture", "next_check_by")
    assert list(told) == [("drifted", until), ("in_sync", until), ("unverified", None)]
    words = after.get_model("records", "Observation").objects.order_by("workspace__slug")
    assert list(words.values_list("source", "drifted", "newest")) == [("plan", 2, True), ("plan", 0, True)]


def test_what_each_resource_costs_moves_beside_the_run_and_back(before: Any) -> None:
    old = at("0072_tool_reports")
    workspace = old.get_model("records", "Workspace").objects.create(slug="old", name="old")
    lines = [{"address": "aws_instance.web", "after": "7.59"}]
    runs = old.get_model("records", "Run").objects
    told = {"cost": {"after": "7.59", "lines": lines}, "plan": {}}
    run = runs.create(workspace=workspace, number=1, created_at=timezone.now(), summary=told)
    bare = runs.create(workspace=workspace, number=2, created_at=timezone.now(), summary={})
    for each in (run, bare):
        old.get_model("records", "RunDocument").objects.create(run=each)
    moved = at("0073_cost_lines_of_runs")
    assert moved.get_model("records", "Run").objects.get(pk=run.pk).summary == {"cost": {"after": "7.59"}, "plan": {}}
    kept = moved.get_model("records", "RunDocument").objects.order_by("run_id").values_list("cost_lines", flat=True)
    assert list(kept) == [lines, []]
    back = at("0072_tool_reports").get_model("records", "Run").objects
    assert [each.summary for each in back.order_by("pk")] == [told, {}]


def test_settings_that_held_though_they_were_weaker_are_allowed_to(before: Any) -> None:
    settings = at("0075_argocd_servers").get_model("records", "GuardrailSetting").objects
    for scope, selector in (("organisation", ""), ("labels", "env=test"), ("workspace", "shop")):
        settings.create(guardrail="g", scope=scope, selector=selector, enforcement="off", changed_at=timezone.now())
    after = at("0078_guardrails_as_code").get_model("records", "GuardrailSetting").objects
    assert dict(after.values_list("scope", "weaker")) == {"organisation": False, "labels": True, "workspace": True}


def test_runs_count_what_they_forget_and_what_nobody_knows(before: Any) -> None:
    old, now = at("0091_forgets_and_unknowns_of_runs"), timezone.now()
    workspace = old.get_model("records", "Workspace").objects.create(slug="old", name="old")
    for number, changes in enumerate(({"forget": 2, "unknown": 1}, {"forget": 3}, {"create": 1}, None), 1):
        summary = {"plan": {"changes": changes}} if changes else {}
        old.get_model("records", "Run").objects.create(
            workspace=workspace, number=number, created_at=now, summary=summary
        )
    after = at("0092_fill_forgets_and_unknowns_of_runs").get_model("records", "Run").objects.order_by("number")
    assert list(after.values_list("forgets", "unknowns")) == [(2, 1), (3, 0), (0, 0), (0, 0)]
