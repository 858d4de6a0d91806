"""What is waived, by whom and until when: of a workspace, where its owners make waivers, and of all of them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gitops_portal.actions import waivers as actions
from gitops_portal.core.errors import PortalError
from gitops_portal.core.model import Role
from gitops_portal.core.rules.scope import resolve
from gitops_portal.core.rules.waivers import holds_under
from gitops_portal.records.queries import rulebook
from gitops_portal.records.queries import waivers as queries
from gitops_portal.web import access
from gitops_portal.web.waiver_forms import NewWaiver

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from django.http import HttpRequest, HttpResponse

    from gitops_portal.core.rules.rule import Rule
    from gitops_portal.records.models import Waiver
    from gitops_portal.records.queries import Workspace

PAGE: Final = 50
ENDED: Final = 20
"""Waivers that have ended, on the page."""


@dataclass(frozen=True, slots=True)
class Row:
    """A waiver as its table shows it; `holds` is False while it waits for another owner."""

    waiver: Waiver
    title: str
    holds: bool


@require_GET
@never_cache
def index(request: HttpRequest) -> HttpResponse:
    return render(request, "waivers/index.html", _listed(request))


@require_GET
@never_cache
def guardrails(request: HttpRequest) -> HttpResponse:
    """All that may be waived, to choose from while an id is typed."""
    known = sorted((name, rule.title) for name, rule in rulebook.known().items())
    return render(request, "waivers/_guardrails.html", {"known": known})


@never_cache
@require_http_methods(["GET", "POST"])
def of_workspace(request: HttpRequest, slug: str) -> HttpResponse:
    workspace = access.workspace(request, slug, Role.OWNER if request.method == "POST" else Role.VIEWER)
    if request.method == "GET":
        told = {name: request.GET[name] for name in ("guardrail", "address") if name in request.GET}
        return _page(request, workspace, NewWaiver(initial=told))
    form = NewWaiver(request.POST)
    if form.is_valid():
        try:
            actions.make(workspace, access.person(request), **form.cleaned_data, client=access.client_address(request))
        except PortalError as error:
            form.add_error(None, str(error))
        else:
            messages.success(
                request,
                "Saved. It counts from the next plan on; of a guardrail that blocks or needs approval, "
                "once another owner approved it.",
            )
            return redirect("waivers.of_workspace", slug)
    return _page(request, workspace, form, 422)


def _page(request: HttpRequest, workspace: Workspace, form: NewWaiver, status: int = 200) -> HttpResponse:
    context = {
        "workspace": workspace,
        "form": form,
        "owns": access.may(request, workspace, Role.OWNER),
        "identity": access.person(request).identity,
        **_listed(request, workspace),
    }
    return render(request, "waivers/workspace.html", context, status=status)


def _listed(request: HttpRequest, workspace: Workspace | None = None) -> dict[str, Any]:
    person, now = access.person(request), timezone.now()
    page = Paginator(queries.listed(person, now, workspace), PAGE).get_page(request.GET.get("page"))
    over = queries.ended(person, now, workspace)
    ended = list(over[:ENDED])
    left_out = over.count() - len(ended) if len(ended) == ENDED else 0
    known = rulebook.named([waiver.guardrail for waiver in (*page.object_list, *ended)])
    return {
        "page": page,
        "rows": rows(page.object_list, known),
        "ended": [Row(waiver, _title(waiver, known), holds=False) for waiver in ended],
        "ended_left_out": left_out,
    }


def rows(found: Iterable[Waiver], known: Mapping[str, Rule]) -> list[Row]:
    """With whether each holds, by how strictly its guardrail does in its workspace."""
    settings, told = rulebook.settings(), []
    defaults = {name: rule.enforcement for name, rule in known.items()}
    for waiver in found:
        place = waiver.workspace
        set_here = resolve(settings, workspace=place.slug, labels=place.labels, defaults=defaults).get(waiver.guardrail)
        strictness = set_here.enforcement if set_here else defaults.get(waiver.guardrail)
        told.append(Row(waiver, _title(waiver, known), holds_under(queries.noun(waiver), strictness)))
    return told


def _title(waiver: Waiver, known: Mapping[str, Rule]) -> str:
    rule = known.get(waiver.guardrail)
    return rule.title if rule else waiver.guardrail


@require_POST
def approve(request: HttpRequest, slug: str, waiver: int) -> HttpResponse:
    return _act(request, slug, waiver, actions.approve, "Approved: it counts from the next plan on.")


@require_POST
def withdraw(request: HttpRequest, slug: str, waiver: int) -> HttpResponse:
    return _act(request, slug, waiver, actions.withdraw, "Withdrawn: what it covered blocks or needs approval again.")


def _act(request: HttpRequest, slug: str, pk: int, action: Any, told: str) -> HttpResponse:
    workspace = access.workspace(request, slug, Role.OWNER)
    found = queries.waiver(pk)
    if found is None or found.workspace_id != workspace.pk:
        raise Http404
    act = partial(action, pk, access.person(request), access.client_address(request))
    return access.done(request, act, told, "waivers.of_workspace", slug)
