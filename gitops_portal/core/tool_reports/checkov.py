"""What `checkov -o json` writes in, what it found out. A result that nobody knows is undetermined, never a pass."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from gitops_portal.core.errors import Invalid
from gitops_portal.core.model import ToolFinding, ToolKind, ToolReport, ToolStatus
from gitops_portal.core.tool_reports.report import inner, made, rows, unsure, words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from gitops_portal.core.documents.secrecy.quoted import Quoted

_RESULTS: Final = {"FAILED": ToolStatus.VIOLATED, "PASSED": ToolStatus.PASSED, "SKIPPED": ToolStatus.WAIVED}
_LISTS: Final = ("failed_checks", "skipped_checks", "passed_checks")
_SUMMARY: Final = frozenset({"passed", "failed", "skipped", "checkov_version"})


def recognises(document: Any) -> bool:
    """Of one framework an object, of several an array of these, of none a summary alone."""
    first = document[0] if isinstance(document, list) and document else document
    return isinstance(first, dict) and ("check_type" in first or first.keys() >= _SUMMARY)


def read(document: Any, quoted: Quoted) -> list[ToolReport]:
    """One report of all frameworks. Raises Invalid where a part of it is none of checkov's."""
    parts = document if isinstance(document, list) else [document]
    if not all(recognises(part) for part in parts):
        raise Invalid("Not all of it is of checkov: send what `checkov -o json` wrote.")
    summaries = [inner(part, "summary") or part for part in parts]
    version = next((words(each.get("checkov_version")) for each in summaries), "")
    found = [said for part in parts for said in _found(inner(part, "results"))]
    errors = [inner(part, "results").get("parsing_errors") for part in parts]
    unread = sum(len(each) for each in errors if isinstance(each, list))
    if unread:
        found.append(unsure(f"{unread:,} file{'s' if unread > 1 else ''} could not be read by it."))
    if not any(inner(part, "results") for part in parts):
        found.append(unsure("It looked at no resource."))
    return [made(ToolKind.CHECKOV, f"checkov {version}".strip(), found, quoted)]


def _found(results: Mapping[str, Any]) -> Iterator[ToolFinding]:
    for name in _LISTS:
        for record in rows(results.get(name)):
            result = inner(record, "check_result")
            said = words(record.get("check_name"))
            why = words(result.get("suppress_comment"))
            yield ToolFinding(
                status=_RESULTS.get(words(result.get("result")), ToolStatus.UNDETERMINED),
                level=words(record.get("severity")).lower(),
                rule=words(record.get("check_id")),
                address=words(record.get("resource_address")) or words(record.get("resource")),
                text=f"{said} ({why})" if why else said,
            )
