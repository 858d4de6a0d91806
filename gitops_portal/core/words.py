"""Names that the portal and Terraform keep in, the words that people read for them out: one word for one thing.

Pages, reports, answers of the API and sentences take their words from here. A name that nobody knew comes back as it
is: Terraform may add one, and a run of last year may hold one that is gone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import timedelta

STATES: Final[Mapping[str, str]] = {
    "queued": "Queued",
    "evaluating": "Evaluating",
    "errored": "Errored",
    "observed": "Observed",
    "awaiting": "Needs approval",
    "blocked": "Blocked",
    "approved": "Approved",
    "auto_approved": "Approved by rule",
    "changes_requested": "Changes requested",
    "rejected": "Rejected",
    "superseded": "Superseded",
    "outdated": "Outdated",
    "expired": "Expired",
    "applied": "Applied",
    "apply_failed": "Apply failed",
}
"""A run's state, standing by itself."""

_IS: Final[Mapping[str, str]] = {
    "awaiting": "awaiting approval",
    "auto_approved": "approved by rule",
    "changes_requested": "held until requested changes are resolved",
    "apply_failed": "failed to apply",
}

NEXT: Final[Mapping[str, str]] = {
    "queued": "Portal: evaluates",
    "evaluating": "Portal: evaluates",
    "errored": "Author: sends a new plan",
    "awaiting": "Reviewer: decides",
    "blocked": "Author: fixes, or owner: overrides",
    "approved": "CI: applies",
    "auto_approved": "CI: applies",
    "changes_requested": "Author: fixes, or reviewer: resolves",
    "rejected": "Author: sends a new plan",
    "outdated": "Author: sends a new plan",
    "expired": "Author: sends a new plan",
    "apply_failed": "Author: looks at the apply",
}
"""Who acts after each state of the newest run; nobody after the others."""

POSTURES: Final[Mapping[str, str]] = {
    "in_sync": "As declared",
    "drifted": "Drifted",
    "unverified": "Unverified",
}
"""How far a workspace is from the real world."""

OBSERVERS: Final[Mapping[str, str]] = {
    "plan": "Plan",
    "argocd": "Argo CD",
    "flux": "Flux",
    "tofu-controller": "tofu-controller",
    "hcp": "HCP Terraform",
}
"""Who compares a workspace with the real world."""

DELIVERIES: Final[Mapping[str, str]] = {
    "waiting": "Waiting",
    "sending": "Sending",
    "delivered": "Delivered",
    "collected": "For the digest",
    "digested": "In the digest",
    "overtaken": "Overtaken",
    "dead": "Given up",
}
"""Where a message to a channel is."""

DECIDED: Final[Mapping[str, str]] = {
    "approve": "Approved",
    "request_changes": "Changes requested",
    "reject": "Rejected",
    "override": "Overridden",
}
"""What somebody did, as a sentence begins."""

WEIGHTS: Final[Mapping[str, str]] = {
    "blocks": "blocks",
    "warns": "warns",
    "cannot-tell": "undetermined",
    "stands": "stands",
    "violated": "violated",
    "undetermined": "undetermined",
}
"""What a finding does to its plan; the last two stand in graphs that an earlier version kept."""

WEIGHT_SIGNS: Final[Mapping[str, str]] = {
    "blocks": "!",
    "warns": "!",
    "cannot-tell": "?",
    "stands": "○",
    "violated": "!",
    "undetermined": "?",
}
"""The sign of its badge."""

ROLES: Final[Mapping[str, str]] = {
    "auditor": "Auditor",
    "viewer": "Viewer",
    "reviewer": "Reviewer",
    "owner": "Owner",
}

ENFORCEMENTS: Final[Mapping[str, str]] = {
    "off": "Off",
    "advisory": "Advisory: warns",
    "soft_mandatory": "Soft-mandatory: asks for an approval",
    "mandatory": "Mandatory: blocks, only an owner overrides",
}
"""How strictly a guardrail holds, and what that does."""

SCOPES: Final[Mapping[str, str]] = {
    "organisation": "All workspaces",
    "labels": "Workspaces with labels",
    "workspace": "One workspace",
}
"""Where a guardrail's setting holds."""

GRAVITIES: Final[Mapping[str, str]] = {
    "loses_data": "Loses data",
    "blocks": "Blocks",
    "needs_approval": "Needs approval",
    "not_understood": "Not understood",
    "opens": "Opens up",
    "cannot_be_told": "Undetermined",
    "informs": "Note",
}
"""What a sentence of the brief means for the decision."""

TOKEN_SCOPES: Final[Mapping[str, str]] = {
    "upload": "upload plans and states",
    "gate": "ask the gate, and tell outcomes",
    "read": "read",
}
"""What a token of the portal may do."""

ENDED: Final[Mapping[str, str]] = {
    "failed": "Failed",
    "unfinished": "Not finished",
    "not_reached": "Not reached",
    "done": "Done",
}
"""What became of a resource in an apply, the worst first."""

