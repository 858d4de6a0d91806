"""The operator's commands: tokens, links, the trail, the clock, the demo organisation."""

from __future__ import annotations

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from gitops_portal.actions import people, tokens, workspaces
from gitops_portal.core.model import Role
from gitops_portal.records.models import AuditEvent, Person, Run, Token, Workspace
from tests.actors import OPERATOR
from tests.tampering import tamper

pytestmark = pytest.mark.django_db


def call(name: str, *arguments: str) -> str:
    out = StringIO()
    call_command(name, *arguments, stdout=out)
    return out.getvalue()


@pytest.fixture
def workspace() -> Workspace:
    return workspaces.create(OPERATOR, "orders-prod")


def test_a_token_is_printed_and_nothing_else(workspace: Workspace) -> None:
    secret = call("token", "create", "--workspace", workspace.slug, "--expires", "30d").removesuffix("\n")
    found = tokens.find(secret)
    assert found is not None
    assert (found.workspace, found.may_create) == (workspace, False)


def test_a_token_never_opens_more_than_what_was_named() -> None:
    with pytest.raises(CommandError, match="--create"):
        call("token", "create", "--workspace", "new-one")
    call("token", "create", "--workspace", "new-one", "--create")
    assert Token.objects.get().workspace == Workspace.objects.get(slug="new-one")


def test_a_token_of_the_organisation_may_create() -> None:
    call("token", "create", "--create")
    token = Token.objects.get()
    assert (token.workspace, token.may_create) == (None, True)


@pytest.mark.parametrize("days", ["x", "0d", "-1", "99999d"])
def test_a_lifetime_that_is_none_is_refused(days: str) -> None:
    with pytest.raises(CommandError):
        call("token", "create", "--expires", days)


def test_a_link_is_printed_for_the_owner() -> None:
    with pytest.raises(CommandError, match="no owner"):
        call("login-link")
    people.invite(OPERATOR, "ana@example.org", "Ana", Role.OWNER)
    assert call("login-link").startswith("http://testserver/sign-in/")
    with pytest.raises(CommandError, match="Nobody"):
        call("login-link", "--user", "bo@example.org")


def test_the_first_person_asked_for_becomes_the_owner() -> None:
    with pytest.raises(CommandError, match="e-mail"):
        call("login-link", "--user", "nobody")
    assert call("login-link", "--user", "ana@example.org").startswith("http://testserver/sign-in/")
    assert Person.objects.get().organisation_role == Role.OWNER
    with pytest.raises(CommandError, match="Nobody"):
        call("login-link", "--user", "bo@example.org")


def test_the_trail_verifies_and_exports(workspace: Workspace, tmp_path: Path) -> None:
    assert call("audit", "verify").startswith("orders-prod: intact, 1 events")
    export = tmp_path / "trail.jsonl"
    export.write_text(call("audit", "export", "--workspace", "orders-prod"), encoding="utf-8")
    assert "intact" in call("audit", "verify", "--file", str(export))
    export.write_text(export.read_text(encoding="utf-8").replace("command line", "somebody"), encoding="utf-8")
    with pytest.raises(SystemExit) as ended:
        call("audit", "verify", "--file", str(export))
    assert ended.value.code == 2
    assert call("audit", "export", "--workspace", "orders-prod", "--format", "csv").startswith('"chain","sequence"')


@pytest.mark.parametrize("removed", [False, True])
def test_who_takes_a_trail_away_stands_in_a_trail(workspace: Workspace, removed: bool) -> None:
    if removed:
        workspace.delete()
    export = call("audit", "export", "--workspace", "orders-prod")
    event = AuditEvent.objects.latest("pk")
    assert (event.verb, event.subject, event.actor) == ("audit.exported", "orders-prod", "command line")
    assert event.chain.name == ("organisation" if removed else "orders-prod")
    assert ("audit.exported" in export) is not removed


def test_a_broken_trail_ends_with_two(workspace: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    tamper("UPDATE records_auditevent SET actor = 'nobody'")
    with pytest.raises(SystemExit) as ended:
        call_command("audit", "verify", "--workspace", "orders-prod")
    assert ended.value.code == 2
    assert "broken at event 1" in capsys.readouterr().out


@pytest.mark.parametrize(
    "arguments",
    [
        ("verify", "--workspace", "x"),
        ("export", "--workspace", "x"),
        ("verify", "--file", "/x"),
        ("verify", "--file", "/dev/null"),  # an export that broke off proves nothing
    ],
)
def test_a_trail_that_is_not_there_gets_a_sentence(arguments: tuple[str, ...]) -> None:
    with pytest.raises(CommandError):
        call("audit", *arguments)


def test_one_turn_of_the_clock_is_told(workspace: Workspace) -> None:
    told = "queued again 0, given up 0, expired 0, marked unverified 0\n"
    assert call("reconcile") == call("reconcile", "--once", "--workspace", workspace.slug) == told
    with pytest.raises(CommandError, match="no workspace"):
        call("reconcile", "--workspace", "order-prod")


@pytest.mark.django_db(transaction=True)
def test_the_demo_organisation_hangs_together(settings: Any) -> None:
    told = call("demo")
    assert "10 workspaces" in told
    states = set(Run.objects.values_list("state", flat=True))
    assert {"applied", "approved", "awaiting", "blocked", "rejected", "superseded", "observed"} <= states
    assert "errored" not in states
    assert Workspace.objects.filter(drifted__gt=0).exists()
    assert min(Run.objects.values_list("resources", flat=True)) >= 20
    assert "intact" in call("audit", "verify")
    ordered = list(AuditEvent.objects.order_by("pk").values_list("at", flat=True))
    assert ordered == sorted(ordered)
    with pytest.raises(CommandError, match="already"):
        call("demo")
