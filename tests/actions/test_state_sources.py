"""A state in a bucket: looked at on the clock, fetched where it moved, told where it can't be; by a server that speaks S3."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import boto3
import pytest
from django.utils import timezone

from gitops_portal.actions import clock, outcome, rounds, state_sources, workspaces
from gitops_portal.actions.decide import decide
from gitops_portal.adapters import s3_state
from gitops_portal.core.errors import Invalid, Stale
from gitops_portal.core.s3_backend import Place
from gitops_portal.records.models import AuditEvent, Bypass, Snapshot, StateSource
from gitops_portal.records.queries import state_sources as of_sources
from tests import hooks
from tests.actors import CI, OPERATOR
from tests.core.documents.sources.samples import SECRET, STATE
from tests.hooks import Behaviour

if TYPE_CHECKING:
    from collections.abc import Callable

    from gitops_portal.records.models import Person, Run, Workspace

BUCKET, REGION = "plans", "eu-west-1"
EVERY = rounds.EVERY


@pytest.fixture(autouse=True)
def _surroundings(settings: Any, tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.ARTIFACTS_URL = f"file://{tmp_path}/artifacts"
    settings.STATE_BUCKETS = [BUCKET, "versions"]
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "made-up")
    for kept in (s3_state._session, s3_state._client, s3_state._circuit):
        kept.cache_clear()


@pytest.fixture
def shelf(s3: str, settings: Any) -> Any:
    """The bucket, as Terraform would write to it."""
    settings.STATE_ENDPOINTS = [s3]
    return boto3.client("s3", REGION, endpoint_url=s3, aws_access_key_id="x", aws_secret_access_key="x")


@pytest.fixture
def place(s3: str) -> Place:
    return Place(bucket=BUCKET, key=f"{uuid4().hex}/terraform.tfstate", region=REGION, endpoint=s3)


@pytest.fixture
def fetched(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many bytes each fetched body was awaited to have."""
    sizes, content = list[int](), s3_state.Bucket.content

    def told(bucket: s3_state.Bucket, size: int, most: int) -> Any:
        sizes.append(size)
        return content(bucket, size, most)

    monkeypatch.setattr(s3_state.Bucket, "content", told)
    return sizes


def written(shelf: Any, place: Place, **said: Any) -> None:
    shelf.put_object(Bucket=place.bucket, Key=place.object, Body=json.dumps(STATE | said).encode())


def a_turn(workspace: Workspace, later: timedelta = timedelta()) -> StateSource:
    with clock.at(timezone.now() + later):
        state_sources.turn(workspace.slug)
    return StateSource.objects.get(workspace=workspace)


def events(verb: str) -> list[str]:
    return list(AuditEvent.objects.filter(verb=verb).order_by("pk").values_list("reason", flat=True))


# ── what is set ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_change_is_told_before_and_after_and_only_once(workspace: Workspace, shelf: Any, place: Place) -> None:
    for _ in range(2):
        state_sources.change(OPERATOR, workspace, place)
    state_sources.change(OPERATOR, workspace, None)
    first, last = AuditEvent.objects.filter(verb="workspace.state_source_changed").order_by("pk")
    assert (first.detail["before"], first.detail["after"]["key"]) == ({}, place.key)
    assert (last.detail["before"], last.detail["after"]) == (first.detail["after"], {})
    assert not StateSource.objects.exists()


def test_a_state_is_read_for_one_workspace_only(workspace: Workspace, shelf: Any, place: Place) -> None:
    other = workspaces.create(OPERATOR, "billing-prod")
    state_sources.change(OPERATOR, workspace, place)
    with pytest.raises(Invalid, match="another workspace"):
        state_sources.change(OPERATOR, other, place)
    state_sources.change(OPERATOR, other, Place(**{**_fields(place), "terraform_workspace": "blue"}))


def _fields(place: Place) -> dict[str, str]:
    return {name: getattr(place, name) for name in place.__struct_fields__}