NOISES: Final[Mapping[str, str]] = {
    "tags": "tags only",
    "computed": "computed only",
    "formatting": "formatting only",
    "normalised": "null or empty",
    "moved": "moved only",
}
"""A class of noise in two words."""

NOISY: Final[Mapping[str, str]] = {
    "tags": "only touch tags",
    "computed": "are only recomputed",
    "formatting": "are only written differently",
    "normalised": "only set what is empty",
    "moved": "only move to another address",
}
"""What changes of a class of noise do: "12 only touch tags"."""

PARTS: Final[Mapping[str, str]] = {
    "changes": "changes differ in what is not shown",
    "outputs": "outputs differ",
    "invocations": "invoked actions differ",
    "providers": "provider configurations differ",
    "provisioners": "provisioners differ",
    "deferred": "deferred changes differ",
    "drift": "what drifted differs",
    "oddities": "what is odd, unchecked or incomplete differs",
}
"""Which part of two plans is not the same, as a clause."""

REASONS: Final[Mapping[str, str]] = {
    "replace_because_tainted": "the object is tainted: its last apply failed, or somebody marked it",
    "replace_because_cannot_update": "what changes cannot be updated in place",
    "replace_by_request": "whoever planned asked for it (-replace)",
    "replace_by_triggers": "something in its replace_triggered_by changes",
    "delete_because_no_resource_config": "it is no longer in the configuration",
    "delete_because_wrong_repetition": "its instance key does not fit count or for_each",
    "delete_because_count_index": "its index is beyond count",
    "delete_because_each_key": "its key is no longer in for_each",
    "delete_because_no_module": "its module is no longer in the configuration",
    "delete_because_no_move_target": "it was moved to an address that is not in the configuration",
    "delete_because_enabled_false": "its lifecycle.enabled is false",
    "read_because_config_unknown": "what it asks for is not known before the apply",
    "read_because_dependency_pending": "something that it depends on changes first",
    "read_because_check_nested": "a check reads it at every apply",
    "forgot_because_lifecycle_destroy_in_state": "its lifecycle says not to destroy it",
    "forgot_because_lifecycle_destroy_in_config": "its lifecycle says not to destroy it",
}
"""Terraform's `action_reason`: why a resource is replaced, destroyed or read, as a clause."""

DEFERRALS: Final[Mapping[str, str]] = {
    "instance_count_unknown": "how many instances there are is not known yet",
    "resource_config_unknown": "its configuration is not known yet",
    "provider_config_unknown": "the configuration of its provider is not known yet",
    "absent_prereq": "what it depends on does not exist yet",
    "deferred_prereq": "what it depends on is deferred as well",
    "unknown": "the plan does not say why",
}
"""Terraform's reasons of `deferred_changes`: why a change waits for a later plan, as a clause."""


_HYPHENED: Final = frozenset({"soft_mandatory", "usage_based"})


DRIFT: Final[Mapping[str, str]] = {
    "look": "To look at",
    "mine": "Assigned to you",
    "snoozed": "Snoozed",
    "accepted": "Accepted",
    "ignored": "Ignored",
}
"""How an item of drift stands."""
DRIFT_ACTS: Final[Mapping[str, str]] = {
    "accept": "Accept: what is there is right, the code will follow",
    "snooze": "Snooze: look at it again on a day",
    "assign": "Assign to somebody",
    "revert": "Revert: ask CI for a run",
    "reopen": "Look at it again now",
}
"""What people decide about drift."""


def counted(action: str, count: int) -> str:
    """`3 to create`; `1 unknown action` of what this portal does not know."""
    if action == "unknown":
        return f"{count:,} unknown action{'' if count == 1 else 's'}"
    return f"{count:,} to {action}"


def plain(name: object) -> str:
    """An identifier as people say it: `run.decision_refused` -> `run decision refused`."""
    if name in _HYPHENED:
        return str(name).replace("_", "-")
    return str(name).replace("_", " ").replace(".", " ").replace("-", " ")


def observer_is(source: str) -> str:
    """Who compares, by name."""
    return OBSERVERS.get(source, source)


def state_is(state: str) -> str:
    """A run's state as it ends a sentence: "this run is awaiting approval"."""
    return _IS.get(state, plain(state))


def lasted(time: timedelta) -> str:
    """How long something was so, by its largest unit: `3 days`, `2 hours`, `less than a minute`."""
    minutes = int(time.total_seconds()) // 60
    for size, unit in ((1_440, "day"), (60, "hour"), (1, "minute")):
        if count := minutes // size:
            return f"{count:,} {unit}{'' if count == 1 else 's'}"
    return "less than a minute"


def without_lead(headline: str) -> str:
    """A headline beside a state that says its first word already."""
    return headline.removeprefix("Blocked: ").removeprefix("Needs approval: ")


def reason(name: str) -> str:
    """Why a resource is replaced, destroyed or read."""
    return REASONS.get(name, plain(name))


def deferral(name: str) -> str:
    """Why a change waits for a later plan."""
    return DEFERRALS.get(name, plain(name))
