from __future__ import annotations

from typing import Any

import pytest

from gitops_portal.core.model import UNKNOWN
from tests.priced import monthly


@pytest.mark.parametrize(
    ("attributes", "costs"),
    [
        (
            {"size": "Standard_D2s_v3", "os_disk": [{"storage_account_type": "Premium_LRS", "disk_size_gb": 100}]},
            "89.79",
        ),  # 730*0.096 + 19.71
        (
            {"size": "Standard_D2s_v3", "os_disk": [{"storage_account_type": "Standard_LRS", "disk_size_gb": UNKNOWN}]},
            "71.62",
        ),  # 730*0.096 + 1.54
        ({"size": "Standard_D2s_v3", "priority": "Spot"}, "unpriced"),
        ({"size": UNKNOWN}, "unpriced"),
    ],
)
def test_a_month(attributes: dict[str, Any], costs: str) -> None:
    assert monthly("azurerm_linux_virtual_machine", attributes) == costs
