from __future__ import annotations

from typing import Any

import pytest

from gitops_portal.core.model import UNKNOWN
from tests.priced import line, monthly


@pytest.mark.parametrize(
    ("attributes", "costs"),
    [
        ({"instance_type": "m5.large"}, "70.88"),  # 730*0.096 + 8*0.10
        (
            {"instance_type": "m5.large", "root_block_device": [{"volume_type": "gp3", "volume_size": 100}]},
            "78.08",
        ),  # 730*0.096 + 100*0.08
        (
            {"instance_type": "m5.large", "monitoring": True, "root_block_device": UNKNOWN},
            "72.98",
        ),  # 730*0.096 + 7*0.30 + 8*0.10
        (
            {"instance_type": "m5.large", "ebs_block_device": [{"volume_size": 20}]},
            "72.88",
        ),  # 730*0.096 + 8*0.10 + 20*0.10
        ({"instance_type": UNKNOWN}, "unpriced"),
        ({"instance_type": ["m5.large"]}, "unpriced"),
        ({"instance_type": "m5.large", "ebs_optimized": UNKNOWN}, "70.88"),  # it costs nothing extra there
        ({"instance_type": "m5.large", "tenancy": "dedicated"}, "unpriced"),
        ({"instance_type": "m5.large", "host_id": "h-0"}, "unpriced"),
    ],
)
def test_a_month(attributes: dict[str, Any], costs: str) -> None:
    assert monthly("aws_instance", attributes) == costs


TEMPLATE = {
    "instance_type": "m5.large",
    "image_id": "resolve:ssm:/aws/service/ami-windows-latest/Windows_Server-2022-English-Full-Base",
    "monitoring": [{"enabled": True}],
    "block_device_mappings": [{"ebs": [{"volume_size": 50, "volume_type": "gp3"}]}],
}
LEFT_OPEN = {
    "launch_template": [{"id": UNKNOWN}],
    "instance_type": UNKNOWN,
    "ami": UNKNOWN,
    "monitoring": UNKNOWN,
    "root_block_device": UNKNOWN,
    "ebs_block_device": UNKNOWN,
}


@pytest.mark.parametrize(
    ("stated", "costs"),
    [
        ({}, "143.34"),  # 730*0.188 + 7*0.30 + 50*0.08
        ({"instance_type": "t3.medium"}, "49.90"),  # 730*(0.0416 + 0.0184) + 7*0.30 + 50*0.08
        ({"monitoring": False}, "141.24"),
        ({"root_block_device": [{"volume_size": 8, "volume_type": "gp2"}]}, "140.14"),
        ({"ami": "ami-0"}, "76.18"),  # of an image that nobody looked up, Linux is assumed
    ],
)
def test_its_launch_template_decides_what_it_leaves_open(stated: dict[str, Any], costs: str) -> None:
    instance = {**LEFT_OPEN, **stated}
    assert monthly("aws_instance", instance, "", {"launch_template", *stated}, aws_launch_template=TEMPLATE) == costs


def test_a_launch_template_may_ask_for_spot_prices() -> None:
    template = {**TEMPLATE, "instance_market_options": [{"market_type": "spot"}]}
    found = line("aws_instance", LEFT_OPEN, "", {"launch_template"}, aws_launch_template=template)
    assert found.note == "Spot prices vary, so spot instances are not priced."


def test_of_an_instance_that_exists_all_is_known() -> None:
    instance = {"instance_type": "m5.large", "launch_template": [{"id": "lt-0"}], "root_block_device": [{}]}
    assert monthly("aws_instance", instance) == "70.88"


@pytest.mark.parametrize(
    ("attributes", "told"),
    [
        ({"associate_public_ip_address": True}, "Public IPv4 address"),
        ({"instance_type": "m3.large", "ebs_optimized": True}, "EBS optimisation"),
    ],
)
def test_what_comes_on_top_is_told(attributes: dict[str, Any], told: str) -> None:
    found = line("aws_instance", {"instance_type": "m5.large", **attributes})
    assert told in [part.name for part in found.components if part.quantity is None]


@pytest.mark.parametrize(
    ("flag", "written", "note", "told"),
    [
        (True, {"ebs_optimized"}, "", True),
        (False, {"ebs_optimized"}, "", False),
        (UNKNOWN, set(), "", False),
        (UNKNOWN, {"ebs_optimized"}, "ebs_optimized is not known until apply.", False),
    ],
)
def test_a_flag_that_is_not_known_is_told(flag: object, written: set[str], note: str, told: bool) -> None:
    found = line("aws_instance", {"instance_type": "m3.large", "ebs_optimized": flag}, "", written)
    assert (found.note, "EBS optimisation" in [part.name for part in found.components]) == (note, told)


def test_a_launch_template_may_ask_for_ebs_optimisation() -> None:
    template = {**TEMPLATE, "instance_type": "m3.large", "ebs_optimized": "true"}
    found = line("aws_instance", LEFT_OPEN, "", {"launch_template"}, aws_launch_template=template)
    assert "EBS optimisation" in [part.name for part in found.components]
