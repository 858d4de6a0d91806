"""A Kinesis stream: hours of its shards, or of an on-demand stream; data by use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_portal.core.pricing.bill import HOURS, Component, Resource, cost_model, on_top, used

if TYPE_CHECKING:
    from collections.abc import Iterator

DAY = 24


@cost_model("aws_kinesis_stream")
def aws_kinesis_stream(stream: Resource) -> Iterator[Component]:
    mode = stream.first("stream_mode_details", computed=True).text("stream_mode", "PROVISIONED", computed=True)
    if mode == "ON_DEMAND":
        yield Component("On-demand stream", "aws_kinesis_stream", "on_demand", HOURS)
        yield used("Data ingested", "aws_kinesis_stream", "data_ingested")
        yield used("Data retrieved", "aws_kinesis_stream", "data_retrieval")
    else:
        yield Component("Shards", "aws_kinesis_stream", "provisioned", HOURS * stream.number("shard_count"))
        yield used("PUT payload units", "aws_kinesis_stream", "put_request_unit")
    if stream.number("retention_period", DAY) > DAY:
        yield on_top("Retention beyond a day, by use")
