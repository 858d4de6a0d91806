"""What a scrape accepts in, the portal's figures in that format out: asked of the database, not of this process.

No label tells of a person or a resource, and none of a workspace unless the operator asks for it: as many series as
today, however large the organisation.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from django.conf import settings
from prometheus_client import CollectorRegistry
from prometheus_client.core import GaugeHistogramMetricFamily, GaugeMetricFamily
from prometheus_client.exposition import choose_encoder
from prometheus_client.registry import Collector

from gitops_portal import __version__
from gitops_portal.actions import clock
from gitops_portal.core.model import Outcome
from gitops_portal.records.queries import metrics

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from prometheus_client import Metric

    from gitops_portal.records.queries.estate import Totals

LATELY: Final = timedelta(hours=1)
BUCKETS: Final = (0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300)
"""Seconds from the upload to the verdict; an evaluation takes tenths, a queue makes minutes of them."""


def scrape(accept: str) -> tuple[bytes, str]:
    """The body and its Content-Type."""
    registry = CollectorRegistry()
    registry.register(Figures())
    encode, content_type = choose_encoder(accept)
    return encode(registry), content_type


class Figures(Collector):
    """Everything that is told, asked when it is collected."""

    def collect(self) -> Iterator[Metric]:
        now = clock.now()
        build = GaugeMetricFamily("portal_build_info", "1, with the release that answers.", labels=["version"])
        build.add_metric([__version__], 1)
        yield build
        counted, totals = metrics.runs(), metrics.workspaces()
        by_state = GaugeMetricFamily("portal_runs", "Runs by state.", labels=["state"])
        for state, told in counted.items():
            by_state.add_metric([state], told.number)
        yield by_state
        for name, value in metrics.gauges(counted, totals, now).items():
            yield GaugeMetricFamily(f"portal_{name}", metrics.GAUGES[name], value=value)
        yield _cost(totals)
        yield _evaluations(metrics.evaluations(now - LATELY))
        if settings.METRICS_PER_WORKSPACE:
            yield from _places(metrics.places(), now)


def _evaluations(lately: list[tuple[str, timedelta]]) -> Metric:
    told = GaugeHistogramMetricFamily(
        "portal_evaluation_seconds",
        "From upload to verdict, of runs evaluated in the last hour, by verdict (none: it failed).",
        labels=["verdict"],
    )
    for verdict in (*map(str, Outcome), ""):
        took = [time.total_seconds() for said, time in lately if said == verdict]
        buckets = [(str(float(most)), float(sum(time <= most for time in took))) for most in BUCKETS]
        told.add_metric([verdict or "none"], [*buckets, ("+Inf", float(len(took)))], sum(took))
    return told


def _places(places: list[metrics.Place], now: datetime) -> Iterator[Metric]:
    """Of rows that are there: the series of a workspace end with it, and with its being of that posture."""
    name = "portal_workspace_"
    posture = GaugeMetricFamily(f"{name}posture", "1 for the posture that it is in.", labels=["workspace", "posture"])
    waiting = GaugeMetricFamily(f"{name}waiting_runs", "Its runs waiting for somebody.", labels=["workspace"])
    oldest = GaugeMetricFamily(f"{name}waiting_oldest_seconds", "Age of the oldest of them.", labels=["workspace"])
    cost = GaugeMetricFamily(f"{name}cost_monthly", "Its monthly cost, if known.", labels=["workspace", "currency"])
    for place in places:
        posture.add_metric([place.slug, place.posture], 1)
        waiting.add_metric([place.slug], place.waiting.number)
        oldest.add_metric([place.slug], metrics.age(place.waiting, now))
        if place.cost is not None:
            cost.add_metric([place.slug, "USD"], float(place.cost))
    yield from (posture, waiting, oldest, cost)


def _cost(totals: Totals) -> Metric:
    told = GaugeMetricFamily(
        "portal_cost_monthly", "Total monthly cost of the workspaces whose cost is known.", labels=["currency"]
    )
    if totals.cost is not None:
        told.add_metric(["USD"], float(totals.cost))
    return told
