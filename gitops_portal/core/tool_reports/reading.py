"""A document of another tool in, which of them it is of, and what it says, out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gitops_portal.core.documents import reader
from gitops_portal.core.errors import Invalid
from gitops_portal.core.tool_reports import infracost, plan_stream, sarif

if TYPE_CHECKING:
    from gitops_portal.core.documents.secrecy.quoted import Quoted
    from gitops_portal.core.tool_reports.report import ToolReport


def read(body: bytes, quoted: Quoted) -> list[ToolReport]:
    """A report for each tool whose words they are. Raises PortalError where it is of none that is known here."""
    if plan_stream.recognises(body):
        return [plan_stream.read(body, quoted)]
    document: dict[str, Any] = reader.decode(reader.text(body), dict[str, Any])
    if sarif.recognises(document):
        return sarif.read(document, quoted)
    if infracost.recognises(document):
        return [infracost.read(document)]
    raise Invalid(
        "This is no report that the portal reads: send the lines of `terraform plan -json`, SARIF 2.1.0, or what"
        " `infracost breakdown --format json` writes."
    )
