"""GitHub asks before a deployment: read only where it is signed and can be answered at the API, and answered there."""

from __future__ import annotations

import hmac
import json
from datetime import timedelta
from typing import Any

import pytest
from msgspec import structs

from gitops_portal.adapters import github_app
from gitops_portal.adapters.notifiers.github_gate import reads, send
from gitops_portal.adapters.notify import Open, Question, Verdict
from gitops_portal.core.errors import Invalid, PortalError, Unrecognised
from tests.app_keys import INSTALLED, by_app, minted
from tests.hooks import Behaviour, Server
from tests.letters import NOW, letter, target

SETTINGS = {"api": "https://github.example.org/api/v3", "signing": "whsec_new", "signing_before": "whsec_old"}
CALLBACK = "https://github.example.org/api/v3/repos/example/orders/actions/runs/42/deployment_protection_rule"
ASKED = {
    "action": "requested",
    "environment": "prod",
    "event": "push",
    "deployment_callback_url": CALLBACK,
    "deployment": {"sha": "a" * 40, "ref": "main", "id": 1},
    "pull_requests": [],
    "repository": {"full_name": "example/orders", "id": 1},
    "installation": {"id": 77},
}
QUESTION = Question("guid", "example/orders", "a" * 40, "prod", {"run": "42"})


def signed(told: Any, by: str = "whsec_new", **head: str) -> tuple[dict[str, str], bytes]:
    body = json.dumps(told).encode()
    proof = f"sha256={hmac.digest(by.encode(), body, 'sha256').hex()}"
    usual = {"X-GitHub-Event": "deployment_protection_rule", "X-GitHub-Delivery": "guid"}
    return {"X-Hub-Signature-256": proof, **usual, **{name.replace("_", "-"): one for name, one in head.items()}}, body


def test_what_is_asked() -> None:
    assert reads(*signed(ASKED), SETTINGS, NOW) == QUESTION


@pytest.mark.parametrize(("secret", "until", "taken"), [("whsec_new", "", True), ("whsec_old", "", False), ("whsec_old", "later", True), ("whsec_other", "later", False)])  # fmt: skip
def test_it_is_signed_by_the_secret_or_for_a_day_the_one_before(secret: str, until: str, taken: bool) -> None:
    lasts = (NOW + timedelta(hours=1)).isoformat() if until else ""
    settings = SETTINGS | {"signing_before_until": lasts}
    if taken:
        assert reads(*signed(ASKED, secret), settings, NOW)
    else:
        with pytest.raises(Unrecognised):
            reads(*signed(ASKED, secret), settings, NOW)


@pytest.mark.parametrize("proof", ["", "sha256=", "sha1=abc", "é"])
def test_without_a_signature_nothing_is_read(proof: str) -> None:
    with pytest.raises(Unrecognised):
        reads({"X-Hub-Signature-256": proof}, b"{", SETTINGS, NOW)


def test_what_asks_nothing_is_left() -> None:
    assert reads(*signed({"zen": "…"}, X_GitHub_Event="ping"), SETTINGS, NOW) is None
    assert reads(*signed(ASKED | {"action": "other"}), SETTINGS, NOW) is None


@pytest.mark.parametrize(
    "callback",
    [
        "https://evil.example/repos/example/orders/actions/runs/42/deployment_protection_rule",
        "https://github.example.org/api/v3/repos/example/other/actions/runs/42/deployment_protection_rule",
        "https://github.example.org/api/v3/repos/example/orders/actions/runs/42/../../x/deployment_protection_rule",
        f"{CALLBACK}?x",
        "https://github.example.org.evil.example/api/v3/repos/example/orders/actions/runs/42/deployment_protection_rule",
        "",
    ],
)
def test_nothing_is_answered_elsewhere(callback: str) -> None:
    with pytest.raises(Invalid):
        reads(*signed(ASKED | {"deployment_callback_url": callback}), SETTINGS, NOW)


@pytest.mark.parametrize("told", [[], {"action": "requested"}, ASKED | {"deployment": {"sha": 1}}])
def test_what_has_another_shape_is_told(told: Any) -> None:
    with pytest.raises(PortalError):
        reads(*signed(told), SETTINGS, NOW)


@pytest.mark.parametrize(
    ("verdict", "state", "settles"),
    [(Verdict.ALLOWED, "approved", True), (Verdict.REFUSED, "rejected", True), (Verdict.WAITING, None, False)],
)
def test_it_is_answered(hook: Server, verdict: Verdict, state: str | None, settles: bool) -> None:
    github_app._KEPT.clear()
    hook.answers(INSTALLED, minted(), Behaviour(204, body=b""))
    one = structs.replace(letter(), asked=Open(QUESTION, verdict, "Because " + "x" * 2000))
    assert send(one, target(hook, **by_app(hook.url))).settles is settles
    assert json.loads(hook.asked[1].body)["permissions"] == {"deployments": "write"}
    asked = hook.asked[-1]
    assert (asked.method, asked.path) == (
        "POST",
        "/repos/example/orders/actions/runs/42/deployment_protection_rule",
    )
    body = json.loads(asked.body)
    assert body["environment_name"] == "prod"
    assert body.get("state") == state
    assert len(body["comment"]) == 1024


def test_it_is_told_to_wait_no_more_often_than_github_takes(hook: Server) -> None:
    waits = Open(QUESTION, Verdict.WAITING, "It waits.", reports=9)
    send(structs.replace(letter(), asked=waits), target(hook, **by_app(hook.url)))
    assert not hook.asked
