"""A Lambda function: requests and duration by use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_portal.core.pricing.bill import Component, Resource, cost_model, used

if TYPE_CHECKING:
    from collections.abc import Iterator


@cost_model("aws_lambda_function")
def aws_lambda_function(function: Resource) -> Iterator[Component]:
    arm = function.values.get("architectures") in (["arm64"], ("arm64",))
    yield used("Requests", "aws_lambda_function", "requests")
    yield used("Duration", "aws_lambda_function", "duration first 7.5B" if arm else "duration first 6B")
