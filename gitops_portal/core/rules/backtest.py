"""Two judgements of one plan in, what the second answers otherwise out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from gitops_portal.core.model import Status

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from gitops_portal.core.model import Finding, Judgement

PASSED: Final = "passed"
_GRAVITY: Final = (PASSED, Status.WAIVED, Status.UNDETERMINED, Status.VIOLATED)


class Otherwise(NamedTuple):
    """What a guardrail says of a resource, or of the plan where the address is empty: then, and now."""

    guardrail: str
    address: str
    before: str
    after: str


def otherwise(before: Judgement, after: Judgement) -> Iterator[Otherwise]:
    """In order of guardrail and address. What has no objection passed, was not asked, or is switched off."""
    old, new = _answers(before.findings), _answers(after.findings)
    for place in sorted({*old, *new}):
        was, comes = old.get(place, PASSED), new.get(place, PASSED)
        if was != comes:
            yield Otherwise(*place, was, comes)


def _answers(findings: Iterable[Finding]) -> dict[tuple[str, str], str]:
    """The gravest answer of each guardrail to each resource."""
    found: dict[tuple[str, str], str] = {}
    for one in findings:
        place = one.guardrail, one.address
        found[place] = max(found.get(place, PASSED), str(one.status), key=_GRAVITY.index)
    return found
