"""What stands in the log, and what never does."""

from __future__ import annotations

import logging
import sys
from typing import Any

import pytest
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.test import Client

from gitops_portal.web import request_ids
from gitops_portal.web.logs import Line

SECRET = "mWq3vX9tLr8_zK2-pN5yB7cF1dG4hJ6aS0eUiOoPqRs"


def line(message: str, *arguments: object, error: bool = False) -> str:
    caught = None
    if error:
        try:
            int(message % arguments)
        except ValueError:
            caught = sys.exc_info()
    return Line("{levelname} {message}", style="{").format(
        logging.LogRecord("x", logging.WARNING, "x.py", 1, message, arguments, caught)
    )


@pytest.mark.parametrize(
    ("message", "arguments"),
    [
        ("Not Found: %s", (f"/sign-in/{SECRET}/",)),
        ("Forbidden (%s): %s", ("CSRF", f"/sign-in/{SECRET}")),
        ("GET http://127.0.0.1:8000/sign-in/" + SECRET + "/?next=/ 200", ()),
        ('"GET /sign-in/' + SECRET + ' HTTP/1.1" 200', ()),
        ("token %s was sent as a name", (f"gop_{SECRET}",)),
    ],
)
def test_no_secret_of_a_link_or_a_token(message: str, arguments: tuple[object, ...]) -> None:
    for error in (False, True):
        assert SECRET not in line(message, *arguments, error=error)


@pytest.mark.parametrize("end", ["\n", "\r", "\x1b[2K", "\u2028", "\x85"])
def test_nobody_writes_a_line_of_their_own(end: str) -> None:
    assert end not in line("run=%s", f"1{end}ERROR all is well")


def test_every_handler_writes_such_lines() -> None:
    logging_: Any = settings.LOGGING
    used = {logging_["formatters"][handler["formatter"]]["()"] for handler in logging_["handlers"].values()}
    assert used == {"gitops_portal.web.logs.Line"}


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("4bf92f3577b34da6a3ce929d0e0e4736", True),
        ("0b1c7f9e-7d0b-4a57-9c5c-6a3ad7a8d1f0", True),
        ("", False),
        ("short", False),
        ("a" * 65, False),
        ("two words of it", False),
        ("event=signed_in", False),
    ],
)
def test_lines_and_answer_bear_the_id_of_the_request(sent: str, kept: bool) -> None:
    logged: list[str] = []

    def view(_: HttpRequest) -> HttpResponse:
        logged.append(line("event=x"))
        return HttpResponse()

    request = HttpRequest()
    request.META["HTTP_X_REQUEST_ID"] = sent
    answer = request_ids.named(view)(request)
    own = answer[request_ids.HEADER]
    assert logged == [f"WARNING event=x request={own}"]
    assert (own == sent) is kept
    assert own


@pytest.mark.django_db
def test_what_broke_is_told_with_the_id(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_: object) -> HttpResponse:
        raise RuntimeError

    monkeypatch.setattr("gitops_portal.web.outage.told", lambda _: "")
    monkeypatch.setattr("django.contrib.auth.middleware.LoginRequiredMiddleware.process_view", lambda *_: broken(None))
    answer = Client(raise_request_exception=False).get("/", headers={"X-Request-ID": "0123456789abcdef"})
    assert (answer.status_code, answer["X-Request-ID"]) == (500, "0123456789abcdef")
    assert b"<code>0123456789abcdef</code>" in answer.content
