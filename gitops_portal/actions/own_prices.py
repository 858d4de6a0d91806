"""A prices file in; it holds for the organisation from now on, with a line in the trail. And what is paid by it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from django.conf import settings
from django.db import IntegrityError

from gitops_portal.actions import audit, clock
from gitops_portal.actions.transactions import in_one_transaction
from gitops_portal.adapters import prices, rule_files
from gitops_portal.core import entries
from gitops_portal.core.errors import Stale
from gitops_portal.core.events import Verb
from gitops_portal.core.payloads.organisation import OwnPricesChanged
from gitops_portal.core.pricing import own_file
from gitops_portal.core.pricing.own import over
from gitops_portal.core.pricing.own_check import Checked
from gitops_portal.records.models import PricesFile
from gitops_portal.records.queries import own_prices as of_prices

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from gitops_portal.core.model import Actor
    from gitops_portal.core.pricing.price_book import PriceBook


class Paid(NamedTuple):
    """The price book with what is paid other than list prices on a day."""

    book: PriceBook
    day: date
    version: str
    """SHA-256 of what holds on that day; empty for list prices alone."""
    file: int
    """The version of the file which says so; 0 for none."""


def paid() -> Paid:
    """What is paid today. Names are not held against the book again: a later one may have others."""
    held, day = of_prices.newest(), clock.now().date()
    own = own_file.read(held.document if held else {}).on(day)
    return Paid(over(prices.load(settings.PRICES_DIR), own), day, own.version, held.version if held and own else 0)


def check(text: str) -> Mapping[str, Any]:
    """What a file says. Raises Wrong, with the line."""
    with rule_files.placed(text) as written:
        own_file.read(written.document, Checked(prices.load(settings.PRICES_DIR)))
        return written.document or {}


def save(by: Actor, text: str, onto: str | None = None) -> PricesFile | None:
    """Let this file hold; None where it says what holds already. Raises Wrong, and Stale where another than `onto`,
    by its digest, holds by now. Runs that were priced keep their figures.
    """
    document = check(text)
    try:
        return _save(by, text, document, onto)
    except IntegrityError as error:
        raise _stale() from error


@in_one_transaction()
def _save(by: Actor, text: str, document: Mapping[str, Any], onto: str | None) -> PricesFile | None:
    held = of_prices.newest()
    if onto is not None and onto != (held.digest if held else ""):
        raise _stale()
    if (held.source if held else "") == text:
        return None
    before, after = (own_file.flat(told) for told in (held.document if held else {}, document))
    made = PricesFile.objects.create(
        version=held.version + 1 if held else 1,
        source=text,
        document=document,
        digest=digest(document),
        saved_by=by.name[:200],
        saved_at=clock.now(),
    )
    detail = OwnPricesChanged(
        version=made.version,
        before=entries.not_as_in(after, before),
        after=entries.not_as_in(before, after),
    )
    audit.record(by, Verb.OWN_PRICES_CHANGED, f"own prices {made.version}", detail=detail)
    return made


def _stale() -> Stale:
    return Stale("Somebody saved another prices file meanwhile: open it again, and look at what it says now.")


def digest(document: Mapping[str, Any]) -> str:
    """Of what a file says, whatever its order and comments; empty where it tells nothing."""
    return entries.digest(own_file.flat(document))


def differing(document: Mapping[str, Any]) -> Iterator[str]:
    """What this file would change, a line each: + new, - gone, ~ other than it was."""
    held = of_prices.newest()
    return entries.differing(own_file.flat(held.document if held else {}), own_file.flat(document))
