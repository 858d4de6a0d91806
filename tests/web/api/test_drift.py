"""What drifted of a workspace, for scripts."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone

from tests import organisation as org

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

    from gitops_portal.records.models import Workspace

pytestmark = pytest.mark.django_db
PATH = "/api/v1/workspaces/orders-prod/drift"


def told(ci: Client, query: str = "") -> Any:
    return ci.get(PATH + query).json()


def test_what_is_open_stands_before_what_was(ci: Client, workspace: Workspace) -> None:
    org.drift(workspace, "aws_x.gone", closed_at=timezone.now() - timedelta(days=1), closing="applied")
    org.drift(workspace, "aws_x.open", grave="It is gone from the real world.", diff=[{"path": "n", "whole": "abc"}])
    found = told(ci)
    assert (found["open"], found["total"], found["page"], found["pages"]) == (1, 2, 1, 1)
    assert [(one["address"], one["closed_because"]) for one in found["drift"]] == [
        ("aws_x.open", None),
        ("aws_x.gone", "applied"),
    ]
    first = found["drift"][0]
    assert (first["cause"], first["grave"], first["closed_at"]) == (
        "n of aws_x",
        "It is gone from the real world.",
        None,
    )
    assert first["differences"] == [{"path": "n"}], "where a long text is kept is no business of scripts"
    assert found["posture"]["state"] == "unverified"


def test_pages_cost_no_query_each(
    ci: Client, workspace: Workspace, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(120):
        org.drift(workspace, f"aws_x.n{number}")
    with django_assert_max_num_queries(8):
        assert len(told(ci)["drift"]) == 100
    assert [len(told(ci, f"?page={page}")["drift"]) for page in (2, 3)] == [20, 20], "after the last is the last"


def test_of_a_foreign_workspace_nothing_is_told(ci: Client) -> None:
    org.drift(org.workspace("foreign"))
    assert ci.get("/api/v1/workspaces/foreign/drift").status_code == 404
