"""An evaluation and its rows of changes in; what it destroys, replaces or is blocked by, by name, out: bounded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from gitops_portal.core.brief.naming import cut
from gitops_portal.core.model import Action, Weight
from gitops_portal.core.stateful import STATEFUL

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gitops_portal.core.model import Evaluation
    from gitops_portal.core.view.rows import ChangeRow

KEPT: Final = 12
"""Resources that are named; the others are counted."""


def gravest(evaluation: Evaluation, changed: Sequence[ChangeRow]) -> dict[str, Any]:
    """`rows` with `address`, `action` and `blocks` (whether a mandatory guardrail objects to it), and how many more.

    What holds data or is blocked stands first, then the order of risk. An objection to the plan as a whole is named by
    its guardrail, and has no action.
    """
    objecting = [found for found in evaluation.findings if found.weight is Weight.BLOCKS]
    blocked = {found.address for found in objecting}
    serious = [row for row in changed if row.address in blocked or Action(row.action).destroys]
    serious.sort(key=lambda row: row.address not in blocked and row.type not in STATEFUL)
    told = {(row.address, row.action): row.address in blocked for row in serious}
    known = {row.address for row in serious}
    told |= {(found.address or found.guardrail, ""): True for found in objecting if found.address not in known}
    named = [
        {"address": cut(address), "action": action, "blocks": blocks} for (address, action), blocks in told.items()
    ]
    return {"rows": named[:KEPT], "left_out": max(0, len(named) - KEPT)}
