"""A GitHub App's token: asked for by a signed claim, narrow, kept in memory until shortly before its end, of any form."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import jwt
import pytest
from msgspec import structs

from gitops_portal.adapters import github, github_app
from gitops_portal.adapters.notifiers.github_status import send
from gitops_portal.adapters.notify import NotifyError
from gitops_portal.core.errors import Invalid
from tests.app_keys import APP, DONE, INSTALLED, LONG, by_app, minted, private_key, public_key
from tests.hooks import Behaviour, Server
from tests.letters import NOW, letter, target


@pytest.fixture(autouse=True)
def _nothing_kept() -> Iterator[None]:
    github_app._KEPT.clear()
    yield
    github_app._KEPT.clear()


def sent(hook: Server, now: datetime = NOW, **changed: Any) -> Any:
    one = structs.replace(letter(**changed), now=now)
    return send(one, target(hook, **by_app(hook.url)))


def test_a_token_for_one_repository_and_one_purpose_is_asked_for(hook: Server) -> None:
    hook.answers(INSTALLED, minted(), DONE)
    sent(hook)
    asked = hook.asked
    assert [(one.method, one.path) for one in asked] == [
        ("GET", "/repos/example/orders/installation"),
        ("POST", "/app/installations/77/access_tokens"),
        ("POST", f"/repos/example/orders/statuses/{'a' * 40}"),
    ]
    assert json.loads(asked[1].body) == {"repositories": ["orders"], "permissions": {"statuses": "write"}}
    assert asked[2].headers["authorization"] == f"Bearer {LONG}"


def test_what_the_app_proves_itself_by(hook: Server) -> None:
    hook.answers(INSTALLED, minted(), DONE)
    sent(hook)
    proof = hook.asked[0].headers["authorization"].removeprefix("Bearer ")
    assert jwt.get_unverified_header(proof)["alg"] == "RS256"
    claims = jwt.decode(proof, public_key(private_key()), algorithms=["RS256"], options={"verify_exp": False})
    assert claims["iss"] == APP
    assert NOW.timestamp() - claims["iat"] == 60
    assert 0 < claims["exp"] - NOW.timestamp() < 600


@pytest.mark.parametrize(("later", "asked_again"), [(timedelta(minutes=54), False), (timedelta(minutes=56), True)])
def test_it_is_kept_until_shortly_before_its_end(hook: Server, later: timedelta, asked_again: bool) -> None:
    hook.answers(INSTALLED, minted(), DONE, *([INSTALLED, minted("ghs_new")] if asked_again else []), DONE)
    sent(hook)
    sent(hook, NOW + later)
    assert len(hook.asked) == (6 if asked_again else 4)


def test_another_repository_gets_another_token(hook: Server) -> None:
    hook.answers(INSTALLED, minted(), DONE, INSTALLED, minted("ghs_other"), DONE)
    sent(hook)
    sent(hook, repository="example/web")
    assert json.loads(hook.asked[4].body)["repositories"] == ["web"]
    assert hook.asked[5].headers["authorization"] == "Bearer ghs_other"


def test_one_that_is_not_taken_any_more_is_replaced_once(hook: Server) -> None:
    refused = Behaviour(401, body=b"Bad credentials")
    hook.answers(INSTALLED, minted(), DONE, refused, INSTALLED, minted("ghs_new"), DONE)
    sent(hook)
    assert sent(hook).status == 201
    assert hook.asked[-1].headers["authorization"] == "Bearer ghs_new"
    hook.answers(refused, INSTALLED, minted("ghs_third"), refused)
    with pytest.raises(NotifyError, match="401"):
        sent(hook)


def test_no_token_is_told_where_the_other_side_repeats_it(hook: Server) -> None:
    hook.answers(INSTALLED, minted(), Behaviour(422, body=f"no {LONG}".encode()))
    with pytest.raises(NotifyError) as found:
        sent(hook)
    assert str(found.value) == "It answered 422: no (secret)"


@pytest.mark.parametrize(
    ("answers", "told", "permanent"),
    [
        ([Behaviour(404)], "The App is not installed in example/orders.", True),
        ([Behaviour(401, body=b"A JSON web token could not be decoded")], "could not be decoded", True),
        ([Behaviour(200, body=b"<html>")], "says nothing of the App", False),
        ([INSTALLED, Behaviour(201, body=b"{}")], "says nothing of the App", False),
        ([INSTALLED, Behaviour(422, body=b"The permissions are not granted")], "not granted", True),
        ([Behaviour(502)], "502", False),
    ],
)
def test_why_there_is_none_is_told(hook: Server, answers: list[Behaviour], told: str, permanent: bool) -> None:
    hook.answers(*answers)
    with pytest.raises(NotifyError, match=told) as found:
        sent(hook)
    assert found.value.permanent is permanent


@pytest.mark.parametrize(
    "told",
    [
        {},
        {"app": APP},
        {"private_key": "KEY"},
        {"app": "Iv1 x", "private_key": "KEY"},
        {"app": APP, "private_key": "no key"},
        {"app": APP, "private_key": "PUBLIC"},
        {"app": APP, "private_key": "SMALL"},
    ],
)
def test_settings_that_can_not_work_are_told(told: dict[str, str]) -> None:
    keys = {"KEY": private_key(), "PUBLIC": public_key(private_key()), "SMALL": private_key(1024)}
    with pytest.raises(Invalid):
        github.check({name: keys.get(value, value) for name, value in told.items()}, ())


def test_an_app_or_a_token_will_do() -> None:
    github.check({"app": "123456", "private_key": private_key().replace("\n", "\r\n"), "token": ""}, ())
    github.check({"token": "ghp_x"}, ())
    assert github.shown(by_app("")) == f"api.github.com by the App {APP}"
