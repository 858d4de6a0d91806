"""Images are scanned, because the repository says so or the registry does."""

from __future__ import annotations

from typing import Any

import pytest

from gitops_portal.core.model import UNKNOWN
from tests.builders import change, change_set
from tests.judging import verdict


@pytest.mark.parametrize(
    ("configuration", "expected"),
    [
        ([{"scan_on_push": True}], "passed"),
        ([{"scan_on_push": False}], "violated"),
        ([], "violated"),
        (None, "violated"),
        ([{"scan_on_push": UNKNOWN}], "undetermined"),
        (UNKNOWN, "undetermined"),
    ],
)
def test_judges(configuration: Any, expected: str) -> None:
    repository = change("aws_ecr_repository.this", after={"image_scanning_configuration": configuration})
    assert verdict("ecr-no-scan", change_set(repository)) == expected


@pytest.mark.parametrize(
    ("frequency", "name", "expected"),
    [
        ("SCAN_ON_PUSH", "*", "passed"),
        ("CONTINUOUS_SCAN", "*", "passed"),
        ("MANUAL", "*", "violated"),
        ("SCAN_ON_PUSH", "prod-*", "undetermined"),
        (UNKNOWN, "*", "undetermined"),
    ],
)
def test_the_registry_may_scan_everything(frequency: Any, name: str, expected: str) -> None:
    rule = {"scan_frequency": frequency, "repository_filter": [{"filter": name, "filter_type": "WILDCARD"}]}
    registry = change("aws_ecr_registry_scanning_configuration.this", after={"scan_type": "BASIC", "rule": [rule]})
    plan = change_set(change("aws_ecr_repository.this", after={"name": "app"}), registry)
    assert verdict("ecr-no-scan", plan) == expected
