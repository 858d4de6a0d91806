"""The sums of a run in, as the API tells them out."""

from __future__ import annotations

from typing import Any

from gitops_portal.core.report import cost_known


def cost_out(cost: dict[str, Any]) -> dict[str, Any]:
    """The sums, and both ends of them where a usage file tells a range; null where nothing could be priced."""
    known = cost_known(cost.get("coverage", {}))
    sums = {name: cost.get(name) if known else None for name in ("before", "after", "delta", "low", "high")}
    return {"currency": cost.get("currency"), **sums}
