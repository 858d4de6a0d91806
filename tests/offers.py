"""What a usage costs in, a product of AWS's price list out, as the list states it: for the tests that read the list."""

from __future__ import annotations

import json


def product(
    usage: str, *usd: str, unit: str = "Hrs", published: str = "2026-08-01T04:00:00Z", **attributes: str
) -> str:
    """A product with a price on demand; several prices are its steps."""
    steps = {f"S.T.{number}": {"unit": unit, "pricePerUnit": {"USD": price}} for number, price in enumerate(usd)}
    return json.dumps(
        {
            "product": {"sku": "S", "attributes": {"usagetype": usage, **attributes}},
            "terms": {"OnDemand": {"S.T": {"priceDimensions": steps}}},
            "publicationDate": published,
        }
    )
