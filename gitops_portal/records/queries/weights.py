"""A run and some of its resources in, what the findings of each do to the plan out: the gravest of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_portal.core.difference import compare
from gitops_portal.core.model import Weight, weight

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

    from gitops_portal.records.models import Run, RunFinding


def worst(run: Run, addresses: Iterable[str]) -> dict[str, str]:
    """Of each of these resources the gravest weight of its findings; none where there are none."""
    return _gravest(run.findings.filter(address__in=addresses), "address")


def worst_of_blocks(run: Run, blocks: Iterable[str], apart_from: Iterable[str]) -> dict[str, str]:
    """Per block the gravest weight of the findings of all its other resources; none where there are none."""
    names = {compare.key(block): block for block in blocks}
    found = run.findings.filter(block_key__in=names).exclude(address__in=apart_from)
    return {names[key]: weight for key, weight in _gravest(found, "block_key").items()}


def _gravest(findings: QuerySet[RunFinding], by: str) -> dict[str, str]:
    rows = findings.values_list(by, "status", "enforcement", "standing").order_by().distinct()
    order, gravest = list(Weight), dict[str, Weight]()
    for key, status, enforcement, standing in rows:
        found = weight(status, enforcement, standing=standing)
        if found:
            gravest[key] = min(gravest.get(key, found), found, key=order.index)
    return {key: str(found) for key, found in gravest.items()}
