"""The gate's answers stand in the trail, each once while CI asks again and again."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from gitops_portal.actions import clock, gate
from gitops_portal.actions.decide import decide
from gitops_portal.records.models import AuditEvent, Run
from tests.actors import CI

if TYPE_CHECKING:
    from collections.abc import Callable

    from gitops_portal.records.models import Person

NAMED = gate.AboutToApply(plan_sha256="x" * 300, commit="abc\u202e", lineage="L", serial=7)


def asked(run: Run, about: gate.AboutToApply = gate.NOTHING_TOLD) -> None:
    gate.answer(run, CI, about)


def told() -> list[str]:
    return list(AuditEvent.objects.filter(verb__startswith="run.gate").order_by("pk").values_list("verb", flat=True))


def test_each_answer_is_told_once_in_ten_minutes(upload: Callable[..., Run], reviewer: Person) -> None:
    run, now = upload(), timezone.now()
    for minutes in (0, 1, 9):
        with clock.at(now + timedelta(minutes=minutes)):
            asked(run)
    assert told() == ["run.gate_refused"]
    decide(run, by=reviewer, action="approve", reason="fine", evidence=run.evidence)
    run.refresh_from_db()
    asked(run)
    asked(run)
    assert told() == ["run.gate_refused", "run.gate_allowed"]
    with clock.at(timezone.now() + timedelta(minutes=11)):
        asked(run)
    assert told() == ["run.gate_refused", "run.gate_allowed", "run.gate_allowed"]


def test_an_event_tells_what_was_named_and_what_the_run_holds(upload: Callable[..., Run]) -> None:
    run = upload()
    asked(run, NAMED)
    event = AuditEvent.objects.get(verb="run.gate_refused")
    assert event.detail == {
        "planfile_sha256": "",
        "plan_sha256": "x" * 64,
        "commit": "abc\\u202e",
        "lineage": "L",
        "serial": 7,
        "digest": run.digest,
        "evidence": run.evidence,
    }
    assert "awaiting approval" in event.reason


def test_telling_the_same_again_is_one_query(upload: Callable[..., Run]) -> None:
    run = upload()
    asked(run)
    gate.ask(run)  # what a run's row keeps once it was asked is no query
    with CaptureQueriesContext(connection) as alone:
        gate.ask(run)
    with CaptureQueriesContext(connection) as asked_again:
        asked(run)
    assert len(asked_again) == len(alone) + 1


def test_a_yes_that_came_too_late_is_a_no(upload: Callable[..., Run], reviewer: Person) -> None:
    run = upload()
    decide(run, by=reviewer, action="approve", reason="fine", evidence=run.evidence)
    run.refresh_from_db()
    decide(run, by=reviewer, action="reject", reason="wait", evidence=run.evidence)
    answered, answer = gate.answer(run, CI)
    assert (answered.state, answer.allowed, answer.attestation) == ("rejected", False, "")
    assert told() == ["run.gate_refused"]
