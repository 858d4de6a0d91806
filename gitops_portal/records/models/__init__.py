"""Rows: who may do what, what arrived, what was concluded and decided, and the trail that proves it."""

from gitops_portal.records.models.argocd import ArgocdServer
from gitops_portal.records.models.backtests import Backtest, BacktestedRun
from gitops_portal.records.models.budgets import Budget, CostGap, RunTag
from gitops_portal.records.models.ci import CiRule, SeenIdentity, TrustedIssuer
from gitops_portal.records.models.comments import Comment
from gitops_portal.records.models.conclusions import (
    RunBlock,
    RunChange,
    RunDocument,
    RunFinding,
    RunText,
    RunValues,
)
from gitops_portal.records.models.deliveries import Channel, Delivery, Question, Subscription
from gitops_portal.records.models.drift import DriftItem, DriftRule
from gitops_portal.records.models.factors import CodeApp, Passkey, RecoveryCode
from gitops_portal.records.models.observations import Observation, Snapshot, StandingResource
from gitops_portal.records.models.outcomes import Bypass, GateAnswer, LaterAnswer, Outcome, ResourceOutcome
from gitops_portal.records.models.people import Person, PersonManager, SignInLink, SignInTries, SpentState, SsoIdentity
from gitops_portal.records.models.prices import PricesFile
from gitops_portal.records.models.rules import ApprovalBook, GuardrailBook, GuardrailSetting
from gitops_portal.records.models.run_tasks import RunTask, TaskRequest
from gitops_portal.records.models.runs import Decision, Run
from gitops_portal.records.models.sessions import Session
from gitops_portal.records.models.state_sources import StateSource
from gitops_portal.records.models.teams import Team, TeamMembership, TeamRole
from gitops_portal.records.models.tool_reports import ToolReport
from gitops_portal.records.models.trail import AppendOnly, AuditChain, AuditEvent
from gitops_portal.records.models.usage import UsageFile
from gitops_portal.records.models.viewed import Viewed
from gitops_portal.records.models.views import SavedView
from gitops_portal.records.models.waivers import Waiver
from gitops_portal.records.models.workspaces import SLUG, Membership, StateRead, Token, Workspace

__all__ = [
    "SLUG",
    "AppendOnly",
    "ApprovalBook",
    "ArgocdServer",
    "AuditChain",
    "AuditEvent",
    "Backtest",
    "BacktestedRun",
    "Budget",
    "Bypass",
    "Channel",
    "CiRule",
    "CodeApp",
    "Comment",
    "CostGap",
    "Decision",
    "Delivery",
    "DriftItem",
    "DriftRule",
    "GateAnswer",
    "GuardrailBook",
    "GuardrailSetting",
    "LaterAnswer",
    "Membership",
    "Observation",
    "Outcome",
    "Passkey",
    "Person",
    "PersonManager",
    "PricesFile",
    "Question",
    "RecoveryCode",
    "ResourceOutcome",
    "Run",
    "RunBlock",
    "RunChange",
    "RunDocument",
    "RunFinding",
    "RunTag",
    "RunTask",
    "RunText",
    "RunValues",
    "SavedView",
    "SeenIdentity",
    "Session",
    "SignInLink",
    "SignInTries",
    "Snapshot",
    "SpentState",
    "SsoIdentity",
    "StandingResource",
    "StateRead",
    "StateSource",
    "Subscription",
    "TaskRequest",
    "Team",
    "TeamMembership",
    "TeamRole",
    "Token",
    "ToolReport",
    "TrustedIssuer",
    "UsageFile",
    "Viewed",
    "Waiver",
    "Workspace",
]
