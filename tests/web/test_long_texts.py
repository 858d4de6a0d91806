"""Documents too long for a line: read to their end on the page, in the report and by the API; bounds are told."""

from __future__ import annotations

from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse

from gitops_portal.core.model import Role
from gitops_portal.core.view import differences
from gitops_portal.records.models import RunText
from tests import organisation as org
from tests.documents import entry, plan

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

    from gitops_portal.records.models import Run

pytestmark = pytest.mark.django_db

POLICY = (Path(__file__).parent.parent / "cases" / "created-policy.json").read_bytes()
END = '"Action": ["iam:*"]'


@pytest.fixture
def client() -> Client:
    return org.signed_in(org.person("chief", Role.OWNER))


def created(text: Any, kind: str = "create", **told: Any) -> bytes:
    sides: dict[str, Any] = {"after": {"doc": text}} if kind == "create" else {"before": {"doc": text}}
    return plan(entry("aws_x.y", kind, **sides, **told))


def page(client: Client, run: Run, name: str = "detail", **query: str) -> str:
    address = reverse(f"runs.{name}", args=[run.workspace.slug, run.number], query=query)
    return unescape(client.get(address).text)


LINES = "".join(f"echo step {number:03}\n" for number in range(120)) + "rm -rf /\n"

DOCUMENTS: dict[str, tuple[bytes, str]] = {
    "a created policy": (POLICY, END),
    "a created script": (created(LINES), "echo step 119\nrm -rf /\n"),
    "a deleted script": (created(LINES, "delete"), "echo step 119\nrm -rf /\n"),
    "a changed text": (
        plan(entry("aws_x.y", "update", before={"d": "same " * 100}, after={"d": "one other " * 50})),
        "other one other one other ",
    ),
    "a list that is not known any more": (
        plan(entry("aws_x.y", "update", before={"l": [f"n{n}" for n in range(300)]}, after={}, unknown={"l": True})),
        '"n298", "n299"]',
    ),
}


@pytest.mark.parametrize(("body", "end"), DOCUMENTS.values(), ids=DOCUMENTS)
def test_a_document_can_be_read_to_its_end(client: Client, body: bytes, end: str) -> None:
    run = org.uploaded(org.workspace(), body)
    block = run.changes.get().block
    for text in (
        page(client, run, tab="changes"),
        page(client, run, "changes"),
        page(client, run, "node", address=block),
        page(client, run, node=block),
        page(client, run, "report"),
    ):
        assert end in text
    (row,) = (row for row in changes(client, run) if "whole" in row)
    assert any(end in told["text"] for told in row["whole"].values())


def changes(client: Client, run: Run) -> list[dict[str, Any]]:
    found = client.get(f"/api/v1/runs/{run.pk}/changes").json()["changes"]
    return [row for change in found for row in change["differences"]]


def test_a_very_long_document_is_a_link_and_loads_alone(client: Client) -> None:
    run = org.uploaded(org.workspace(), created("x" * 30_000 + " end"))
    text = page(client, run, tab="changes")
    assert "x" * 1_000 not in text
    assert "Read all 30,004 characters" in text
    digest = RunText.objects.get().digest
    address = reverse("runs.text", args=[run.workspace.slug, run.number, digest])
    assert address in text
    answer = client.get(address)
    assert answer.text.endswith(" end")
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "x end" in page(client, run, "report")
    (row,) = changes(client, run)
    assert row["whole"]["after"]["text"].endswith(" end")
    assert client.get(f"/api/v1/runs/{run.pk}/texts/{digest}").text.endswith(" end")


def test_the_page_has_room_for_so_much(client: Client) -> None:
    texts = {f"a{number:02}": f"{number:02}" + "x" * 19_000 for number in range(15)}
    run = org.uploaded(org.workspace(), plan(entry("aws_x.y", after=texts)))
    text = page(client, run, tab="changes")
    assert text.count("x" * 19_000) == 10
    assert text.count("Read all 19,002 characters") == 5


