"""Which account an instance runs as."""

from __future__ import annotations

from typing import Any

import pytest

from gitops_portal.core.model import UNKNOWN, Block, Module
from tests.builders import change, change_set
from tests.judging import setting, verdict

SCOPES = {"scopes": ["cloud-platform"]}


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        ({"service_account": [SCOPES]}, "violated"),
        ({"service_account": [SCOPES | {"email": ""}]}, "violated"),
        ({"service_account": [SCOPES | {"email": "1234-compute@developer.gserviceaccount.com"}]}, "violated"),
        ({"service_account": [SCOPES | {"email": "app@example.iam.gserviceaccount.com"}]}, "passed"),
        ({"service_account": []}, "passed"),
        ({}, "passed"),
        ({"service_account": [SCOPES | {"email": UNKNOWN}]}, "undetermined"),
        ({"service_account": UNKNOWN}, "undetermined"),
    ],
)
@pytest.mark.parametrize("kind", ["instance", "instance_template", "instance_from_template"])
def test_judges(kind: str, after: dict[str, Any], expected: str) -> None:
    instance = change(f"google_compute_{kind}.this", after=after)
    assert verdict("gce-default-service-account", change_set(instance)) == expected


def test_google_fills_in_an_account_that_nobody_names() -> None:
    written = frozenset({"service_account", "service_account.scopes"})
    root = Module((Block("google_compute_instance.this", arguments=written, counts={"service_account": 1}),))
    instance = change("google_compute_instance.this", after={"service_account": [SCOPES | {"email": UNKNOWN}]})
    assert verdict("gce-default-service-account", change_set(instance, root=root)) == "violated"


def test_what_is_left_to_the_template_is_judged_there() -> None:
    instance = change("google_compute_instance_from_template.this", after={"service_account": UNKNOWN})
    plan = change_set(instance, root=setting("google_compute_instance_from_template.this", "name"))
    assert verdict("gce-default-service-account", plan) == "passed"


@pytest.mark.parametrize(
    ("reference", "expected"), [("google_service_account.app.email", "passed"), ("random_id.app.hex", "undetermined")]
)
def test_an_account_of_the_plan_is_no_default(reference: str, expected: str) -> None:
    root = Module((Block("google_compute_instance.this", links={"service_account": (reference,)}),))
    instance = change("google_compute_instance.this", after={"service_account": [SCOPES | {"email": UNKNOWN}]})
    assert verdict("gce-default-service-account", change_set(instance, root=root)) == expected
