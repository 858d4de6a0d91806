"""Beside verbs about runs: what arrived, was concluded, decided, asked and done."""

from __future__ import annotations

from typing import TypedDict


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
    lineage: str
    serial: str
    flags: str


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

    `digest` is the plan's, `planfile_sha256` the saved plan file's; `lineage` and `serial` are of the state it was
    planned on; `policy`, `prices` and `code` are the versions of what concluded. What is not known is empty.
    """

    before: str
    after: str
    evidence: str
    digest: str
    planfile_sha256: str
    lineage: str
    serial: int | None
    policy: str
    prices: str
    code: str
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


class CarriedOver(TypedDict):
    """From which run approvals came, and `how` the plan compares (`equal`, `subset`): both plans and what they would do
    by their digests, who had approved, and how many more people have to.
    """

    run: int
    how: str
    digest_before: str
    digest: str
    change_digest_before: str
    change_digest: str
    approved_by: list[str]
    approvals_missing: int


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


class GateAnswered(TypedDict):
    """What CI was about to apply, as it named it, and what the run holds; the reason tells the answer."""

    planfile_sha256: str
    plan_sha256: str
    commit: str
    lineage: str
    serial: int | None
    digest: str
    evidence: str


class ApplyTold(TypedDict):
    """The state's serial where CI told it, and how long the end of its log was; the log itself is not kept."""

    serial: int | None
    log_characters: int


class JudgedAgain(TypedDict):
    """By whose values undetermined findings were judged after the apply, and which guardrails turned out how."""

    source: str
    serial: int
    violated: list[str]
    passed: list[str]


class ApplyReported(TypedDict):
    """What the tool's own lines told of an apply: them by their SHA-256, and how many resources ended how."""

    digest: str
    done: int
    failed: int
    unfinished: int
    not_reached: int
    errors: int
    seconds: int | None


class Bypassed(TypedDict):
    """`apply` without an approval, with the outcome that CI told, or a `state` that moved, with the serial seen."""

    kind: str
    outcome: str
    serial: int | None


class BypassAcknowledged(TypedDict):
    """What had been seen, and when; the reason says what it was."""

    kind: str
    told: str
    seen_at: str


class EvidenceTaken(TypedDict):
    """Of which run evidence was taken: what was concluded of it, and the uploaded plan."""

    evidence: str
    digest: str


class DocumentRefused(TypedDict):
    """The refused bytes by their SHA-256, and the kind of refusal."""

    digest: str
    title: str


class ToolReported(TypedDict):
    """The document by its SHA-256, which kind it is, and the tools whose words stand in it."""

    digest: str
    kind: str
    tools: list[str]


class StateObserved(TypedDict):
    """Which state it was, and how many objects stand in it."""

    source: str
    digest: str
    lineage: str
    serial: int | None
    resources: int


class StateNotRead(TypedDict):
    """From where the portal could not read a state; the reason says why."""

    place: str


class WorkspaceObserved(TypedDict):
    """Which system said what of which of its objects, by the uploaded bytes' SHA-256, and the posture before and after.

    `checked_at` is when it was compared, as the system says; empty where it does not.
    """

    source: str
    subject: str
    state: str
    checked_at: str
    revision: str
    drifted: int | None
    digest: str
    before: str
    after: str


class Identified(TypedDict):
    """What a job's signed token says of it, and which of a run's facts (`proves`) it proves."""

    issuer: str
    repository: str
    repository_id: str
    ref: str
    run: str
    sha: str
    actor: str
    proves: list[str]


class ApprovedByRule(TypedDict):
    """Which approval rule approves a run in everybody's place, and the digest of all rules that are about it."""

    rule: str
    version: str


class FreezePassed(TypedDict):
    """Which freeze an exception lets a run through, and when that ends."""

    freeze: str
    until: str
