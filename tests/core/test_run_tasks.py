"""Requests to run tasks: signed or not, read or told what is wrong; names by rule; answers within HCP's limits."""

from __future__ import annotations

import json
from typing import Any

import pytest

from gitops_portal.core import run_tasks
from gitops_portal.core.errors import PortalError
from gitops_portal.core.run_tasks import Payload, Told

KEY = "k" * 64
WHOLE = {
    "payload_version": 1,
    "stage": "post_plan",
    "access_token": "t",
    "organization_name": "acme",
    "workspace_name": "network",
    "run_id": "run-1",
    "task_result_id": "taskrs-1",
    "task_result_callback_url": "https://app.terraform.io/api/v2/task-results/1/callback",
}


def test_a_signature_is_of_the_very_bytes_by_the_very_key() -> None:
    signature = run_tasks.signature_of(b"{}", KEY)
    assert len(signature) == 128
    assert run_tasks.signed(b"{}", signature, KEY)
    assert run_tasks.signed(b"{}", f" {signature.upper()} ", KEY)
    for body, given, key in [
        (b"{} ", signature, KEY),
        (b"{}", signature[:-1], KEY),
        (b"{}", "ü", KEY),
        (b"{}", signature, "k"),
    ]:
        assert not run_tasks.signed(body, given, key)


def test_a_test_by_hcp_is_told_by_its_token_alone() -> None:
    assert run_tasks.read(b'{"payload_version": 1, "access_token": "test-token", "stage": null}').is_test
    assert not run_tasks.read(json.dumps(WHOLE).encode()).is_test


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"payload_version": 2}, "payload_version is 2"),
        ({"access_token": None}, "access_token"),
        ({"run_id": ""}, "run_id"),
        ({"workspace_name": "x" * 10_001}, "workspace_name"),
        ({"run_id": 7}, "run_id"),
    ],
)
def test_what_nobody_can_answer_is_refused(more: dict[str, Any], told: str) -> None:
    with pytest.raises(PortalError, match=told):
        run_tasks.read(json.dumps(WHOLE | more).encode())


@pytest.mark.parametrize(
    ("rule", "workspace", "slug"),
    [
        ("{workspace}", "network", "network"),
        ("{organization}-{workspace}", "Network_Prod", "acme-network-prod"),
        ("{workspace}", "--a..b--", "a-b"),
        ("tfe-{workspace}", "{organization}", "tfe-organization"),
        ("{workspace}", "ü", ""),
    ],
)
def test_workspaces_are_named_by_rule(rule: str, workspace: str, slug: str) -> None:
    assert run_tasks.slug(rule, "acme", workspace) == slug


def test_long_names_that_begin_alike_are_told_apart() -> None:
    names = {run_tasks.slug("{workspace}", "acme", "a" * 80 + end) for end in "xy"}
    assert len(names) == 2
    assert all(len(name) <= run_tasks.LONGEST_SLUG for name in names)


@pytest.mark.parametrize(
    ("patterns", "meant"),
    [("", True), (" , ", True), ("prod-*", True), ("dev, prod-net", True), ("PROD-*", False), ("dev-*", False)],
)
def test_which_workspaces_it_is_for(patterns: str, meant: bool) -> None:
    assert run_tasks.meant(patterns, "prod-net") is meant


def test_what_a_run_is_told_to_be() -> None:
    told = Payload(
        run_message="m" * 400,
        run_created_by="ada",
        vcs_commit_url="https://github.com/acme/infra/commit/4B825DC642",
        vcs_branch="b" * 201,
        run_app_url="https://app.terraform.io/app/acme/network/runs/run-1",
    )
    assert run_tasks.metadata(told) == {
        "title": "m" * 300,
        "actor": "hcp:ada",
        "commit": "4b825dc642",
        "ci_url": "https://app.terraform.io/app/acme/network/runs/run-1",
    }
    assert run_tasks.metadata(Payload(vcs_commit_url="https://example.org/commit/main")) == {}


def test_an_answer_is_bounded_and_says_that_there_is_more() -> None:
    one = {
        "gravity": "blocks",
        "kind": "violated",
        "text": "*a*\n\u202e" + "b" * 999,
        "addresses": ["x.y"],
        "guardrail": "g",
    }
    found = run_tasks.outcomes([one] * 25)
    assert len(found) == run_tasks.MOST_OUTCOMES + 1
    assert "5 more" in found[-1].line
    said = json.loads(run_tasks.answer(Told.FAILED, "m" * 400, "https://portal.example.org", found))["data"]
    rows = [row["attributes"] for row in said["relationships"]["outcomes"]["data"]]
    assert len(said["attributes"]["message"]) == run_tasks.LONGEST_MESSAGE
    assert len({row["outcome-id"] for row in rows}) == len(rows)
    assert rows[0]["tags"] == {"Severity": [{"label": "blocks", "level": "error"}]}
    assert rows[0]["body"].startswith("\\*a\\*")
    assert all(len(row["description"]) <= run_tasks.LONGEST_LINE and "\n" not in row["description"] for row in rows)
    assert "\u202e" not in json.dumps(said, ensure_ascii=False)


def test_without_sentences_there_is_no_table() -> None:
    assert "relationships" not in json.loads(run_tasks.answer(Told.PASSED, "", ""))["data"]
