"""A parameter: advanced ones by the hour; standard ones cost nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_portal.core.pricing.bill import HOURS, Component, Resource, UnpricedError, cost_model, used

if TYPE_CHECKING:
    from collections.abc import Iterator

SHELF = "aws_ssm_parameter"


@cost_model(SHELF)
def aws_ssm_parameter(parameter: Resource) -> Iterator[Component]:
    tier = parameter.text("tier", "Standard", computed=True)
    if tier == "Intelligent-Tiering":
        raise UnpricedError("Intelligent tiering leaves open of which tier the parameter is.")
    if tier == "Advanced":
        yield Component("Advanced parameter", SHELF, "parameter_storage advanced", HOURS)
        yield used("API interactions", SHELF, "api_interactions advanced")
