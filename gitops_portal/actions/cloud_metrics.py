"""The portal's figures to CloudWatch, on the clock, where the operator names a namespace for them."""

from __future__ import annotations

import logging

from django.conf import settings

from gitops_portal.actions import clock
from gitops_portal.adapters import cloudwatch
from gitops_portal.core.errors import Unavailable
from gitops_portal.records.queries import metrics

log = logging.getLogger(__name__)


def turn() -> bool:
    """Send what is so now. Returns whether it was sent; what is not is not sent later, for it is so no longer.

    Two turns beside each other say the same of the same minute.
    """
    if not settings.CLOUDWATCH_NAMESPACE:
        return False
    now = clock.now()
    counted, totals = metrics.runs(), metrics.workspaces()
    figures: list[cloudwatch.Figure] = [("runs", {"State": str(state)}, told.number) for state, told in counted.items()]
    figures += [(name, {}, value) for name, value in metrics.gauges(counted, totals, now).items()]
    if totals.cost is not None:
        figures.append(("cost_monthly", {"Currency": "USD"}, float(totals.cost)))
    try:
        cloudwatch.put(settings.CLOUDWATCH_NAMESPACE, figures, now)
    except Unavailable as error:
        log.warning("event=cloudwatch_failed reason=%s", error)
        return False
    return True
