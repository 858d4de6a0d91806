"""SARIF 2.1.0 in, what its scanners found out. A kind that nobody knows is undetermined, never a pass."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from gitops_portal.core.errors import Invalid
from gitops_portal.core.model import ToolFinding, ToolKind, ToolReport, ToolStatus
from gitops_portal.core.tool_reports.report import MOST_TOOLS, inner, made, rows, unsure, words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from gitops_portal.core.documents.secrecy.quoted import Quoted

_KINDS: Final = {
    "fail": ToolStatus.VIOLATED,
    "pass": ToolStatus.PASSED,
    "notApplicable": ToolStatus.PASSED,
    "informational": ToolStatus.NOTED,
    "open": ToolStatus.UNDETERMINED,
    "review": ToolStatus.UNDETERMINED,
}
_PLACE: Final = re.compile(r"\{(\d{1,2})\}")


def recognises(document: Any) -> bool:
    return isinstance(document, dict) and isinstance(document.get("runs"), list) and "version" in document


def read(document: Mapping[str, Any], quoted: Quoted) -> list[ToolReport]:
    """A report for each tool. Raises Invalid for another version, and for more than MOST_TOOLS."""
    if document.get("version") != "2.1.0":
        raise Invalid(f"This is SARIF {str(document.get('version'))[:20]}: this portal reads version 2.1.0.")
    found: dict[str, list[ToolFinding]] = {}
    for run in rows(document["runs"]):
        driver = inner(run, "tool", "driver")
        tool = " ".join(filter(None, (words(driver.get("name")), words(driver.get("version")))))
        found.setdefault(tool, []).extend(_results(run))
    if not found:
        raise Invalid("It holds no run of any tool: send the SARIF that a scanner wrote.")
    if len(found) > MOST_TOOLS:
        raise Invalid(f"It holds the results of {len(found)} tools: at most {MOST_TOOLS} are kept.")
    return [made(ToolKind.SARIF, tool, said, quoted) for tool, said in found.items()]


def _results(run: Mapping[str, Any]) -> Iterator[ToolFinding]:
    if any(each.get("executionSuccessful") is False for each in rows(run.get("invocations"))):
        yield unsure("It says that its run failed.")
    elif not isinstance(run.get("results"), list):  # of a run that found nothing they are an empty list
        yield unsure("It has no results, so its run may not have started.")
    listed = rows(inner(run, "tool", "driver").get("rules"))
    by_id = {words(rule.get("id")): rule for rule in listed}
    for result in rows(run.get("results")):
        if result.get("baselineState") == "absent":
            continue  # it was found before, and is no more
        place = result.get("ruleIndex", inner(result, "rule").get("index"))
        name = words(result.get("ruleId")) or words(inner(result, "rule").get("id"))
        rule = by_id.get(name) or (
            listed[place] if isinstance(place, int) and not isinstance(place, bool) and 0 <= place < len(listed) else {}
        )
        level = words(result.get("level")) or words(inner(rule, "defaultConfiguration").get("level")) or "warning"
        yield ToolFinding(
            status=_status(result, level),
            level=level,
            rule=name or words(rule.get("id")),
            address=_address(result),
            text=_text(result, rule),
        )


def _status(result: Mapping[str, Any], level: str) -> ToolStatus:
    kind = result.get("kind", "fail")
    status = _KINDS.get(kind, ToolStatus.UNDETERMINED) if isinstance(kind, str) else ToolStatus.UNDETERMINED
    if status is ToolStatus.VIOLATED and next(_suppressing(result), None) is not None:
        return ToolStatus.WAIVED
    return ToolStatus.NOTED if status is ToolStatus.VIOLATED and level == "none" else status


def _suppressing(result: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    return (one for one in rows(result.get("suppressions")) if one.get("status") != "rejected")


def _text(result: Mapping[str, Any], rule: Mapping[str, Any]) -> str:
    """What it says; why it is suppressed, where somebody wrote that."""
    why = "; ".join(filter(None, (words(one.get("justification")) for one in _suppressing(result))))
    said = _said(result, rule)
    return f"{said} ({why})" if why else said


def _said(result: Mapping[str, Any], rule: Mapping[str, Any]) -> str:
    said = inner(result, "message")
    text = words(said.get("text")) or words(inner(rule, "messageStrings", words(said.get("id"))).get("text"))
    arguments = said.get("arguments")
    given = arguments if isinstance(arguments, list) else []

    def put(place: Any) -> str:
        number = int(place[1])
        return words(given[number]) if number < len(given) else str(place[0])

    return _PLACE.sub(put, text) or words(inner(rule, "shortDescription").get("text"))


def _address(result: Mapping[str, Any]) -> str:
    """The resource where the tool names one, else the file and its line."""
    for location in rows(result.get("locations")):
        for named in rows(location.get("logicalLocations")):
            if told := words(named.get("fullyQualifiedName")) or words(named.get("name")):
                return told
        physical = inner(location, "physicalLocation")
        if file := words(inner(physical, "artifactLocation").get("uri")):
            line = inner(physical, "region").get("startLine")
            return f"{file}:{line}" if isinstance(line, int) else file
    return ""
