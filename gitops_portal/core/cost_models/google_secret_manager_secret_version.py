"""A version of a secret: one active version."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_portal.core.pricing.bill import ONE, Component, Resource, cost_model, used

if TYPE_CHECKING:
    from collections.abc import Iterator

SHELF = "google_secret_manager_secret_version"


@cost_model("google_secret_manager_secret_version")
def google_secret_manager_secret_version(version: Resource) -> Iterator[Component]:
    if version.flag("enabled", default=True):
        yield Component("Active version", SHELF, "active_secret_versions", ONE, "versions")
    yield used("Access operations", SHELF, "access_operations")
