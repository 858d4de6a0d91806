"""The gate: open for what was approved, and for nothing else; and what CI tells afterwards."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import jwt
import pytest
from django.conf import settings
from django.utils import timezone
from msgspec.structs import replace

from gitops_portal.actions import circumstances, clock, gate, guardrails, ingest, keys, outcome, workspaces
from gitops_portal.actions.decide import decide
from gitops_portal.actions.metadata import Metadata
from gitops_portal.actions.rejudge import rejudge
from gitops_portal.adapters import code, prices
from gitops_portal.core.bypass import ATTESTED_FOR
from gitops_portal.core.errors import Invalid, Stale
from gitops_portal.core.lifecycle import State
from gitops_portal.records.models import AuditEvent, Run, Snapshot, StateRead, Workspace
from tests.actors import CI, OPERATOR
from tests.documents import HARMLESS, NOTHING, OPEN_SSH, entry, plan

if TYPE_CHECKING:
    from collections.abc import Callable

    from gitops_portal.core.model import Judgement
    from gitops_portal.core.rules.ruleset import RuleSet
    from gitops_portal.records.models import Person

    Upload = Callable[..., Run]

FILE, OTHER = "a" * 64, "b" * 64
about = gate.AboutToApply


def approved(run: Run, by: Person, action: str = "approve") -> Run:
    decide(run, by=by, action=action, reason="fine", evidence=run.evidence)
    run.refresh_from_db()
    return run


@pytest.mark.parametrize("state", [state for state in State if not state.allows_apply])
def test_closed_in_every_other_state(upload: Upload, state: State) -> None:
    run = upload()
    run.state = state
    answer = gate.ask(run)
    assert not answer.allowed
    assert answer.attestation == ""
    assert (answer.again_in is not None) is state.moving


def test_open_after_an_approval(upload: Upload, reviewer: Person) -> None:
    assert gate.ask(approved(upload(), reviewer)).allowed


def test_open_when_there_is_nothing_to_apply(upload: Upload) -> None:
    assert gate.ask(upload(NOTHING)).allowed


@pytest.mark.parametrize(
    ("uploaded", "asked", "allowed"),
    [(FILE, FILE, True), (FILE, OTHER, False), (FILE, "", False), ("", FILE, False), ("", "", True)],
)
def test_only_the_plan_file_that_was_uploaded(
    upload: Upload, reviewer: Person, uploaded: str, asked: str, allowed: bool
) -> None:
    run = approved(upload(planfile_sha256=uploaded), reviewer)
    assert gate.ask(run, about(planfile_sha256=asked)).allowed is allowed


def test_what_is_not_bound_to_a_plan_file_is_told_and_refused_where_the_workspace_asks(
    upload: Upload, workspace: Workspace, reviewer: Person
) -> None:
    run = approved(upload(), reviewer)
    answer = gate.ask(run)
    assert (answer.allowed, "not bound to a plan file" in answer.reason) == (True, True)
    workspaces.change(OPERATOR, workspace, requires_plan_file=True)
    run.workspace.refresh_from_db()
    answer = gate.ask(run)
    assert (answer.allowed, answer.attestation) == (False, "")
    assert "not bound to a plan file" in answer.reason
    bound = upload(planfile_sha256=FILE)  # an equal plan: the approval carries over
    answer = gate.ask(bound, about(planfile_sha256=FILE))
    assert (answer.allowed, "not bound" in answer.reason) == (True, False)


def test_a_new_workspace_asks_for_a_plan_file(db: None) -> None:
    assert workspaces.create(OPERATOR, "fresh").requires_plan_file


@pytest.mark.parametrize(
    ("told", "allowed"),
    [("the same", True), ("THE SAME", True), ("", True), (OTHER, False), ("nonsense", False), ("cut", False)],
)
def test_the_plan_that_is_about_to_be_applied_is_the_one_that_was_uploaded(
    upload: Upload, reviewer: Person, told: str, allowed: bool
) -> None:
    run = approved(upload(), reviewer)
    said = {"the same": run.digest, "THE SAME": run.digest.upper(), "cut": run.digest[:-1]}.get(told, told)
    answer = gate.ask(run, about(plan_sha256=said))
    assert answer.allowed is allowed
    assert allowed or "plan_sha256" in answer.reason


@pytest.mark.parametrize(
    ("uploaded", "asked", "allowed"),
    [
        ("4b825dc642cb", "4b825dc642cb", True),
        ("4b825dc642cb", "4B825DC642CB", True),
        ("4b825dc642cb6eb9a060", "4b825dc", True),
        ("4b825dc", "4b825dc642cb6eb9a060", True),
        ("4b825dc642cb6eb9a060", "4b825d", False),
        ("4b825dc642cb", "4b825dc642cc", False),
        ("4b825dc642cb", "", True),
        ("", "4b825dc642cb", True),
        ("", "", True),
        ("release-1", "release-1", True),
        ("release-10", "release-1", False),
    ],
)
def test_commits_are_compared_where_both_sides_name_one(
    upload: Upload, reviewer: Person, uploaded: str, asked: str, allowed: bool
) -> None:
    answer = gate.ask(approved(upload(commit=uploaded), reviewer), about(commit=asked))
    assert answer.allowed is allowed
    assert allowed or f"of commit {uploaded}"[:20] in answer.reason


@pytest.mark.parametrize(("hours", "allowed"), [(0, True), (47, True), (49, False)])
@pytest.mark.parametrize("by_rule", [True, False])
def test_an_approval_ends_whether_or_not_the_clock_came_by(
    upload: Upload, workspace: Workspace, reviewer: Person, hours: int, allowed: bool, by_rule: bool
) -> None:
    workspaces.change(OPERATOR, workspace, approval_days=2)
    run = upload(NOTHING) if by_rule else approved(upload(), reviewer)
    run.workspace.refresh_from_db()
    now = timezone.now()
    with clock.at(now + timedelta(hours=hours)):
        answer = gate.ask(run)
    assert answer.allowed is allowed
    if not allowed:
        assert "ended after 2 days" in answer.reason
        return
    claims = jwt.decode(answer.attestation, options={"verify_signature": False})
    lives = timedelta(seconds=claims["exp"] - claims["iat"])
    assert lives <= ATTESTED_FOR
    assert run.ends_at
    assert claims["exp"] <= run.ends_at.timestamp()


def test_an_attestation_ends_with_the_approval(upload: Upload, workspace: Workspace, reviewer: Person) -> None:
    workspaces.change(OPERATOR, workspace, approval_days=1)
    run = approved(upload(), reviewer)
    run.workspace.refresh_from_db()
    assert run.ends_at
    with clock.at(run.ends_at - timedelta(minutes=10)):
        claims = jwt.decode(gate.ask(run).attestation, options={"verify_signature": False})
    assert claims["exp"] == int(run.ends_at.timestamp())


def test_after_an_apply_what_was_planned_before_is_void(upload: Upload, reviewer: Person, owner: Person) -> None:
    """Whatever its state, its branch and its order; what comes after is not."""
    bodies = {"a": HARMLESS, "b": HARMLESS, "c": NOTHING, "d": OPEN_SSH, "e": HARMLESS, "f": HARMLESS}
    runs = {name: upload(body, branch=name) for name, body in bodies.items()}
    drift = upload(HARMLESS, kind="drift")
    approved(runs["a"], reviewer)
    approved(runs["d"], owner, "override")
    decide(runs["f"], by=reviewer, action="reject", reason="no", evidence=runs["f"].evidence)
    outcome.tell(approved(runs["e"], reviewer), CI, "applied")
    states = {name: Run.objects.get(pk=run.pk).state for name, run in runs.items()}
    assert states == dict.fromkeys("abcd", "outdated") | {"e": "applied", "f": "rejected"}
    drift.refresh_from_db()
    assert drift.state == State.OBSERVED
    answer = gate.ask(Run.objects.get(pk=runs["a"].pk))
    assert not answer.allowed
    assert "run 5 was applied" in answer.reason
    with pytest.raises(Stale, match="outdated"):
        approved(runs["b"], reviewer)
    events = AuditEvent.objects.filter(verb="run.outdated").order_by("run_number")
    assert [(event.run_number, event.detail["before"]) for event in events] == [
        (1, "approved"),
        (2, "awaiting"),
        (3, "auto_approved"),
        (4, "approved"),
    ]
    assert "state has moved" in events[0].reason
    assert gate.ask(approved(upload(branch="a"), reviewer)).allowed


def test_a_run_that_was_planned_before_an_apply_and_judged_after_it_is_void(
    upload: Upload, workspace: Workspace, reviewer: Person
) -> None:
    waiting = ingest.accept(NOTHING, workspace=workspace, by=CI, metadata=Metadata(branch="slow"))
    outcome.tell(approved(upload(branch="a"), reviewer), CI, "applied")
    ingest.process(waiting.pk)
    waiting.refresh_from_db()
    assert waiting.state == State.OUTDATED
    Run.objects.filter(pk=waiting.pk).update(state=State.AUTO_APPROVED, superseded_by=None)
    assert "was applied after" in gate.ask(Run.objects.get(pk=waiting.pk)).reason


def test_an_apply_that_ends_after_its_run_was_superseded_is_kept_as_a_fact(upload: Upload, reviewer: Person) -> None:
    run = approved(upload(), reviewer)
    newer = upload()
    for _ in range(2):
        assert outcome.tell(run, CI, "applied").state == State.SUPERSEDED
    newer.refresh_from_db()
    assert newer.state == State.OUTDATED
    assert AuditEvent.objects.get(verb="run.applied").reason == "It was superseded by then."


def test_a_failed_apply_voids_nothing(upload: Upload, reviewer: Person) -> None:
    other = approved(upload(branch="other"), reviewer)
    outcome.tell(approved(upload(branch="a"), reviewer), CI, "apply_failed")
    other.refresh_from_db()
    assert gate.ask(other).allowed


def test_what_blocks_is_named(upload: Upload) -> None:
    reason = gate.ask(upload(OPEN_SSH)).reason
    assert "is blocked: violates “SSH is not open to the internet”; opens SSH (port 22) to the internet." in reason


def test_what_superseded_is_named(upload: Upload, reviewer: Person) -> None:
    old = approved(upload(), reviewer)
    upload()
    old.refresh_from_db()
    assert "superseded by run 2" in gate.ask(old).reason


def test_a_guardrail_made_mandatory_later_closes_it(upload: Upload, reviewer: Person, owner: Person) -> None:
    bucket = plan(entry("aws_ebs_volume.data", after={"size": 10, "type": "gp3", "encrypted": False}))
    run = approved(upload(bucket), reviewer)
    assert gate.ask(run).allowed
    guardrails.enforce(OPERATOR, "ebs-volume-unencrypted", "organisation", "", "mandatory")
    assert "ebs-volume-unencrypted" in gate.ask(run).reason
    guardrails.enforce(OPERATOR, "ebs-volume-unencrypted", "organisation", "", "off")
    assert gate.ask(run).allowed


def test_more_required_approvals_close_it(
    upload: Upload, workspace: Workspace, reviewer: Person, owner: Person
) -> None:
    run = approved(upload(), reviewer)
    Workspace.objects.update(required_approvals=2)
    run.refresh_from_db()
    run.workspace.refresh_from_db()
    assert "1 more" in gate.ask(run).reason
    overridden = approved(upload(OPEN_SSH), owner, "override")
    overridden.workspace.refresh_from_db()
    assert gate.ask(overridden).allowed


@pytest.mark.parametrize(("before", "after"), [(0, 1), (0, 2), (1, 2)])
def test_more_required_approvals_let_people_go_on_approving(
    upload: Upload, workspace: Workspace, reviewer: Person, owner: Person, before: int, after: int
) -> None:
    """Also what a rule approved; whoever approved already counts on, and what changes nothing needs nobody."""
    workspaces.change(OPERATOR, workspace, required_approvals=before)
    run = upload(branch="a")
    idle, overridden = upload(NOTHING, branch="b"), approved(upload(OPEN_SSH, branch="c"), owner, "override")
    if before:
        approved(run, reviewer)
    assert gate.ask(run).allowed
    workspaces.change(OPERATOR, workspace, required_approvals=after)
    states = [Run.objects.get(pk=each.pk).state for each in (run, idle, overridden)]
    assert states == ["awaiting", "auto_approved", "approved"]
    event = AuditEvent.objects.get(verb="run.reopened")
    assert (event.run_number, event.detail["approvals_missing"]) == (run.number, after - before)
    run = Run.objects.get(pk=run.pk)
    assert (run.decided_at, gate.ask(run).allowed) == (None, False)
    if before:
        with pytest.raises(Stale, match="already"):
            approved(run, reviewer)
    for person in (owner, reviewer)[: after - before]:
        approved(run, person)
    assert gate.ask(Run.objects.get(pk=run.pk)).allowed


def test_fewer_required_approvals_reopen_nothing(upload: Upload, workspace: Workspace, reviewer: Person) -> None:
    run = approved(upload(), reviewer)
    workspaces.change(OPERATOR, workspace, required_approvals=0)
    run.refresh_from_db()
    assert run.state == State.APPROVED


@pytest.mark.parametrize(
    ("uploaded", "asked", "told"),
    [
        ({"lineage": "L", "serial": "7"}, {"lineage": "L", "serial": 7}, ""),
        ({"lineage": "L", "serial": "7"}, {}, ""),
        ({}, {"lineage": "L", "serial": 7}, ""),
        ({"lineage": "L", "serial": "7"}, {"lineage": "L", "serial": 8}, "is at serial 8 now"),
        ({"lineage": "L", "serial": "7"}, {"lineage": "M", "serial": 7}, "another lineage"),
    ],
)
def test_the_state_is_the_one_it_was_planned_on(
    upload: Upload, reviewer: Person, uploaded: dict[str, str], asked: dict[str, Any], told: str
) -> None:
    answer = gate.ask(approved(upload(**uploaded), reviewer), about(**asked))
    assert told in answer.reason
    assert answer.allowed is (not told)


@pytest.mark.parametrize(
    ("lineage", "serial", "allowed"), [("L", 7, True), ("L", 6, True), ("M", 9, True), ("L", 8, False)]
)
def test_a_state_that_moved_since_closes_it(
    upload: Upload, reviewer: Person, lineage: str, serial: int, allowed: bool
) -> None:
    run = approved(upload(lineage="L", serial="7"), reviewer)
    Snapshot.objects.create(
        workspace=run.workspace,
        source="state",
        digest="0",
        artifact="0",
        lineage=lineage,
        serial=serial,
        created_at=clock.now(),
    )
    answer = gate.ask(run)
    assert answer.allowed is allowed
    assert allowed or "serial 8 was seen since" in answer.reason


def prices_change(monkeypatch: pytest.MonkeyPatch, factor: Decimal) -> None:
    """Another price book, in which everything costs `factor` as much."""

    def judged(run: Run, rules: RuleSet) -> Judgement:
        found = rejudge(run, rules)
        cost = replace(found.cost, before=found.cost.before * factor, after=found.cost.after * factor)
        return replace(found, cost=cost)

    monkeypatch.setattr(circumstances, "rejudge", judged)
    monkeypatch.setattr("gitops_portal.adapters.prices.version", lambda _: "another")


VOLUME = plan(entry("aws_ebs_volume.data", after={"size": 10, "type": "gp3", "availability_zone": "eu-west-1a"}))


@pytest.mark.parametrize(("factor", "allowed"), [(Decimal(1), True), (Decimal(2), False)])
def test_an_approval_is_of_the_cost_that_was_seen(
    upload: Upload, reviewer: Person, factor: Decimal, allowed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = approved(upload(VOLUME), reviewer)
    assert run.cost_after
    prices_change(monkeypatch, factor)
    answer = gate.ask(run)
    assert answer.allowed is allowed
    assert allowed or answer.reason.startswith("Prices changed since this run was evaluated: its change a month is +$")


def test_what_holds_under_other_code_is_judged_once(
    upload: Upload, reviewer: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = approved(upload(), reviewer)
    monkeypatch.setattr("gitops_portal.adapters.code.version", lambda: "0.2.0+0")
    judged: list[int] = []

    def once(run: Run, rules: RuleSet) -> Judgement:
        judged.append(run.pk)
        return rejudge(run, rules)

    monkeypatch.setattr(circumstances, "rejudge", once)
    for _ in range(3):
        assert gate.ask(Run.objects.get(pk=run.pk)).allowed
    assert judged == [run.pk]


def test_a_new_finding_that_asks_a_person_was_not_seen(upload: Upload, reviewer: Person) -> None:
    bucket = plan(entry("aws_ebs_volume.data", after={"size": 10, "type": "gp3", "encrypted": False}))
    guardrails.enforce(OPERATOR, "ebs-volume-unencrypted", "organisation", "", "off")
    run = approved(upload(bucket), reviewer)
    guardrails.enforce(OPERATOR, "ebs-volume-unencrypted", "organisation", "", "soft_mandatory")
    assert "it breaks ebs-volume-unencrypted" in gate.ask(run).reason


def test_a_decision_names_what_it_is_bound_to(upload: Upload, reviewer: Person) -> None:
    run = approved(upload(planfile_sha256=FILE, lineage="L", serial="7"), reviewer)
    told = AuditEvent.objects.get(verb="run.approved").detail
    bound = {
        "digest": run.digest,
        "planfile_sha256": FILE,
        "lineage": "L",
        "serial": 7,
        "policy": run.rules_version,
        "prices": prices.version(settings.PRICES_DIR),
        "code": code.version(),
    }
    assert {name: told[name] for name in bound} == bound
    attested = jwt.decode(gate.ask(run, about(FILE)).attestation, options={"verify_signature": False})
    assert (attested["rules"], attested["prices"], attested["code"]) == (
        bound["policy"],
        bound["prices"],
        bound["code"],
    )
    assert (attested["lineage"], attested["serial"]) == ("L", 7)
    other = jwt.decode(gate.ask(run, about(FILE)).attestation, options={"verify_signature": False})
    assert attested["jti"] != other["jti"]


def test_an_override_holds_when_the_rules_change_elsewhere(upload: Upload, owner: Person) -> None:
    run = approved(upload(OPEN_SSH), owner, "override")
    guardrails.enforce(OPERATOR, "rds-public", "organisation", "", "advisory")
    assert gate.ask(run).allowed


def test_the_attestation_can_be_checked_with_the_published_key(upload: Upload, reviewer: Person) -> None:
    run = approved(upload(planfile_sha256=FILE), reviewer)
    token = gate.ask(run, about(planfile_sha256=FILE)).attestation
    [key] = keys.published()["keys"]
    assert jwt.get_unverified_header(token)["kid"] == key["kid"]
    claims = jwt.decode(token, jwt.PyJWK(key).key, algorithms=["EdDSA"], issuer=settings.PORTAL_URL)
    assert (claims["planfile_sha256"], claims["evidence"], claims["approved_by"]) == (FILE, run.evidence, ["rita"])


def test_the_outcome_is_kept_once_and_its_log_never(upload: Upload, reviewer: Person) -> None:
    run = approved(upload(), reviewer)
    for _ in range(2):
        outcome.tell(run, CI, "applied", serial=7, log_end="password=hunter2")
    run.refresh_from_db()
    assert run.state == State.APPLIED
    event = AuditEvent.objects.get(verb="run.applied")
    assert event.detail == {"serial": 7, "log_characters": 16}


def test_an_outcome_before_the_approval_is_refused(upload: Upload) -> None:
    run = upload()
    with pytest.raises(Stale):
        outcome.tell(run, CI, "applied")
    with pytest.raises(Invalid):
        outcome.tell(run, CI, "deployed")


def test_a_run_left_waiting_keeps_the_gate_closed(workspace: Workspace) -> None:
    run = ingest.accept(HARMLESS, workspace=workspace, by=CI)
    assert run.state == State.QUEUED
    assert gate.ask(run).again_in


@pytest.mark.parametrize(("asked", "held"), [(True, True), (False, False)])
def test_what_a_workspace_reads_from_is_applied_first(
    upload: Upload, reviewer: Person, workspace: Workspace, asked: bool, held: bool
) -> None:
    """Within one change request, where the workspace asks for it; who reads from nobody waits for nobody.

    The answer names the state, which the run's own plan names too: a token may know no other workspace than its own.
    """
    network = workspaces.create(
        OPERATOR, "core-net", state_address="s3://states/network", requires_plan_file=False, required_approvals=0
    )
    workspaces.change(OPERATOR, workspace, applies_in_order=asked)
    run = approved(upload(commit="abc1234"), reviewer)
    assert gate.ask(run).allowed
    StateRead.objects.create(workspace=workspace, address="s3://states/network", block="data.x.y")
    assert gate.ask(run).allowed, "nothing of the network is planned with it"
    first = ingest.accept(HARMLESS, workspace=network, by=CI, metadata=Metadata(commit="abc1234"))
    ingest.process(first.pk)
    answer = gate.ask(run)
    assert answer.allowed is not held
    assert ("reads the state s3://states/network, and another run" in answer.reason) is held
    assert "core-net" not in answer.reason
    first.refresh_from_db()
    outcome.tell(first, CI, "applied")
    assert gate.ask(run).allowed
