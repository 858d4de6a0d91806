"""What the guardrails look at of each framework: by control, with how strictly they hold; as a page and as CSV."""

from __future__ import annotations

import csv
from io import StringIO
from typing import TYPE_CHECKING, NamedTuple

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from gitops_portal.core import text
from gitops_portal.core.model import Enforcement
from gitops_portal.core.rules.frameworks import frameworks, slug
from gitops_portal.core.rules.scope import ScopeKind
from gitops_portal.records.queries import rulebook
from gitops_portal.web import access

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gitops_portal.core.rules.rule import Rule

HEAD = ("framework", "control", "guardrail", "title", "severity", "enforcement")


class Covered(NamedTuple):
    """A guardrail as a control names it, and how strictly it holds in the organisation."""

    rule: Rule
    enforcement: str


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    access.person(request)
    found = frameworks(rulebook.known().values())
    rows = [
        (name, slug(name), len(controls), len({rule.id for rules in controls.values() for rule in rules}))
        for name, controls in found.items()
    ]
    return render(request, "guardrails/frameworks.html", {"rows": rows})


@require_GET
def detail(request: HttpRequest, framework: str) -> HttpResponse:
    access.person(request)
    title, controls = _framework(framework)
    if request.GET.get("format") == "csv":
        return _csv(title, controls)
    return render(request, "guardrails/framework.html", {"title": title, "controls": list(controls.items())})


def _framework(name: str) -> tuple[str, Mapping[str, list[Covered]]]:
    settings = {
        each.guardrail: each.enforcement for each in rulebook.settings() if each.scope.kind is ScopeKind.ORGANISATION
    }
    for title, controls in frameworks(rulebook.known().values()).items():
        if slug(title) == name:
            return title, {
                control: [Covered(rule, settings.get(rule.id, rule.enforcement)) for rule in rules]
                for control, rules in controls.items()
            }
    raise Http404


def _csv(title: str, controls: Mapping[str, list[Covered]]) -> HttpResponse:
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow(HEAD)
    for control, covered in controls.items():
        for rule, enforcement in covered:
            row = (title, control, rule.id, rule.title, rule.severity, Enforcement(enforcement))
            writer.writerow([text.cell(str(value)) for value in row])
    answer = HttpResponse(out.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{slug(title)}.csv"'
    return answer
