"""Rows of differences in, the long texts they name out, as far as a page has room for them; and one text by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.http import Http404, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from gitops_portal.records import queries
from gitops_portal.web import access

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from django.http import HttpRequest

    from gitops_portal.records.queries import Run

    Row = Mapping[str, Any]

LONGEST: Final = 20_000
"""Characters of one text that stands on a page; a longer one is a link."""
ROOM: Final = 200_000
"""Characters of all of them."""


def on_page(run: Run, rows: Iterable[Row], room: int = ROOM, longest: int = LONGEST) -> dict[str, str]:
    """The texts that stand on the page, by digest: the first ones, until there is no more room."""
    chosen: dict[str, int] = {}
    for digest, characters in named(rows):
        if characters <= longest and sum(chosen.values()) + characters <= room:
            chosen[digest] = characters
    return queries.texts(run, chosen) if chosen else {}


def named(rows: Iterable[Row]) -> Iterator[tuple[str, int]]:
    """The texts that rows name: digest and length."""
    for row in rows:
        for text in row.get("whole", {}).values():
            yield text["digest"], text["characters"]


@require_GET
@never_cache
def whole(request: HttpRequest, slug: str, number: int, digest: str) -> HttpResponse:
    """One text as it is kept, as plain text."""
    return plain(access.run(request, slug, number), digest)


def plain(run: Run, digest: str) -> HttpResponse:
    """Raises Http404 where the run has no such text."""
    found = queries.texts(run, [digest]) if digest.isalnum() else {}
    if digest not in found:
        raise Http404
    return HttpResponse(found[digest], content_type="text/plain; charset=utf-8")
