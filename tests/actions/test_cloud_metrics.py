"""The portal's figures in CloudWatch: those of the scrape, from a real API; and nothing held up where it is away."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import boto3
import pytest

from gitops_portal.actions import clock, cloud_metrics
from gitops_portal.adapters import cloudwatch
from tests import organisation as org
from tests.documents import HARMLESS

pytestmark = pytest.mark.django_db


@pytest.fixture
def watched(s3: str, monkeypatch: pytest.MonkeyPatch, settings: Any) -> Any:
    """A server that speaks CloudWatch, too."""
    keys = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_DEFAULT_REGION": "eu-west-1"}
    for name, value in {**keys, "AWS_ENDPOINT_URL": s3}.items():
        monkeypatch.setenv(name, value)
    cloudwatch._client.cache_clear()
    settings.CLOUDWATCH_NAMESPACE = "GitOpsPortal"
    yield boto3.client("cloudwatch")
    cloudwatch._client.cache_clear()


def test_what_is_scraped_is_sent(watched: Any) -> None:
    org.uploaded(org.workspace(), HARMLESS)
    org.workspace("elsewhere", drifted=2)
    assert cloud_metrics.turn()
    found = {
        (one["MetricName"], *(part["Value"] for part in one["Dimensions"])): sums(watched, one)
        for one in watched.list_metrics(Namespace="GitOpsPortal")["Metrics"]
    }
    assert found["Workspaces",] == 2
    assert found["WorkspacesDrifted",] == 1
    assert found["Runs", "awaiting"] == 1
    assert found["Runs", "applied"] == found["QueueRuns",] == 0
    assert ("CostMonthly", "USD") in found
    assert not {"orders-prod", "elsewhere"} & {part for key in found for part in key}


def sums(client: Any, metric: dict[str, Any]) -> float:
    now = clock.now()
    told = client.get_metric_statistics(
        Namespace=metric["Namespace"],
        MetricName=metric["MetricName"],
        Dimensions=metric["Dimensions"],
        StartTime=now - timedelta(minutes=5),
        EndTime=now + timedelta(minutes=5),
        Period=600,
        Statistics=["Maximum"],
    )
    return float(max(point["Maximum"] for point in told["Datapoints"]))


def test_nothing_is_sent_unasked_or_held_up(watched: Any, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    cloudwatch._client.cache_clear()
    assert not cloud_metrics.turn()
    settings.CLOUDWATCH_NAMESPACE = ""
    monkeypatch.setattr(cloudwatch, "put", lambda *_: pytest.fail("nobody asked for it"))
    assert not cloud_metrics.turn()
