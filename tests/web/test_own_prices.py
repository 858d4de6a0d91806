"""The prices file of the organisation: written on its page, sent by scripts, and what runs cost by it."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.test import Client

from gitops_portal.actions import clock, gate, own_prices, tokens
from gitops_portal.actions.decide import decide
from gitops_portal.core.model import Role
from gitops_portal.records.models import AuditEvent, PricesFile, Run, Workspace
from tests import organisation as org
from tests.actors import OPERATOR
from tests.documents import entry, plan

pytestmark = pytest.mark.django_db
PATH = "/settings/prices/"
API = "/api/v1/prices"
HALF = "version: 1\n# the contract of 2026\ndiscounts:\n  - {service: aws_nat_gateway, percent: 50}\n"
QUEUES = HALF + "  - {service: aws_sqs_queue, percent: 10}\n"
LESS = HALF.replace("50", "75")
GATEWAY = plan(entry("aws_nat_gateway.a", after={"region": "us-east-1"}))


@pytest.fixture
def workspace() -> Workspace:
    return org.workspace(requires_plan_file=False)


@pytest.fixture
def client(workspace: Workspace) -> Client:
    return org.signed_in(org.person("owner", "owner"))


def uploaded(workspace: Workspace) -> Run:
    return org.uploaded(Workspace.objects.get(pk=workspace.pk), GATEWAY)


def approved(workspace: Workspace) -> Run:
    run = uploaded(workspace)
    decide(run, by=org.member(workspace, Role.REVIEWER), action="approve", reason="fine", evidence=run.evidence)
    return run


def test_it_is_empty_at_first_and_shows_what_was_saved(client: Client) -> None:
    assert client.get(PATH).status_code == 200
    answer = client.post(PATH, {"text": HALF.replace("\n", "\r\n"), "action": "save"})
    assert answer["Location"] == PATH
    shown = client.get(PATH).text
    assert "# the contract of 2026" in shown
    assert "version 1, saved by" in shown
    (told,) = AuditEvent.objects.filter(verb="own_prices.changed")
    assert told.detail == {"version": 1, "before": {}, "after": {"discounts/aws_nat_gateway": {"percent": "50"}}}


def test_check_tells_what_would_change_and_keeps_nothing(client: Client) -> None:
    answer = client.post(PATH, {"text": HALF, "action": "check"})
    assert answer.context["changes"] == ["+ discounts/aws_nat_gateway"]
    assert not PricesFile.objects.exists()


@pytest.mark.parametrize("action", ["check", "save"])
@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("version: [1", "Line 1: this is no YAML"),
        (HALF.replace("nat_gateway", "nat_gatway"), "Line 4: discounts[0].service: the price book has no such service"),
        ("version: 1\n\nrebates: {}", "Line 3: rebates: no such part"),
    ],
)
def test_what_is_wrong_is_told_at_its_line_and_kept_nowhere(client: Client, action: str, text: str, says: str) -> None:
    answer = client.post(PATH, {"text": text, "action": action})
    assert answer.status_code == 422
    assert says in answer.text
    assert not PricesFile.objects.exists()


def test_of_two_who_save_the_second_is_told(client: Client) -> None:
    own_prices.save(OPERATOR, LESS)
    answer = client.post(PATH, {"text": HALF, "onto": "", "action": "save"})
    assert answer.status_code == 409
    assert "Somebody saved another prices file meanwhile" in answer.text


def test_what_says_the_same_is_no_new_version() -> None:
    own_prices.save(OPERATOR, HALF)
    assert own_prices.save(OPERATOR, HALF) is None
    assert PricesFile.objects.count() == 1


def test_a_run_is_priced_by_the_file_that_holds_and_keeps_its_figures(workspace: Workspace) -> None:
    listed = uploaded(workspace)
    own_prices.save(OPERATOR, HALF)
    half = uploaded(workspace)
    own_prices.save(OPERATOR, LESS)
    quarter = uploaded(workspace)
    own_prices.save(OPERATOR, "")
    assert uploaded(workspace).own_prices_version == ""
    listed.refresh_from_db()
    half.refresh_from_db()
    assert listed.cost_after
    assert (listed.own_prices_version, "paid_by" in listed.summary) == ("", False)
    assert (half.cost_after, quarter.cost_after) == (listed.cost_after / 2, listed.cost_after / 4)
    assert half.own_prices_version != quarter.own_prices_version != ""
    assert half.summary["paid_by"] == {"file": 1, "on": f"{half.evaluated_at:%Y-%m-%d}"}


def test_an_equal_plan_at_equal_prices_has_equal_evidence(workspace: Workspace) -> None:
    """Comments, order and what holds on other days are no other prices."""
    own_prices.save(OPERATOR, HALF)
    first = uploaded(workspace)
    own_prices.save(OPERATOR, HALF + "  - {service: aws_eip, percent: 5, until: 2020-01-01}\n")
    second = uploaded(workspace)
    assert (first.evidence, first.own_prices_version) == (second.evidence, second.own_prices_version)


def test_the_gate_notices_where_other_prices_make_another_cost(workspace: Workspace) -> None:
    own_prices.save(OPERATOR, HALF)
    run = approved(workspace)
    own_prices.save(OPERATOR, QUEUES)
    assert gate.ask(Run.objects.get(pk=run.pk)).allowed, "it tells nothing else of this plan"
    own_prices.save(OPERATOR, LESS)
    answer = gate.ask(Run.objects.get(pk=run.pk))
    assert not answer.allowed
    assert answer.reason.startswith("Own prices changed since this run was evaluated: its change a month is +$8.21 now")


def test_the_gate_notices_where_a_discount_has_ended(workspace: Workspace) -> None:
    own_prices.save(OPERATOR, HALF.replace("50}", "50, until: 2026-12-31}"))
    with clock.at(datetime(2026, 12, 31, 12, tzinfo=UTC)):
        run = approved(workspace)
        assert gate.ask(Run.objects.get(pk=run.pk)).allowed
    with clock.at(datetime(2027, 1, 1, 12, tzinfo=UTC)):
        answer = gate.ask(Run.objects.get(pk=run.pk))
    assert "its change a month is +$32.85 now, and was +$16.43" in answer.reason


def test_the_cost_tab_tells_own_price_list_price_and_versions(client: Client, workspace: Workspace) -> None:
    own_prices.save(OPERATOR, HALF.replace("50}", "50, until: 2099-01-31, reason: <EDP>}"))
    run = uploaded(workspace)
    shown = " ".join(client.get(f"/workspaces/orders-prod/runs/{run.number}/?tab=cost").text.split())
    assert "50 % off by contract (&lt;EDP&gt;), until 2099-01-31" in shown
    assert "list $0.045" in shown
    assert f"own prices as version 1 tells them on {run.evaluated_at:%Y-%m-%d}" in shown
    assert f'price book <span class="mono">{run.prices_version[:7]}</span>' in shown


def test_owners_send_it_and_a_token_that_sends_plans_does_not(client: Client, workspace: Workspace) -> None:
    assert client.get(API).json() == {"version": 0, "digest": "", "saved_by": "", "saved_at": None, "text": ""}
    told = client.put(API, HALF.encode(), content_type="application/yaml").json()
    assert (told["version"], told["text"]) == (1, HALF)
    ci = Client(headers={"Authorization": f"Bearer {tokens.create(OPERATOR, name='ci')[1]}"})
    assert ci.get(API).json() == told
    assert ci.put(API, LESS.encode(), content_type="application/yaml").status_code == 403
    bound = Client(headers={"Authorization": f"Bearer {tokens.create(OPERATOR, name='b', workspace=workspace)[1]}"})
    assert bound.get(API).status_code == 403
    reviewer = org.signed_in(org.member(workspace, Role.REVIEWER))
    assert (reviewer.get(API).status_code, reviewer.get(PATH).status_code) == (403, 403)
    wrong = client.put(API, b"version: 1\ndiscounts: [{provider: aws, percent: -1}]", content_type="application/yaml")
    assert wrong.status_code == 422
    assert wrong.json()["detail"].startswith("2: discounts[0].percent: '-1' is no amount")
    assert client.put(API, b"\xff", content_type="application/yaml").status_code == 422
    assert PricesFile.objects.count() == 1


def test_the_api_names_what_a_run_was_priced_by(client: Client, workspace: Workspace) -> None:
    own_prices.save(OPERATOR, HALF)
    run = uploaded(workspace)
    cost = client.get(f"/api/v1/runs/{run.pk}").json()["cost"]
    assert (cost["prices_version"], cost["own_prices_version"]) == (run.prices_version, run.own_prices_version)
    assert Decimal(cost["after"]) == run.cost_after
