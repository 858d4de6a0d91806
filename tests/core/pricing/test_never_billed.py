"""Who sends no bill, and why."""

from __future__ import annotations

import pytest

from gitops_portal.core.cost_models import cost_models
from gitops_portal.core.pricing.never_billed import PROVIDERS, TYPES, never_billed
from gitops_portal.core.pricing.price_book import BASES
from tests.priced import BOOK


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        ("null_resource", "It is made where Terraform runs, and costs nothing."),
        ("terraform_data", "It is made where Terraform runs, and costs nothing."),
        (
            "kubernetes_deployment",
            "It costs nothing by itself: nodes, disks and load balancers that a cluster takes for it are billed by its cloud.",
        ),
        ("github_repository", "It is billed by seat and by use, not for its settings."),
        ("github_actions_hosted_runner", ""),
        ("okta_group", "It is billed by user and by licence, not for its settings."),
        ("okta_user", ""),
        ("datadog_monitor", "It is billed for hosts and for what is sent to it, not for its settings."),
        ("datadog_synthetics_test", ""),
        ("aiven_kafka_topic", "Aiven bills services, not what is set up in them."),
        ("aiven_kafka", ""),
        ("ibm_is_subnet", "IBM Cloud bills what runs in a network, not the network."),
        ("ibm_is_instance", ""),
        ("aws_instance", ""),
        ("nimbus_server", ""),
        ("nullable_thing", ""),
        ("random", "It is made where Terraform runs, and costs nothing."),
        ("", ""),
        ("_", ""),
    ],
)
def test_who_sends_no_bill(kind: str, reason: str) -> None:
    assert never_billed(kind) == reason


def test_nothing_that_has_a_price_is_never_billed() -> None:
    assert not PROVIDERS.keys() & BASES.keys()
    assert not TYPES.keys() & (BOOK.rows.keys() | cost_models().keys())


def test_nothing_that_is_free_has_a_price_as_well() -> None:
    assert not BOOK.free & (BOOK.rows.keys() | cost_models().keys())
