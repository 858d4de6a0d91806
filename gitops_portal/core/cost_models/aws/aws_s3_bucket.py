"""An S3 bucket: storage and requests by use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_portal.core.pricing.bill import Component, Resource, cost_model, used

if TYPE_CHECKING:
    from collections.abc import Iterator


@cost_model("aws_s3_bucket")
def aws_s3_bucket(_: Resource) -> Iterator[Component]:
    yield used("Standard storage", "aws_s3_bucket", "storage Standard")
    yield used("PUT, COPY, POST, LIST requests", "aws_s3_bucket", "put_copy_post_list_requests Standard")
    yield used("GET and all other requests", "aws_s3_bucket", "get_select_and_all_other_requests Standard")
