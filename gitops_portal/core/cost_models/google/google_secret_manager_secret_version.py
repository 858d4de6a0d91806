"""A version of a secret: one active version."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_portal.core.pricing.bill import ONE, Component, Resource, UnpricedError, cost_model, used

if TYPE_CHECKING:
    from collections.abc import Iterator

SHELF = "google_secret_manager_secret_version"


@cost_model("google_secret_manager_secret_version")
def google_secret_manager_secret_version(version: Resource) -> Iterator[Component]:
    if version.flag("enabled", default=True):
        replicas, note = _replicas(version)
        yield Component("Active version", SHELF, "active_secret_versions", ONE * replicas, "versions", note)
    yield used("Access operations", SHELF, "access_operations")


def _replicas(version: Resource) -> tuple[int, str]:
    """A version is paid for in each place that its secret names; one, where it leaves the places to Google."""
    try:
        secret = version.related("google_secret_manager_secret")
    except UnpricedError:
        return 1, "one location assumed: the plan does not show its secret"
    return max(1, len(secret.first("replication").first("user_managed").blocks("replicas"))), ""
