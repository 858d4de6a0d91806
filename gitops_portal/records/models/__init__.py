"""Rows: who may do what, what arrived, what was concluded and decided, and the trail that proves it."""

from gitops_portal.records.models.comments import Comment
from gitops_portal.records.models.conclusions import RunBlock, RunChange, RunFinding, RunText, RunValues
from gitops_portal.records.models.observations import Snapshot, StandingResource
from gitops_portal.records.models.people import Person, PersonManager, SignInLink, SignInTries
from gitops_portal.records.models.rules import GuardrailSetting
from gitops_portal.records.models.runs import Decision, Run, Runs
from gitops_portal.records.models.trail import AppendOnly, AuditChain, AuditEvent
from gitops_portal.records.models.viewed import Viewed
from gitops_portal.records.models.views import SavedView
from gitops_portal.records.models.workspaces import SLUG, Membership, StateRead, Token, Workspace

__all__ = [
    "SLUG",
    "AppendOnly",
    "AuditChain",
    "AuditEvent",
    "Comment",
    "Decision",
    "GuardrailSetting",
    "Membership",
    "Person",
    "PersonManager",
    "Run",
    "RunBlock",
    "RunChange",
    "RunFinding",
    "RunText",
    "RunValues",
    "Runs",
    "SavedView",
    "SignInLink",
    "SignInTries",
    "Snapshot",
    "StandingResource",
    "StateRead",
    "Token",
    "Viewed",
    "Workspace",
]
