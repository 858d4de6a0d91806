"""A server of Argo CD is asked on the clock: what moved is kept as if it were sent, and silence keeps nothing green."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from gitops_portal import environment
from gitops_portal.actions import argocd, clock, health, reconcile, reports, rounds
from gitops_portal.adapters import argocd as adapter
from gitops_portal.records.models import ArgocdServer, AuditEvent, Observation, Workspace
from tests import organisation as org
from tests.actors import CI
from tests.core.documents.sources.samples import ARGOCD, SECRET
from tests.hooks import Behaviour, Server, server

pytestmark = pytest.mark.django_db
TOKEN = "eyJ-made-up"
TEN = datetime(2026, 11, 29, 10, tzinfo=UTC)
EVERY = rounds.EVERY


@pytest.fixture
def hook(settings: Any) -> Iterator[Server]:
    with server() as running:
        settings.ARGOCD_SERVERS = {running.url: TOKEN}
        settings.OUTBOUND_HOSTS = [running.host]
        yield running


@pytest.fixture
def shop() -> Workspace:
    return org.workspace("shop")


def application(name: str = "shop", workspace: str = "shop", at: datetime = TEN, **status: Any) -> dict[str, Any]:
    metadata = {"name": name, "namespace": "argocd", "labels": {"portal-workspace": workspace}}
    said = {"sync": {"status": "Synced", "revision": "5f3c"}, "health": {"status": "Healthy"}, "resources": []}
    return {
        "metadata": metadata,
        "spec": ARGOCD["spec"],
        "status": said | {"reconciledAt": at.strftime("%Y-%m-%dT%H:%M:%SZ")} | status,
    }


def answers(hook: Server, *applications: dict[str, Any]) -> None:
    hook.answers(Behaviour(body=json.dumps({"metadata": {}, "items": applications}).encode()))


def a_turn(later: timedelta = timedelta()) -> ArgocdServer:
    with clock.at(TEN + timedelta(minutes=1) + later):
        argocd.turn()
    return ArgocdServer.objects.get()


def posture(later: timedelta = timedelta()) -> tuple[str, datetime | None]:
    known = Workspace.objects.get(slug="shop").known.at(TEN + timedelta(minutes=1) + later)
    return known.state, known.checked_at


def events(verb: str) -> list[str]:
    return list(AuditEvent.objects.filter(verb=verb).order_by("pk").values_list("reason", flat=True))


OUT: dict[str, Any] = {
    "sync": {"status": "OutOfSync"},
    "resources": [{"kind": "Service", "name": "web", "status": "OutOfSync"}],
}


# ── what is heard ────────────────────────────────────────────────────────────────────────────────────────────────


def test_it_is_asked_by_its_token_for_those_that_name_a_workspace(hook: Server, shop: Workspace) -> None:
    answers(hook, application())
    row = a_turn()
    (asked,) = hook.asked
    assert (asked.method, asked.path) == ("GET", "/api/v1/applications?selector=portal-workspace")
    assert asked.headers["authorization"] == f"Bearer {TOKEN}"
    assert (row.applications, row.failure, row.not_heard, row.checked_at) == (1, "", 0, TEN + timedelta(minutes=1))
    assert posture() == ("in_sync", TEN)
    said = Observation.objects.get()
    assert (said.source, said.subject, said.told_by) == ("argocd", "Application argocd/shop", "portal")
    assert SECRET not in str(list(Observation.objects.values()))
    shop.refresh_from_db()
    assert shop.kind == "argocd"


def test_it_is_kept_as_if_it_were_sent(hook: Server, shop: Workspace) -> None:
    answers(hook, application(**OUT))
    a_turn()
    (asked,) = Observation.objects.values()
    Observation.objects.all().delete()
    whole = {"apiVersion": "argoproj.io/v1alpha1", "kind": "Application"} | application(**OUT)
    reports.accept(json.dumps(whole).encode(), workspace=shop, by=CI)
    (sent,) = Observation.objects.values()
    assert asked | {"id": 0, "told_by": ""} == sent | {"id": 0, "told_by": ""}
    assert [event.detail["drifted"] for event in AuditEvent.objects.filter(verb="workspace.observed")] == [1, 1]


def test_what_it_compared_again_keeps_it_green_without_a_new_row(hook: Server, shop: Workspace) -> None:
    for hours in range(3):
        answers(hook, application(at=TEN + timedelta(hours=hours)))
        a_turn(timedelta(hours=hours))
    assert Observation.objects.count() == 1
    assert posture()[1] == TEN + timedelta(hours=2)
    assert len(events("workspace.observed")) == 1


def test_what_did_not_move_is_not_stored_again(
    hook: Server, shop: Workspace, monkeypatch: pytest.MonkeyPatch, django_assert_max_num_queries: Any
) -> None:
    names = [f"shop-{number}" for number in range(30)]
    answers(hook, *(application(name) for name in names))
    a_turn()
    kept = list(Observation.objects.order_by("pk").values())
    monkeypatch.setattr(reports, "accept", None)
    with django_assert_max_num_queries(20):
        a_turn(EVERY)
    assert list(Observation.objects.order_by("pk").values()) == kept
    assert len(kept) == 30


def test_another_word_of_the_same_comparison_counts(hook: Server, shop: Workspace) -> None:
    """Argo CD watches the cluster: it may find drift without a comparison of its own time."""
    answers(hook, application())
    a_turn()
    answers(hook, application(**OUT))
    a_turn(EVERY)
    assert posture() == ("drifted", TEN)
    assert Observation.objects.filter(newest=True).count() == 1


def test_an_older_word_than_the_last_is_not_heard(hook: Server, shop: Workspace) -> None:
    answers(hook, application(at=TEN + timedelta(seconds=30)))
    a_turn()
    for turn in (1, 2):
        answers(hook, application(**OUT))
        a_turn(turn * EVERY)
    assert (Observation.objects.count(), posture()[0]) == (1, "in_sync")


def test_the_gravest_application_of_a_workspace_decides(hook: Server, shop: Workspace) -> None:
    answers(hook, application(), application("shop-jobs", **OUT), application("api", "nowhere"))
    row = a_turn()
    assert posture()[0] == "drifted"
    assert (row.applications, row.not_heard) == (3, 1)
    assert row.told == ["Application argocd/api: there is no workspace “nowhere”."]


def test_one_that_can_not_be_read_holds_up_no_other(hook: Server, shop: Workspace) -> None:
    answers(hook, application("odd", sync=7), application())
    for turn in range(2):
        row = a_turn(turn * EVERY)
    assert "Application argocd/odd: " in row.told[0]
    assert posture()[0] == "in_sync"
    assert not events("state.refused"), "or the trail would tell it every five minutes"


def test_of_many_that_are_not_heard_some_are_told_and_all_counted(hook: Server) -> None:
    answers(hook, *(application(f"a{number}", "nowhere") for number in range(argocd.CHUNK + 1)))
    row = a_turn()
    assert (len(row.told), row.not_heard) == (argocd.TOLD, argocd.CHUNK + 1)
    (part,) = (part for part in health.check() if part.name == "Argo CD")
    assert part.ok
    assert f"{argocd.CHUNK + 1 - argocd.TOLD} more are not heard." in part.detail


# ── when ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_it_is_asked_every_five_minutes_and_by_one_at_a_time(hook: Server, shop: Workspace) -> None:
    answers(hook, application())
    a_turn()
    a_turn(EVERY - timedelta(seconds=1))
    assert len(hook.asked) == 1
    row = a_turn(EVERY)
    with clock.at(TEN + 3 * EVERY):
        held = argocd._claimed(row.pk)
        assert held
        assert argocd._claimed(row.pk) is None
        argocd.read(row.pk)
    assert len(hook.asked) == 2
    with clock.at(TEN + 3 * EVERY + rounds.LEASE):
        argocd.read(row.pk)
        argocd._end(held, argocd._Look(failure="late"))
    assert len(hook.asked) == 3
    assert ArgocdServer.objects.get().failure == "", "who was overtaken says nothing"


def test_a_reading_that_was_killed_is_done_again(
    hook: Server, shop: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers(hook, application(), application("two"), application("three"))
    accept, left = reports.accept, [1]

    def once(*given: Any, **named: Any) -> Any:
        if not left:
            raise KeyboardInterrupt
        left.pop()
        return accept(*given, **named)

    with monkeypatch.context() as dying:
        dying.setattr(reports, "accept", once)
        with pytest.raises(KeyboardInterrupt):
            a_turn()
    assert Observation.objects.count() == 1
    a_turn(rounds.LEASE)
    assert Observation.objects.count() == 3
    assert len(events("workspace.observed")) == 3


def test_the_clock_asks(hook: Server, shop: Workspace) -> None:
    answers(hook, application())
    with clock.at(TEN + timedelta(minutes=1)):
        reconcile.turn()
    assert len(hook.asked) == 1


def test_what_the_operator_no_longer_names_is_not_asked(hook: Server, shop: Workspace, settings: Any) -> None:
    answers(hook, application())
    a_turn()
    settings.ARGOCD_SERVERS = {}
    with clock.at(TEN + 2 * EVERY):
        argocd.read(ArgocdServer.objects.get().pk)
        argocd.turn()
    assert (len(hook.asked), ArgocdServer.objects.count()) == (1, 0)
    assert "Argo CD" not in {part.name for part in health.check()}


# ── what goes wrong ──────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (Behaviour(401, body=b"no session information"), "It answers 401: the token is not one"),
        (Behaviour(403), "It answers 403: the token is not one"),
        (Behaviour(307, {"Location": "https://elsewhere.example.org/"}), "It answers 307."),
        (Behaviour(502), "It answers 502."),
        (Behaviour(body=b"<!doctype html><title>Argo CD</title>"), "no list of Applications"),
        (Behaviour(body=b'{"items": [' + b" " * 2_000), "more than 1,000 bytes"),
    ],
)
def test_a_server_that_tells_nothing_is_told_once_and_keeps_nothing_green(
    hook: Server, shop: Workspace, monkeypatch: pytest.MonkeyPatch, answer: Behaviour, told: str
) -> None:
    answers(hook, application())
    a_turn()
    if "1,000" in told:
        monkeypatch.setattr(adapter, "LARGEST", 1_000)
    hook.answers(answer)
    for turn in (1, 2):
        row = a_turn(turn * EVERY)
    assert told in row.failure
    assert row.failing_since == TEN + timedelta(minutes=1) + EVERY
    assert row.checked_at == TEN + timedelta(minutes=1), "when it last answered"
    assert events("argocd.read_failed") == [row.failure]
    (part,) = (part for part in health.check() if part.name == "Argo CD")
    assert not part.ok
    assert told in part.detail
    assert TOKEN not in part.detail + str(list(AuditEvent.objects.values()))
    assert posture()[0] == "in_sync"
    assert posture(timedelta(days=15))[0] == "unverified", "it ends by its time"
    answers(hook, application(at=TEN + 2 * EVERY))
    row = a_turn(3 * EVERY)
    assert (row.failure, row.failing_since) == ("", None)


def test_no_server_there_is_told(hook: Server, shop: Workspace, settings: Any) -> None:
    gone = "http://127.0.0.1:9"
    settings.ARGOCD_SERVERS, settings.OUTBOUND_HOSTS = {gone: TOKEN}, ["127.0.0.1:9"]
    assert "can't be reached" in a_turn().failure
    settings.OUTBOUND_HOSTS = []
    assert "OUTBOUND_HOSTS" in a_turn(EVERY).failure


def test_a_fault_of_ours_is_told_without_its_words(
    hook: Server, shop: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers(hook, application())

    def broken(*_: Any, **__: Any) -> None:
        raise RuntimeError(SECRET)

    monkeypatch.setattr(reports, "accept", broken)
    assert a_turn().failure == "The portal could not read it (RuntimeError)."


# ── what the operator sets ───────────────────────────────────────────────────────────────────────────────────────


def test_each_server_has_its_token() -> None:
    told = environment.servers("ARGOCD", [" https://a.example.org/ ", "http://b.internal:8080/argocd", ""], "one\ntwo")
    assert told == {"https://a.example.org": "one", "http://b.internal:8080/argocd": "two"}
    assert environment.servers("ARGOCD", [], "") == {}


@pytest.mark.parametrize(
    ("addresses", "tokens", "told"),
    [
        (["https://a.example.org"], "", "ARGOCD_TOKENS must be one token for each"),
        ([], "one", "ARGOCD_TOKENS must be one token for each"),
        (["https://a.example.org", "https://a.example.org/"], "one two", "ARGOCD_TOKENS must be one token for each"),
        (["a.example.org"], "one", "ARGOCD_SERVERS must be addresses"),
        (["https://user@a.example.org"], "one", "ARGOCD_SERVERS must be addresses"),
        (["https://a.example.org/?x=1"], "one", "ARGOCD_SERVERS must be addresses"),
        (["https://"], "one", "ARGOCD_SERVERS must be addresses"),
    ],
)
def test_settings_that_can_not_work_stop_the_start(addresses: list[str], tokens: str, told: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=told):
        environment.servers("ARGOCD", addresses, tokens)
