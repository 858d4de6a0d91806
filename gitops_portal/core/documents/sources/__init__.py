"""One file per kind of document that the portal reads; all of them by id, out."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from gitops_portal.core.documents.source import Source
from gitops_portal.core.registry import collect

if TYPE_CHECKING:
    from collections.abc import Mapping


@cache
def sources() -> Mapping[str, Source]:
    """Every source by id, collected on first use."""
    return collect(__name__, __path__, Source)
