"""Verdicts, and who may overrule them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from gitops_portal.core.model import (
    Action,
    ChangeSet,
    Enforcement,
    Finding,
    Outcome,
    Severity,
    Status,
)
from gitops_portal.core.rules.verdict import decide
from tests.builders import change, change_set

ADVISORY, SOFT, MANDATORY = Enforcement.ADVISORY, Enforcement.SOFT_MANDATORY, Enforcement.MANDATORY
VIOLATED, UNDETERMINED, WAIVED = Status
PLAN = change_set(change("x_thing.a"))


def _finding(
    enforcement: Enforcement, status: Status = VIOLATED, *, standing: bool = False, address: str = "x_thing.a"
) -> Finding:
    return Finding(f"{enforcement}-rule", Severity.HIGH, enforcement, address, status, standing=standing)


@pytest.mark.parametrize(
    ("finding", "expected"),
    [
        (_finding(ADVISORY), Outcome.PASSED),
        (_finding(ADVISORY, UNDETERMINED), Outcome.PASSED),
        (_finding(SOFT), Outcome.NEEDS_APPROVAL),
        (_finding(SOFT, UNDETERMINED), Outcome.NEEDS_APPROVAL),
        (_finding(MANDATORY, UNDETERMINED), Outcome.NEEDS_APPROVAL),
        (_finding(MANDATORY), Outcome.BLOCKED),
        (_finding(MANDATORY, WAIVED), Outcome.PASSED),
        (_finding(SOFT, WAIVED), Outcome.PASSED),
        (_finding(MANDATORY, standing=True), Outcome.PASSED),
        (_finding(MANDATORY, UNDETERMINED, standing=True), Outcome.PASSED),
    ],
)
def test_by_finding(finding: Finding, expected: Outcome) -> None:
    assert decide(PLAN, [finding]).outcome is expected


@pytest.mark.parametrize(
    ("plan", "expected"),
    [
        (PLAN, Outcome.PASSED),
        (change_set(), Outcome.PASSED),
        (replace(PLAN, complete=True), Outcome.PASSED),
        (replace(PLAN, complete=None), Outcome.PASSED),
        (replace(PLAN, complete=False), Outcome.NEEDS_APPROVAL),
        (replace(PLAN, oddities=("Two entries have one address.",)), Outcome.NEEDS_APPROVAL),
        (change_set(change("x_thing.a", Action.UNKNOWN)), Outcome.NEEDS_APPROVAL),
        (replace(PLAN, errored=True), Outcome.BLOCKED),
    ],
)
def test_by_plan(plan: ChangeSet, expected: Outcome) -> None:
    assert decide(plan, []).outcome is expected


def test_a_reason_for_everything_that_does_not_pass_the_gravest_first() -> None:
    plan = replace(PLAN, errored=True, complete=False, oddities=("Two entries have one address.",))
    findings = [_finding(SOFT), _finding(MANDATORY), _finding(MANDATORY, address="x_thing.b")]
    assert decide(plan, findings).reasons == (
        "Planning failed: what the plan shows is incomplete and can't be approved; make a new plan.",
        "mandatory-rule (mandatory) is violated by x_thing.a and 1 more.",
        "soft_mandatory-rule (soft-mandatory) is violated by x_thing.a.",
        "Two entries have one address.",
        "The plan is not complete: after its apply another plan is needed, whose changes are not known.",
    )


def test_nothing_to_say_about_what_passes() -> None:
    assert decide(PLAN, []).reasons == ()


# ── it never gets milder ─────────────────────────────────────────────────────────────────────────────────────────

FINDINGS = st.lists(
    st.builds(
        Finding,
        guardrail=st.sampled_from(["a", "b"]),
        severity=st.sampled_from(Severity),
        enforcement=st.sampled_from(Enforcement),
        address=st.sampled_from(["", "x_thing.a"]),
        status=st.sampled_from(Status),
        standing=st.booleans(),
    ),
    max_size=6,
)
PLANS = st.builds(
    lambda action, complete, errored, oddities: change_set(
        change("x_thing.a", action), complete=complete, errored=errored, oddities=tuple(oddities)
    ),
    st.sampled_from(Action),
    st.sampled_from([None, True, False]),
    st.booleans(),
    st.lists(st.just("Odd."), max_size=1),
)
MILDEST_FIRST = [Outcome.PASSED, Outcome.NEEDS_APPROVAL, Outcome.BLOCKED]


def _gravity(plan: ChangeSet, findings: list[Finding]) -> int:
    return MILDEST_FIRST.index(decide(plan, findings).outcome)


@given(PLANS, FINDINGS)
def test_a_mandatory_violation_always_blocks(plan: ChangeSet, findings: list[Finding]) -> None:
    assert decide(plan, [*findings, _finding(MANDATORY)]).outcome is Outcome.BLOCKED


@given(PLANS, FINDINGS, FINDINGS)
def test_more_findings_never_make_it_milder(plan: ChangeSet, some: list[Finding], more: list[Finding]) -> None:
    assert _gravity(plan, some + more) >= _gravity(plan, some)


@given(PLANS, FINDINGS)
def test_an_incomplete_or_failed_plan_is_never_milder(plan: ChangeSet, findings: list[Finding]) -> None:
    assert _gravity(replace(plan, complete=False), findings) >= _gravity(plan, findings)
    assert _gravity(replace(plan, errored=True), findings) >= _gravity(plan, findings)


@given(PLANS, FINDINGS, st.sampled_from([SOFT, MANDATORY]))
def test_hiding_a_value_never_passes(plan: ChangeSet, findings: list[Finding], enforcement: Enforcement) -> None:
    hidden = _finding(enforcement, UNDETERMINED)
    assert _gravity(plan, [*findings, hidden]) >= _gravity(plan, findings)
    assert decide(plan, [*findings, hidden]).outcome is not Outcome.PASSED
