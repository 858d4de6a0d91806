from __future__ import annotations

from typing import Any

import pytest

from gitops_portal.core.model import UNKNOWN
from tests.priced import monthly

ULTRA = {"disk_iops_read_write": 4000, "disk_mbps_read_write": 10}


@pytest.mark.parametrize(
    ("attributes", "costs"),
    [
        ({"storage_account_type": "Premium_LRS", "disk_size_gb": 512}, "73.22"),
        ({"storage_account_type": "StandardSSD_LRS", "disk_size_gb": 129}, "19.20"),
        ({"storage_account_type": "Premium_LRS", "disk_size_gb": 9000}, "unpriced"),
        ({"storage_account_type": "UltraSSD_LRS", "disk_size_gb": 9}, "unpriced"),
        ({"storage_account_type": "UltraSSD_LRS", "disk_size_gb": 2048}, "unpriced"),  # its IOPS are not stated
        ({"storage_account_type": "UltraSSD_LRS", "disk_size_gb": 9, **ULTRA}, "unpriced"),
        (
            {"storage_account_type": "UltraSSD_LRS", "disk_size_gb": 2048, **ULTRA},
            "447.24",
        ),  # 2048*0.11972 + 4000*0.04964 + 10*0.3495
        ({"storage_account_type": "Premium_LRS", "disk_size_gb": UNKNOWN}, "unpriced"),
    ],
)
def test_a_month(attributes: dict[str, Any], costs: str) -> None:
    assert monthly("azurerm_managed_disk", attributes) == costs
