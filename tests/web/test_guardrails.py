"""Every rule, where it holds, and who may say so."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from gitops_portal.actions import guardrail_book
from gitops_portal.actions.guardrails import digest, enforce, rules_of
from gitops_portal.core.guardrails import guardrails
from gitops_portal.core.model import Enforcement, Role
from gitops_portal.records.models import AuditEvent, GuardrailSetting
from tests import organisation as org
from tests.actors import OPERATOR
from tests.policies import LARGE, judged_by, kept

if TYPE_CHECKING:
    from pathlib import Path

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
    with django_assert_max_num_queries(7):  # session, person, hits, settings, own rules, and two of the head
        answer = client.get("/guardrails/")
    assert answer.context["rows"][0].guardrail.id == RULE
    pages = answer.context["page"].paginator
    listed = [row.guardrail.id for number in pages.page_range for row in pages.page(number)]
    assert sorted(listed) == sorted(guardrails())
    assert "in 20 runs" in answer.text


def test_policies_in_rego_are_listed_where_they_are_judged(client: Client, settings: Any, tmp_path: Path) -> None:
    assert client.get("/guardrails/opa-deny/").status_code == 404
    settings.OPA = judged_by("/opa", kept(tmp_path, LARGE))
    assert {row.guardrail.id for row in client.get("/guardrails/?q=opa-").context["rows"]} == {"opa-deny", "opa-warn"}
    assert "Policies in Rego deny nothing" in client.get("/guardrails/opa-deny/").text
    assert client.post("/guardrails/opa-deny/enforce/", SET).status_code == 302
    assert rules_of(org.workspace()).enforcement["opa-deny"] is Enforcement.ADVISORY


def test_narrowing(client: Client) -> None:
    def ids(query: str) -> set[str]:
        return {row.guardrail.id for row in client.get(f"/guardrails/?{query}").context["rows"]}

    assert ids(f"q={RULE.upper()}") == {RULE}
    assert all(guardrails()[name].severity == "critical" for name in ids("severity=critical"))
    assert ids("provider=aws") < set(guardrails())
    assert "rds-public" in ids("framework=cis-aws-3-0-0&q=rds")
    assert ids("framework=none-of-these") == set()
    assert ids("severity=nonsense") == set()


def test_what_owners_wrote_is_marked_and_found(client: Client) -> None:
    told = {"title": "Few go", "severity": "low", "kind": "change_limit", "parameters": {"destroys": "3"}}
    assert client.get("/guardrails/?by=own").context["rows"] == []
    guardrail_book.apply(OPERATOR, {"rules": {"few-go": told}})
    answer = client.get("/guardrails/?by=own")
    assert [row.guardrail.id for row in answer.context["rows"]] == ["few-go"]
    assert '<span class="tag">own</span>' in answer.text
    pages = client.get("/guardrails/?by=portal").context["page"].paginator
    assert pages.count == len(guardrails())


def test_a_rule_says_why_how_to_mend_and_what_it_found(client: Client) -> None:
    rule = guardrails()[RULE]
    org.finding(org.run(org.workspace()), message="the instance gets a public address")
    text = client.get(f"/guardrails/{RULE}/").text
    for told in (rule.title, *rule.references, "the instance gets a public address", "orders-prod #1", "Nothing set"):
        assert told in text, told


def test_a_rule_says_what_may_be_set_of_it(client: Client) -> None:
    said = {"redshift-short-backup": {"parameters": {"days": "14"}}}
    assert "Parameters" not in client.get("/guardrails/rds-public/").text
    assert client.get("/guardrails/redshift-short-backup/").context["parameters"][0]["value"] == "7"
    guardrail_book.apply(OPERATOR, {"guardrails": said})
    answer = client.get("/guardrails/redshift-short-backup/")
    assert answer.context["parameters"] == [
        {"name": "days", "meaning": "for how many days snapshots are kept at least", "value": "14", "default": "7"}
    ]
    assert "Redshift clusters keep their snapshots for 14 days" in answer.text


def test_an_own_condition_stands_on_its_page(client: Client) -> None:
    told = {"title": "Disks are large", "severity": "low", "types": ["aws_ebs_volume"], "message": "it is small"}
    condition = {"kind": "cel", "condition": 'after.size < 10 && after.name == "<b>"'}
    guardrail_book.apply(OPERATOR, {"rules": {"large-disks": told | condition}})
    text = client.get("/guardrails/large-disks/").text
    assert "after.size &lt; 10 &amp;&amp; after.name == &quot;&lt;b&gt;&quot;" in text
    assert "violates the guardrail: it is small." in text
    assert "what will exist after the apply, and what the plan changes" in text


def test_every_rule_has_its_page(client: Client) -> None:
    missing = [name for name in guardrails() if client.get(f"/guardrails/{name}/").status_code != 200]
    assert missing == []


def test_a_framework_tells_what_is_looked_at_and_how_strictly(client: Client) -> None:
    enforce(OPERATOR, "rds-public", "organisation", "", "off")
    assert "CIS AWS 3.0.0" in client.get("/guardrails/frameworks/").text
    text = client.get("/guardrails/frameworks/cis-aws-3-0-0/").text
    assert guardrails()["rds-public"].title in text
    rows = client.get("/guardrails/frameworks/cis-aws-3-0-0/?format=csv").text.splitlines()
    assert rows[0] == "framework,control,guardrail,title,severity,enforcement"
    assert "CIS AWS 3.0.0,2.3.3,rds-public,RDS databases are not public,critical,off" in rows
    assert client.get("/guardrails/frameworks/none/").status_code == 404


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


def test_a_weaker_setting_holds_where_it_is_allowed_to(client: Client) -> None:
    weak = {"scope": "labels", "selector": "env=test", "enforcement": "off"}
    refused = client.post(f"/guardrails/{RULE}/enforce/", weak)
    assert (refused.status_code, GuardrailSetting.objects.count()) == (422, 0)
    assert "It is weaker than the organisation&#x27;s setting" in refused.text
    client.post(f"/guardrails/{RULE}/enforce/", weak | {"weaker": "on"})
    assert "even if weaker" in client.get(f"/guardrails/{RULE}/").text
    assert AuditEvent.objects.get(verb="guardrail.enforced").detail["weaker"] is True
    assert rules_of(org.workspace("a", labels={"env": "test"})).enforcement[RULE] is Enforcement.OFF


def test_whom_a_setting_leaves_out_and_what_has_no_effect_is_shown(client: Client) -> None:
    scopes = [
        {"labels": {"env": "prod"}, "exclude": {"workspaces": ["sandbox"]}, "enforcement": "mandatory"},
        {"workspaces": ["shop"], "enforcement": "off"},
    ]
    guardrail_book.apply(OPERATOR, {"guardrails": {RULE: {"enforcement": "advisory", "scopes": scopes}}})
    text = client.get(f"/guardrails/{RULE}/").text
    assert "except workspace sandbox" in text
    assert text.count("no effect: weaker than the organisation's setting") == 1
    for slug, strict in (("orders", Enforcement.MANDATORY), ("sandbox", Enforcement.ADVISORY)):
        assert rules_of(org.workspace(slug, labels={"env": "prod"})).enforcement[RULE] is strict


def test_whom_a_setting_leaves_out_is_set_and_changed(client: Client) -> None:
    places = {slug: org.workspace(slug, labels={"env": "prod", "team": slug}) for slug in ("orders", "sandbox", "lab")}
    prod = {"scope": "labels", "selector": "env=prod", "enforcement": "mandatory"}
    client.post(f"/guardrails/{RULE}/enforce/", SET)
    client.post(
        f"/guardrails/{RULE}/enforce/", prod | {"except_workspaces": "sandbox, sandbox,", "except_labels": "team=lab"}
    )
    setting = GuardrailSetting.objects.get(scope="labels")
    assert setting.exclude == {"workspaces": ["sandbox"], "labels": {"team": "lab"}}
    assert AuditEvent.objects.filter(verb="guardrail.enforced").latest("pk").detail["exclude"] == setting.exclude
    held = {slug: rules_of(place).enforcement[RULE] for slug, place in places.items()}
    assert held == {"orders": "mandatory", "sandbox": "advisory", "lab": "advisory"}

    form = client.get(f"/guardrails/{RULE}/?setting={setting.pk}").context["form"]
    said = {field.name: field.value() for field in form}
    assert said.pop("onto") == digest(RULE)
    assert said == prod | {"except_workspaces": "sandbox", "except_labels": "team=lab", "weaker": False}
    client.post(f"/guardrails/{RULE}/enforce/", prod | {"except_workspaces": "lab"})
    setting.refresh_from_db()
    assert setting.exclude == {"workspaces": ["lab"]}
    enforce(OPERATOR, RULE, "labels", "env=prod", "soft_mandatory")
    setting.refresh_from_db()
    assert setting.exclude == {"workspaces": ["lab"]}, "who says nothing of it leaves it as it was"


@pytest.mark.parametrize(
    ("meanwhile", "refused"),
    [
        ((RULE, "organisation", "", "off"), True),
        ((RULE, "labels", "env=prod", "mandatory"), True),
        (("rds-public", "organisation", "", "off"), False),
    ],
)
@pytest.mark.parametrize("act", ["enforce", "release"])
def test_who_has_not_seen_what_is_set_meanwhile_changes_nothing(
    client: Client, meanwhile: tuple[str, str, str, str], act: str, *, refused: bool
) -> None:
    first = enforce(OPERATOR, RULE, "organisation", "", "mandatory")
    seen = client.get(f"/guardrails/{RULE}/").context["onto"]
    enforce(OPERATOR, *meanwhile)
    held = list(GuardrailSetting.objects.values())
    sent = SET if act == "enforce" else {"setting": first.pk}
    answer = client.post(f"/guardrails/{RULE}/{act}/", sent | {"onto": seen}, follow=act == "release")
    assert ("Somebody changed the settings of this guardrail meanwhile" in answer.text) is refused
    assert (list(GuardrailSetting.objects.values()) == held) is refused
    if act == "enforce":
        assert answer.status_code == (409 if refused else 302)


@pytest.mark.parametrize(
    "sent",
    [
        {},
        SET | {"except_workspaces": "no-such"},
        SET | {"except_labels": "prod"},
        {"scope": "labels", "selector": "env=prod", "enforcement": "mandatory", "except_labels": "env=prod"},
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
