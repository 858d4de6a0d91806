"""One file, one kind of channel: a message in, a request to somebody else's system out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_portal.adapters.notify import Kind
from gitops_portal.core.registry import collect

if TYPE_CHECKING:
    from collections.abc import Mapping


def kinds() -> Mapping[str, Kind]:
    """The kinds of channels by their ids."""
    return collect(__name__, __path__, Kind)
