"""The sums of a run in, as the API tells them out, with what they were priced by."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gitops_portal.core.report import cost_known

if TYPE_CHECKING:
    from gitops_portal.records.queries import Run


def cost_out(run: Run) -> dict[str, Any]:
    """The sums, and both ends of them where a usage file tells a range; null where nothing could be priced.

    `told_by` is whose sums they are where they are another tool's. Versions are SHA-256, empty for none.
    """
    cost = run.summary.get("cost", {})
    known = cost_known(cost.get("coverage", {}), cost.get("told_by", ""))
    sums = {name: cost.get(name) if known else None for name in ("before", "after", "delta", "low", "high")}
    by = {name: getattr(run, name) for name in ("prices_version", "own_prices_version", "usage_version")}
    return {"currency": cost.get("currency"), **sums, **by, "told_by": cost.get("told_by", "")}
