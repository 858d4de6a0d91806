"""A document of another tool in, which of them it is of, and what it says, out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from gitops_portal.core.documents import reader
from gitops_portal.core.errors import Invalid
from gitops_portal.core.tool_reports import checkov, infracost, plan_stream, rego, sarif, trivy

if TYPE_CHECKING:
    from gitops_portal.core.documents.secrecy.quoted import Quoted
    from gitops_portal.core.model import ToolReport

_SCANNERS: Final = (
    (sarif.recognises, sarif.read),
    (checkov.recognises, checkov.read),
    (trivy.recognises, trivy.read),
    (rego.conftest, rego.of_conftest),
    (rego.opa, rego.of_opa),
)


def read(body: bytes, quoted: Quoted) -> list[ToolReport]:
    """A report for each tool whose words they are. Raises PortalError where it is of none that is known here."""
    if plan_stream.recognises(body):
        return [plan_stream.read(body, quoted)]
    document: Any = reader.decode(reader.text(body), object)
    for recognises, reads in _SCANNERS:
        if recognises(document):
            return reads(document, quoted)
    if infracost.recognises(document):
        return [infracost.read(document, quoted)]
    if document == {}:
        raise Invalid("It is empty, as OPA writes it where the query is undefined: that is no answer, and no pass.")
    raise Invalid(
        "This is no report that the portal reads: send the lines of `terraform plan -json`, SARIF 2.1.0, or the JSON of"
        " checkov, Trivy, Conftest, `opa eval` or Infracost."
    )
