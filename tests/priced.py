"""One resource in, its bill from the real price book out: for the tables of the cost models' tests."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gitops_portal.adapters.prices import load
from gitops_portal.core.cost_models import cost_models
from gitops_portal.core.index import Index
from gitops_portal.core.model import Action, Change, CostLine, CostStatus, Module
from gitops_portal.core.model import Block as ConfigBlock
from gitops_portal.core.pricing.cost import estimate
from tests.builders import change, change_set

if TYPE_CHECKING:
    from collections.abc import Collection

BOOK_FOLDER = Path(__file__).resolve().parent.parent / "prices"
BOOK = load(BOOK_FOLDER)
HOME = {"aws": "us-east-1", "azurerm": "eastus", "google": "us-central1"}


def line(
    kind: str,
    attributes: dict[str, Any],
    region: str = "",
    written: Collection[str] | None = None,
    **related: dict[str, Any],
) -> CostLine:
    """The line of one new resource. `written` is what its block sets, to what may be known after apply only; None: not told.

    Keywords name the resources beside it that it refers to, by type.
    """
    beside = [change(f"{other}.beside", Action.CREATE, after=values) for other, values in related.items()]
    own: Change = change(f"{kind}.it", Action.CREATE, after=attributes, region=region)
    references = tuple(f"{other}.beside.id" for other in related)
    pending = frozenset(written or ())
    block = ConfigBlock(f"{kind}.it", "", references, None if written is None else pending, pending)
    root = Module((block, *(ConfigBlock(f"{other}.beside") for other in related)))
    return estimate(Index(change_set(own, *beside, root=root)), cost_models(), BOOK, HOME).lines[0]


def monthly(
    kind: str,
    attributes: dict[str, Any],
    region: str = "",
    written: Collection[str] | None = None,
    **related: dict[str, Any],
) -> str:
    """What it costs a month, to the cent; or the status that it has instead of a price."""
    found = line(kind, attributes, region, written, **related)
    if found.status is not CostStatus.PRICED or found.after is None:
        return found.status
    return str(found.after.quantize(Decimal("0.01")))
