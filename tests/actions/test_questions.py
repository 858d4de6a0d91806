"""A forge asks whether a commit may go on: kept once, answered as the gate does, and again when that changes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from gitops_portal.actions import channels, deliver, workspaces
from gitops_portal.actions.sealed_settings import opened
from gitops_portal.adapters import github_app
from gitops_portal.core.lifecycle import State
from gitops_portal.records.models import AuditEvent, Channel, Question, Run, Workspace
from tests import organisation as org
from tests.actors import OPERATOR
from tests.adapters.notifiers.test_github_gate import ASKED, signed
from tests.app_keys import by_app
from tests.documents import NOTHING
from tests.hooks import Behaviour, Server, server

pytestmark = pytest.mark.django_db
COMMIT = "a" * 40
ANSWER = Behaviour(200, body=b'{"id": 77, "token": "ghs_x", "expires_at": "2126-11-29T13:00:00Z"}')


@pytest.fixture
def hook(settings: Any) -> Iterator[Server]:
    github_app._KEPT.clear()
    with server() as running:
        settings.OUTBOUND_HOSTS = [running.host]
        running.answers(ANSWER)
        yield running


@pytest.fixture
def channel(hook: Server) -> Channel:
    for slug in ("orders-prod", "orders-test"):
        place = workspaces.create(OPERATOR, slug, repository="example/orders")
        place.labels = {"environment": slug.removeprefix("orders-")}
        place.save()
    made, _ = channels.add(OPERATOR, "github_gate", "gate", by_app(hook.url))
    channels.subscribe(OPERATOR, made.pk)
    return made


def ask(channel: Channel, hook: Server, environment: str = "prod", guid: str = "1") -> Any:
    callback = f"{hook.url}/repos/example/orders/actions/runs/42/deployment_protection_rule"
    told = ASKED | {"environment": environment, "deployment_callback_url": callback}
    head, body = signed(told, opened(channel)["signing"], X_GitHub_Delivery=guid)
    address = f"/api/v1/channels/{channel.key}/asked"
    answer = Client(enforce_csrf_checks=True).post(address, body, content_type="application/json", headers=head)
    deliver.turn()
    return answer


def sent(slug: str, state: State = State.AUTO_APPROVED) -> Run:
    """A plan that changes nothing is approved by rule; then it is as somebody or something left it."""
    run = org.uploaded(
        Workspace.objects.get(slug=slug), NOTHING, commit=COMMIT, branch="main", planfile_sha256="b" * 64
    )
    if state is not State.AUTO_APPROVED:
        Run.objects.filter(pk=run.pk).update(state=state)
    return run


def states(hook: Server) -> list[str | None]:
    """Of the answers: None is a report that it has to wait."""
    return [json.loads(one.body).get("state") for one in hook.asked if one.path.endswith("protection_rule")]


@pytest.mark.parametrize(
    ("state", "wanted"),
    [
        (State.AUTO_APPROVED, ["approved"]),
        (State.APPLIED, ["approved"]),
        (State.AWAITING, [None]),
        (State.BLOCKED, [None]),
        (State.REJECTED, ["rejected"]),
        (State.SUPERSEDED, ["rejected"]),
        (State.ERRORED, ["rejected"]),
    ],
)
def test_it_is_answered_as_the_run_stands(channel: Channel, hook: Server, state: State, wanted: list[Any]) -> None:
    sent("orders-prod", state)
    sent("orders-test", State.AWAITING)
    assert ask(channel, hook).status_code == 200
    assert states(hook) == wanted
    settled = Question.objects.get().settled_at is not None
    assert settled is (wanted != [None])
    assert AuditEvent.objects.filter(verb="channel.answered").exists() is settled


def test_an_environment_that_nothing_is_called_by_waits_for_all(channel: Channel, hook: Server) -> None:
    sent("orders-prod")
    sent("orders-test", State.AWAITING)
    ask(channel, hook, "elsewhere")
    assert states(hook) == [None]


def test_what_is_asked_before_the_plan_is_answered_with_it(channel: Channel, hook: Server) -> None:
    ask(channel, hook)
    assert not hook.asked
    sent("orders-prod")
    deliver.turn()
    assert states(hook)[-1] == "approved"


def test_the_same_is_asked_once_and_answered_for_good(channel: Channel, hook: Server) -> None:
    sent("orders-prod")
    for _ in range(2):
        assert ask(channel, hook).status_code == 200
    assert states(hook) == ["approved"]
    sent("orders-prod")
    deliver.turn()
    assert states(hook) == ["approved"]


def test_nobody_else_asks(channel: Channel, hook: Server) -> None:
    sent("orders-prod")
    head, body = signed(ASKED, "whsec_other")
    address = f"/api/v1/channels/{channel.key}/asked"
    assert Client().post(address, body, content_type="application/json", headers=head).status_code == 401
    assert (
        Client().post(address.replace(str(channel.key)[:4], "ffff"), body, content_type="application/json").status_code
        == 404
    )
    other, _ = channels.add(OPERATOR, "webhook", "hook", {"url": hook.url})
    assert (
        Client()
        .post(address.replace(str(channel.key), str(other.key)), body, content_type="application/json")
        .status_code
        == 422
    )
    channels.pause(OPERATOR, channel.pk)
    assert ask(channel, hook).status_code == 409
    assert not Question.objects.exists()


def test_it_speaks_only_of_what_the_channel_is_told_of(channel: Channel, hook: Server) -> None:
    channels.unsubscribe(OPERATOR, channel.subscriptions.get())
    sent("orders-prod")
    ask(channel, hook)
    assert not hook.asked
