"""What stands in the log, and what never does."""

from __future__ import annotations

import logging
import sys
from typing import Any

import pytest
from django.conf import settings

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
