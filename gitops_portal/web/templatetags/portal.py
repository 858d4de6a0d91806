"""Values in, how they stand on pages out; words are those of `core.words`, money is told by `core.money`."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from django import template
from django.utils import timezone
from django.utils.html import format_html, format_html_join

from gitops_portal.core import browsers, words
from gitops_portal.core import money as sums
from gitops_portal.core.model import Action
from gitops_portal.web.currency import current, shown

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from django.http import HttpRequest
    from django.utils.safestring import SafeString

    from gitops_portal.records.queries import Asked, Run

register = template.Library()

NONE = "—"

TONES: Mapping[str, str] = {
    "queued": "info",
    "evaluating": "info",
    "errored": "bad",
    "observed": "quiet",
    "awaiting": "warn",
    "blocked": "bad",
    "approved": "good",
    "auto_approved": "good",
    "changes_requested": "warn",
    "rejected": "bad",
    "superseded": "quiet",
    "outdated": "quiet",
    "expired": "quiet",
    "applied": "good",
    "apply_failed": "bad",
}
"""The tone of a run's state (a class of `.pill`)."""

BANNERS = {"error": "bad", "warning": "warn", "success": "good"}


# ── money ────────────────────────────────────────────────────────────────────────────────────────────────────────


def amount(value: object) -> Decimal | None:
    """A number as kept in rows and documents; None for what is no number."""
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


@register.simple_tag
def currency_note() -> str:
    """By which rate amounts are shown; empty where they are in US dollars, as they are reckoned."""
    rate = current()
    return rate.said if rate else ""


@register.filter
def money(value: object, currency: str = "USD") -> str:
    """`1234.5` -> `$1,234.50`; what is not known is a dash, never zero."""
    number = amount(value)
    return NONE if number is None else sums.exact(*shown(number, currency))


@register.filter
def round_money(value: object, currency: str = "USD") -> str:
    """As `money`, without the cents once they stop mattering: `3327.18` -> `$3,327`."""
    number = amount(value)
    return NONE if number is None else sums.rounded(*shown(number, currency))


@register.filter
def signed_money(value: object, currency: str = "USD") -> str:
    """A difference: `+$413.00`, `−$4.10`, `$0.00`."""
    number = amount(value)
    return NONE if number is None else sums.signed(*shown(number, currency))


@register.filter
def signed_round_money(value: object, currency: str = "USD") -> str:
    """As `signed_money`, without the cents once they stop mattering."""
    number = amount(value)
    return NONE if number is None else sums.signed_rounded(*shown(number, currency))


@register.filter
def direction(value: object) -> str:
    """The class of a `.delta`: `up`, `down` or `same`."""
    number = amount(value) or Decimal(0)
    return "up" if number > 0 else "down" if number < 0 else "same"


@register.filter
def quantity(value: object) -> str:
    """A quantity without trailing zeroes: `730.0000` -> `730`."""
    number = amount(value)
    if number is None:
        return NONE
    text = f"{number.quantize(Decimal('0.0001'), ROUND_HALF_UP):,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


@register.filter
def percent(part: object, whole: object) -> str:
    """`part` of `whole`, rounded down so that 100% means all of it; empty when there is no whole."""
    a, b = amount(part), amount(whole)
    return f"{int(a * 100 / b)}%" if a is not None and b else ""


@register.filter
def said(headline: str) -> str:
    """A headline beside the pill of its state."""
    text = words.without_lead(headline)
    return text[:1].upper() + text[1:]


# ── what happens ─────────────────────────────────────────────────────────────────────────────────────────────────


def _action(value: object) -> Action:
    try:
        return Action(str(value))
    except ValueError:
        return Action.UNKNOWN


@register.filter
def symbol(action: object) -> str:
    return _action(action).symbol


@register.simple_tag
def counts(run: Run) -> SafeString:
    """`+8 ~6 ±2 −2 ⊘1 ?1` of a run, each with its word for those who don't see the colour.

    Written without a template: a page may say it eight hundred times.
    """
    told = (
        (action, words.counted(action, number), action.symbol, f"{number:,}", action)
        for action, number in run.counts.items()
        if number
    )
    return format_html('<span class="counts">{}</span>', format_html_join(" ", _COUNT, told) or _NO_CHANGES)


