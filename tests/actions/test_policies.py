"""Policies in Rego are part of the verdict: set, waived and judged again as every guardrail is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from gitops_portal.actions import gate, guardrails
from gitops_portal.actions.decide import decide
from gitops_portal.records.queries import rulebook
from tests.actors import OPERATOR
from tests.documents import HARMLESS, entry, plan
from tests.policies import LARGE, judged_by, kept, stand_in

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from gitops_portal.records.models import Person, Run

    Upload = Callable[..., Run]

WEB = plan(entry("aws_instance.web", after={"instance_type": "m5.4xlarge"}))
SMALL = LARGE.replace("xlarge", "never")


@pytest.fixture(autouse=True)
def opa(settings: Any, tmp_path: Path) -> None:
    settings.OPA = judged_by(stand_in(tmp_path), kept(tmp_path, LARGE))


def found(run: Run) -> list[tuple[str, str]]:
    return list(run.findings.filter(guardrail__startswith="opa-").values_list("guardrail", "message"))


def test_what_they_deny_blocks(upload: Upload) -> None:
    run = upload(WEB)
    assert run.state == "blocked"
    assert found(run) == [("opa-deny", "deny: aws_instance.web is too large")]
    assert found(upload(HARMLESS)) == []


def test_how_strictly_they_hold_is_a_setting(upload: Upload) -> None:
    guardrails.enforce(OPERATOR, "opa-deny", "organisation", "", "advisory")
    assert upload(WEB).state != "blocked"
    guardrails.enforce(OPERATOR, "opa-deny", "labels", "env=prod", "mandatory")
    assert upload(WEB).state == "blocked"


def test_the_gate_judges_again_what_other_policies_judged(upload: Upload, reviewer: Person, tmp_path: Path) -> None:
    kept(tmp_path, SMALL)
    run = upload(WEB)
    decide(run, by=reviewer, action="approve", reason="fine", evidence=run.evidence)
    run.refresh_from_db()
    assert gate.ask(run).allowed
    kept(tmp_path, LARGE)
    assert "it breaks opa-deny" in gate.ask(run).reason
    kept(tmp_path, SMALL)
    assert gate.ask(run).allowed


def test_a_gate_that_can_not_judge_is_closed(upload: Upload, reviewer: Person, settings: Any, tmp_path: Path) -> None:
    run = upload(HARMLESS)
    if run.state != "auto_approved":
        decide(run, by=reviewer, action="approve", reason="fine", evidence=run.evidence)
    run.refresh_from_db()
    assert gate.ask(run).allowed
    settings.OPA = settings.OPA._replace(policies=str(tmp_path / "gone"))
    assert "opa-deny" in gate.ask(run).reason


def test_without_opa_there_are_no_such_guardrails(upload: Upload, settings: Any) -> None:
    assert "opa-deny" in rulebook.known()
    settings.OPA = None
    assert "opa-deny" not in rulebook.known()
    assert found(upload(WEB)) == []
