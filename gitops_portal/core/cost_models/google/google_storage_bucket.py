"""A Cloud Storage bucket: storage by use, at the rate of its class."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_portal.core.pricing.bill import Component, Resource, cost_model, used

if TYPE_CHECKING:
    from collections.abc import Iterator

CONTINENTS = ("ASIA", "EU", "US")


@cost_model("google_storage_bucket")
def google_storage_bucket(bucket: Resource) -> Iterator[Component]:
    kind = bucket.text("storage_class", "STANDARD")
    spread = "multi" if str(bucket.get("location")).upper() in CONTINENTS else "region"
    yield used(f"Storage ({kind})", "google_storage_bucket", f"storage {kind} {spread}")
    if kind != "STANDARD":
        yield used("Data retrieval", "google_storage_bucket", f"data_retrieval {kind} {spread}")
