"""What other tools said of a run's plan in, a panel for each out, with the guardrails that count what it finds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

import msgspec

from gitops_portal.core.model import ToolCost
from gitops_portal.core.money import RECKONED
from gitops_portal.core.pricing.second_opinion import Compared, compared
from gitops_portal.core.rules.kinds.tool_findings import ToolFindings
from gitops_portal.records.queries import rulebook, tool_reports

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from gitops_portal.records.models import ToolReport
    from gitops_portal.records.queries import Run

SHOWN: Final = 200
DISAGREEING: Final = 20
"""Resources that two tools price otherwise, the most first; so many more are folded."""
FOLDED: Final = 200


class Panel(NamedTuple):
    """`findings` are the gravest; `left` more are kept."""

    report: ToolReport
    findings: list[dict[str, Any]]
    left: int
    counted_by: list[str]


class SecondOpinion(NamedTuple):
    """`compared` is None where the currency is another, or no resource is named; `shown` are the largest of it."""

    report: ToolReport
    compared: Compared | None

    @property
    def shown(self) -> tuple[Any, ...]:
        return self.compared.rows[:DISAGREEING] if self.compared else ()

    @property
    def folded(self) -> tuple[Any, ...]:
        return self.compared.rows[DISAGREEING : DISAGREEING + FOLDED] if self.compared else ()

    @property
    def left(self) -> int:
        return max(0, len(self.compared.rows) - DISAGREEING - FOLDED) if self.compared else 0


def panels(run: Run) -> list[Panel]:
    """Of each tool that found something."""
    counting = [rule for rule in rulebook.own().values() if isinstance(rule.check, ToolFindings)]
    return [
        Panel(
            report,
            report.findings[:SHOWN],
            len(report.findings[SHOWN:]),
            [rule.id for rule in counting if isinstance(rule.check, ToolFindings) and rule.check.is_of(report.tool)],
        )
        for report in tool_reports.tool_reports(run)
    ]


def second_opinions(run: Run, lines: Iterable[Mapping[str, Any]]) -> list[SecondOpinion]:
    """Of each tool that priced the plan; `lines` are the portal's own."""
    ours = list(lines)
    return [SecondOpinion(report, _compared(report, ours)) for report in tool_reports.tool_reports(run, costs=True)]


def _compared(report: ToolReport, ours: list[Mapping[str, Any]]) -> Compared | None:
    if report.figures.get("currency") != RECKONED or not report.costs:
        return None
    return compared(ours, msgspec.convert(report.costs, list[ToolCost]))
