"""A server of Argo CD in; the Applications that name a workspace out: as its API lists them, bounded in time and bytes.

The list can't be asked for fewer fields: of those that Argo CD lets one choose, none says when it compared.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from gitops_portal.adapters import outbound
from gitops_portal.core.argocd import LABEL
from gitops_portal.core.errors import DocumentTooLarge, Refused, Unavailable

if TYPE_CHECKING:
    from collections.abc import Collection

LARGEST: Final = 32_000_000
"""Bytes of an answer: an Application has some ten thousand."""
SECONDS: Final = 30.0
"""For a whole answer."""
_NO: Final = frozenset({HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN})


def applications(server: str, token: str, allowed: Collection[str]) -> bytes:
    """What it answers. Raises Invalid and Refused for an address or a token that may not, Unavailable where nobody
    answers, DocumentTooLarge for more than LARGEST.
    """
    url = f"{server}/api/v1/applications?{urlencode({'selector': LABEL})}"
    headers = {"Accept": "application/json", "Authorization": f"Bearer {token}"}
    bounds = outbound.Bounds(LARGEST + 1, SECONDS)
    answer = outbound.send("GET", url, b"", headers, allowed=allowed, bounds=bounds)
    if answer.status in _NO:
        raise Refused(f"It answers {answer.status}: the token is not one that may list Applications.")
    if answer.status != HTTPStatus.OK:
        raise Unavailable(f"It answers {answer.status}.")
    if len(answer.body) > LARGEST:
        raise DocumentTooLarge(f"It answers with more than {LARGEST:,} bytes: let its token see fewer Applications.")
    return answer.body
