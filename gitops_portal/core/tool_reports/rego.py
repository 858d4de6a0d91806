"""What Conftest and `opa eval` write as JSON in, what policies in Rego object to out. Undefined is never a pass."""

from __future__ import annotations

from itertools import repeat
from typing import TYPE_CHECKING, Any, Final

import msgspec

from gitops_portal.core.errors import Invalid
from gitops_portal.core.model import ToolFinding, ToolKind, ToolReport, ToolStatus
from gitops_portal.core.rules.rego import reading
from gitops_portal.core.rules.rule import Unjudged
from gitops_portal.core.tool_reports.report import inner, made, rows, unsure, words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from gitops_portal.core.documents.secrecy.quoted import Quoted

MOST_PASSED: Final = 100_000
"""Rules that passed, of one file; no run of Conftest has more."""
_CONFTEST: Final = {
    "failures": (ToolStatus.VIOLATED, "failure"),
    "warnings": (ToolStatus.VIOLATED, "warning"),
    "exceptions": (ToolStatus.WAIVED, "exception"),
    "skipped": (ToolStatus.UNDETERMINED, "skipped"),
}


def conftest(document: Any) -> bool:
    """An array with an object for each file and namespace."""
    found = rows(document)
    return bool(found) and all("successes" in each for each in found)


def opa(document: Any) -> bool:
    return isinstance(document, dict) and isinstance(document.get("result", document.get("errors")), list)


def of_conftest(document: list[Any], quoted: Quoted) -> list[ToolReport]:
    """Raises Invalid where a part of it is none of Conftest's."""
    if len(rows(document)) != len(document):
        raise Invalid("Not all of it is of Conftest: send what `conftest test --output json` wrote.")
    found = [said for part in document for said in _of_part(part)] or [unsure("None of its rules was asked.")]
    return [made(ToolKind.CONFTEST, "Conftest", found, quoted)]


def _of_part(part: Mapping[str, Any]) -> Iterator[ToolFinding]:
    for name, (status, level) in _CONFTEST.items():
        for result in rows(part.get(name)):
            about = inner(result, "metadata")
            address = next((about[each] for each in reading.ADDRESSES if isinstance(about.get(each), str)), "")
            rule = words(about.get("query")) or f"data.{words(part.get('namespace'))}"
            yield ToolFinding(status, level, rule, address or words(part.get("filename")), words(result.get("msg")))
    passed = part.get("successes")
    count = passed if isinstance(passed, int) and not isinstance(passed, bool) else 0
    yield from repeat(ToolFinding(ToolStatus.PASSED, "", "", "", ""), min(max(count, 0), MOST_PASSED))


def of_opa(document: Mapping[str, Any], quoted: Quoted) -> list[ToolReport]:
    """By the same conventions as policies that the portal has judged by itself: deny, violation and warn."""
    results = rows(document.get("result"))
    first = next(iter(rows(results[0].get("expressions"))), {}) if results else {}
    query = words(first.get("text")) or "the query"
    try:
        said = reading.read(msgspec.json.encode(document), query)
    except Unjudged as why:
        return [made(ToolKind.OPA, "OPA", [ToolFinding(ToolStatus.UNDETERMINED, "", query, "", str(why))], quoted)]
    found = [ToolFinding(ToolStatus.VIOLATED, one.level, one.rule, one.address, one.message) for one in said]
    return [made(ToolKind.OPA, "OPA", found or [ToolFinding(ToolStatus.PASSED, "", query, "", "")], quoted)]
