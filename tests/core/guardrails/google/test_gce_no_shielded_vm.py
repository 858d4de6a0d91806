"""Instances and templates measure how they boot once they have a block for it, unless a part is switched off."""

from __future__ import annotations

from typing import Any

import pytest

from gitops_portal.core.model import UNKNOWN
from tests.builders import change, change_set
from tests.judging import setting, verdict

ON = {"enable_secure_boot": False, "enable_vtpm": True, "enable_integrity_monitoring": True}


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        ({}, "violated"),
        ({"shielded_instance_config": []}, "violated"),
        ({"shielded_instance_config": [ON | {"enable_vtpm": False}]}, "violated"),
        ({"shielded_instance_config": [ON | {"enable_integrity_monitoring": False}]}, "violated"),
        ({"shielded_instance_config": [ON]}, "passed"),
        ({"shielded_instance_config": [{"enable_secure_boot": True}]}, "passed"),
        ({"shielded_instance_config": [ON | {"enable_vtpm": UNKNOWN}]}, "undetermined"),
        ({"shielded_instance_config": UNKNOWN}, "undetermined"),
    ],
)
@pytest.mark.parametrize("kind", ["instance", "instance_template", "region_instance_template"])
def test_judges(kind: str, after: dict[str, Any], expected: str) -> None:
    assert verdict("gce-no-shielded-vm", change_set(change(f"google_compute_{kind}.this", after=after))) == expected


def test_a_block_that_nobody_writes_is_none() -> None:
    instance = change("google_compute_instance.this", after={"shielded_instance_config": UNKNOWN})
    plan = change_set(instance, root=setting("google_compute_instance.this", "name"))
    assert verdict("gce-no-shielded-vm", plan) == "violated"
