"""What became of an apply: kept once, told in the trail, and with no secret in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from gitops_portal.actions import outcome
from gitops_portal.actions.decide import decide
from gitops_portal.core.errors import Invalid
from gitops_portal.core.lifecycle import State
from gitops_portal.records.models import AuditEvent, Outcome, ResourceOutcome
from tests.actors import CI
from tests.documents import entry, plan
from tests.streams import done, error, failed, step, stream, summary, version

if TYPE_CHECKING:
    from collections.abc import Callable

    from gitops_portal.records.models import Person, Run

    Upload = Callable[..., Run]

SECRET = "correct-horse-battery"
PLAN = plan(
    entry("aws_sns_topic_policy.a", after={"policy": SECRET}, sensitive={"policy": True}),
    entry("aws_sns_topic_policy.b", after={"policy": "{}"}),
    entry("aws_sns_topic_policy.c", after={"policy": "{}"}),
)
A, B, C = (f"aws_sns_topic_policy.{name}" for name in "abc")
FAILED = stream(version(), done(A), failed(B, why=f"the value {SECRET} is not allowed"))
APPLIED = stream(version(), done(A), done(B), done(C, seconds=4), summary(at=30))


@pytest.fixture
def run(upload: Upload, reviewer: Person) -> Run:
    found = upload(PLAN)
    decide(found, by=reviewer, action="approve", reason="fine", evidence=found.evidence)
    found.refresh_from_db()
    return found


def test_each_resource_is_kept_and_the_trail_tells_how_many(run: Run) -> None:
    assert outcome.report(run, CI, FAILED, serial=7).state == State.APPLY_FAILED
    told = Outcome.objects.get()
    assert (told.outcome, told.serial, told.done, told.failed, told.not_reached) == ("apply_failed", 7, 1, 1, 1)
    assert [(one.address, one.result) for one in told.resources.all()] == [
        (B, "failed"),
        (C, "not_reached"),
        (A, "done"),
    ]
    event = AuditEvent.objects.get(verb="run.apply_reported")
    assert {**event.detail, "digest": ""} == {
        "digest": "", "done": 1, "failed": 1, "unfinished": 0, "not_reached": 1, "errors": 1, "seconds": 0,
    }  # fmt: skip
    assert event.detail["digest"] == told.digest


def test_no_secret_of_the_plan_is_kept(run: Run) -> None:
    outcome.report(run, CI, FAILED)
    told = Outcome.objects.get()
    kept = (
        f"{told.diagnostics} {list(told.resources.values_list('error', flat=True))} {list(AuditEvent.objects.values())}"
    )
    assert SECRET not in kept
    assert "(sensitive " in kept


@pytest.mark.parametrize("again", [APPLIED, FAILED])
def test_telling_twice_is_the_same_as_once(run: Run, again: bytes) -> None:
    for body in (again, again, again + b"\n"):
        outcome.report(run, CI, body)
    assert (Outcome.objects.count(), ResourceOutcome.objects.count()) == (1, 3)
    assert AuditEvent.objects.filter(verb__startswith="run.appl").count() == 2


def test_the_lines_may_come_after_the_outcome(run: Run) -> None:
    outcome.tell(run, CI, "applied", serial=3)
    outcome.report(run, CI, APPLIED, serial=9)
    told = Outcome.objects.get()
    assert (told.serial, told.done, told.seconds) == (3, 3, 30)
    assert [event.verb for event in AuditEvent.objects.order_by("pk")][-2:] == ["run.applied", "run.apply_reported"]


def test_an_apply_that_failed_may_be_applied_later(run: Run) -> None:
    outcome.report(run, CI, FAILED)
    assert outcome.report(run, CI, APPLIED).state == State.APPLIED
    assert [told.outcome for told in Outcome.objects.all()] == ["apply_failed", "applied"]


@pytest.mark.parametrize(
    ("body", "said", "refusal"),
    [
        (b"{}", "", "no output of"),
        (APPLIED, "apply_failed", "tells applied"),
        (FAILED, "applied", "tells apply_failed"),
        (stream(done(A)), "", "ends before the apply did"),
        (stream(done(A)), "applied", "ends before the apply did"),
        (stream(step("start", A)), "deployed", "is not an outcome"),
    ],
)
def test_what_does_not_fit_together_is_refused_and_nothing_changes(
    run: Run, body: bytes, said: str, refusal: str
) -> None:
    with pytest.raises(Invalid, match=refusal):
        outcome.report(run, CI, body, said)
    run.refresh_from_db()
    assert (run.state, Outcome.objects.count()) == (State.APPROVED, 0)
    assert AuditEvent.objects.filter(verb="outcome.refused").exists() is (said != "deployed")


def test_an_apply_that_was_killed_is_told_by_ci(run: Run) -> None:
    outcome.report(run, CI, stream(done(A), step("start", B)), "apply_failed")
    told = Outcome.objects.get()
    assert (told.done, told.unfinished, told.not_reached) == (1, 1, 1)
    assert told.told == ["The stream ends before the apply did."]


def test_hostile_lines_are_kept_within_bounds(run: Run) -> None:
    outcome.report(run, CI, stream(error("\u202e" + "x" * 10_000, "<script>" * 1_000), failed(B)))
    [first, _] = Outcome.objects.get().diagnostics
    assert "\u202e" not in first["summary"]
    assert (len(first["summary"]), len(first["detail"])) <= (310, 1_010)