def test_what_is_kept_has_a_bound_and_it_is_told(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(differences, "LONGEST_TEXT", 1_000)
    run = org.uploaded(org.workspace(), created("y" * 1_500))
    assert "500 more characters are not stored" in page(client, run, tab="changes")


def test_attributes_beyond_the_list_are_told(client: Client) -> None:
    many = {f"k{number:04}": number for number in range(2_500)}
    run = org.uploaded(org.workspace(), plan(entry("aws_x.y", after=many)))
    for text in (page(client, run, tab="changes"), page(client, run, "report")):
        assert "500 more attributes differ and are not listed" in text


def test_an_output_can_be_read_to_its_end(client: Client) -> None:
    changed = {"doc": {"actions": ["create"], "before": None, "after": "word " * 100 + "end"}}
    run = org.uploaded(org.workspace(), plan(output_changes=changed))
    assert "word end" in page(client, run, tab="outputs")
    assert "word end" in page(client, run, "report")
    assert client.get(f"/api/v1/runs/{run.pk}/changes").json()["outputs"][0]["whole"]["after"]["text"].endswith("end")


def test_what_drifted_can_be_read_to_its_end(client: Client) -> None:
    drifted = entry("aws_x.y", "update", before={"doc": LINES}, after={"doc": LINES.replace("rm", "ls") * 3})
    run = org.uploaded(org.workspace(), plan(resource_drift=[drifted]))
    text = page(client, run, tab="changes")
    (digest, *_) = RunText.objects.values_list("digest", flat=True)
    assert reverse("runs.text", args=[run.workspace.slug, run.number, digest]) in text
    assert "ls -rf /\n" in page(client, run, "report")


def test_a_text_stands_once_and_no_secret_in_it(client: Client) -> None:
    policy = "token: hunter2-hunter2 " + "x " * 300
    hidden = created(policy, sensitive={"doc": True})
    run = org.uploaded(org.workspace("hidden"), hidden)
    assert not RunText.objects.exists()
    assert "hunter2" not in page(client, run, tab="changes")
    body = plan(*(entry(f"aws_x.y{number}", after={"doc": LINES}) for number in range(3)))
    org.uploaded(org.workspace("thrice"), body)
    assert RunText.objects.count() == 1


def test_nobody_reads_the_texts_of_another_workspace() -> None:
    run = org.uploaded(org.workspace(), created(LINES))
    stranger = org.signed_in(org.person("stranger"))
    address = reverse("runs.text", args=[run.workspace.slug, run.number, RunText.objects.get().digest])
    assert stranger.get(address).status_code == 404


def test_fifty_long_documents_cost_one_question_more(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    body = plan(*(entry(f"aws_x.y{number}", after={"doc": f"{number} {LINES}"}) for number in range(50)))
    run = org.uploaded(org.workspace(), body)
    with django_assert_max_num_queries(30):
        page(client, run, tab="changes")


def test_characters_that_turn_the_line_around_are_written_out(client: Client) -> None:
    run = org.uploaded(org.workspace(), created("a\u202eb\n" * 100 + "</pre><script>"))
    text = client.get(reverse("runs.detail", args=[run.workspace.slug, run.number], query={"tab": "changes"})).text
    assert "\u202e" not in text
    assert "</pre><script>" not in text
    assert "a\\u202eb" in text


def test_what_an_invoked_action_is_told_can_be_read_to_its_end(client: Client) -> None:
    action = {
        "address": "action.aws_lambda_invoke.x",
        "config_values": {"function_name": "warm", "payload": "word " * 100 + "end", "token": "hunter2-hunter2"},
        "config_sensitive": {"token": True},
        "config_unknown": {"later": True},
        "lifecycle_action_trigger": {"triggering_resource_address": "aws_x.y", "action_trigger_event": "AfterCreate"},
    }
    run = org.uploaded(org.workspace(), plan(entry("aws_x.y", after={"a": 1}), action_invocations=[action]))
    for text in (page(client, run, tab="changes"), page(client, run, "report")):
        for told in ("action.aws_lambda_invoke.x", "AfterCreate", "word end", "(sensitive)", "known after apply"):
            assert told in text, told
        assert "hunter2" not in text