def test_another_place_forgets_what_was_found_at_the_last(workspace: Workspace, shelf: Any, place: Place) -> None:
    state_sources.change(OPERATOR, workspace, place)
    written(shelf, place)
    assert a_turn(workspace).etag
    state_sources.change(OPERATOR, workspace, Place(**{**_fields(place), "terraform_workspace": "blue"}))
    source = StateSource.objects.get()
    assert (source.etag, source.checked_at) == ("", None)


def test_what_the_operator_no_longer_allows_is_not_read(
    workspace: Workspace, shelf: Any, place: Place, settings: Any
) -> None:
    state_sources.change(OPERATOR, workspace, place)
    written(shelf, place)
    settings.STATE_BUCKETS = []
    assert "STATE_BUCKETS" in a_turn(workspace).failure
    assert not Snapshot.objects.exists()


# ── what is read ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_it_is_fetched_where_it_moved_and_only_looked_at_where_not(
    workspace: Workspace, shelf: Any, place: Place, fetched: list[int]
) -> None:
    state_sources.change(OPERATOR, workspace, place)
    written(shelf, place)
    first = a_turn(workspace)
    again = a_turn(workspace, EVERY)
    assert (len(fetched), Snapshot.objects.count()) == (1, 1)
    assert first.checked_at
    assert again.checked_at
    assert again.checked_at > first.checked_at
    written(shelf, place, serial=8)
    a_turn(workspace, 2 * EVERY)
    kept = list(Snapshot.objects.order_by("pk").values_list("serial", "read_from", "uploaded_by"))
    assert kept == [(7, place.address, "portal"), (8, place.address, "portal")]
    assert SECRET not in str(list(Snapshot.objects.values()))


def test_it_is_not_looked_at_before_its_time(
    workspace: Workspace, shelf: Any, place: Place, fetched: list[int]
) -> None:
    state_sources.change(OPERATOR, workspace, place)
    written(shelf, place)
    a_turn(workspace)
    written(shelf, place, serial=8)
    a_turn(workspace, EVERY / 2)
    assert len(fetched) == 1
    state_sources.ask(OPERATOR, workspace)
    a_turn(workspace)
    assert (len(fetched), events("state.read_asked")) == (2, [""])


def test_to_ask_for_what_is_not_set_is_refused(workspace: Workspace) -> None:
    with pytest.raises(Stale, match="No bucket"):
        state_sources.ask(OPERATOR, workspace)


def test_a_version_of_the_bucket_is_kept_as_evidence(workspace: Workspace, shelf: Any, place: Place) -> None:
    place = Place(**{**_fields(place), "bucket": "versions"})
    shelf.create_bucket(Bucket=place.bucket, CreateBucketConfiguration={"LocationConstraint": REGION})
    shelf.put_bucket_versioning(Bucket=place.bucket, VersioningConfiguration={"Status": "Enabled"})
    state_sources.change(OPERATOR, workspace, place)
    written(shelf, place)
    source = a_turn(workspace)
    assert Snapshot.objects.get().read_from == f"{place.address}, version {source.version}"
    written(shelf, place)
    assert a_turn(workspace, EVERY).version != source.version
    assert Snapshot.objects.count() == 1, "the same content is no further state"


def test_the_rules_of_a_state_hold_for_it(workspace: Workspace, shelf: Any, place: Place) -> None:
    state_sources.change(OPERATOR, workspace, place)
    moves: list[dict[str, Any]] = [{}, {"serial": 6}, {"serial": 6, "outputs": {}}, {"serial": 9, "lineage": "other"}]
    for turn, said in enumerate(moves):
        written(shelf, place, **said)
        a_turn(workspace, turn * EVERY)
    told = [" ".join(snapshot.told) for snapshot in Snapshot.objects.order_by("pk")]
    assert [told[0], *(word in text for word, text in zip(("older", "forked", "lineage"), told[1:], strict=True))] == [
        "", True, True, True,
    ]  # fmt: skip


def test_by_a_role_of_another_account(workspace: Workspace, shelf: Any, place: Place) -> None:
    role = "arn:aws:iam::123456789012:role/state-reader"
    state_sources.change(OPERATOR, workspace, Place(**{**_fields(place), "role": role}))
    written(shelf, place)
    assert a_turn(workspace).failure == ""
    assert Snapshot.objects.count() == 1


