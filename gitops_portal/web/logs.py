"""Lines of the log: what happened in, one line of text without secrets out."""

from __future__ import annotations

import logging
import re
from typing import Final

from gitops_portal.web import request_ids

_SECRETS: Final = ((re.compile(r"(/sign-in/)[^/\s\"'?]+"), r"\1…"), (re.compile(r"\bgop_[\w-]{8,}"), "gop_…"))
"""Secrets that stand in addresses and in what somebody sent by mistake: of sign-in links, and tokens of CI."""
_UNSEEN: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


class Line(logging.Formatter):
    """Whatever is logged, tracebacks too; a message is one line, so that nobody writes lines of their own.

    What is logged while a request is answered ends in its id.
    """

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - logging's name
        line = _UNSEEN.sub(lambda found: found[0].encode("unicode_escape").decode(), super().formatMessage(record))
        return f"{line} request={asked}" if (asked := request_ids.current()) else line

    def format(self, record: logging.LogRecord) -> str:
        text = super().format(record)
        for pattern, instead in _SECRETS:
            text = pattern.sub(instead, text)
        return text
