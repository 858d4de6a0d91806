"""A queue: requests by use, at the rate of its kind."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_portal.core.pricing.bill import Component, Resource, cost_model, used

if TYPE_CHECKING:
    from collections.abc import Iterator


@cost_model("aws_sqs_queue")
def aws_sqs_queue(queue: Resource) -> Iterator[Component]:
    fifo = queue.flag("fifo_queue")
    yield used("Requests (FIFO)" if fifo else "Requests", "aws_sqs_queue", f"requests {str(fifo).lower()}")
