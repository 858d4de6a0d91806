"""The lines of `plan -json` in: what Terraform said beside the plan, and what its own policies answered, out.

Values do not stand in these lines. A policy's answer that nobody understands is undetermined, as one that it could not
give: only `AllowResult` is a pass.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from gitops_portal.core.documents import reader
from gitops_portal.core.errors import Invalid, PortalError
from gitops_portal.core.model import ToolFinding, ToolKind, ToolReport, ToolStatus
from gitops_portal.core.tool_reports.report import inner, made, words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from gitops_portal.core.documents.secrecy.quoted import Quoted

LONGEST_LINE: Final = 1_000_000
MOST_SAID: Final = 100_000
_READ: Final = (b'"version"', b'"diagnostic"', b'"policy_', b'"change_summary"', b'"resource_drift"', b'"apply_')
_ANSWERS: Final = {"AllowResult": ToolStatus.PASSED, "DenyResult": ToolStatus.VIOLATED}
_POLICY: Final = frozenset({"policy_result", "policy_diagnostic"})


def recognises(body: bytes) -> bool:
    """Whether it is lines of the tool: what stands alone in a line is an object with a level."""
    first = next((line for line in body[:LONGEST_LINE].splitlines() if line.lstrip().startswith(b"{")), b"")
    return b'"@level"' in first


def read(body: bytes, quoted: Quoted) -> ToolReport:
    """Raises Invalid where it is no output of a plan."""
    reading = _Reading()
    for line in body.splitlines():
        reading.take(line)
    if reading.applies:
        raise Invalid("These are lines of `apply -json`: send them with the outcome (…/outcome).")
    if not (reading.planned or reading.said or reading.policies):
        raise Invalid("No line of it tells of a plan: send what `terraform plan -json` wrote to its standard output.")
    return made(ToolKind.PLAN_STREAM, reading.tool or "Terraform", reading.findings(), quoted, reading.told())


class _Reading:
    """One stream on its way."""

    def __init__(self) -> None:
        self.said: list[ToolFinding] = []
        self.policies: dict[tuple[str, str], ToolFinding] = {}
        self.tool = ""
        self.planned = self.applies = False
        self.drifted = self.unread = 0

    def take(self, line: bytes) -> None:
        if not any(sign in line for sign in _READ):
            self.unread += bool(line.strip()) and b'"@level"' not in line
            return
        try:
            if len(line) > LONGEST_LINE:
                raise Invalid("a line that is too long")
            told: dict[str, Any] = reader.decode(reader.text(line), dict[str, Any])
        except PortalError:
            self.unread += 1
            return
        self._line(words(told.get("type")), told)

    def _line(self, kind: str, told: Mapping[str, Any]) -> None:
        if len(self.said) + len(self.policies) >= MOST_SAID:
            raise Invalid(f"The stream says more than {MOST_SAID:,} things.")
        if kind == "version":
            self.tool = words(told.get("@message"))
        elif kind == "change_summary":
            operation = words(inner(told, "changes").get("operation"))
            self.planned, self.applies = self.planned or operation == "plan", self.applies or operation == "apply"
        elif kind.startswith("apply_"):
            self.applies = True
        elif kind == "resource_drift":
            self.drifted += 1
        elif kind == "diagnostic":
            self._diagnosed(inner(told, "diagnostic"))
        elif kind in _POLICY:
            self._policy(told)

    def _diagnosed(self, told: Mapping[str, Any]) -> None:
        level = words(told.get("severity"))
        text = ": ".join(filter(None, (words(told.get("summary")), words(told.get("detail")))))
        self.said.append(ToolFinding(ToolStatus.NOTED, level, "", words(told.get("address")), text))

    def _policy(self, told: Mapping[str, Any]) -> None:
        """A policy's answer, and what it says about it, come in lines of their own, in either order."""
        about, said = inner(told, "policy_metadata"), inner(told, "policy_diagnostic")
        rule = words(about.get("policy_name")) or words(told.get("policy_address")) or "a policy without a name"
        place = words(told.get("target_address"))
        known = self.policies.get((rule, place))
        status = _ANSWERS.get(words(told.get("result")), ToolStatus.UNDETERMINED)
        if known and list(ToolStatus).index(known.status) < list(ToolStatus).index(status):
            status = known.status
        text = ": ".join(filter(None, (words(said.get("summary")), words(said.get("detail")))))
        text = " ".join(filter(None, dict.fromkeys((known.text if known else "", text))))
        level = words(about.get("enforcement_level")) or (known.level if known else "")
        self.policies[rule, place] = ToolFinding(status, level, rule, place, text)

    def findings(self) -> Iterator[ToolFinding]:
        yield from self.policies.values()
        yield from self.said

    def told(self) -> Iterator[str]:
        if not self.planned:
            yield "The stream ends before the plan did."
        if self.drifted:
            yield f"{self.drifted:,} {'resource' if self.drifted == 1 else 'resources'} drifted, by its lines."
        if self.unread:
            yield f"{self.unread:,} {'line was' if self.unread == 1 else 'lines were'} not the tool's, and not read."
