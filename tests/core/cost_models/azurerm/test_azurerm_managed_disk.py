from __future__ import annotations

from typing import Any

import pytest

from gitops_portal.core.model import UNKNOWN
from tests.priced import monthly


@pytest.mark.parametrize(
    ("attributes", "costs"),
    [
        ({"storage_account_type": "Premium_LRS", "disk_size_gb": 512}, "73.22"),
        ({"storage_account_type": "StandardSSD_LRS", "disk_size_gb": 129}, "19.20"),
        ({"storage_account_type": "Premium_LRS", "disk_size_gb": 9000}, "unpriced"),
        ({"storage_account_type": "UltraSSD_LRS", "disk_size_gb": 9}, "unpriced"),
        ({"storage_account_type": "Premium_LRS", "disk_size_gb": UNKNOWN}, "unpriced"),
    ],
)
def test_a_month(attributes: dict[str, Any], costs: str) -> None:
    assert monthly("azurerm_managed_disk", attributes) == costs
