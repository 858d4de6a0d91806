"""A run and the rules of its workspace in, what other tools said of its plan out, where that may decide about it.

A tool says it after the plan was sent, and the run may have been judged by then: one that nobody decided about, and
that the gate did not let through, is judged again. Of any other the gate tells that something else was said since.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, NamedTuple

from gitops_portal.adapters import queue
from gitops_portal.core import lifecycle
from gitops_portal.core.lifecycle import Event, State
from gitops_portal.core.model import Figures, ToolKind
from gitops_portal.core.pricing.second_opinion import figures
from gitops_portal.records import queries
from gitops_portal.records.queries import applies, tool_reports

if TYPE_CHECKING:
    from gitops_portal.core.model import ToolReport
    from gitops_portal.core.rules.ruleset import RuleSet
    from gitops_portal.records.models import Run


class Heard(NamedTuple):
    """`version` is of all that was said and may decide; empty where nothing was, or nobody asks for it."""

    reports: tuple[ToolReport, ...] = ()
    """What tools found, where a guardrail in force counts that."""
    figures: Figures | None = None
    """What it costs as Infracost says, where its workspace goes by that."""
    version: str = ""


def of(run: Run, rules: RuleSet) -> Heard:
    """What is said of it by now."""
    found, priced = _asked(run, rules)
    if not found and not priced:
        return Heard()
    kept = tool_reports.said(run, found=found, priced=priced)
    reports = [report for _, report in kept]
    return Heard(
        tuple(one for one in reports if one.kind is not ToolKind.INFRACOST),
        figures(one for one in reports if one.kind is ToolKind.INFRACOST),
        _version([digest for digest, _ in kept]),
    )


def version(run: Run, rules: RuleSet) -> str:
    """Of what is said of it by now."""
    found, priced = _asked(run, rules)
    return _version(tool_reports.digests(run, found=found, priced=priced)) if found or priced else ""


def _asked(run: Run, rules: RuleSet) -> tuple[bool, bool]:
    """Whether what tools found, and what one says it costs, may decide."""
    return rules.hears_tools, run.workspace.infracost_figures


def _version(digests: list[str]) -> str:
    """Empty where nobody said anything."""
    return hashlib.sha256(json.dumps(digests).encode()).hexdigest() if digests else ""


def judge_again(held: Run, rules: RuleSet) -> None:
    """Queue a run again, locked by the caller, of which something else is said than it was judged with."""
    state = State(held.state)
    if not lifecycle.possible(state, Event.JUDGE_AGAIN) or held.tools_version == version(held, rules):
        return
    asked = applies.gate_answer(held)
    if queries.run_decisions(held) or (asked and asked.allowed_at):
        return
    held.state, held.attempts = lifecycle.after(state, Event.JUDGE_AGAIN), 0
    held.save(update_fields=["state", "attempts"])
    queue.enqueue(queue.Job.EVALUATE_RUN, held.pk)
