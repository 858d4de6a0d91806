"""A delivery stream: data by use; delivery into a network is billed by the zone and not priced."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_portal.core.pricing.bill import Component, Resource, UnpricedError, cost_model, used

if TYPE_CHECKING:
    from collections.abc import Iterator

DESTINATIONS = ("elasticsearch_configuration", "opensearch_configuration", "opensearchserverless_configuration")


@cost_model("aws_kinesis_firehose_delivery_stream")
def aws_kinesis_firehose_delivery_stream(stream: Resource) -> Iterator[Component]:
    if any(block.blocks("vpc_config") for name in DESTINATIONS for block in stream.blocks(name)):
        raise UnpricedError("Delivery into a network is not priced.")
    yield used("Data ingested", "aws_kinesis_firehose_delivery_stream", "data_ingested first 500TB")
