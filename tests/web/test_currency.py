"""In a currency of the operator: amounts on pages, by a rate that stands beside; what is kept stays in US dollars."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from pytest_django import Settings

from gitops_portal.records.models import Budget, Workspace
from gitops_portal.web import currency
from gitops_portal.web.templatetags import portal, runs
from tests import organisation as org
from tests.documents import entry, plan

NOTE = "Amounts are in EUR, at 0.5 for a US dollar as of 2 November 2026."
GATEWAY = plan(entry("aws_nat_gateway.a", after={"region": "us-east-1"}))


@pytest.fixture
def euros(settings: Settings) -> None:
    settings.CURRENCY = "EUR 0.5 2026-11-02"


@pytest.fixture
def workspace(db: None) -> Workspace:
    return org.workspace(requires_plan_file=False)


@pytest.fixture
def client(workspace: Workspace) -> Client:
    return org.signed_in(org.person("owner", "owner"))


@pytest.mark.usefixtures("euros")
def test_every_filter_of_money_shows_it() -> None:
    assert portal.money("32.85") == "€16.43"
    assert portal.round_money("3285") == "€1,643"
    assert portal.signed_money("-32.85") == "−€16.43"
    assert portal.signed_round_money("3285") == "+€1,643"
    assert portal.money("32.85", "GBP") == "£32.85", "another tool's figure in a currency of its own"
    assert runs.unit_price("0.045") == "€0.0225"
    assert runs.unit_price("0.0000166667") == "€0.00000833335"
    assert runs.unit_price("3") == "€1.50"


def test_without_a_currency_all_is_in_dollars() -> None:
    assert portal.money("32.85") == "$32.85"
    assert portal.currency_note() == ""


@pytest.mark.usefixtures("euros")
def test_pages_show_it_with_the_rate_and_runs_keep_dollars(client: Client, workspace: Workspace) -> None:
    run = org.uploaded(workspace, GATEWAY)
    Budget.objects.create(name="all", amount=Decimal(100), changed_by="o", changed_at=run.created_at)
    address = f"/workspaces/orders-prod/runs/{run.number}/"
    for path, told in (
        (f"{address}?tab=cost", "€0.0225"),
        (address, "Costs $32.85 a month more ($0.00 → $32.85). In EUR: €0.00 → €16.43."),
        (f"{address}report.html", "€16.43"),
        ("/", "€16.43"),
        ("/budgets/", "€50.00"),
    ):
        page = " ".join(client.get(path).text.split())
        assert told in page, path
        assert NOTE in page, path
    assert run.cost_after == Decimal("32.85")
    assert client.get(f"/api/v1/runs/{run.pk}").json()["cost"]["currency"] == "USD"


@pytest.mark.usefixtures("euros")
def test_what_is_kept_in_dollars_says_so(client: Client) -> None:
    for path in ("/budgets/", "/workspaces/orders-prod/settings/"):
        assert "US dollars per month" in client.get(path).text


def test_a_setting_that_is_no_rate_stops_the_start(settings: Settings) -> None:
    settings.CURRENCY = "EUR"
    with pytest.raises(ImproperlyConfigured, match="CURRENCY is no rate: write a currency"):
        currency.current()
