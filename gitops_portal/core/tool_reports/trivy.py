"""What `trivy config --format json` writes in, what it found out. A status that nobody knows is undetermined."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from gitops_portal.core.model import ToolFinding, ToolKind, ToolReport, ToolStatus
from gitops_portal.core.tool_reports.report import inner, made, rows, unsure, words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from gitops_portal.core.documents.secrecy.quoted import Quoted

_STATUS: Final = {"FAIL": ToolStatus.VIOLATED, "PASS": ToolStatus.PASSED, "EXCEPTION": ToolStatus.WAIVED}
_OTHERS: Final = ("Vulnerabilities", "Secrets", "Licenses")
"""What is not about a configuration: counted, and not kept."""


def recognises(document: Any) -> bool:
    return isinstance(document, dict) and "SchemaVersion" in document and "ArtifactName" in document


def read(document: Mapping[str, Any], quoted: Quoted) -> list[ToolReport]:
    results = rows(document.get("Results"))
    others = sum(len(rows(result.get(name))) for result in results for name in _OTHERS)
    told = [f"{others:,} more about packages, secrets and licences: they are not kept here."] if others else []
    version = words(inner(document, "Trivy").get("Version"))
    found = _found(results) if results else [unsure("It found nothing to look at.")]
    return [made(ToolKind.TRIVY, f"Trivy {version}".strip(), found, quoted, told)]


def _found(results: list[Mapping[str, Any]]) -> Iterator[ToolFinding]:
    for result in results:
        for one in rows(result.get("Misconfigurations")):
            cause = inner(one, "CauseMetadata")
            line, file = cause.get("StartLine"), words(result.get("Target"))
            yield ToolFinding(
                status=_STATUS.get(words(one.get("Status")), ToolStatus.UNDETERMINED),
                level=words(one.get("Severity")).lower(),
                rule=words(one.get("ID")),
                address=words(cause.get("Resource")) or (f"{file}:{line}" if isinstance(line, int) else file),
                text=words(one.get("Message")) or words(one.get("Title")),
            )
