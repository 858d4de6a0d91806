"""Health assessments of HCP Terraform."""

from __future__ import annotations

import pytest

from tests.core.documents.sources.observed import DRIFTED, IN_SYNC, TEN, UNVERIFIED, Case, check, said, with_
from tests.core.documents.sources.samples import ASSESSMENT

CASES: dict[str, Case] = {
    "drift": (ASSESSMENT, DRIFTED, TEN),
    "none": (with_(ASSESSMENT, details__new_assessment_result__drifted=False), IN_SYNC, TEN),
    "it failed": (with_(ASSESSMENT, details__new_assessment_result__succeeded=False), UNVERIFIED, TEN),
    "nothing told": (with_(ASSESSMENT, details__new_assessment_result=None), UNVERIFIED, None),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_what_it_comes_to(case: str) -> None:
    check(CASES[case])


def test_what_it_says() -> None:
    found = said(ASSESSMENT)
    assert (found.source, found.subject, found.drifted) == ("hcp", "acme/network", 2)
    assert found.reason == "The health assessment found drift. Not all of its checks succeeded."
