"""AWS's price list, of a few made-up products: which become prices, under which names, and which don't."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import boto3
import pytest
from botocore.exceptions import EndpointConnectionError, NoCredentialsError
from botocore.stub import Stubber

from gitops_portal.adapters.price_lists import aws
from gitops_portal.adapters.price_lists.aws import OFFERS
from gitops_portal.adapters.price_lists.listing import Listed, Listing
from gitops_portal.core.errors import Unavailable
from tests.offers import product

OFFER = {offer.shelf: offer for offer in OFFERS}
DATABASE = {"databaseEngine": "PostgreSQL", "licenseModel": "No license required", "instanceType": "db.m5.large"}
ORACLE = DATABASE | {"databaseEngine": "Oracle", "databaseEdition": "Standard Two", "licenseModel": "License included"}


@pytest.fixture
def pricing() -> Any:
    return boto3.client("pricing", region_name="us-east-1", aws_access_key_id="x", aws_secret_access_key="y")


@pytest.fixture
def stub(pricing: Any) -> Iterator[Stubber]:
    with Stubber(pricing) as stubber:
        yield stubber
        stubber.assert_no_pending_responses()


def read(pricing: Any, stub: Stubber, shelf: str, *products: str) -> Listing:
    stub.add_response("get_products", {"PriceList": list(products)})
    return aws.read(pricing, OFFER[shelf], "eu-west-1")


@pytest.mark.parametrize(
    ("shelf", "usage", "attributes", "item"),
    [
        ("aws-ec2", "EU-BoxUsage:m5.large", {"instanceType": "m5.large"}, "m5.large linux"),
        ("aws-ec2", "BoxUsage", {"instanceType": "m1.small"}, "m1.small linux"),
        ("aws-rds", "EU-InstanceUsage:db.m5.large", DATABASE, "postgres - single-az db.m5.large"),
        ("aws-rds", "InstanceUsage:db.m5.large", ORACLE, "oracle-se2 license-included single-az db.m5.large"),
        ("aws-elasticache", "EU-NodeUsage:cache.t3.micro", {"cacheEngine": "Valkey", "instanceType": "cache.t3.micro"}, "valkey cache.t3.micro"),
        ("aws-opensearch", "EU-ESInstance:m5.large", {"instanceType": "m5.large.search"}, "m5.large.search"),
    ],
)  # fmt: skip
def test_a_product_has_the_book_s_name(
    pricing: Any, stub: Stubber, shelf: str, usage: str, attributes: dict[str, str], item: str
) -> None:
    found = read(pricing, stub, shelf, product(usage, "0.1070000000", **attributes))
    assert found.prices == {item: Listed(Decimal("0.107"), "2026-08-01")}
    assert not found.ambiguous


def test_a_volume_is_priced_by_the_gigabyte(pricing: Any, stub: Stubber) -> None:
    volume = product("EU-EBS:VolumeUsage.gp3", "0.088", unit="GB-Mo", volumeApiName="gp3")
    iops = product("EU-EBS:VolumeP-IOPS.gp3", "0.0055", unit="IOPS-Mo", volumeApiName="gp3")
    assert list(read(pricing, stub, "aws_ebs_volume", volume, iops).prices) == ["storage gp3"]


@pytest.mark.parametrize(
    "other",
    [
        product("EU-InstanceUsageIOOptimized:db.m5.large", "0.2", **DATABASE),
        product("EU-Multi-AZUsage:db.m5.large", "0.2", **DATABASE),
        product("EU-InstanceUsage:db.m5.large", "0.2", **DATABASE, deploymentModel="Custom"),
        product("EU-InstanceUsage:db.m5.large", "0.2", **DATABASE | {"licenseModel": "Bring your own media"}),
        product("EU-InstanceUsage:db.m5.large", "0.2", **DATABASE | {"databaseEngine": "of tomorrow"}),
        product("EU-InstanceUsage:db.m5.large", "0.0000000000", **DATABASE),
        product("EU-InstanceUsage:db.m5.large", "NaN", **DATABASE),
        product("EU-InstanceUsage:db.m5.large", "dear", **DATABASE),
        product("EU-InstanceUsage:db.m5.large", "0.2", unit="Quantity", **DATABASE),
        product("EU-InstanceUsage:db.m5.large", "0.2", published="lately", **DATABASE),
        product("EU-InstanceUsage:db.m5.large", "0.2", "0.1", **DATABASE),
        '{"product": {"attributes": {"usagetype": "InstanceUsage:db.m5.large"}}, "terms": {"Reserved": {}}}',
        '{"product": []}',
        "[]",
        "null",
    ],
)
def test_what_is_no_plain_price_is_passed_over(pricing: Any, stub: Stubber, other: str) -> None:
    assert read(pricing, stub, "aws-rds", other).prices == {}


def test_an_item_with_two_prices_is_left_out_and_told(pricing: Any, stub: Stubber) -> None:
    cheap, dear, same = (product("BoxUsage:m5.large", usd, instanceType="m5.large") for usd in ("1", "2", "1"))
    other = product("BoxUsage:t3.micro", "1", instanceType="t3.micro")
    found = read(pricing, stub, "aws-ec2", cheap, dear, same, other, other)
    assert list(found.prices) == ["t3.micro linux"]
    assert found.ambiguous == {"m5.large linux"}


def test_every_page_is_read(pricing: Any, stub: Stubber) -> None:
    asked: dict[str, Any] = {
        "ServiceCode": "AmazonElastiCache",
        "FormatVersion": "aws_v1",
        "MaxResults": 100,
        "Filters": [
            {"Type": "TERM_MATCH", "Field": "productFamily", "Value": "Cache Instance"},
            {"Type": "TERM_MATCH", "Field": "regionCode", "Value": "eu-west-1"},
        ],
    }
    for kind, further in (("cache.t3.micro", {"NextToken": "more"}), ("cache.t3.small", {})):
        node = product(f"EU-NodeUsage:{kind}", "0.02", cacheEngine="Redis", instanceType=kind)
        stub.add_response("get_products", {"PriceList": [node], **further}, asked)
        asked = asked | {"NextToken": "more"}
    found = aws.read(pricing, OFFER["aws-elasticache"], "eu-west-1")
    assert list(found.prices) == ["redis cache.t3.micro", "redis cache.t3.small"]


def test_a_refusal_is_one_sentence(pricing: Any, stub: Stubber) -> None:
    stub.add_client_error("get_products", "AccessDeniedException", "User: arn:aws:iam::1:user/x may not")
    with pytest.raises(Unavailable, match=r"^AWS's price list refused \(AccessDeniedException\): [^.]*\.$"):
        aws.read(pricing, OFFER["aws-ec2"], "eu-west-1")


def test_what_is_no_json_is_told(pricing: Any, stub: Stubber) -> None:
    with pytest.raises(Unavailable, match="AmazonEC2 in eu-west-1 is no JSON"):
        read(pricing, stub, "aws-ec2", "<html>")


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (NoCredentialsError(), "needs credentials of any AWS account"),
        (EndpointConnectionError(endpoint_url="https://example.org"), "cannot be reached"),
    ],
)
def test_no_credentials_and_no_network_are_told(error: Exception, told: str) -> None:
    class Silent:
        def get_paginator(self, _: str) -> Any:
            return self

        def paginate(self, **_: Any) -> Iterator[Any]:
            return map(self.fail, [error])

        def fail(self, reason: Exception) -> Any:
            raise reason

    with pytest.raises(Unavailable, match=told):
        aws.read(Silent(), OFFER["aws-ec2"], "eu-west-1")


def test_the_regions_are_those_of_the_public_cloud_and_the_government_s() -> None:
    assert {"us-east-1", "eu-west-1", "us-gov-west-1"} <= set(aws.regions())
    assert not any(name.startswith("cn-") for name in aws.regions())


def test_a_product_is_what_the_tests_take_it_for() -> None:
    assert json.loads(product("BoxUsage", "1"))["publicationDate"] == "2026-08-01T04:00:00Z"
