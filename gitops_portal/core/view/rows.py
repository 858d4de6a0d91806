"""An evaluation in, what lists and comparisons ask of it out: the columns of its run, a row per change and finding."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from gitops_portal.core import report
from gitops_portal.core.address import without_keys
from gitops_portal.core.difference import canonical, compare
from gitops_portal.core.index import Index
from gitops_portal.core.model import Action, Cost, Evaluation, Finding, Weight
from gitops_portal.core.view import alike
from gitops_portal.core.view.differences import difference, marks

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from decimal import Decimal

    from gitops_portal.core.difference.canonical import Digests
    from gitops_portal.core.model import Change, ChangeSet, Difference


MOST_TYPES: Final = 1_000
"""Types that are kept of one run; the largest estates have some hundreds."""


class ChangeRow(NamedTuple):
    """One resource that changes; `rank` 0 is looked at first. Names are those of its columns."""

    rank: int
    address: str
    block: str
    module: str
    type: str
    action: str
    marks: dict[str, Any]
    diff: list[dict[str, Any]]
    key: str
    block_key: str
    digest: str
    unchanged: int
    cost_before: Decimal | None
    cost_after: Decimal | None
    alike: str = ""


class FindingRow(NamedTuple):
    """A guardrail's answer for one resource, other than passed. Names are those of its columns."""

    guardrail: str
    severity: str
    enforcement: str
    status: str
    address: str
    attribute: str
    message: str
    standing: bool
    key: str
    block_key: str
    waived: dict[str, str]
    """As the report has it; empty for what is not."""
    value: str = ""
    """What stands at the attribute, as it may be shown."""


def evidence(run_digest: str, rules_version: str, reported: Mapping[str, Any]) -> str:
    """The SHA-256 of what a decision is bound to: the uploaded plan, the rules, and everything concluded."""
    text = json.dumps([run_digest, rules_version, reported], sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def types(plan: ChangeSet) -> list[str] | None:
    """The resource types of a plan, by which the rules that may judge it are told; None where there are too many."""
    found = sorted({change.type for change in (*plan.changes, *plan.readings)})
    return found if len(found) <= MOST_TYPES else None


def columns(evaluation: Evaluation, digests: Digests) -> dict[str, Any]:
    """The columns of a Run that lists filter, sort or sum."""
    counts = report.counts(evaluation.changes)
    found = Counter(each.weight for each in evaluation.findings)
    return {
        "verdict": str(evaluation.verdict.outcome),
        "change_digest": digests.whole if evaluation.changes.full else "",
        "change_parts": {str(part): digest for part, digest in digests.parts.items()},
        "creates": counts["create"],
        "updates": counts["update"],
        "replaces": counts["replace"],
        "deletes": counts["delete"],
        "forgets": counts["forget"],
        "unknowns": counts.get("unknown", 0),
        "resources": len(evaluation.changes.resources),
        "drifted": len(evaluation.changes.drifted),
        "blocking": found[Weight.BLOCKS],
        "warnings": found[Weight.WARNS],
        "undetermined": found[Weight.CANNOT_TELL],
        "unjudged": bool(evaluation.unjudged),
        "plan_errored": evaluation.changes.errored,
        **sums(evaluation.cost),
    }


def sums(cost: Cost) -> dict[str, Decimal | None]:
    """The totals; null where nothing could be priced, for unknown is not zero."""
    known = report.cost_told(cost)
    return {"cost_before": cost.before if known else None, "cost_after": cost.after if known else None}


def changes(evaluation: Evaluation, digests: Digests, named: Collection[str] = ()) -> list[ChangeRow]:
    """A row per resource that changes, in order of risk; what is noise comes last, class by class.

    `named` are addresses that the brief speaks of: they are shown by themselves, as is what has a finding.
    """
    drifted = {change.address for change in evaluation.changes.drifted}
    entries = evaluation.changes.entries
    known = digests.changes if evaluation.changes.full else {}
    lines = {line.address: line for line in evaluation.cost.lines}
    made: list[tuple[Change, ChangeRow]] = []
    index = Index(evaluation.changes)
    for rank, found in enumerate(evaluation.diffs):
        same = entries[found.address, found.deposed]
        change = same[found.entry]
        digest = known.get((change.address, change.deposed), "")
        line = lines.get(change.address)
        sets = _sets(index, change)
        row = ChangeRow(
            rank=rank,
            address=change.address,
            block=change.block,
            module=change.module,
            type=change.type,
            action=str(change.action),
            marks=marks(change, found, drifted=change.address in drifted),
            diff=[difference(row, computed=_computed(row, sets)) for row in found.differences],
            key=compare.key(change.address, *filter(None, [change.deposed])),
            block_key=compare.key(change.block),
            digest=canonical.of_change(change) if digest and len(same) > 1 else digest,
            unchanged=found.unchanged,
            cost_before=line.before if line else None,
            cost_after=line.after if line else None,
        )
        made.append((change, row))
    objected = {found.address for found in evaluation.findings if found.weight not in {None, Weight.STANDS}}
    return alike.together(made, objected, named)


def _sets(index: Index, change: Change) -> frozenset[str] | None:
    """What the configuration sets in a resource that is made; None where that is not told, or it is not made."""
    if change.action is not Action.CREATE and change.action is not Action.REPLACE:
        return None
    block = index.block(change)
    return block.arguments if block else None


def _computed(row: Difference, sets: frozenset[str] | None) -> bool:
    """Whether a value is known after apply because the provider fills it in: nobody set it, and it forces nothing."""
    if sets is None or not row.unknown or row.forces_replacement:
        return False
    return alike.FIRST_NAME.match(row.path)[0] not in sets  # type: ignore[index]  # it matches any text


def findings(evaluation: Evaluation) -> list[FindingRow]:
    """A row per finding."""
    return [
        FindingRow(
            guardrail=found.guardrail,
            severity=str(found.severity),
            enforcement=str(found.enforcement),
            status=str(found.status),
            address=found.address,
            attribute=found.attribute,
            message=found.message,
            standing=found.standing,
            key=finding_key(found),
            block_key=compare.key(without_keys(found.address)),
            waived=report.waived(found.waived) if found.waived else {},
            value=found.value,
        )
        for found in evaluation.findings
    ]


def finding_key(found: Finding) -> str:
    """The same guardrail, resource, attribute and answer: the same finding, in whichever run and words.

    Where another program says it, the guardrail stands for many rules of that, and the words tell them apart.
    """
    words = [found.message] if found.quoted else []
    return compare.key(found.guardrail, found.address, found.attribute, str(found.status), str(found.standing), *words)
