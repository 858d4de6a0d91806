"""Events of Flux: a heartbeat keeps a workspace verified, and most others say nothing of it."""

from __future__ import annotations

import pytest

from tests.core.documents.sources.observed import BEAT, DRIFTED, IN_SYNC, TEN, UNVERIFIED, Case, check, said, with_
from tests.core.documents.sources.samples import EVENT

CASES: dict[str, Case] = {
    "drift": (EVENT, DRIFTED, TEN),
    "a heartbeat": (BEAT, IN_SYNC, TEN),
    "a heartbeat without its time": (with_(BEAT, timestamp=None), UNVERIFIED, None),
    "an error": (with_(EVENT, reason="ValidationFailed"), UNVERIFIED, TEN),
    "a release that went well": (with_(EVENT, severity="info", reason="UpgradeSucceeded"), None, TEN),
    "of a source": (with_(EVENT, involvedObject__kind="GitRepository"), None, TEN),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_what_it_comes_to(case: str) -> None:
    check(CASES[case])


def test_it_speaks_of_the_object_that_documents_speak_of() -> None:
    assert (said(EVENT).source, said(EVENT).subject, said(EVENT).revision) == ("flux", "HelmRelease shop/web", "6.5.4")
    assert said(BEAT).revision == "main@sha1:5f3c"
    assert said(with_(EVENT, involvedObject__kind="Terraform")).source == "tofu-controller"
