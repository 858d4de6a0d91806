"""What another tool found in a plan in; an objection out to each resource, or to the plan, that it objects to.

What the tool sent stands in the facts (`Scanned`); which of it counts is decided here. A tool that sent nothing has not
let the plan pass, nor has one whose answer nobody knows. What it suppresses is waived, as it says.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Annotated, Final

from msgspec import Meta, Struct

from gitops_portal.core.model import Status, ToolFinding, ToolReport, ToolStatus
from gitops_portal.core.patterns import fits_any
from gitops_portal.core.rules.lists import PLAIN
from gitops_portal.core.rules.rule import Unjudged, quoted, undetermined

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from gitops_portal.core.rules.facts import Facts, Subject
    from gitops_portal.core.rules.rule import Objection

KIND: Final = "tool_findings"
"""As `Rule.kind` says it."""
_OBJECTS: Final = (ToolStatus.VIOLATED, ToolStatus.UNDETERMINED)


class Scanned(Struct, frozen=True):
    """What tools said of a plan; and what the portal's own guardrails object to at least as strictly, as reference and
    address: that is told once.
    """

    reports: tuple[ToolReport, ...] = ()
    ours: frozenset[tuple[str, str]] = frozenset()

    @property
    def addresses(self) -> frozenset[str]:
        """All that they name."""
        return frozenset(found.address for report in self.reports for found in report.findings)


class ToolFindings(Struct, frozen=True, forbid_unknown_fields=True):
    """What one tool finds; with `rules` or `levels`, only of these."""

    tool: Annotated[
        str, Meta(title="Tool", description="Its name as it stands on the page of a run, without the version: checkov.")
    ]
    rules: Annotated[
        tuple[str, ...], Meta(title="Its rules", description="Such as CKV_AWS_*. Empty: all of them.", extra=PLAIN)
    ] = ()
    levels: Annotated[
        tuple[str, ...],
        Meta(title="Its levels", description="As the tool names them: error, high. Empty: all of them.", extra=PLAIN),
    ] = ()
    except_rules: Annotated[
        tuple[str, ...],
        Meta(title="Except these rules", description="Such as those that another guardrail covers.", extra=PLAIN),
    ] = ()

    def __post_init__(self) -> None:
        """Raises ValueError where it names no tool."""
        if not self.tool.strip():
            raise ValueError("name a tool, as it stands on the page of a run: checkov")

    def __call__(self, subject: Subject, facts: Facts) -> Iterator[Objection]:
        """Raises Unjudged where nobody gave what tools said."""
        scanned = facts.told.get(self)
        if not isinstance(scanned, Scanned):
            raise Unjudged("nothing here knows what other tools said")
        where = subject.change.address
        if not where:
            yield from self._of_reports(scanned)
        yield from facts.once(("found", self), lambda: self._by_address(scanned, facts)).get(where, ())

    def _of_reports(self, scanned: Scanned) -> Iterator[Objection]:
        reports = [*self._reports(scanned)]
        if not reports:
            yield undetermined("", f"{self.tool} has said nothing of this plan")
        for report in reports:
            listed = sum(report.counts.get(status, 0) for status in ToolStatus if status is not ToolStatus.PASSED)
            if left := listed - len(report.findings):
                yield undetermined("", f"{report.tool} found {left:,} more than are kept")

    def _reports(self, scanned: Scanned) -> Iterator[ToolReport]:
        return (each for each in scanned.reports if self.is_of(each.tool))

    def is_of(self, tool: str) -> bool:
        """Whether this is about a tool of that name, which may have its version behind it."""
        return f"{tool.lower()} ".startswith(f"{self.tool.strip().lower()} ")

    def _by_address(self, scanned: Scanned, facts: Facts) -> Mapping[str, tuple[Objection, ...]]:
        """What names no resource of the plan is about the plan. What two reports say alike is said once."""
        there = facts.once("addresses", lambda: {change.address for change in facts.changes.changes})
        found: dict[str, dict[Objection, None]] = defaultdict(dict)
        for report in self._reports(scanned):
            for each in self._counted(report.findings, scanned):
                placed = each.address in there
                where = "" if placed or not each.address else f" ({each.address})"
                found[each.address if placed else ""][self._objection(each, where)] = None
        return {address: tuple(objections) for address, objections in found.items()}

    def _counted(self, findings: Iterable[ToolFinding], scanned: Scanned) -> Iterator[ToolFinding]:
        for each in findings:
            of_no_rule = each.status is ToolStatus.UNDETERMINED and not each.rule  # it may be any of them
            if each.status not in _OBJECTS or not (of_no_rule or not self.rules or fits_any(self.rules, each.rule)):
                continue
            if self.except_rules and fits_any(self.except_rules, each.rule):
                continue
            if self.levels and each.level and each.level.lower() not in {level.lower() for level in self.levels}:
                continue
            if (each.rule, each.address) not in scanned.ours:
                yield each

    def _objection(self, each: ToolFinding, where: str) -> Objection:
        said = f"{each.rule or self.tool}: {each.text}{where}"
        if self.levels and not each.level and each.rule:
            return quoted(f"{said}; how grave that is, {self.tool} does not say", Status.UNDETERMINED)
        return quoted(said, Status.VIOLATED if each.status is ToolStatus.VIOLATED else Status.UNDETERMINED)
