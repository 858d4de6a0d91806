"""A server in the place of a cloud's price list, and no waiting for it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytest_django import Settings

from gitops_portal.adapters.price_lists import asking, azure, google
from tests import hooks

TODAY = "2026-06-18"


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The seconds that would have been waited."""
    waited: list[float] = []
    monkeypatch.setattr(asking, "pause", waited.append)
    return waited


@pytest.fixture
def listing(monkeypatch: pytest.MonkeyPatch, settings: Settings, pauses: list[float]) -> Iterator[hooks.Server]:
    """Answers for Azure and for Google, on one day though the test lasts past midnight."""
    with hooks.server() as server:
        settings.OUTBOUND_HOSTS = [server.host]
        settings.GOOGLE_PRICES_KEY = "key-1"
        monkeypatch.setattr(asking, "today", lambda: TODAY)
        monkeypatch.setattr(azure, "ADDRESS", f"{server.url}/api/retail/prices")
        monkeypatch.setattr(google, "ADDRESS", f"{server.url}/v1/services/6F81-5844-456A/skus")
        yield server
