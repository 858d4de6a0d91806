"""Applications of Argo CD: in sync is what it compared, when it says when."""

from __future__ import annotations

import pytest

from gitops_portal.core.model import Differing
from tests.core.documents.sources.observed import DRIFTED, IN_SYNC, TEN, UNVERIFIED, Case, check, said, with_
from tests.core.documents.sources.samples import ARGOCD

CASES: dict[str, Case] = {
    "synced": (with_(ARGOCD, status__sync__status="Synced", status__resources=[]), IN_SYNC, TEN),
    "unknown": (with_(ARGOCD, status__sync__status="Unknown"), UNVERIFIED, TEN),
    "a word of tomorrow": (with_(ARGOCD, status__sync__status="Perhaps"), UNVERIFIED, TEN),
    "no time": (with_(ARGOCD, status__sync__status="Synced", status__reconciledAt=None), UNVERIFIED, None),
    "out of sync, no time": (with_(ARGOCD, status__reconciledAt=None), DRIFTED, None),
    "year one": (
        with_(ARGOCD, status__sync__status="Synced", status__reconciledAt="0001-01-01T00:00:00Z"), UNVERIFIED, None,
    ),
    "skipped": (
        with_(ARGOCD, metadata__annotations={"argocd.argoproj.io/skip-reconcile": "true"}), UNVERIFIED, TEN,
    ),
    "nothing yet": (with_(ARGOCD, status=None), UNVERIFIED, None),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_what_it_comes_to(case: str) -> None:
    check(CASES[case])


def test_argocd_tells_what_is_out_of_sync_and_when_it_looked() -> None:
    found = said(ARGOCD)
    assert (found.source, found.subject, found.state) == ("argocd", "Application argocd/shop", DRIFTED)
    assert (found.checked_at, found.revision, found.drifted) == (TEN, "5f3c1f0a", 2)
    assert found.differing == (
        Differing("apps/Deployment shop/web", "OutOfSync"),
        Differing("Namespace shop", "OutOfSync, requires pruning"),
    )
    assert "git.example/acme/shop.git" in found.repository
    assert found.reason.startswith("Argo CD says OutOfSync. 2 resources are out of sync. Its health is Degraded")
    assert "ComparisonError" in found.reason
