"""Backtests in a browser: begun from the editor, followed, stopped, and read by workspace and run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from gitops_portal.actions import backtests, guardrail_book, ingest
from gitops_portal.actions.metadata import Metadata
from gitops_portal.core.model import Role
from gitops_portal.records.models import Backtest
from tests import organisation as org
from tests.actors import CI
from tests.documents import OPEN_SSH

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db
EDITOR = "/settings/guardrails/"
OFF = "guardrails: {sg-open-ssh: off}"


@pytest.fixture
def client() -> Client:
    return org.signed_in(org.person("chief", Role.OWNER))


def asked(client: Client, text: str = OFF, days: str = "30", **more: str) -> Any:
    sent = {"text": text, "action": "backtest", "onto": guardrail_book.digest(), "days": days, **more}
    return client.post(EDITOR, sent)


def begun(client: Client, text: str = OFF) -> str:
    """The page of a backtest that the editor begins."""
    assert asked(client, text).status_code == 302
    return f"{EDITOR}backtests/{Backtest.objects.get().pk}/"


def test_it_begins_runs_and_is_read(client: Client, django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        run = ingest.accept(OPEN_SSH, workspace=org.workspace(), by=CI, metadata=Metadata())
    page, held = begun(client), Backtest.objects.get()
    assert "0 of 1 runs evaluated" in client.get(page, {"part": "state"}).text
    assert "<run-progress" in client.get(page).text
    backtests.go_on(held.pk)
    done = client.get(page)
    assert "<run-progress" not in done.text + client.get(page, {"part": "state"}).text
    assert f"/workspaces/{run.workspace.slug}/runs/{run.number}/?tab=guardrails" in done.text
    assert {row.slug: row.runs for row in done.context["rows"]} == {run.workspace.slug: 1}
    assert "Backtest" in client.get(EDITOR).text


def test_it_is_narrowed(client: Client, django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        run = ingest.accept(OPEN_SSH, workspace=org.workspace(), by=CI, metadata=Metadata())
    page = begun(client, "guardrails: {sg-open-ssh: advisory}")
    backtests.go_on(Backtest.objects.get().pk)
    row = Backtest.objects.get().runs.get()
    kinds = {"": 1, row.becomes: 1, "error": 0, "no-such": 1}
    for kind, count in kinds.items():
        assert client.get(page, {"kind": kind}).context["page"].paginator.count == count, kind
    assert client.get(page, {"workspace": run.workspace.slug}).context["page"].paginator.count == 1
    assert client.get(page, {"workspace": "another\0"}).context["page"].paginator.count == 0


@pytest.mark.parametrize(
    ("text", "days", "status", "told"),
    [
        (OFF, "91", 422, "less than or equal to 90"),
        (OFF, "", 422, "Enter the number of days"),
        ("guardrails: {rds-pubic: off}", "7", 422, "Line 1"),
    ],
)
def test_what_is_wrong_is_told_and_begins_nothing(client: Client, text: str, days: str, status: int, told: str) -> None:
    answer = asked(client, text, days)
    assert answer.status_code == status
    assert told in answer.text
    assert not Backtest.objects.exists()


def test_one_at_a_time_which_an_owner_stops(client: Client) -> None:
    page = begun(client)
    again = asked(client)
    assert again.status_code == 409
    assert "stop it" in again.text
    assert client.post(f"{page}stop/")["Location"] == page
    assert "stopped by" in client.get(page).text
    assert asked(client).status_code == 302


def test_its_file_is_opened_in_the_editor(client: Client) -> None:
    asked(client)
    held = Backtest.objects.get()
    form = client.get(EDITOR, {"backtest": held.pk}).context["form"]
    assert (form["text"].value(), form["onto"].value()) == (OFF, held.onto)
    assert client.get(EDITOR, {"backtest": held.pk + 1}).status_code == 404
    assert client.get(EDITOR, {"backtest": "x"}).status_code == 200


def test_the_editor_stays_as_it_was_filled_in(client: Client, django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        run = ingest.accept(OPEN_SSH, workspace=org.workspace(), by=CI, metadata=Metadata())
    text = f"# not applied yet\n{OFF}\n"
    said = f"{run.workspace.slug}/{run.number}"
    answer = asked(client, text, "7", run=said)
    held = Backtest.objects.get()
    assert answer["Location"] == f"{EDITOR}?backtest={held.pk}&run={said.replace('/', '%2F')}#backtest"
    page = client.get(answer["Location"])
    form = page.context["form"]
    filled = {name: form[name].value() for name in ("text", "days", "run", "onto")}
    assert filled == {"text": text, "days": 7, "run": said, "onto": held.onto}
    assert f'data-url="{EDITOR}backtests/{held.pk}/?part=form"' in page.text
    assert "elements/run-progress.js" in page.text
    checked = client.post(answer["Location"], {"text": text, "onto": held.onto, "action": "check"})
    assert 'id="backtest"' in checked.text
    backtests.go_on(held.pk)
    done = client.get(f"{EDITOR}backtests/{held.pk}/", {"part": "form"}).text
    assert "<run-progress" in done
    assert "data-url" not in done
    assert "1 of 1 run evaluated" in " ".join(done.split())
    assert "Passes: 1" in done or "Asks a person: 1" in done
    assert client.get(EDITOR, {"backtest": held.pk + 1}).status_code == 404
