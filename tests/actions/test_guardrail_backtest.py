"""A proposed guardrails file is held against the plans of the newest runs, and nothing is written."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from gitops_portal.actions.guardrail_backtest import backtest
from gitops_portal.core.model import Outcome
from gitops_portal.records.models import AuditEvent, GuardrailBook, GuardrailSetting, Run
from tests.documents import HARMLESS, OPEN_SSH

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytest_django import DjangoAssertNumQueries

    from gitops_portal.records.models import Workspace

    Upload = Callable[..., Run]

LATER = {"guardrails": {"sg-open-ssh": {"parameters": {"port": "23"}}}}


def test_what_a_file_would_say_of_the_newest_runs(upload: Upload, workspace: Workspace) -> None:
    blocked, fine = upload(OPEN_SSH), upload(HARMLESS)
    events = AuditEvent.objects.count()
    newest, oldest = backtest(LATER, 10)
    assert (newest.run, newest.changes, newest.before, newest.after) == (fine, False, Outcome.PASSED, Outcome.PASSED)
    assert (oldest.run, oldest.before) == (blocked, Outcome.BLOCKED)
    assert ("sg-open-ssh", "aws_security_group.web", "violated", "passed") in oldest.otherwise
    assert [tried.run for tried in backtest(LATER, 1)] == [fine]
    blocked.refresh_from_db()
    assert (blocked.verdict, AuditEvent.objects.count()) == (Outcome.BLOCKED, events)
    assert not GuardrailBook.objects.exists()
    assert not GuardrailSetting.objects.exists()


def test_settings_of_the_file_hold_where_they_say(upload: Upload, workspace: Workspace) -> None:
    upload(OPEN_SSH)

    def after(slug: str) -> Any:
        said = {"scopes": [{"workspaces": [slug], "enforcement": "off", "weaker": "true"}]}
        (tried,) = backtest({"guardrails": {"sg-open-ssh": said}}, 10)
        return {each.guardrail for each in tried.otherwise}

    assert after(workspace.slug) == {"sg-open-ssh"}
    assert after("another") == set()


def test_a_plan_that_is_gone_is_told(upload: Upload) -> None:
    upload(OPEN_SSH)
    Run.objects.update(artifact="0" * 64)
    (tried,) = backtest(LATER, 10)
    assert tried.error
    assert not tried.changes


def test_as_many_queries_for_many_runs(upload: Upload, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for _ in range(3):
        upload(HARMLESS)
    with django_assert_num_queries(5):  # own rules, settings, own prices, runs, and the workspace's waivers
        assert len(list(backtest(LATER, 10))) == 3


def test_the_command_tells_it_by_run(upload: Upload, tmp_path: Path) -> None:
    run = upload(OPEN_SSH)
    upload(HARMLESS)
    path, out = tmp_path / "guardrails.yaml", io.StringIO()
    path.write_text("guardrails: {sg-open-ssh: off}", encoding="utf-8")
    call_command("guardrails", "backtest", str(path), stdout=out)
    assert f"{run}: blocked, would be" in out.getvalue()
    assert "  violated → passed  sg-open-ssh  aws_security_group.web" in out.getvalue()
    assert "1 of 2 runs would be evaluated differently." in out.getvalue()
    path.write_text("guardrails: {sg-open: off}", encoding="utf-8")
    with pytest.raises(CommandError, match=r"guardrails.yaml:1: guardrails.sg-open: there is no such guardrail"):
        call_command("guardrails", "backtest", str(path), stdout=out)
    with pytest.raises(CommandError, match="1 or more"):
        call_command("guardrails", "backtest", str(path), "--runs", "0", stdout=out)
