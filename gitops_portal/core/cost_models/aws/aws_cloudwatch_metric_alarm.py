"""A CloudWatch alarm: the metrics it watches."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from gitops_portal.core.pricing.bill import Component, Resource, UnpricedError, cost_model

if TYPE_CHECKING:
    from collections.abc import Iterator

MINUTE = 60
"""Seconds: a shorter period has a price of its own."""


@cost_model("aws_cloudwatch_metric_alarm")
def aws_cloudwatch_metric_alarm(alarm: Resource) -> Iterator[Component]:
    if alarm.says("threshold_metric_id"):
        raise UnpricedError("Alarms that detect anomalies are not priced.")
    metrics = [metric for query in alarm.blocks("metric_query") for metric in query.blocks("metric")]
    periods = [metric.number("period", MINUTE) for metric in metrics] or [alarm.number("period", MINUTE)]
    item = "high_resolution" if min(periods) < MINUTE else "standard_resolution"
    yield Component("Alarm metrics", "aws_cloudwatch_metric_alarm", item, Decimal(len(periods)), "metrics")
