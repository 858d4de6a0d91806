"""Events to any address: CloudEvents, signed as Standard Webhooks are, and what answers to them mean."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json

import pytest

from gitops_portal.adapters.notifiers.webhook import send, signature, webhook
from gitops_portal.adapters.notify import LONGEST_ANSWER, NotifyError, Sent
from gitops_portal.core.errors import PortalError
from tests.hooks import Behaviour, Server
from tests.letters import NOW, letter, target

SECRET = "whsec_" + base64.b64encode(b"k" * 32).decode()
BEFORE = "whsec_" + base64.b64encode(b"o" * 32).decode()


def sent(hook: Server, **settings: str) -> Sent:
    return send(letter(), target(hook, url=f"{hook.url}/in", signing=SECRET, **settings))


def test_the_event_is_one_of_cloudevents(hook: Server) -> None:
    assert sent(hook).status == 200
    asked = hook.asked[0]
    assert asked.headers["content-type"] == "application/cloudevents+json; charset=utf-8"
    event = json.loads(asked.body)
    data = event.pop("data")
    assert event == {
        "specversion": "1.0",
        "id": "0b9c2f3e-0000-4000-8000-000000000001",
        "source": "https://portal.example.org/workspaces/orders-prod/",
        "type": "org.example.portal.run.awaiting.v1",
        "time": "2026-11-29T12:00:00+00:00",
        "subject": "12",
        "datacontenttype": "application/json",
    }
    assert data["headline"].startswith("orders-prod run 12 is awaiting approval")
    assert data["subject"]["url"].endswith("/runs/12/")


def test_whoever_has_the_secret_can_check_it(hook: Server) -> None:
    sent(hook)
    asked = hook.asked[0]
    signed = f"{asked.headers['webhook-id']}.{asked.headers['webhook-timestamp']}.".encode() + asked.body
    wanted = base64.b64encode(hmac.new(b"k" * 32, signed, hashlib.sha256).digest()).decode()
    assert asked.headers["webhook-signature"] == f"v1,{wanted}"
    assert asked.headers["webhook-timestamp"] == str(int(NOW.timestamp()))


def test_the_signature_is_that_of_the_standards_example() -> None:
    made = signature(
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", b'{"test": 2432232314}'
    )
    assert made == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


@pytest.mark.parametrize(
    ("until", "signatures"), [("2026-11-29T13:00:00+00:00", 2), ("2026-11-29T11:00:00+00:00", 1), ("", 1)]
)
def test_while_a_rotation_lasts_both_secrets_sign(hook: Server, until: str, signatures: int) -> None:
    sent(hook, signing_before=BEFORE, signing_before_until=until)
    assert len(hook.asked[0].headers["webhook-signature"].split(" ")) == signatures


@pytest.mark.parametrize(
    ("behaviour", "permanent", "gone", "wait"),
    [
        (Behaviour(429, {"Retry-After": "90"}), False, False, 90),
        (Behaviour(503, {"Retry-After": "Sun, 29 Nov 2026 12:02:00 GMT"}), False, False, 120),
        (Behaviour(503, {"Retry-After": "99999999"}), False, False, 86400),
        (Behaviour(429, {"Retry-After": "soon"}), False, False, 0),
        (Behaviour(500), False, False, 0),
        (Behaviour(408), False, False, 0),
        (Behaviour(403, {"x-ratelimit-remaining": "0", "x-ratelimit-reset": str(int(NOW.timestamp()) + 60)}), False, False, 60),
        (Behaviour(302, {"Location": "/elsewhere"}), True, False, 0),
        (Behaviour(400), True, False, 0),
        (Behaviour(410), True, True, 0),
    ],
)  # fmt: skip
def test_what_is_answered_says_whether_and_when_to_try_again(
    hook: Server, behaviour: Behaviour, permanent: bool, gone: bool, wait: int
) -> None:
    hook.answers(behaviour)
    with pytest.raises(NotifyError) as found:
        sent(hook)
    assert (found.value.permanent, found.value.gone, found.value.wait) == (permanent, gone, wait)
    assert found.value.status == behaviour.status
    assert len(hook.asked) == 1


def test_an_answer_is_shown_as_one_short_line(hook: Server) -> None:
    hook.answers(Behaviour(body=b"line\r\n\x1b[31mred\xe2\x80\xae" + b"x" * 5000))
    answer = sent(hook).answer
    assert answer.startswith("line \\u001b[31mred")
    assert answer.isprintable()
    assert len(answer) <= LONGEST_ANSWER


def test_a_private_address_is_refused_unless_the_operator_names_it(hook: Server) -> None:
    near = target(hook, url=f"{hook.url}/in", signing=SECRET)
    with pytest.raises(PortalError):
        send(letter(), type(near)(near.settings, frozenset(), near.portal))
    assert not hook.asked


def test_of_an_address_only_the_host_is_shown() -> None:
    assert webhook.shown({"url": "https://hooks.example.org/secret/part?token=1"}) == "hooks.example.org"
