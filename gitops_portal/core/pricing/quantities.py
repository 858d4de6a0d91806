"""How many units of a row of prices a month, as text, and a resource in; the number out.

A rule is a product: `730*sku.capacity`. Its factors are numbers, attributes, attributes with the number that stands for
one that is not set (`replica_count?1`), and `#replica`, which counts the members of a list or the blocks of a name. A
factor may be a sum in parentheses, which is never below zero (`(iops-3000)`), and may be divided (`storage_mb/1024`).
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from gitops_portal.core.pricing.bill import MOST, ONE, UnpricedError
from gitops_portal.core.pricing.selectors import UNSET, MalformedError, Path, block_of, path, said

if TYPE_CHECKING:
    from gitops_portal.core.pricing.bill import Resource

LONGEST: Final = 200
_NUMBER: Final = r"\d{1,9}(?:\.\d{1,9})?"
_TERM: Final = rf"(?:{_NUMBER}|#@?[a-z]\w*(?:\.\w+)*|@?[a-z]\w*(?:\.\w+)*(?:\?{_NUMBER})?)"
_FACTOR: Final = rf"(?:({_TERM})|\(({_TERM}(?:[+-]{_TERM})*)\))(?:/({_NUMBER}))?"
_SIGNED: Final = rf"([+-]?)({_TERM})"


class Term(Struct, frozen=True):
    """A number, or where one stands: how many there are of it when `counted`."""

    number: Decimal | None
    """The number itself; of an attribute, what stands for one that is not set."""
    where: Path | None = None
    counted: bool = False
    sign: int = 1


class Factor(Struct, frozen=True):
    terms: tuple[Term, ...]
    divisor: Decimal = ONE


@cache
def factors(rule: str) -> tuple[Factor, ...]:
    """A rule, taken apart. Raises MalformedError."""
    if len(rule) > LONGEST:
        raise MalformedError(f"A quantity has {LONGEST} characters at most; this one has {len(rule)}.")
    return tuple(_factor(part) for part in rule.split("*"))


def _factor(text: str) -> Factor:
    found = re.fullmatch(_FACTOR, text)
    if found is None or (found[3] and not Decimal(found[3])):
        raise MalformedError(
            f"'{text[:80]}' is no quantity: write a product, as in 730*sku.capacity?1 or 30*(1+#replica)."
        )
    terms = tuple(_term(sign, term) for sign, term in re.findall(_SIGNED, found[1] or found[2]))
    return Factor(terms, Decimal(found[3]) if found[3] else ONE)


def _term(sign: str, text: str) -> Term:
    of = -1 if sign == "-" else 1
    if text[0].isdigit():
        return Term(Decimal(text), sign=of)
    if text.startswith("#"):
        return Term(None, path(text[1:]), counted=True, sign=of)
    where, _, otherwise = text.partition("?")
    return Term(Decimal(otherwise) if otherwise else None, path(where), sign=of)


def quantity(rule: str, resource: Resource) -> tuple[Decimal, list[str]]:
    """The number of units, and what was assumed for it. Raises UnpricedError, MalformedError."""
    product = ONE
    assumed: list[str] = []
    for factor in factors(rule):
        total = Decimal(0)
        for term in factor.terms:
            number, note = _read(term, resource)
            total += term.sign * number
            assumed += [note] if note else []
        product *= max(Decimal(0), total) / factor.divisor
    if product > MOST:
        raise UnpricedError(f"{rule} is not a possible quantity.")
    return product, assumed


def _read(term: Term, resource: Resource) -> tuple[Decimal, str]:
    if term.where is None:
        return term.number or Decimal(0), ""
    block = block_of(term.where, resource)
    if term.counted:
        return Decimal(block.length(term.where.name)), ""
    if term.number is not None and said(term.where, resource) == UNSET:
        return term.number, f"{term.where} {term.number:f}"
    return block.number(term.where.name), ""
