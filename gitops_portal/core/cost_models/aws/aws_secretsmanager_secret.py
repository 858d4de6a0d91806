"""A secret: itself and its replicas in other regions; calls by use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_portal.core.pricing.bill import ONE, Component, Resource, cost_model, used

if TYPE_CHECKING:
    from collections.abc import Iterator

SHELF = "aws_secretsmanager_secret"


@cost_model(SHELF)
def aws_secretsmanager_secret(secret: Resource) -> Iterator[Component]:
    yield Component("Secret", SHELF, "secret", ONE, "months")
    replicas = len(secret.blocks("replica", computed=True))
    if replicas:
        yield Component("Replicas", SHELF, "secret", ONE * replicas, "months")
    yield used("API requests", SHELF, "api_requests")
