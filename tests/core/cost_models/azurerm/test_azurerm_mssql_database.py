from __future__ import annotations

from typing import Any

import pytest

from gitops_portal.core.model import UNKNOWN
from tests.priced import monthly


@pytest.mark.parametrize(
    ("attributes", "costs"),
    [
        ({"sku_name": "S3"}, "unpriced"),
        ({"sku_name": "P6"}, "3650.00"),  # 730*5
        ({"sku_name": "GP_Gen5_4", "max_size_gb": 100}, "747.97"),  # 730*0.60886 + 4*730*0.099966 + 100*0.116
        ({"sku_name": "GP_Gen5_2", "license_type": "BasePrice"}, "222.23"),  # 730*2*0.152215
        ({"sku_name": "GP_Gen5_4", "max_size_gb": 100, "zone_redundant": True}, "1026.05"),  # + 730*0.36532 + 100*0.114
        ({"sku_name": "GP_Fsv2_8", "zone_redundant": True}, "unpriced"),
        (
            {"sku_name": "BC_Gen5_8", "max_size_gb": 10, "zone_redundant": True},
            "3970.40",
        ),  # 730*(2.43548 + 8*0.375) + 2.5
        ({"sku_name": "HS_Gen5_2"}, "412.63"),  # 2*730*(0.18266 + 0.099966)
        ({"sku_name": "HS_Gen5_2", "read_replica_count": 1}, "unpriced"),
        ({"sku_name": "HS_Gen5_2", "zone_redundant": True}, "unpriced"),
        ({"sku_name": "GP_S_Gen5_2"}, "usage_based"),
        ({"sku_name": UNKNOWN}, "unpriced"),
        ({"elastic_pool_id": UNKNOWN}, "free"),
    ],
)
def test_a_month(attributes: dict[str, Any], costs: str) -> None:
    assert monthly("azurerm_mssql_database", attributes) == costs
