"""States: sent through the API, kept without secrets, shown with their serial and what they hold."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from gitops_portal.actions import tokens
from gitops_portal.core.model import Role
from gitops_portal.records.models import AuditEvent, Person, Snapshot, StandingResource, Workspace
from tests import organisation as org
from tests.actors import OPERATOR
from tests.core.documents.sources.samples import SECRET, SHOWN, STATE, instance, resource, state

URL = "/api/v1/workspaces/orders-prod/observations"
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def workspace() -> Workspace:
    return org.workspace()


@pytest.fixture
def ci(workspace: Workspace) -> Client:
    _, secret = tokens.create(OPERATOR, name="ci", workspace=workspace)
    return Client(headers={"Authorization": f"Bearer {secret}"})


@pytest.fixture
def browser(workspace: Workspace) -> Client:
    return org.signed_in(org.member(workspace, Role.VIEWER))


def sent(ci: Client, document: Any, **headers: str) -> Any:
    return ci.post(URL, json.dumps(document).encode(), content_type="application/json", headers=headers)


def test_a_state_is_answered_with_what_it_is(ci: Client) -> None:
    answer = sent(ci, STATE)
    assert answer.status_code == 201
    told = answer.json()
    assert (told["kind"], told["source"], told["serial"], told["lineage"]) == (
        "state",
        "terraform-state",
        7,
        "3f0e-lineage",
    )
    assert (told["resources"], told["told"], told["posture"]["state"]) == (5, [], "unverified")
    event = AuditEvent.objects.get(verb="state.observed")
    assert (event.detail["serial"], event.detail["resources"]) == (7, 5)


def test_a_packed_one_and_a_shown_one_are_taken_too(ci: Client) -> None:
    packed = ci.post(
        URL,
        gzip.compress(json.dumps(STATE).encode()),
        content_type="application/json",
        headers={"Content-Encoding": "gzip"},
    )
    assert packed.status_code == 201
    told = sent(ci, SHOWN).json()
    assert (told["source"], told["serial"], told["lineage"], told["resources"]) == ("state-show", None, "", 2)


def test_the_newest_is_what_stands(ci: Client, workspace: Workspace) -> None:
    sent(ci, STATE)
    sent(ci, state(resource("aws_vpc", "only", instance({"id": "1"})), serial=8))
    assert Snapshot.objects.count() == 2
    assert [row.address for row in StandingResource.objects.all()] == ["aws_vpc.only"]
    told = ci.get("/api/v1/workspaces/orders-prod/state").json()
    assert (told["state"]["serial"], [row["address"] for row in told["resources"]]) == (8, ["aws_vpc.only"])
    assert [one["serial"] for one in ci.get(URL).json()["observations"]] == [8, 7]


def test_what_is_odd_between_two_states_is_told(ci: Client, browser: Client) -> None:
    sent(ci, STATE)
    assert sent(ci, STATE | {"serial": 3}).json()["told"] == ["It is older than the state before: serial 3 after 7."]
    assert "another lineage" in sent(ci, STATE | {"lineage": "other"}).json()["told"][0]
    assert "another lineage" in browser.get("/workspaces/orders-prod/state/").text


def test_its_objects_are_found_by_words_and_kinds(ci: Client) -> None:
    sent(ci, STATE)

    def found(query: str) -> list[str]:
        told = ci.get(f"/api/v1/workspaces/orders-prod/state?{query}").json()
        return [row["address"] for row in told["resources"]]

    assert found("q=web") == ["aws_instance.web[0]", "aws_instance.web[1]"]
    assert found("q=eu.west+orders") == ['module.data["eu.west"].aws_db_instance.orders']
    assert found("type=aws_vpc") == ["aws_vpc.main"]
    assert found("provider=nobody") == []
    assert found("page=9") == []


@pytest.mark.parametrize(
    ("body", "status", "told"),
    [
        (b"", 400, "empty"),
        (b"not json", 400, ""),
        (json.dumps({"version": 3, "serial": 1, "modules": []}).encode(), 422, "version 3"),
        (
            json.dumps({"format_version": "1.2", "resource_changes": [], "planned_values": {}}).encode(),
            422,
            "This is a plan",
        ),
        (json.dumps(state(encrypted_data="YQ==")).encode(), 422, "encrypted"),
        (b"[" * 100_000, 422, ""),
        (json.dumps(STATE | {"resources": "x"}).encode(), 400, ""),
    ],
)
def test_what_is_no_state_is_refused_with_a_sentence(ci: Client, body: bytes, status: int, told: str) -> None:
    answer = ci.post(URL, body, content_type="application/json")
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
    assert told in answer.json()["detail"]
    assert AuditEvent.objects.filter(verb="state.refused").count() == 1
    assert not Snapshot.objects.exists()


def test_a_state_is_no_plan_and_the_refusal_says_where_it_goes(ci: Client) -> None:
    answer = ci.post("/api/v1/workspaces/orders-prod/runs", json.dumps(STATE), content_type="application/json")
    assert answer.status_code == 422
    assert "/observations" in answer.json()["detail"]


def test_only_whoever_reaches_the_workspace(ci: Client) -> None:
    other = org.workspace("other")
    assert (
        ci.post(f"/api/v1/workspaces/{other.slug}/observations", b"{}", content_type="application/json").status_code
        == 404
    )
    assert Client().post(URL, b"{}", content_type="application/json").status_code == 401
    stranger: Person = org.person("stranger")
    assert org.signed_in(stranger).get("/workspaces/orders-prod/state/").status_code == 404


def test_no_secret_is_anywhere(ci: Client, browser: Client) -> None:
    answers = [sent(ci, document).text for document in (STATE, SHOWN, STATE | {"serial": 8})]
    pages = [
        browser.get(address).text
        for address in ("/workspaces/orders-prod/", "/workspaces/orders-prod/state/", "/audit/")
    ]
    told = [ci.get(address).text for address in (URL, "/api/v1/workspaces/orders-prod/state")]
    rows = [str(list(model.objects.values())) for model in (Snapshot, StandingResource, AuditEvent)]
    assert not [text for text in (*answers, *pages, *told, *rows) if SECRET in text]
    import zstandard

    folder = Path(settings.ARTIFACTS_URL.removeprefix("file://"))
    for path in folder.rglob("*.zst"):
        assert SECRET.encode() not in zstandard.decompress(path.read_bytes(), max_output_size=10_000_000)


def test_the_workspace_page_shows_it(ci: Client, browser: Client) -> None:
    page = browser.get("/workspaces/orders-prod/").text
    assert "No state was sent yet" in page
    assert "terraform state pull | curl" in page
    sent(ci, STATE)
    page = browser.get("/workspaces/orders-prod/").text
    assert "3f0e-lineage" in page
    assert "5 resources" in page


def test_the_list_shows_what_is_hostile_as_text(ci: Client, browser: Client) -> None:
    evil = "<script>alert(1)</script>"
    sent(
        ci,
        state(
            resource(evil, evil, instance({"id": "1"}, index_key=evil), module=f"module.{evil}"),
            lineage=evil,
            terraform_version=evil,
        ),
    )
    for address in ("/workspaces/orders-prod/", "/workspaces/orders-prod/state/"):
        assert evil not in browser.get(address).text


def test_the_list_asks_few_questions(ci: Client, browser: Client, django_assert_max_num_queries: Any) -> None:
    many = [resource("aws_x", f"n{number}", instance({"id": str(number)})) for number in range(250)]
    sent(ci, state(*many))
    with django_assert_max_num_queries(16):
        page = browser.get("/workspaces/orders-prod/state/?page=2").text
    assert "101 to 200 of 250" in page
