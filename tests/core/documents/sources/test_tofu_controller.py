"""Terraform objects of tofu-controller: a plan that waits is drift."""

from __future__ import annotations

import pytest

from tests.core.documents.sources.observed import DRIFTED, IN_SYNC, TEN, UNVERIFIED, Case, check, ready, said, with_
from tests.core.documents.sources.samples import TOFU

CASES: dict[str, Case] = {
    "a plan waits": (TOFU, DRIFTED, TEN),
    "drift": (with_(TOFU, status__plan=None, status__conditions=ready("False", "DriftDetected")), DRIFTED, TEN),
    "none": (with_(TOFU, status__plan=None, status__conditions=ready("True", "NoDrift")), IN_SYNC, TEN),
    "locked": (with_(TOFU, status__plan={}, status__conditions=ready("False", "LockHeld")), UNVERIFIED, TEN),
    "suspended": (with_(TOFU, spec__suspend=True), UNVERIFIED, None),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_what_it_comes_to(case: str) -> None:
    check(CASES[case])


def test_what_it_says() -> None:
    found = said(TOFU)
    assert (found.source, found.subject) == ("tofu-controller", "Terraform flux-system/network")
    assert found.reason == "A plan waits to be applied: plan-main-5f3c."
