"""Figures in, metrics of CloudWatch out: one request a minute, soon answered or given up."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, Final

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from gitops_portal.adapters.patience import Circuit
from gitops_portal.core.errors import Unavailable

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

SECONDS: Final = 8
"""For one request and its one retry."""
MOST: Final = 1_000
"""Metrics of one PutMetricData."""
UNITS: Final = {"seconds": "Seconds"}
"""By how a name ends; whatever else is counted."""

Figure = tuple[str, dict[str, str], float]
"""A name such as `queue_oldest_seconds`, its dimensions, and its value."""


@cache
def _client() -> tuple[Any, Circuit]:
    """Credentials, region and endpoint are those that boto3 finds."""
    import boto3  # a second of imports, where nobody may have asked for it

    short = Config(retries={"total_max_attempts": 2, "mode": "standard"}, connect_timeout=2, read_timeout=3)
    return boto3.client("cloudwatch", config=short), Circuit("CloudWatch")


def put(namespace: str, figures: Iterable[Figure], at: datetime) -> None:
    """Send figures of one moment. Raises Unavailable where CloudWatch is away, or takes none from these credentials."""
    data = [
        {
            "MetricName": "".join(map(str.capitalize, name.split("_"))),
            "Dimensions": [{"Name": key, "Value": value} for key, value in dimensions.items()],
            "Timestamp": at,
            "Value": value,
            "Unit": UNITS.get(name.rpartition("_")[2], "Count"),
        }
        for name, dimensions, value in figures
    ]
    client, circuit = _client()
    for begin in range(0, len(data), MOST):
        _send(client, circuit, namespace, data[begin : begin + MOST])


def _send(client: Any, circuit: Circuit, namespace: str, data: list[dict[str, Any]]) -> None:
    try:
        circuit.call(
            lambda: client.put_metric_data(Namespace=namespace, MetricData=data),
            seconds=SECONDS,
            outages=(BotoCoreError,),
        )
    except ClientError as error:
        code = error.response.get("Error", {}).get("Code", "an error")
        raise Unavailable(f"CloudWatch took no metrics: {code}.") from error