def test_a_state_of_a_terraform_workspace(workspace: Workspace, shelf: Any, place: Place) -> None:
    blue = Place(**{**_fields(place), "terraform_workspace": "blue"})
    state_sources.change(OPERATOR, workspace, blue)
    written(shelf, blue)
    a_turn(workspace)
    assert Snapshot.objects.get().read_from == f"s3://plans/env:/blue/{place.key}"


@pytest.mark.parametrize("at", ["_claimed", "_look", "_end"])
def test_it_may_be_killed_anywhere_and_run_again(
    workspace: Workspace, shelf: Any, place: Place, monkeypatch: pytest.MonkeyPatch, at: str
) -> None:
    class KilledError(BaseException):
        pass

    def killed(*told: Any) -> None:
        if at == "_claimed":
            before(*told)
        raise KilledError

    state_sources.change(OPERATOR, workspace, place)
    written(shelf, place)
    before = getattr(state_sources, at)
    with monkeypatch.context() as here, pytest.raises(KilledError):
        here.setattr(state_sources, at, killed)
        a_turn(workspace)
    a_turn(workspace, rounds.LEASE + timedelta(seconds=1))
    assert Snapshot.objects.count() == 1
    assert StateSource.objects.get().checked_at


def test_who_lost_the_claim_says_nothing(workspace: Workspace, shelf: Any, place: Place) -> None:
    state_sources.change(OPERATOR, workspace, place)
    slow = state_sources._claimed(StateSource.objects.get().pk)
    assert slow
    state_sources.ask(OPERATOR, workspace)
    written(shelf, place)
    assert a_turn(workspace).failure == ""
    state_sources._end(slow, state_sources._Look(failure="too late"))
    assert StateSource.objects.get().failure == ""


# ── what lies beside it ──────────────────────────────────────────────────────────────────────────────────────────


def test_a_lock_lies_there_before_any_state_does(workspace: Workspace, shelf: Any, place: Place) -> None:
    state_sources.change(OPERATOR, workspace, place)
    shelf.put_object(Bucket=BUCKET, Key=f"{place.object}.tflock", Body=b"{}")
    source = a_turn(workspace)
    assert (source.lock["readable"], "There is no" in source.failure) == (True, True)


def test_a_lock_is_told_while_it_lies_there(workspace: Workspace, shelf: Any, place: Place) -> None:
    state_sources.change(OPERATOR, workspace, place)
    written(shelf, place)
    lock = {"Who": "ada@laptop", "Operation": "OperationTypePlan", "Created": "2026-11-29T10:00:00Z"}
    shelf.put_object(Bucket=BUCKET, Key=f"{place.object}.tflock", Body=json.dumps(lock).encode())
    assert a_turn(workspace).lock == {
        "who": "ada@laptop", "operation": "plan", "since": "2026-11-29T10:00:00+00:00", "info": "", "readable": True,
    }  # fmt: skip
    shelf.delete_object(Bucket=BUCKET, Key=f"{place.object}.tflock")
    source = a_turn(workspace, EVERY)
    assert (source.lock, source.lock_failure) == ({}, "")


# ── what goes wrong ──────────────────────────────────────────────────────────────────────────────────────────────


def test_nothing_there_is_told_once_and_over_when_it_is(workspace: Workspace, shelf: Any, place: Place) -> None:
    state_sources.change(OPERATOR, workspace, place)
    for turn in range(2):
        source = a_turn(workspace, turn * EVERY)
    assert source.failure == events("state.read_failed")[0]
    assert "There is no" in source.failure
    assert len(events("state.read_failed")) == 1
    written(shelf, place)
    source = a_turn(workspace, 2 * EVERY)
    assert (source.failure, source.failing_since) == ("", None)


def test_what_is_no_state_is_refused_once_and_fetched_no_more(
    workspace: Workspace, shelf: Any, place: Place, fetched: list[int]
) -> None:
    state_sources.change(OPERATOR, workspace, place)
    shelf.put_object(Bucket=BUCKET, Key=place.object, Body=b"<html>")
    for turn in range(3):
        source = a_turn(workspace, turn * EVERY)
    assert source.refusal
    assert (len(fetched), len(events("state.refused")), len(events("state.read_failed"))) == (1, 1, 1)
    written(shelf, place)
    assert a_turn(workspace, 3 * EVERY).refusal == ""


