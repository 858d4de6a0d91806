"""Public addresses: on any interface, of either kind, or by a template."""

from __future__ import annotations

from typing import Any

import pytest

from gitops_portal.core.model import UNKNOWN, Block, Module
from tests.builders import change, change_set
from tests.judging import answers, verdict

INSIDE = {"network": "default", "access_config": [], "ipv6_access_config": []}


@pytest.mark.parametrize(
    ("interfaces", "expected"),
    [
        ([INSIDE | {"access_config": [{}]}], "violated"),
        ([INSIDE | {"access_config": [{"nat_ip": UNKNOWN}]}], "violated"),
        ([INSIDE, INSIDE | {"access_config": [{}]}], "violated"),
        ([INSIDE | {"ipv6_access_config": [{"network_tier": "PREMIUM"}]}], "violated"),
        ([INSIDE], "passed"),
        ([{"network": "default"}], "passed"),
        ([], "passed"),
        ([INSIDE | {"access_config": UNKNOWN}], "undetermined"),
        ([INSIDE | {"ipv6_access_config": UNKNOWN}], "undetermined"),
        (UNKNOWN, "undetermined"),
    ],
)
@pytest.mark.parametrize("kind", ["instance", "instance_template", "region_instance_template"])
def test_judges(kind: str, interfaces: object, expected: str) -> None:
    instance = change(f"google_compute_{kind}.this", after={"network_interface": interfaces})
    assert verdict("gce-public-ip", change_set(instance)) == expected


def test_the_interface_is_named() -> None:
    after = {"network_interface": [INSIDE, INSIDE | {"access_config": [{}]}]}
    plan = change_set(change("google_compute_instance.this", after=after))
    where = "network_interface[1].access_config"
    assert answers("gce-public-ip", plan) == [("google_compute_instance.this", "violated", where)]


FROM = "google_compute_instance_from_template.this"
TEMPLATE = change("google_compute_instance_template.web", after={"network_interface": [INSIDE]})


@pytest.mark.parametrize(
    ("after", "link", "expected"),
    [
        ({"source_instance_template": UNKNOWN}, "google_compute_instance_template.web.self_link", "passed"),
        ({"source_instance_template": UNKNOWN}, "var.template", "undetermined"),
        ({"source_instance_template": "projects/p/global/instanceTemplates/other"}, "", "undetermined"),
        ({"source_instance_template": UNKNOWN, "network_interface": [INSIDE]}, "var.template", "passed"),
        ({"network_interface": [INSIDE | {"access_config": [{}]}]}, "", "violated"),
    ],
)
def test_a_template_of_the_plan_is_judged_itself(after: dict[str, Any], link: str, expected: str) -> None:
    links: dict[str, tuple[str, ...]] = {"source_instance_template": (link,)} if link else {}
    root = Module((Block(FROM, links=links), Block("google_compute_instance_template.web")))
    assert verdict("gce-public-ip", change_set(TEMPLATE, change(FROM, after=after), root=root)) == expected
