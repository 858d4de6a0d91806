"""Every struct in, known to msgspec out: before there are threads that might meet one that is half known."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from django.urls import get_resolver

from gitops_portal.adapters.notifiers import kinds
from gitops_portal.core.documents.sources import sources

if TYPE_CHECKING:
    from collections.abc import Iterator


def learn() -> None:
    """Of all that pages and API import, and of what is collected on first use; one whose annotations are for type
    checkers alone is never decoded.
    """
    get_resolver().url_patterns  # noqa: B018 - this imports them
    sources()
    kinds()
    for kind in _below(msgspec.Struct):
        try:
            msgspec.json.Decoder(kind)
        except (NameError, TypeError):
            continue


def _below(kind: type[msgspec.Struct]) -> Iterator[type[msgspec.Struct]]:
    for each in kind.__subclasses__():
        yield each
        yield from _below(each)
