from __future__ import annotations

from typing import Any

import pytest

from tests.priced import monthly


@pytest.mark.parametrize(
    ("attributes", "costs"),
    [
        ({"ip_address": [{}, {}]}, "182.50"),  # 2*730*0.125
    ],
)
def test_a_month(attributes: dict[str, Any], costs: str) -> None:
    assert monthly("aws_route53_resolver_endpoint", attributes) == costs
