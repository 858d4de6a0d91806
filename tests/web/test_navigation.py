"""Every page lights up an entry of the navigation, but for those that stand outside of it."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from gitops_portal.urls import urlpatterns
from gitops_portal.web.templatetags.portal import section

ENTRIES = {"workspaces", "requests", "guardrails", "costs", "drift", "audit", "settings"}
OUTSIDE = {"session", "operation", "badges"}
"""Sign-in, health and metrics, images for READMEs."""
NAMES = sorted(name for each in urlpatterns if "." in (name := str(getattr(each, "name", ""))))


@pytest.mark.parametrize("name", NAMES)
def test_a_page_belongs_to_an_entry(name: str) -> None:
    request = SimpleNamespace(resolver_match=SimpleNamespace(url_name=name))
    assert section(request) in ENTRIES | OUTSIDE  # type: ignore[arg-type]  # it looks at nothing else


@pytest.mark.parametrize(
    ("name", "entry"),
    [("own_rules.kinds", "guardrails"), ("own_prices.edit", "settings"), ("runs.detail", "workspaces")],
)
def test_pages_under_settings_may_be_of_another_entry(name: str, entry: str) -> None:
    request = SimpleNamespace(resolver_match=SimpleNamespace(url_name=name))
    assert section(request) == entry  # type: ignore[arg-type]  # as above
