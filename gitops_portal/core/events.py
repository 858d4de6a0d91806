"""Everything that the audit trail can tell: each verb with what stands beside it.

What a verb is called and what it carries is hashed into the chain: neither ever changes, new verbs are added.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any, Self, TypedDict

if TYPE_CHECKING:
    from collections.abc import Mapping


class Nothing(TypedDict):
    """The line says it all: who, what and when."""


class Uploaded(TypedDict):
    """The uploaded bytes by their SHA-256, and what CI said about them; what it did not say is empty."""

    digest: str
    kind: str
    commit: str
    committed_at: str
    pipeline: str
    branch: str
    pull_request: str
    title: str
    actor: str
    ci_url: str
    planfile_sha256: str


class Evaluated(TypedDict):
    """What was concluded: `policy` is the version of the rules, `blocking` a number of findings."""

    verdict: str
    state: str
    evidence: str
    blocking: int
    policy: str


class Decided(TypedDict):
    """What was decided on, and what it lets through: guardrails that an override overrules, and all others, by id; and
    the sentences of the brief that were accepted one by one.
    """

    before: str
    after: str
    evidence: str
    digest: str
    policy: str
    guardrails: list[str]
    lets_through: list[str]
    sentences: list[str]
    approvals_missing: int


class ChangesResolved(TypedDict):
    """The state before and after, who had requested the changes, and how many more people have to approve."""

    before: str
    after: str
    requested_by: str
    approvals_missing: int


class DecisionRefused(TypedDict):
    """What was tried, on which evidence."""

    action: str
    evidence: str


class Overtaken(TypedDict):
    """The number of the run that came instead, and the state before."""

    by: int
    before: str


class Reopened(TypedDict):
    """The state before, and how many more people have to approve."""

    before: str
    approvals_missing: int


class Commented(TypedDict):
    """Which comment of which thread, what it speaks of, and whom it mentions, by e-mail.

    `text` is a salted digest: people paste what a trail must not keep. It is empty where the text is gone.
    """

    comment: int
    thread: int
    address: str
    attribute: str
    text: str
    mentioned: list[str]


class ThreadMoved(TypedDict):
    """Which thread, and what it speaks of."""

    thread: int
    address: str
    attribute: str


class ApplyTold(TypedDict):
    """The state's serial where CI told it, and how long the end of its log was; the log itself is not kept."""

    serial: int | None
    log_characters: int


class DocumentRefused(TypedDict):
    """The refused bytes by their SHA-256, and the kind of refusal."""

    digest: str
    title: str


class StateObserved(TypedDict):
    """Which state it was, and how many objects stand in it."""

    source: str
    digest: str
    lineage: str
    serial: int | None
    resources: int


class Enforced(TypedDict):
    """Where a guardrail holds (`scope`, `selector`), and how strictly; empty where no setting was, or is."""

    scope: str
    selector: str
    before: str
    after: str


class Created(TypedDict):
    name: str


class Changed(TypedDict):
    """One value, or several by their names, as they were and as they are."""

    before: Any
    after: Any


class Invited(TypedDict):
    role: str
    ci_names: list[str]


class ViewTold(TypedDict):
    """What a shared view asks for, as its address does."""

    query: str


class TokenMade(TypedDict):
    """Whether it may create workspaces, and for how many days it lives; 0 for no end."""

    may_create: bool
    days: int


class Verb(StrEnum):
    """What happened, and the shape of what is told of it."""

    payload: type

    def __new__(cls, value: str, payload: type = Nothing) -> Self:
        verb = str.__new__(cls, value)
        verb._value_ = value
        verb.payload = payload
        return verb

    RUN_UPLOADED = "run.uploaded", Uploaded
    RUN_EVALUATED = "run.evaluated", Evaluated
    RUN_APPROVED = "run.approved", Decided
    RUN_REJECTED = "run.rejected", Decided
    RUN_OVERRIDDEN = "run.overridden", Decided
    RUN_CHANGES_REQUESTED = "run.changes_requested", Decided
    RUN_CHANGES_RESOLVED = "run.changes_resolved", ChangesResolved
    RUN_DECISION_REFUSED = "run.decision_refused", DecisionRefused
    RUN_SUPERSEDED = "run.superseded", Overtaken
    RUN_OUTDATED = "run.outdated", Overtaken
    RUN_REOPENED = "run.reopened", Reopened
    RUN_APPLIED = "run.applied", ApplyTold
    RUN_APPLY_FAILED = "run.apply_failed", ApplyTold
    RUN_ERRORED = "run.errored"
    RUN_EXPIRED = "run.expired"
    RUN_COMMENT_ADDED = "run.comment_added", Commented
    RUN_COMMENT_EDITED = "run.comment_edited", Commented
    RUN_COMMENT_REMOVED = "run.comment_removed", Commented
    RUN_THREAD_RESOLVED = "run.thread_resolved", ThreadMoved
    RUN_THREAD_REOPENED = "run.thread_reopened", ThreadMoved
    PLAN_REFUSED = "plan.refused", DocumentRefused
    STATE_REFUSED = "state.refused", DocumentRefused
    STATE_OBSERVED = "state.observed", StateObserved
    GUARDRAIL_ENFORCED = "guardrail.enforced", Enforced
    GUARDRAIL_RELEASED = "guardrail.released", Enforced
    WORKSPACE_CREATED = "workspace.created", Created
    WORKSPACE_CHANGED = "workspace.changed", Changed
    WORKSPACE_UNVERIFIED = "workspace.unverified"
    MEMBER_CHANGED = "member.changed", Changed
    PERSON_INVITED = "person.invited", Invited
    PERSON_ROLE_CHANGED = "person.role_changed", Changed
    PERSON_CI_NAMES_CHANGED = "person.ci_names_changed", Changed
    PERSON_LINK_MADE = "person.link_made"
    PERSON_SIGNED_IN = "person.signed_in"
    PERSON_SIGN_IN_FAILED = "person.sign_in_failed"
    PERSON_PASSWORD_SET = "person.password_set"  # noqa: S105 - a verb
    PERSON_DEACTIVATED = "person.deactivated"
    PERSON_REACTIVATED = "person.reactivated"
    TOKEN_CREATED = "token.created", TokenMade
    TOKEN_REVOKED = "token.revoked"  # noqa: S105 - a verb
    VIEW_SHARED = "view.shared", ViewTold
    VIEW_RENAMED = "view.renamed", Changed
    VIEW_REMOVED = "view.removed", ViewTold

    @property
    def names(self) -> frozenset[str]:
        """What is told of it, by name."""
        return frozenset(self.payload.__annotations__)

    def check(self, detail: Mapping[str, object]) -> None:
        """Raises TypeError where what is told is not what belongs to this verb: a mistake in the code that tells it."""
        if self.names != detail.keys():
            raise TypeError(f"{self} tells {sorted(self.names)}, not {sorted(detail)}")