def test_no_credentials_are_told(workspace: Workspace, shelf: Any, place: Place, settings: Any) -> None:
    settings.STATE_AWS_PROFILE = "of-nobody"
    state_sources.change(OPERATOR, workspace, place)
    assert "no credentials" in a_turn(workspace).failure


def test_a_role_that_may_not_be_assumed_is_told(workspace: Workspace, shelf: Any, place: Place, settings: Any) -> None:
    role = "arn:aws:iam::123456789012:role/state-reader"
    with hooks.server() as broken:
        broken.answers(Behaviour(403, body=b"<ErrorResponse><Error><Code>AccessDenied</Code></Error></ErrorResponse>"))
        settings.STATE_ENDPOINTS = [broken.url]
        state_sources.change(OPERATOR, workspace, Place(**{**_fields(place), "role": role, "endpoint": broken.url}))
        assert "external id gitops-portal:orders-prod" in a_turn(workspace).failure
        assert b"ExternalId=gitops-portal%3Aorders-prod" in broken.asked[0].body


def test_one_too_large_is_not_fetched(workspace: Workspace, shelf: Any, place: Place, settings: Any) -> None:
    state_sources.change(OPERATOR, workspace, place)
    written(shelf, place)
    settings.MAX_PLAN_BYTES = 100
    assert "at most 100" in a_turn(workspace).failure
    assert not Snapshot.objects.exists()


FORBIDDEN = b"<Error><Code>AccessDenied</Code><Message>x&lt;script&gt;</Message></Error>"


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (Behaviour(403, body=FORBIDDEN), "is denied"),
        (Behaviour(404), "There is no"),
        (Behaviour(400, body=b"<Error>"), "status 400"),
        (Behaviour(500), "does not answer"),
        (Behaviour(slow=5), "does not answer"),
        (Behaviour(200, body=b"x", headers={"Location": "http://127.0.0.1:1/"}), "could not read it"),
    ],
)
def test_a_failure_is_a_sentence_and_stops_no_other(
    workspace: Workspace, shelf: Any, place: Place, settings: Any, monkeypatch: pytest.MonkeyPatch,
    answer: Behaviour, told: str,
) -> None:  # fmt: skip
    monkeypatch.setattr(s3_state, "SECONDS", 1.5 if answer.slow else 8)
    other = workspaces.create(OPERATOR, "billing-prod")
    with hooks.server() as broken:
        broken.answers(answer)
        settings.STATE_ENDPOINTS = [*settings.STATE_ENDPOINTS, broken.url]
        state_sources.change(OPERATOR, workspace, Place(**{**_fields(place), "endpoint": broken.url}))
        state_sources.change(OPERATOR, other, place)
        written(shelf, place)
        state_sources.turn()
    failing = StateSource.objects.get(workspace=workspace)
    assert told in failing.failure
    assert failing.lock_failure == ""
    assert failing.failure.endswith(".")
    assert "script" not in failing.failure
    assert StateSource.objects.get(workspace=other).checked_at


# ── beside what was applied ──────────────────────────────────────────────────────────────────────────────────────


def test_a_state_that_moved_without_a_run_is_noticed_even_when_it_was_read_before(
    workspace: Workspace, shelf: Any, place: Place, upload: Callable[..., Run], reviewer: Person
) -> None:
    state_sources.change(OPERATOR, workspace, place)
    run = upload()
    decide(run, by=reviewer, action="approve", reason="fine", evidence=run.evidence)
    run.refresh_from_db()
    outcome.tell(run, CI, "applied", serial=7, lineage="3f0e-lineage")
    written(shelf, place)
    a_turn(workspace)
    assert not Bypass.objects.exists()
    written(shelf, place, serial=9)
    a_turn(workspace, EVERY)
    assert Bypass.objects.get().serial == 9
    said = of_sources.compared(workspace, Snapshot.objects.latest("pk"))
    assert [one.odd for one in said] == [True]
    assert "further than the last apply, of run 1" in said[0].text
