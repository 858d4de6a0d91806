from __future__ import annotations

from typing import Any

import pytest

from tests.priced import monthly


@pytest.mark.parametrize(
    ("attributes", "costs"),
    [
        (
            {"size": "Standard_D2s_v3", "os_disk": [{"storage_account_type": "Premium_LRS", "disk_size_gb": 100}]},
            "156.95",
        ),  # 730*0.188 + 19.71
        (
            {
                "size": "Standard_D2s_v3",
                "license_type": "Windows_Server",
                "os_disk": [{"storage_account_type": "Premium_LRS", "disk_size_gb": 100}],
            },
            "89.79",
        ),  # 730*0.096 + 19.71
        ({"size": ""}, "unpriced"),
    ],
)
def test_a_month(attributes: dict[str, Any], costs: str) -> None:
    assert monthly("azurerm_windows_virtual_machine", attributes) == costs
