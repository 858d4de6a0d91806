"""The names of other tools' usage files, as a table beside the price book, in; what each is with us out."""

from __future__ import annotations

import csv
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING

from gitops_portal.core.pricing.infracost_usage import Name

if TYPE_CHECKING:
    from pathlib import Path

    from gitops_portal.core.pricing.infracost_usage import Names


@cache
def of_infracost(book: Path) -> Names:
    """`book` is the folder of prices that the portal comes with. A row without a use says why it has none."""
    with (book / "usage-names" / "infracost.csv").open(encoding="utf-8", newline="") as file:
        return {
            (row["type"], row["name"]): Name(row["use"], Decimal(row["times"] or 0), row["note"])
            for row in csv.DictReader(file)
        }
