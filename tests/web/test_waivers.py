"""Pages of waivers: made from a finding, approved by another owner, listed with who answers for them, withdrawn."""

from __future__ import annotations

import gzip
import re
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from gitops_portal.actions import clock, guardrail_book, waivers
from gitops_portal.core.model import Role
from gitops_portal.records.models import Person, Run, Waiver, Workspace
from gitops_portal.records.queries import rulebook
from tests import organisation as org
from tests.actors import OPERATOR

pytestmark = pytest.mark.django_db

DAY = f"{timezone.now() + timedelta(days=30):%Y-%m-%d}"
RULE, GROUP = "sg-open-ssh", 'module.a["<i>"].aws_security_group.web'


def sent(**told: str) -> dict[str, str]:
    return {"guardrail": RULE, "address": GROUP, "ends_at": DAY, "reason": "<b>migration</b>"} | told


@pytest.fixture
def own() -> Workspace:
    return org.workspace("own")


@pytest.fixture
def owner(own: Workspace) -> Person:
    return org.member(own, Role.OWNER, "omar")


@pytest.fixture
def client(owner: Person) -> Client:
    return org.signed_in(owner)


def made(own: Workspace, owner: Person, **told: Any) -> Waiver:
    said: dict[str, Any] = {
        "guardrail": RULE,
        "address": GROUP,
        "reason": "why",
        "ends_at": timezone.now() + timedelta(days=9),
    }
    return waivers.make(own, owner, **(said | told))


def found(own: Workspace, **told: Any) -> Run:
    run = org.run(own)
    org.finding(run, RULE, address=GROUP, enforcement="mandatory", status="violated", **told)
    return run


def test_from_a_finding_to_a_waiver_that_another_owner_approves(own: Workspace, client: Client) -> None:
    run = found(own)
    page = client.get(f"/workspaces/own/runs/{run.number}/?tab=guardrails")
    link = next(part for part in page.text.split('"') if part.startswith("/workspaces/own/waivers/?"))
    form = client.get(link.replace("&amp;", "&")).context["form"]
    assert (form["guardrail"].value(), form["address"].value()) == (RULE, GROUP)

    answer = client.post("/workspaces/own/waivers/", sent(), follow=True)
    assert "waits for another owner" in answer.text
    assert "&lt;b&gt;migration&lt;/b&gt;" in answer.text
    assert 'aria-label="Approve' not in answer.text, "nobody approves their own"

    waiver = Waiver.objects.get()
    other = org.signed_in(org.member(own, Role.OWNER, "olga"))
    assert 'aria-label="Approve' in other.get("/workspaces/own/waivers/").text
    text = other.post(f"/workspaces/own/waivers/{waiver.pk}/approve/", follow=True).text
    assert "approved by" in text
    assert '<span class="pill quiet">holds</span>' in text
    assert "Withdrawn" in client.post(f"/workspaces/own/waivers/{waiver.pk}/withdraw/", follow=True).text
    text = client.get("/workspaces/own/waivers/").text
    assert "Nothing is waived" in text
    assert "by omar" in text.partition("Waivers that ended last")[2]


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        ({"address": ""}, "Name an address"),
        ({"address": "*", "pattern": "on"}, "without *, such as aws_instance.*"),
        ({"guardrail": "no-such"}, "There is no guardrail"),
        ({"ends_at": "2020-01-01"}, "Choose an end"),
        ({"reason": ""}, "This field is required"),
        ({"ceiling": "5"}, "is not about cost"),
        ({"guardrail": "budget-exceeded", "address": ""}, "up to how much a month"),
    ],
)
def test_what_is_wrong_is_told_and_what_was_typed_stays(client: Client, told: dict[str, str], sentence: str) -> None:
    answer = client.post("/workspaces/own/waivers/", sent(**told))
    assert answer.status_code == 422
    assert sentence in answer.text
    assert f'value="{sent(**told)["guardrail"]}"' in answer.text
    assert not Waiver.objects.exists()


