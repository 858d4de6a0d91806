"""Kustomizations and HelmReleases of Flux: ready is not compared."""

from __future__ import annotations

import pytest

from tests.core.documents.sources.observed import DRIFTED, IN_SYNC, TEN, UNVERIFIED, Case, check, ready, said, with_
from tests.core.documents.sources.samples import KUSTOMIZATION

HELM = with_(
    KUSTOMIZATION, apiVersion="helm.toolkit.fluxcd.io/v2", kind="HelmRelease",
    status__history=[{"lastDeployed": "2026-11-29T10:00:00Z", "status": "deployed"}],
)  # fmt: skip
CASES: dict[str, Case] = {
    "ready": (KUSTOMIZATION, IN_SYNC, TEN),
    "suspended": (with_(KUSTOMIZATION, spec__suspend=True), UNVERIFIED, None),
    "not looked at": (with_(KUSTOMIZATION, metadata__generation=4), UNVERIFIED, TEN),
    "at it, the last one succeeded": (
        with_(KUSTOMIZATION, status__conditions=ready("Unknown", "Progressing")), IN_SYNC, TEN,
    ),
    "at it, the last one failed": (
        with_(
            KUSTOMIZATION, status__conditions=ready("Unknown", "Progressing"),
            status__history=[{"lastReconciled": "2026-11-29T10:00:00Z", "lastReconciledStatus": "HealthCheckFailed"}],
        ), UNVERIFIED, TEN,
    ),
    "another revision is declared": (
        with_(
            KUSTOMIZATION, status__conditions=ready("False", "ReconciliationFailed"),
            status__lastAttemptedRevision="main@sha1:6a",
        ), DRIFTED, TEN,
    ),
    "no source": (with_(KUSTOMIZATION, status__conditions=ready("False", "ArtifactFailed")), UNVERIFIED, TEN),
    "ready without a history": (with_(KUSTOMIZATION, status__history=None), UNVERIFIED, None),
    "a release that nobody compares": (HELM, UNVERIFIED, TEN),
    "a release that is compared": (with_(HELM, spec__driftDetection={"mode": "warn"}), IN_SYNC, TEN),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_what_it_comes_to(case: str) -> None:
    check(CASES[case])


def test_revision_and_name() -> None:
    found = said(KUSTOMIZATION)
    assert (found.source, found.subject, found.revision) == ("flux", "Kustomization flux-system/apps", "main@sha1:5f3c")
    assert found.drifted is None
