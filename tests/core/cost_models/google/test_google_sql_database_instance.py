from __future__ import annotations

from typing import Any

import pytest

from gitops_portal.core.model import UNKNOWN
from tests.priced import monthly


@pytest.mark.parametrize(
    ("attributes", "costs"),
    [
        (
            {"database_version": "POSTGRES_15", "settings": [{"tier": "db-custom-2-7680", "disk_size": 100}]},
            "115.62",
        ),  # 2*730*0.0413 + 7.5*5.11 + 100*0.17
        ({"settings": [{"tier": "db-standard-2"}]}, "100.32"),  # 2*730*0.0413 + 7.5*5.11 + 10*0.17
        ({"settings": [{"tier": "db-highmem-4"}]}, "255.16"),  # 4*730*0.0413 + 26*5.11 + 10*0.17
        ({"settings": [{"tier": "db-lightweight-2"}]}, "81.16"),  # 2*730*0.0413 + 3.75*5.11 + 10*0.17
        ({"settings": [{"tier": "db-perf-optimized-N-2"}]}, "unpriced"),
        ({"settings": [{"tier": "db-f1-micro"}]}, "9.36"),  # 730*0.0105 + 10*0.17
        ({"settings": [{"tier": "db-f1-micro", "availability_type": "REGIONAL"}]}, "18.73"),  # 2*730*0.0105 + 2*10*0.17
        ({"database_version": "SQLSERVER_2019_STANDARD", "settings": [{"tier": "db-custom-2-7680"}]}, "unpriced"),
        ({"settings": [{"tier": UNKNOWN}]}, "unpriced"),
    ],
)
def test_a_month(attributes: dict[str, Any], costs: str) -> None:
    assert monthly("google_sql_database_instance", attributes) == costs