def test_who_does_not_own_the_workspace_reads(own: Workspace, owner: Person) -> None:
    waiver = made(own, owner)
    reader = org.signed_in(org.member(own, Role.REVIEWER))
    run = found(own)
    text = reader.get("/workspaces/own/waivers/").text
    assert "module.a" in text
    assert "<form method=" not in text.partition("<main")[2]
    assert "Waive…" not in reader.get(f"/workspaces/own/runs/{run.number}/?tab=guardrails").text
    for address in ("", f"{waiver.pk}/approve/", f"{waiver.pk}/withdraw/"):
        assert reader.post(f"/workspaces/own/waivers/{address}", sent()).status_code == 403


def test_one_of_another_workspace_is_not_there(own: Workspace, owner: Person, client: Client) -> None:
    foreign = org.workspace("foreign")
    waiver = made(foreign, org.member(foreign, Role.OWNER, "fay"))
    assert client.post(f"/workspaces/own/waivers/{waiver.pk}/withdraw/").status_code == 404
    assert not client.get("/waivers/").context["rows"]
    made(own, owner)
    [row] = client.get("/waivers/").context["rows"]
    assert row.waiver.workspace == own


def test_the_next_to_end_stands_first_and_a_ceiling_beside_it(own: Workspace, owner: Person, client: Client) -> None:
    made(own, owner, ends_at=timezone.now() + timedelta(days=20))
    made(own, owner, guardrail="budget-exceeded", address="", ceiling=Decimal(500))
    page = client.get("/waivers/")
    assert [row.waiver.guardrail for row in page.context["rows"]] == ["budget-exceeded", RULE]
    assert "up to $500" in page.text


def test_one_whose_time_is_over_is_told_as_ended(own: Workspace, owner: Person, client: Client) -> None:
    with clock.at(timezone.now() - timedelta(days=10)):
        made(own, owner, ends_at=timezone.now() - timedelta(days=1))
    page = client.get("/workspaces/own/waivers/")
    assert (page.context["rows"], len(page.context["ended"])) == ([], 1)


def test_a_waived_finding_says_by_whom_and_is_not_waived_again(own: Workspace, client: Client) -> None:
    run = org.run(own)
    by = {"by": "omar", "until": "2026-12-09T23:59:59+00:00", "reason": "<b>why</b>", "approved_by": "olga"}
    org.finding(run, RULE, address=GROUP, enforcement="mandatory", status="waived", waived=by)
    text = client.get(f"/workspaces/own/runs/{run.number}/?tab=guardrails").text
    assert "1 waived" in text
    assert "Waived until 2026-12-09 by omar, approved by olga: &lt;b&gt;why&lt;/b&gt;" in " ".join(text.split())
    assert "Waive…" not in text
    report = client.get(f"/workspaces/own/runs/{run.number}/report.html").text
    assert "Waived until 2026-12-09 by omar" in " ".join(report.split())


def test_pages_of_waivers_ask_as_often_whatever_there_is(
    own: Workspace, owner: Person, client: Client, django_assert_max_num_queries: Any
) -> None:
    made(own, owner)
    client.get("/waivers/")
    with django_assert_max_num_queries(100) as few:
        client.get("/waivers/")
    for _ in range(5):
        made(own, owner)
    with django_assert_max_num_queries(len(few)):
        client.get("/waivers/")


def test_guardrails_are_suggested_by_id_and_title_apart_from_the_page(own: Workspace, client: Client) -> None:
    page = client.get("/workspaces/own/waivers/").text
    assert '<suggest-list data-url="/waivers/guardrails/">' in page
    assert "<datalist" not in page
    guardrail_book.apply(
        OPERATOR,
        {
            "rules": {
                "our-own": {
                    "title": "Ours & <theirs>",
                    "severity": "low",
                    "kind": "cel_plan",
                    "condition": "plan.creates > 3",
                    "message": "too many",
                }
            }
        },
    )
    options = client.get("/waivers/guardrails/").text
    assert '<option value="our-own">Ours &amp; &lt;theirs&gt;</option>' in options
    known = rulebook.known()
    assert re.findall(r'<option value="([^"]+)">', options) == sorted(known)
    assert len(gzip.compress(options.encode())) < 20_000
