"""A plan as it came in; sentences about what of it says two things, beside its entries, out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from gitops_portal.core.documents import reader
from gitops_portal.core.documents.plan import document, twins
from gitops_portal.core.documents.plan.oddities import shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from msgspec import Raw

_BESIDE: Final = (
    "resource_drift", "deferred_changes", "output_changes", "configuration", "variables", "checks",
    "action_invocations", "deferred_action_invocations",
)  # fmt: skip
"""Parts that nobody else looks through for names that stand twice. By the state nothing is judged."""
_NULL: Final = bytes(document.NULL)


def beside(members: Mapping[str, Raw], plan: document.Plan) -> list[str]:
    doubled = [name for name in _BESIDE if name in members and twins.twice(members[name], reader.value(members[name]))]
    return [*(f"Its `{name}` {twins.TOLD}." for name in doubled), *_planned_otherwise(plan)]


def _planned_otherwise(plan: document.Plan) -> Iterator[str]:
    """Outputs whose planned value is not what their change leaves behind. What is not known yet has none."""
    planned = (plan.planned_values.outputs if plan.planned_values else None) or {}
    for name, change in (plan.output_changes or {}).items():
        one, other = bytes(change.after), bytes(planned[name].value) if name in planned else _NULL
        if _NULL not in {one, other} and one != other and reader.value(one) != reader.value(other):
            yield f"The output {shown(name)} is planned to have another value than its change gives it."
