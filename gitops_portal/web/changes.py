"""A run in, its changes out: the list by risk with filters, groups, folds and marks, and one change with all values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qsl, urlencode

from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from gitops_portal.actions import viewed as marks
from gitops_portal.core import words
from gitops_portal.core.model import Action, Noise
from gitops_portal.core.view.differences import lines
from gitops_portal.records import queries
from gitops_portal.records.queries import rulebook
from gitops_portal.web import access, discussion, objections, texts

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from django.core.paginator import Page
    from django.http import HttpRequest, HttpResponse

    from gitops_portal.records.queries import Counts, Person, Run, RunChange

PAGE: Final = 50
"""Changes in one page of the list; a group is one."""
ROWS: Final = 24
"""Attributes of one change in the list."""
ALL_ROWS: Final = 200
"""The same of a change that is opened by itself; the API has all of them."""
SHOWN: Final = 20
"""Changes of one class of noise: the rest is a link."""
MEMBERS: Final = 12
"""Instances of one group that are named: the rest is a link."""

_BY_ITSELF: Final = frozenset({"alike", "key"})
"""Filters that ask for the changes of a group, one by one."""
_ELSEWHERE: Final = {
    "provider": "provider",
    "within": "inside",
    "block": "only instances of",
    "text": "address with",
    "alike": "one group of",
}
"""Filters that are not chosen in the form, and how they read."""


@dataclass(frozen=True, slots=True)
class Fold:
    """Changes of one class of noise: which, what they are in words, by which rule, and the first of them."""

    noise: str
    words: str
    rule: str
    count: int
    """Of all of them; equal changes of instances are one on the page."""
    page: Page[RunChange]


def tab(request: HttpRequest, run: Run) -> dict[str, Any]:
    asked = _reading(request.GET, run, access.person(request))
    only = asked.filters.get("noise", "")
    counts = queries.change_counts(asked)
    page = _listed(asked.but(noise=only or "none"), request.GET.get("page", "1"), PAGE)
    folds = [] if only or page.has_next() else _folds(asked, counts.noise)
    shown = [change for found in (page, *(fold.page for fold in folds)) for change in found]
    modules, modules_left_out = queries.module_counts(run)
    filters = asked.but("noise").filters
    return {
        "page": page,
        **_beside(request, run, shown, ROWS),
        "groups": {} if _BY_ITSELF & filters.keys() else queries.groups(asked, shown, MEMBERS),
        "progress": queries.progress(run, asked.person),
        "filters": filters,
        "only": only,
        "only_words": words.NOISY.get(only),
        "folds": folds,
        "filter_choices": _choices(counts, asked.filters),
        "resources": sum(counts.action[action] for action in _asked(filters, counts)),
        "told": [_told(request, name, filters[name], shown) for name in _ELSEWHERE if name in filters],
        "modules": modules if len(modules) > 1 or "module" in filters else [],
        "modules_left_out": modules_left_out,
        "root": queries.ROOT,
    }


def _reading(query: Mapping[str, str], run: Run, person: Person) -> queries.Reading:
    """What an address asks for."""
    filters = {name: query[name] for name in (*queries.CHANGE_FILTERS, "viewed") if query.get(name)}
    return queries.Reading(run, person, filters, queries.commented(run, person))


def _listed(asked: queries.Reading, page: str, size: int) -> Page[RunChange]:
    """What passes, equal changes of instances as one."""
    listed = queries.changes if _BY_ITSELF & asked.filters.keys() else queries.grouped_changes
    return listed(asked, page, size)


def _folds(asked: queries.Reading, counts: Mapping[str, int]) -> list[Fold]:
    """What is folded at the end of the list, where there is any."""
    return [
        Fold(noise, words.NOISY[noise], Noise(noise).rule, count, _listed(asked.but(noise=noise), "1", SHOWN))
        for noise, count in counts.items()
    ]


def _beside(request: HttpRequest, run: Run, shown: Sequence[RunChange], rows: int) -> dict[str, Any]:
    """What stands beside these changes: marks, findings, threads, and the long texts that there is room for."""
    diffs = [lines(change.diff)[:rows] for change in shown]
    invoked = [found["diff"] for found in run.summary.get("invocations", [])]
    return {
        "viewed": queries.viewed(run, access.person(request), shown),
        "objections": objections.of(run, shown, rows),
        **discussion.beside(request, run, shown, rows),
        "texts": texts.on_page(run, (row for told in (*invoked, *diffs) for row in told)),
    }


@dataclass(frozen=True, slots=True)
class Told:
    """A filter that is not chosen in the form, how it reads, and the query without it."""

    name: str
    label: str
    value: str
    without: str


def _told(request: HttpRequest, name: str, value: str, shown: Sequence[RunChange]) -> Told:
    """A group goes by the block of its changes."""
    query = request.GET.copy()
    query["tab"] = "changes"
    for gone in (name, "page"):
        query.pop(gone, None)
    read = value if name != "alike" else shown[0].block if shown else ""
    return Told(name, _ELSEWHERE[name], read, query.urlencode())


def _asked(filters: Mapping[str, str], counts: Counts) -> Iterable[str]:
    """The actions that are asked for and found."""
    return counts.action.keys() & set(filters["action"].split(",")) if "action" in filters else counts.action


# ── what there is to choose from ─────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Choice:
    """One filter of the form: what it may be, with how many changes that would leave."""

    name: str
    any: str
    """How it reads where nothing is chosen."""
    options: Sequence[tuple[str, str, int | None]]
    """Value, label and count; None for what is chosen and leaves nothing, or is several at once."""
    chosen: str


def _choices(counts: Counts, filters: Mapping[str, str]) -> list[Choice]:
    actions = [(str(action), counts.action[action]) for action in Action if action in counts.action]
    titles = {name: rule.title for name, rule in rulebook.named(counts.guardrail).items()}
    return [
        _choice("action", "every action", actions, filters, {}),
        _choice("type", "every type", counts.type.items(), filters, {}),
        _choice("guardrail", "every guardrail", counts.guardrail.items(), filters, titles),
        _choice("noise", "noise folded", counts.noise.items(), filters, words.NOISES),
    ]


def _choice(
    name: str, any_: str, found: Iterable[tuple[str, int]], filters: Mapping[str, str], labels: Mapping[str, str]
) -> Choice:
    chosen = filters.get(name, "")
    options: list[tuple[str, str, int | None]] = [(value, labels.get(value, value), count) for value, count in found]
    if chosen and chosen not in {value for value, _, _ in options}:
        label = "several actions" if name == "action" and "," in chosen else labels.get(chosen, chosen)
        options.append((chosen, label, None))
    return Choice(name, any_, options, chosen)


# ── parts of the page ────────────────────────────────────────────────────────────────────────────────────────────


@require_GET
@never_cache
def changes(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    run = access.run(request, slug, number)
    return render(request, "runs/_changes.html", {"run": run, **tab(request, run)})


_PARTS: Final = {"unchanged": "runs/_unchanged.html", "change": "runs/_change.html"}


@require_GET
@never_cache
def one(request: HttpRequest, slug: str, number: int, change: str) -> HttpResponse:
    """One change with its unchanged attributes, as a page or a `part` of the list. Raises Http404 without one."""
    run = access.run(request, slug, number)
    found = next(iter(queries.run_changes(run, 1, {"key": change}, 1)), None)
    if found is None:
        raise Http404
    part = request.GET.get("part", "")
    context: dict[str, Any] = {
        "run": run,
        "change": found,
        "here": reverse("runs.detail", args=[slug, number]),
        "limit": f":{ALL_ROWS}",
    }
    if part != "unchanged":
        context |= _beside(request, run, [found], ALL_ROWS)
    if part != "change":
        context["unchanged"] = queries.unchanged(run, found)
    if part not in _PARTS:
        context["single"] = True
        context["progress"] = queries.progress(run, access.person(request))
    return render(request, _PARTS.get(part, "runs/change.html"), context)


@require_POST
def mark(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Mark a change, or a group as far as it passes the filters of `back`, as viewed, or take the mark off."""
    run = access.run(request, slug, number)
    person = access.person(request)
    back = dict(parse_qsl(request.POST.get("back", "")))
    viewed = "viewed" in request.POST
    kind, _, of = request.POST.get("viewed" if viewed else "unviewed", "").replace("\0", "").partition(" ")
    if kind not in {"key", "alike"} or not of:
        raise Http404
    asked = _reading(back, run, person).but("viewed")  # what is on the page may have been viewed meanwhile
    marks.mark(run, queries.entry(asked, **{kind: of}), by=person, viewed=viewed)
    if "part" in request.POST:
        return render(request, "runs/_viewed.html", {"progress": queries.progress(run, person)})
    return redirect(f"{reverse('runs.detail', args=[slug, number])}?{urlencode(back)}")