_COUNT: Final = '<span class="act {}" title="{}">{}{}<span class="visually-hidden"> {}</span></span>'
_NO_CHANGES: Final = format_html('<span class="soft">{}</span>', "no changes")


register.filter("words", words.plain)
register.filter("browser", browsers.in_words)


@register.filter
def state_label(state: object) -> str:
    return words.STATES.get(str(state), str(state))


@register.filter
def tone(state: object) -> str:
    return TONES.get(str(state), "quiet")


# ── who and when ─────────────────────────────────────────────────────────────────────────────────────────────────


@register.filter
def ago(when: datetime | None) -> SafeString | str:
    """A time as its distance from now, with the moment itself on hover."""
    if when is None:
        return NONE
    return format_html(
        '<time datetime="{}" title="{} UTC" class="nowrap">{}</time>',
        when.isoformat(),
        f"{when:%Y-%m-%d %H:%M:%S}",
        _distance(int((timezone.now() - when).total_seconds()), when),
    )


@register.filter
def moment(when: datetime) -> SafeString:
    """A time to the second in UTC, and beside it, by a script alone, in the zone of who looks."""
    return format_html(
        '<time datetime="{}" class="nowrap">{} UTC</time><local-time></local-time>',
        when.isoformat(),
        f"{when:%Y-%m-%d %H:%M:%S}",
    )


@register.filter
def day(when: datetime) -> SafeString:
    """The day of a time, in UTC, with the moment itself on hover."""
    return format_html(
        '<time datetime="{}" title="{} UTC" class="nowrap">{}</time>',
        when.isoformat(),
        f"{when:%Y-%m-%d %H:%M:%S}",
        f"{when:%-d %b %Y}",
    )


def _distance(seconds: int, when: datetime) -> str:
    if seconds < 0:
        return f"{when:%-d %b %Y %H:%M}"
    if seconds < 60:  # noqa: PLR2004 - a minute
        return "just now"
    for limit, unit, name in ((3600, 60, "min"), (86400, 3600, "h"), (30 * 86400, 86400, "d")):
        if seconds < limit:
            return f"{seconds // unit} {name} ago"
    return f"{when:%-d %b %Y}"


@register.filter
def short(commit: object) -> str:
    return str(commit)[:7]


@register.filter
def pull_label(address: object) -> str:
    """What a pull request is called: its number where the address ends in one."""
    number = str(address).rstrip("/").rpartition("/")[2]
    return f"PR {number}" if number.isdigit() else "pull request"


@register.filter
def web_link(address: object) -> str:
    """The address when it is plain http or https, else nothing: what CI sends may be any text."""
    text = str(address or "").strip()
    try:
        parts = urlsplit(text)
    except ValueError:
        return ""
    return text if parts.scheme in {"http", "https"} and parts.netloc else ""


# ── where we are ─────────────────────────────────────────────────────────────────────────────────────────────────

_WITHIN: Final = {
    "budgets": "costs",
    **dict.fromkeys(("history", "resources", "runs", "states", "views"), "workspaces"),
    **dict.fromkeys(("backtests", "frameworks", "own_rules", "waivers"), "guardrails"),
    **dict.fromkeys(("approvals", "channels", "own_prices", "run_tasks", "teams"), "settings"),
}
"""Families of pages that have no entry of their own."""


@register.filter
def section(request: HttpRequest) -> str:
    """The family of pages this one belongs to, as the navigation has them."""
    match = getattr(request, "resolver_match", None)
    family = str(match.url_name or "").partition(".")[0] if match else ""
    return _WITHIN.get(family, family)


@register.filter
def with_label(asked: Asked, label: str) -> list[str]:
    """The labels that a list is narrowed to, and this one, for `querystring`."""
    return list(dict.fromkeys((*asked.labels, label)))


@register.filter
def without_label(asked: Asked, label: str) -> list[str]:
    return [other for other in asked.labels if other != label]


@register.filter
def banner(level: str) -> str:
    return BANNERS.get(level, "info")
