from __future__ import annotations

from typing import Any

import pytest

from gitops_portal.core.model import UNKNOWN, Sensitive
from tests.priced import line, monthly


@pytest.mark.parametrize(
    ("attributes", "costs"),
    [
        ({"size": 100}, "10.00"),  # 100*0.10
        ({"size": 100, "type": "gp3", "iops": 4000, "throughput": 225}, "17.00"),  # 100*0.08 + 1000*0.005 + 100*0.04
        ({"size": 100, "type": "io1", "iops": 1000}, "77.50"),  # 100*0.125 + 1000*0.065
        ({"size": 10, "type": "io2", "iops": 40000}, "2445.25"),  # 10*0.125 + 32000*0.065 + 8000*0.0455
        ({"size": 100, "outpost_arn": "arn:aws:outposts:us-east-1:123456789012:outpost/op-1"}, "unpriced"),
        ({"size": UNKNOWN}, "unpriced"),
        ({"size": -5}, "unpriced"),
        ({"size": 1e400}, "unpriced"),
        ({"size": Sensitive("mac")}, "unpriced"),
        ({"size": True}, "unpriced"),
    ],
)
def test_a_month(attributes: dict[str, Any], costs: str) -> None:
    assert monthly("aws_ebs_volume", attributes) == costs


@pytest.mark.parametrize(
    ("zone", "told"),
    [
        ("us-east-1a", False),
        ("us-east-1-bos-1a", True),
        ("us-east-1-wl1-bos-wlz-1", True),
        (UNKNOWN, False),
    ],
)
def test_a_zone_apart_from_its_region_is_told(zone: Any, told: bool) -> None:
    for kind, attributes in (("aws_ebs_volume", {"size": 100}), ("aws_instance", {"instance_type": "m5.large"})):
        found = line(kind, attributes | {"availability_zone": zone}, region="us-east-1")
        notes = [part.note for part in found.components if part.name == "Local or Wavelength Zone"]
        assert [note.startswith(f"{zone} costs more") for note in notes] == [True] * told
        assert found.after
