"""A request's route in, how large its body may be out: documents may be large, everything else is small."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Final

from django.conf import settings

if TYPE_CHECKING:
    from django.http import HttpRequest

SMALL: Final = 1_000_000
"""Bytes: more than any form or JSON document but a plan needs."""
MAX_STREAM_BYTES: Final = 64 * 1024 * 1024
"""Of what `apply -json` writes, some 40,000 resources, and of what other tools do."""
_STREAM: Final = re.compile(r"/api/v1/runs/[0-9]+/(?:outcome|reports)")
_UPLOAD: Final = re.compile(r"/api/v1/workspaces/[^/]+/(?:runs|observations)")
_LENGTH: Final = re.compile(r"[0-9]{1,18}")


def is_upload(method: str, path: str) -> bool:
    """Whether a request brings a plan, a state, lines of an apply or words of a tool: the kinds with a large body."""
    return method == "POST" and (_UPLOAD.fullmatch(path) or _STREAM.fullmatch(path)) is not None


def largest_body(method: str, path: str) -> int:
    """How many bytes a request may carry, by its route."""
    if not is_upload(method, path):
        return SMALL
    plan: int = settings.MAX_PLAN_BYTES
    return min(MAX_STREAM_BYTES, plan) if _STREAM.fullmatch(path) else plan


def declared(request: HttpRequest) -> float:
    """The Content-Length of a request; without end where it is no number."""
    told = request.META.get("CONTENT_LENGTH") or "0"
    return int(told) if _LENGTH.fullmatch(told) else math.inf
