from __future__ import annotations

from typing import Any

import pytest

from gitops_portal.core.model import UNKNOWN
from tests.priced import monthly


@pytest.mark.parametrize(
    ("kind", "attributes", "costs"),
    [
        (
            "azurerm_linux_virtual_machine_scale_set",
            {
                "sku": "Standard_D2s_v3",
                "instances": 3,
                "os_disk": [{"storage_account_type": "Premium_LRS", "disk_size_gb": 100}],
            },
            "269.37",
        ),  # 3*(730*0.096 + 19.71)
        ("azurerm_linux_virtual_machine_scale_set", {"sku": "Standard_D2s_v3", "instances": UNKNOWN}, "unpriced"),
        (
            "azurerm_windows_virtual_machine_scale_set",
            {
                "sku": "Standard_D2s_v3",
                "instances": 1,
                "os_disk": [{"storage_account_type": "Premium_LRS", "disk_size_gb": 100}],
            },
            "156.95",
        ),  # 730*0.188 + 19.71
    ],
)
def test_a_month(kind: str, attributes: dict[str, Any], costs: str) -> None:
    assert monthly(kind, attributes) == costs
