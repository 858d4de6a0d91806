"""Where nothing could be priced, no page shows an amount of zero, whatever else the plan holds."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from gitops_portal.core.model import Role
from tests import organisation as org
from tests.documents import entry, plan
from tests.web.test_runs import uploaded

if TYPE_CHECKING:
    from django.test import Client

    from gitops_portal.records.models import Run

pytestmark = pytest.mark.django_db

FREE = entry("aws_sns_topic_policy.alerts", after={"policy": "{}"})
UNPRICED = [entry(f"aws_novel.a{number}", after={}) for number in range(118)]
ZERO = re.compile(r"\$0\b")


@pytest.fixture
def client() -> Client:
    return org.signed_in(org.person("chief", Role.OWNER))


@pytest.fixture
def run() -> Run:
    return uploaded(org.workspace(budget=100), plan(FREE, *UNPRICED))


def test_the_sums_are_not_known(run: Run) -> None:
    assert run.cost_before is None
    assert run.cost_after is None


@pytest.mark.parametrize("name", ["runs.detail", "runs.report"])
def test_a_run_says_how_many_have_no_price(client: Client, run: Run, name: str) -> None:
    html = client.get(reverse(name, args=[run.workspace.slug, run.number])).text
    fact = html[html.index('aria-label="Monthly cost"') :].partition("</section>")[0]
    assert "not known" in fact
    assert "What it costs is not known: 118 unpriced resources." in html
    assert not ZERO.search(fact)


def test_the_cost_page_says_so(client: Client, run: Run) -> None:
    html = client.get(reverse("runs.detail", args=[run.workspace.slug, run.number], query={"tab": "cost"})).text
    assert "118 unpriced: so the cost of this plan is not known" in html
    assert "By provider: aws" in html
    assert not ZERO.search(html)


@pytest.mark.usefixtures("run")
def test_lists_show_no_zero(client: Client) -> None:
    for html in (client.get("/").text, client.get(reverse("workspaces.detail", args=["orders-prod"])).text):
        assert "not known" in html
        assert not ZERO.search(html)


def test_two_runs_are_not_told_apart_by_it(client: Client, run: Run) -> None:
    later = uploaded(run.workspace, plan(FREE, UNPRICED[0]))
    html = client.get(reverse("runs.compare", args=[run.workspace.slug, later.number, run.number])).text
    assert "not known → not known" in html
    assert not ZERO.search(html)


def test_the_api_says_null(client: Client, run: Run) -> None:
    told = client.get(f"/api/v1/runs/{run.pk}").json()["cost"]
    by = {"prices_version": run.prices_version, "own_prices_version": "", "usage_version": "", "told_by": ""}
    assert told == {"currency": "USD", **dict.fromkeys(("before", "after", "delta", "low", "high")), **by}
    report = client.get(f"/api/v1/runs/{run.pk}/report").json()["cost"]
    assert report["coverage"] == {"priced": 0, "free": 1, "usage_based": 0, "unpriced": 118}


def test_what_is_free_altogether_costs_nothing(client: Client) -> None:
    run = uploaded(org.workspace(), plan(FREE))
    html = client.get(reverse("runs.detail", args=[run.workspace.slug, run.number])).text
    assert ZERO.search(html[html.index("Monthly cost") :])
