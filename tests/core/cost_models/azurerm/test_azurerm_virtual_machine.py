from __future__ import annotations

from typing import Any

import pytest

from gitops_portal.core.model import UNKNOWN
from tests.priced import monthly


@pytest.mark.parametrize(
    ("attributes", "costs"),
    [
        (
            {
                "vm_size": "Standard_D2s_v3",
                "storage_os_disk": [
                    {"create_option": "FromImage", "managed_disk_type": "Premium_LRS", "disk_size_gb": 30}
                ],
                "storage_data_disk": [{"create_option": "Attach"}],
            },
            "75.36",
        ),  # 730*0.096 + 5.28
        ({"vm_size": "Standard_D2s_v3", "os_profile_windows_config": [{}]}, "137.24"),  # 730*0.188
        ({"vm_size": UNKNOWN}, "unpriced"),
    ],
)
def test_a_month(attributes: dict[str, Any], costs: str) -> None:
    assert monthly("azurerm_virtual_machine", attributes) == costs
