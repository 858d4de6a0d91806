"""Every rule, how strictly it holds and where, how often it objected, and why."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from gitops_portal.actions import guardrails as actions
from gitops_portal.core.errors import PortalError
from gitops_portal.core.model import Enforcement, Severity
from gitops_portal.core.rules.frameworks import frameworks, slug
from gitops_portal.core.rules.frameworks import of as framework_of
from gitops_portal.core.rules.scope import ScopeKind, idle
from gitops_portal.records import queries
from gitops_portal.records.queries import Hits, rulebook
from gitops_portal.web import access
from gitops_portal.web.guardrail_forms import Enforce, Release
from gitops_portal.web.own_rule_told import told

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gitops_portal.core.rules.parameters import Value
    from gitops_portal.core.rules.rule import Rule
    from gitops_portal.records.queries import GuardrailSetting
    from gitops_portal.web.own_rule_told import Told

DAYS = 30
PAGE = 50
FILTERS = ("q", "severity", "enforcement", "provider", "framework", "by")


@dataclass(frozen=True, slots=True)
class Row:
    """A guardrail as its table shows it: `effective` is what holds where nothing more specific is set."""

    guardrail: Rule
    providers: tuple[str, ...]
    effective: str
    scoped: tuple[GuardrailSetting, ...]
    hits: Hits
    own: bool = False
    """Whether owners wrote it, under a name that is none of the portal's."""


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    person = access.person(request)
    hits = queries.guardrail_hits(person, timezone.now() - timedelta(days=DAYS))
    settings = queries.guardrail_settings(person)
    by_rule: dict[str, list[GuardrailSetting]] = {}
    for setting in settings:
        by_rule.setdefault(setting.guardrail, []).append(setting)
    known, ours = rulebook.known().values(), rulebook.built_in()
    rows = [
        replace(_row(rule, by_rule.get(rule.id, ()), hits.get(rule.id, Hits())), own=rule.id not in ours)
        for rule in known
    ]
    asked = {name: request.GET.get(name, "")[:100] for name in FILTERS}
    page = Paginator(sorted(_narrowed(rows, asked), key=_gravity), PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "guardrails/index.html",
        {
            "page": page,
            "rows": page.object_list,
            "frameworks": [(slug(name), name) for name in frameworks(known)],
            "total": len(rows),
            "asked": asked,
            "narrowed": any(asked.values()),
            "severities": list(Severity),
            "enforcements": list(Enforcement),
            "providers": sorted({word for row in rows for word in row.providers}),
            "days": DAYS,
            "changes": person.owns_organisation,
        },
    )


def _row(rule: Rule, settings: Iterable[GuardrailSetting], hits: Hits) -> Row:
    whole = [setting.enforcement for setting in settings if setting.scope == ScopeKind.ORGANISATION]
    scoped = tuple(setting for setting in settings if setting.scope != ScopeKind.ORGANISATION)
    providers = tuple(rule.provider.split(", ")) if rule.provider else ()
    return Row(rule, providers, whole[0] if whole else rule.enforcement, scoped, hits)


def _narrowed(rows: Iterable[Row], asked: dict[str, str]) -> list[Row]:
    text = asked["q"].casefold()
    return [
        row
        for row in rows
        if text in f"{row.guardrail.id} {row.guardrail.title}".casefold()
        and asked["severity"] in {"", row.guardrail.severity}
        and asked["enforcement"] in {"", row.effective}
        and asked["provider"] in {"", *row.providers}
        and asked["framework"] in {"", *_frameworks(row.guardrail)}
        and asked["by"] in {"", "own" if row.own else "portal"}
    ]


def _frameworks(rule: Rule) -> set[str]:
    return {slug(told[0]) for told in map(framework_of, rule.references) if told}


def _gravity(row: Row) -> tuple[bool, int, int, str]:
    """What objected lately first, the most severe of it on top."""
    return (not row.hits.runs, list(Severity).index(row.guardrail.severity), -row.hits.runs, row.guardrail.id)


@require_GET
def detail(request: HttpRequest, id: str) -> HttpResponse:  # noqa: A002 - a guardrail's name in its address
    return _page(request, _rule(id))


def _rule(name: str) -> Rule:
    if (rule := rulebook.known().get(name)) is None:
        raise Http404
    return rule


def _page(request: HttpRequest, rule: Rule, status: int = 200, form: Enforce | None = None) -> HttpResponse:
    person = access.person(request)
    settings = queries.guardrail_settings(person, rule.id)
    hits = queries.guardrail_hits(person, timezone.now() - timedelta(days=DAYS)).get(rule.id, Hits())
    changed = next((each for each in settings if str(each.pk) == request.GET.get("setting")), None)
    onto = actions.digest(rule.id)
    first = Enforce.of(changed, onto) if changed else Enforce(initial={"enforcement": rule.enforcement, "onto": onto})
    idle_ones = idle(map(rulebook.scoped, settings), {rule.id: rule.enforcement})
    return render(
        request,
        "guardrails/detail.html",
        {
            "row": _row(rule, settings, hits),
            "own": _own(rule),
            "types": sorted(rule.types),
            "parameters": [_told(rule, each.name, each.meaning) for each in rule.settable],
            "several_lines": "\n" in rule.remedy,
            "settings": settings,
            "idle": {each.pk for each in settings if rulebook.scoped(each) in idle_ones},
            "form": form or first,
            "onto": onto,
            "changed": None if form else changed,
            "findings": queries.latest_findings(person, rule.id),
            "days": DAYS,
        },
        status=status,
    )


def _own(rule: Rule) -> Told | None:
    """What a rule that owners wrote asks for; None of any other."""
    held = rulebook.own_rules().get(rule.id)
    return told(held, rulebook.document()["lists"]) if held else None


def _told(rule: Rule, name: str, meaning: str) -> dict[str, str]:
    """A parameter with its value, and its default where that is another."""
    value, default = (_shown(told[name]) for told in (rule.set_values, rule.defaults))
    return {"name": name, "meaning": meaning, "value": value, "default": default if default != value else ""}


def _shown(value: Value) -> str:
    return str(value) if isinstance(value, int) else ", ".join(value)


@require_POST
def enforce(request: HttpRequest, id: str) -> HttpResponse:  # noqa: A002 - a guardrail's name in its address
    access.require_owner(request)
    rule = _rule(id)
    form = Enforce(request.POST)
    if not form.is_valid():
        return _page(request, rule, 422, form)
    try:
        actions.enforce(access.actor(request), rule.id, **form.cleaned_data)
    except PortalError as error:
        form.add_error(None, str(error))
        return _page(request, rule, error.status, form)
    messages.success(request, "Saved. It applies from the next plan on.")
    return redirect("guardrails.detail", rule.id)


@require_POST
def release(request: HttpRequest, id: str) -> HttpResponse:  # noqa: A002 - a guardrail's name in its address
    access.require_owner(request)
    rule, form = _rule(id), Release(request.POST)
    settings = queries.guardrail_settings(access.person(request), rule.id)
    if not form.is_valid():
        raise Http404
    setting = next((each for each in settings if each.pk == form.cleaned_data["setting"]), None)
    if setting is None:
        raise Http404
    release = partial(actions.release, access.actor(request), setting, form.cleaned_data["onto"])
    return access.done(request, release, "Removed: the next wider setting applies again.", "guardrails.detail", rule.id)
