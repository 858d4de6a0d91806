"""Everything that the audit trail can tell: each verb with what stands beside it.

What a verb is called and what it carries is hashed into the chain: neither ever changes, new verbs are added.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Self, TypedDict

from gitops_portal.core.payloads import channels, drift, organisation, run_tasks, runs, waivers

if TYPE_CHECKING:
    from collections.abc import Mapping


class Nothing(TypedDict):
    """The line says it all: who, what and when."""


class Verb(StrEnum):
    """What happened, and the shape of what is told of it."""

    payload: type

    def __new__(cls, value: str, payload: type = Nothing) -> Self:
        verb = str.__new__(cls, value)
        verb._value_ = value
        verb.payload = payload
        return verb

    RUN_UPLOADED = "run.uploaded", runs.Uploaded
    RUN_IDENTIFIED = "run.identified", runs.Identified
    RUN_EVALUATED = "run.evaluated", runs.Evaluated
    RUN_APPROVED = "run.approved", runs.Decided
    RUN_REJECTED = "run.rejected", runs.Decided
    RUN_OVERRIDDEN = "run.overridden", runs.Decided
    RUN_CHANGES_REQUESTED = "run.changes_requested", runs.Decided
    RUN_CHANGES_RESOLVED = "run.changes_resolved", runs.ChangesResolved
    RUN_DECISION_REFUSED = "run.decision_refused", runs.DecisionRefused
    RUN_APPROVAL_CARRIED_OVER = "run.approval_carried_over", runs.CarriedOver
    RUN_EVIDENCE_TAKEN = "run.evidence_taken", runs.EvidenceTaken
    RUN_SUPERSEDED = "run.superseded", runs.Overtaken
    RUN_OUTDATED = "run.outdated", runs.Overtaken
    RUN_APPROVED_BY_RULE = "run.approved_by_rule", runs.ApprovedByRule
    RUN_FREEZE_PASSED = "run.freeze_passed", runs.FreezePassed
    APPROVALS_APPLIED = "approvals.applied", organisation.ApprovalsApplied
    GUARDRAILS_APPLIED = "guardrails.applied", organisation.GuardrailsApplied
    BACKTEST_STARTED = "backtest.started", organisation.BacktestTold
    BACKTEST_STOPPED = "backtest.stopped", organisation.BacktestTold
    RUN_REOPENED = "run.reopened", runs.Reopened
    RUN_APPLIED = "run.applied", runs.ApplyTold
    RUN_APPLY_FAILED = "run.apply_failed", runs.ApplyTold
    RUN_JUDGED_AGAIN = "run.judged_again", runs.JudgedAgain
    RUN_APPLY_REPORTED = "run.apply_reported", runs.ApplyReported
    RUN_TOOL_REPORTED = "run.tool_reported", runs.ToolReported
    RUN_GATE_ALLOWED = "run.gate_allowed", runs.GateAnswered
    RUN_GATE_REFUSED = "run.gate_refused", runs.GateAnswered
    RUN_ERRORED = "run.errored"
    RUN_EXPIRED = "run.expired"
    RUN_COMMENT_ADDED = "run.comment_added", runs.Commented
    RUN_COMMENT_EDITED = "run.comment_edited", runs.Commented
    RUN_COMMENT_REMOVED = "run.comment_removed", runs.Commented
    RUN_THREAD_RESOLVED = "run.thread_resolved", runs.ThreadMoved
    RUN_THREAD_REOPENED = "run.thread_reopened", runs.ThreadMoved
    PLAN_REFUSED = "plan.refused", runs.DocumentRefused
    STATE_REFUSED = "state.refused", runs.DocumentRefused
    TOOL_REPORT_REFUSED = "tool_report.refused", runs.DocumentRefused
    OUTCOME_REFUSED = "outcome.refused", runs.DocumentRefused
    STATE_READ_ASKED = "state.read_asked"
    STATE_READ_FAILED = "state.read_failed", runs.StateNotRead
    STATE_OBSERVED = "state.observed", runs.StateObserved
    ARGOCD_READ_FAILED = "argocd.read_failed", organisation.ServerNotRead
    GUARDRAIL_ENFORCED = "guardrail.enforced", organisation.Enforced
    PRICES_CHANGED = "prices.changed", organisation.Changed
    OWN_PRICES_CHANGED = "own_prices.changed", organisation.OwnPricesChanged
    GUARDRAIL_RELEASED = "guardrail.released", organisation.Enforced
    WORKSPACE_CREATED = "workspace.created", organisation.Created
    WORKSPACE_CHANGED = "workspace.changed", organisation.Changed
    WORKSPACE_STATE_SOURCE_CHANGED = "workspace.state_source_changed", organisation.Changed
    WORKSPACE_USAGE_CHANGED = "workspace.usage_changed", organisation.UsageChanged
    WORKSPACE_BYPASSED = "workspace.bypassed", runs.Bypassed
    WORKSPACE_BYPASS_ACKNOWLEDGED = "workspace.bypass_acknowledged", runs.BypassAcknowledged
    WORKSPACE_OBSERVED = "workspace.observed", runs.WorkspaceObserved
    WORKSPACE_UNVERIFIED = "workspace.unverified"
    MEMBER_CHANGED = "member.changed", organisation.Changed
    TEAM_CREATED = "team.created", organisation.Created
    TEAM_REMOVED = "team.removed", organisation.TeamRemoved
    TEAM_MEMBER_ADDED = "team.member_added", organisation.TeamTold
    TEAM_MEMBER_REMOVED = "team.member_removed", organisation.TeamTold
    TEAM_ROLE_GIVEN = "team.role_given", organisation.TeamRoleTold
    TEAM_ROLE_TAKEN = "team.role_taken", organisation.TeamRoleTold
    PERSON_INVITED = "person.invited", organisation.Invited
    PERSON_ROLE_CHANGED = "person.role_changed", organisation.Changed
    PERSON_CI_NAMES_CHANGED = "person.ci_names_changed", organisation.Changed
    PERSON_LINK_MADE = "person.link_made"
    PERSON_SIGNED_IN = "person.signed_in"
    PERSON_SIGN_IN_FAILED = "person.sign_in_failed"
    PERSON_PASSWORD_SET = "person.password_set"  # noqa: S105 - a verb
    PERSON_SESSIONS_ENDED = "person.sessions_ended", organisation.SessionsEnded
    PERSON_SSO_LINKED = "person.sso_linked", organisation.SsoLinked
    PERSON_SSO_UNLINKED = "person.sso_unlinked", organisation.SsoLinked
    PERSON_FACTOR_ADDED = "person.factor_added", organisation.FactorTold
    PERSON_FACTOR_REMOVED = "person.factor_removed", organisation.FactorTold
    PERSON_FACTORS_RESET = "person.factors_reset"
    PERSON_DEACTIVATED = "person.deactivated"
    PERSON_REACTIVATED = "person.reactivated"
    TOKEN_CREATED = "token.created", organisation.TokenMade
    TOKEN_SCOPED = "token.scoped", organisation.TokenScoped
    TOKEN_ROTATED = "token.rotated", organisation.TokenRotated
    TOKEN_REVOKED = "token.revoked"  # noqa: S105 - a verb
    AUDIT_PRUNED = "audit.pruned", organisation.Pruned
    KEY_ROTATED = "key.rotated", organisation.KeyRotated
    ISSUER_TRUSTED = "issuer.trusted", organisation.IssuerTold
    ISSUER_REMOVED = "issuer.removed", organisation.IssuerTold
    CI_RULE_ADDED = "ci_rule.added", organisation.CiRuleTold
    CI_RULE_REMOVED = "ci_rule.removed", organisation.CiRuleTold
    CI_REFUSED = "ci.refused"
    RUN_TASK_ADDED = "run_task.added", run_tasks.RunTaskTold
    RUN_TASK_CHANGED = "run_task.changed", run_tasks.RunTaskTold
    RUN_TASK_KEY_REPLACED = "run_task.key_replaced"
    RUN_TASK_REMOVED = "run_task.removed"
    RUN_TASK_ANSWERED = "run.task_answered", run_tasks.TaskAnswered
    CHANNEL_ADDED = "channel.added", channels.ChannelAdded
    CHANNEL_CHANGED = "channel.changed", channels.ChannelChanged
    CHANNEL_PAUSED = "channel.paused", channels.ChannelPaused
    CHANNEL_RESUMED = "channel.resumed"
    CHANNEL_REMOVED = "channel.removed"
    CHANNEL_TESTED = "channel.tested"
    CHANNEL_SEALED = "channel.sealed"
    CHANNEL_SUBSCRIBED = "channel.subscribed", channels.Subscribed
    CHANNEL_UNSUBSCRIBED = "channel.unsubscribed", channels.Subscribed
    CHANNEL_ANSWERED = "channel.answered", channels.ChannelAnswered
    CHANNEL_SENT_AGAIN = "channel.sent_again", channels.SentAgain
    DRIFT_ACCEPTED = "drift.accepted", drift.Decided
    DRIFT_SNOOZED = "drift.snoozed", drift.Decided
    DRIFT_ASSIGNED = "drift.assigned", drift.Decided
    DRIFT_REVERT_ASKED = "drift.revert_asked", drift.Decided
    DRIFT_REOPENED = "drift.reopened", drift.Decided
    DRIFT_RULE_ADDED = "drift.rule_added", drift.RuleTold
    DRIFT_RULE_ENDED = "drift.rule_ended", drift.RuleTold
    BUDGET_ADDED = "budget.added", organisation.BudgetTold
    BUDGET_CHANGED = "budget.changed", organisation.Changed
    BUDGET_REMOVED = "budget.removed", organisation.BudgetTold
    WAIVER_MADE = "waiver.made", waivers.WaiverTold
    WAIVER_APPROVED = "waiver.approved", waivers.WaiverTold
    WAIVER_WITHDRAWN = "waiver.withdrawn", waivers.WaiverTold
    WAIVER_ENDED = "waiver.ended", waivers.WaiverTold
    AUDIT_EXPORTED = "audit.exported", organisation.AuditExported
    VIEW_SHARED = "view.shared", organisation.ViewTold
    VIEW_RENAMED = "view.renamed", organisation.Changed
    VIEW_REMOVED = "view.removed", organisation.ViewTold

    @property
    def names(self) -> frozenset[str]:
        """What is told of it, by name."""
        return frozenset(self.payload.__annotations__)

    def check(self, detail: Mapping[str, object]) -> None:
        """Raises TypeError where what is told is not what belongs to this verb: a mistake in the code that tells it."""
        if self.names != detail.keys():
            raise TypeError(f"{self} tells {sorted(self.names)}, not {sorted(detail)}")
