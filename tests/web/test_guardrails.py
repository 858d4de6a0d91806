"""Every rule, where it holds, and who may say so."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from gitops_portal.core.guardrails import guardrails
from gitops_portal.core.model import Enforcement, Role
from gitops_portal.records.models import AuditEvent, GuardrailSetting
from tests import organisation as org

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

pytestmark = pytest.mark.django_db
RULE = "ec2-public-ip"
SET = {"scope": "organisation", "enforcement": "advisory"}


@pytest.fixture
def client() -> Client:
    return org.signed_in(org.person("chief", Role.OWNER))


def test_every_rule_is_listed(client: Client, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    for number in range(20):
        org.finding(org.run(org.workspace(f"w{number}")))
    with django_assert_max_num_queries(6):
        answer = client.get("/guardrails/")
    assert answer.context["rows"][0].guardrail.id == RULE
    assert {row.guardrail.id for row in answer.context["rows"]} == set(guardrails())
    assert "in 20 runs" in answer.text


def test_narrowing(client: Client) -> None:
    def ids(query: str) -> set[str]:
        return {row.guardrail.id for row in client.get(f"/guardrails/?{query}").context["rows"]}

    assert ids("q=PUBLIC-IP") == {RULE}
    assert all(guardrails()[name].severity == "critical" for name in ids("severity=critical"))
    assert ids("provider=aws") < set(guardrails())
    assert ids("severity=nonsense") == set()


def test_a_rule_says_why_how_to_mend_and_what_it_found(client: Client) -> None:
    rule = guardrails()[RULE]
    org.finding(org.run(org.workspace()), message="the instance gets a public address")
    text = client.get(f"/guardrails/{RULE}/").text
    for told in (rule.title, *rule.references, "the instance gets a public address", "orders-prod #1", "Nothing set"):
        assert told in text, told


@pytest.mark.parametrize("name", sorted(guardrails()))
def test_every_rule_has_its_page(client: Client, name: str) -> None:
    assert client.get(f"/guardrails/{name}/").status_code == 200


def test_a_rule_that_does_not_exist(client: Client) -> None:
    assert client.get("/guardrails/no-such-rule/").status_code == 404


def test_a_setting_holds_and_is_taken_back(client: Client) -> None:
    client.post(f"/guardrails/{RULE}/enforce/", SET)
    client.post(f"/guardrails/{RULE}/enforce/", {"scope": "labels", "selector": "env=prod", "enforcement": "mandatory"})
    row = client.get(f"/guardrails/{RULE}/").context["row"]
    assert (row.effective, [setting.selector for setting in row.scoped]) == (Enforcement.ADVISORY, ["env=prod"])
    for setting in GuardrailSetting.objects.all():
        client.post(f"/guardrails/{RULE}/release/", {"setting": setting.pk})
    assert client.get(f"/guardrails/{RULE}/").context["row"].effective == guardrails()[RULE].enforcement
    assert AuditEvent.objects.filter(verb__startswith="guardrail.").count() == 4


@pytest.mark.parametrize(
    "sent",
    [
        {},
        SET | {"enforcement": "very"},
        SET | {"scope": "galaxy"},
        SET | {"scope": "labels"},
        SET | {"scope": "labels", "selector": "prod"},
        SET | {"scope": "workspace", "selector": ""},
    ],
)
def test_a_setting_that_makes_no_sense_is_told(client: Client, sent: dict[str, str]) -> None:
    answer = client.post(f"/guardrails/{RULE}/enforce/", sent)
    assert answer.status_code == 422
    assert not GuardrailSetting.objects.exists()


def test_findings_of_others_are_not_shown() -> None:
    mine, others = org.workspace("mine"), org.workspace("others")
    org.finding(org.run(others), message="their secret weakness")
    viewer = org.signed_in(org.member(mine, Role.VIEWER))
    assert "their secret weakness" not in viewer.get(f"/guardrails/{RULE}/").text
    assert "0 findings" in viewer.get(f"/guardrails/{RULE}/").text
