"""Who must approve, in words, and the file that says so: for whoever has a role in every workspace."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.shortcuts import render
from django.views.decorators.http import require_GET

from gitops_portal.core.approval_rules import told
from gitops_portal.records import queries
from gitops_portal.records.queries import asked
from gitops_portal.web import access

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from django.http import HttpRequest, HttpResponse

    from gitops_portal.core.approval_rules.book import AutoRule, Freeze, Rule


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    if not queries.everywhere(access.person(request)):
        raise PermissionDenied
    held, book = asked.newest_book(), asked.book()
    parts = [
        ("Who must approve", list(_lines(book.approvals))),
        ("What is approved by rule", list(_lines(book.auto_approve))),
        ("When nothing is applied", list(_lines(book.freezes))),
    ]
    return render(request, "approvals/index.html", {"held": held, "parts": parts})


def _lines(rules: Mapping[str, Rule] | Mapping[str, AutoRule] | Mapping[str, Freeze]) -> Iterator[tuple[str, str, str]]:
    """Each rule: its id, its title, and what it says."""
    for name, rule in rules.items():
        yield name, rule.title or name, told.sentence(rule)
