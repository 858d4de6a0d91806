"""A Lambda function: requests and duration by use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_portal.core.pricing.bill import Component, Resource, cost_model, on_top, used

if TYPE_CHECKING:
    from collections.abc import Iterator

INCLUDED = 512
"""MB of ephemeral storage that a function has without further charge."""


@cost_model("aws_lambda_function")
def aws_lambda_function(function: Resource) -> Iterator[Component]:
    arm = function.get("architectures") in (["arm64"], ("arm64",))
    yield used("Requests", "aws_lambda_function", "requests")
    yield used("Duration", "aws_lambda_function", "duration first 7.5B" if arm else "duration first 6B")
    if function.first("ephemeral_storage", computed=True).number("size", INCLUDED, computed=True) > INCLUDED:
        yield used(f"Ephemeral storage over {INCLUDED} MB", "aws_lambda_function", "ephemeral_storage")
    if function.first("snap_start").text("apply_on", "None") != "None":
        yield on_top("Snapshots to start from, by use")
