"""Messages by e-mail: whole, threaded, without a forged header; and what a mail server's refusal means."""

from __future__ import annotations

import smtplib
from typing import Any

import pytest
from django.core import mail

from gitops_portal.adapters.notifiers.email import check, send, shown
from gitops_portal.adapters.notify import Letter, NotifyError, Sent, Target
from gitops_portal.core.errors import Invalid
from tests.letters import letter


def sent(one: Letter, to: str = "team@example.org, ana@example.org") -> Sent:
    return send(one, Target({"to": to}, portal="https://portal.example.org"))


def test_it_says_everything_in_plain_text() -> None:
    told = sent(letter())
    (found,) = mail.outbox
    assert found.to == ["team@example.org", "ana@example.org"]
    assert found.subject == "orders-prod run 12 is awaiting approval: destroys the database orders"
    assert "- The database orders is destroyed, and its data with it.\n" in found.body
    assert "Next: Reviewer: decides\n" in found.body
    assert "Run: https://portal.example.org/workspaces/orders-prod/runs/12/\n" in found.body
    assert found.content_subtype == "plain"
    assert told.reference == "<0b9c2f3e-0000-4000-8000-000000000001@portal.example.org>"


def test_what_is_about_the_same_is_kept_together() -> None:
    sent(letter(earlier="<first@portal.example.org>"))
    (found,) = mail.outbox
    headers = found.message()
    assert headers["In-Reply-To"] == headers["References"] == "<first@portal.example.org>"


def test_a_long_headline_is_cut() -> None:
    sent(letter(headline="x" * 600))
    assert len(mail.outbox[0].subject) == 180


@pytest.mark.parametrize(
    ("error", "permanent"),
    [
        (ConnectionRefusedError(), False),
        (TimeoutError(), False),
        (smtplib.SMTPServerDisconnected(), False),
        (smtplib.SMTPAuthenticationError(535, b"no"), True),
        (smtplib.SMTPDataError(451, b"later"), False),
        (smtplib.SMTPRecipientsRefused({"a@example.org": (550, b"no")}), True),
        (smtplib.SMTPRecipientsRefused({"a@example.org": (450, b"later"), "b@example.org": (550, b"")}), False),
    ],
)
def test_what_a_mail_server_says(monkeypatch: pytest.MonkeyPatch, error: Exception, permanent: bool) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise error

    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", fail)
    with pytest.raises(NotifyError) as found:
        sent(letter())
    assert found.value.permanent is permanent


@pytest.mark.parametrize(
    "to", ["nobody", "a@example.org, b", "a@example.org\nBcc: b@example.org", ",".join(["a@b.org"] * 21)]
)
def test_what_is_no_address_is_told(settings: Any, to: str) -> None:
    settings.EMAIL_HOST_IS_SET = True
    with pytest.raises(Invalid):
        check({"to": to}, ())


def test_without_a_mail_server_there_is_no_such_channel(settings: Any) -> None:
    settings.EMAIL_HOST_IS_SET = False
    with pytest.raises(Invalid, match="EMAIL_URL"):
        check({"to": "a@example.org"}, ())


def test_a_list_shows_the_first_addresses() -> None:
    assert shown({"to": "a@b.org, b@b.org, c@b.org, d@b.org"}) == "a@b.org, b@b.org, c@b.org and 1 more"
