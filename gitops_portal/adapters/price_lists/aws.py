"""AWS's own price list in (its Price List API), the prices of one shelf in one region out."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, NoCredentialsError, PartialCredentialsError

from gitops_portal.adapters.price_lists.listing import Found, Listed, Listing
from gitops_portal.core.errors import Unavailable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

Attributes = dict[str, str]

NAME = "AWS's price list"
SOURCE = "aws-price-list"
REGION_OF_THE_LIST = "us-east-1"
"""One of the few regions that answer for the prices of all."""


@dataclass(frozen=True, slots=True)
class Offer:
    """What a shelf of the price book holds, as AWS's price list has it.

    `usage` is matched with the kind of usage, without the prefix of its region: it tells the plain instance from one on
    an Outpost, or of another storage mode. `item` names a product as the book does; None where the book has no name.
    """

    shelf: str
    service: str
    usage: str
    unit: str
    asked: Mapping[str, str]
    item: Callable[[Attributes], str | None]


# ── how the book names what the list holds ───────────────────────────────────────────────────────────────────────

ENGINES = {
    ("MySQL", ""): "mysql",
    ("MariaDB", ""): "mariadb",
    ("PostgreSQL", ""): "postgres",
    ("Aurora MySQL", ""): "aurora-mysql",
    ("Aurora PostgreSQL", ""): "aurora-postgresql",
    ("Oracle", "Enterprise"): "oracle-ee",
    ("Oracle", "Standard Two"): "oracle-se2",
    ("SQL Server", "Enterprise"): "sqlserver-ee",
    ("SQL Server", "Express"): "sqlserver-ex",
    ("SQL Server", "Standard"): "sqlserver-se",
    ("SQL Server", "Web"): "sqlserver-web",
}
LICENCES = {
    "No license required": "-",
    "License included": "license-included",
    "Bring your own license": "bring-your-own-license",
}
UNITS = {"Hrs": "hours", "GB-Mo": "GB"}
"""As the list and as the book call them."""
CACHES = {"Redis": "redis", "Memcached": "memcached", "Valkey": "valkey"}


def _machine(product: Attributes) -> str | None:
    return f"{product['instanceType']} linux"


def _database(product: Attributes) -> str | None:
    engine = ENGINES.get((product["databaseEngine"], product.get("databaseEdition", "")))
    licence = LICENCES.get(product["licenseModel"])
    if not engine or not licence or product.get("deploymentModel") == "Custom":
        return None
    return f"{engine} {licence} single-az {product['instanceType']}"


def _cache(product: Attributes) -> str | None:
    engine = CACHES.get(product["cacheEngine"])
    return f"{engine} {product['instanceType']}" if engine else None


def _search_node(product: Attributes) -> str | None:
    return product["instanceType"] if product["instanceType"].endswith(".search") else None


def _volume(product: Attributes) -> str | None:
    return f"storage {product['volumeApiName']}"


OFFERS = (
    Offer(
        "aws-ec2",
        "AmazonEC2",
        r"BoxUsage(:.+)?",
        "Hrs",
        {"operatingSystem": "Linux", "tenancy": "Shared", "capacitystatus": "Used", "preInstalledSw": "NA"},
        _machine,
    ),
    Offer(
        "aws-rds",
        "AmazonRDS",
        r"InstanceUsage:.+",
        "Hrs",
        {"productFamily": "Database Instance", "deploymentOption": "Single-AZ"},
        _database,
    ),
    Offer("aws-elasticache", "AmazonElastiCache", r"NodeUsage:.+", "Hrs", {"productFamily": "Cache Instance"}, _cache),
    Offer("aws-opensearch", "AmazonES", r"ESInstance:.+", "Hrs", {}, _search_node),
    Offer("aws_ebs_volume", "AmazonEC2", r"EBS:VolumeUsage(\..+)?", "GB-Mo", {"productFamily": "Storage"}, _volume),
)

# ── asking ───────────────────────────────────────────────────────────────────────────────────────────────────────


def client() -> Any:
    """A client of the price list, with the credentials that boto3 finds. Raises Unavailable."""
    patient = Config(retries={"max_attempts": 8, "mode": "standard"}, connect_timeout=5, read_timeout=60)
    try:
        return boto3.client("pricing", region_name=REGION_OF_THE_LIST, config=patient)
    except BotoCoreError as error:
        raise _unavailable(error) from error


def parts(_: Path) -> list[str]:
    """What is read at a time: the prices of a region."""
    return regions()


def reader() -> Callable[[str], Found]:
    """What reads a part. Raises Unavailable."""
    pricing = client()
    return lambda region: {offer.shelf: {region: read(pricing, offer, region)} for offer in OFFERS}


def regions() -> list[str]:
    """The regions whose prices the list holds: all but China's, which has a list of its own."""
    session = boto3.session.Session()
    return [
        name for part in ("aws", "aws-us-gov") for name in session.get_available_regions("ec2", partition_name=part)
    ]


def read(pricing: Any, offer: Offer, region: str) -> Listing:
    """Every price of an offer in a region. Raises Unavailable when the list can't be read to its end."""
    found = Listing()
    for product in _products(pricing, offer, region):
        if not (told := _told(product, offer)):
            continue
        found.add(*told)
    return found


def _products(pricing: Any, offer: Offer, region: str) -> Iterator[Any]:
    asked = {**offer.asked, "regionCode": region}
    filters = [{"Type": "TERM_MATCH", "Field": name, "Value": value} for name, value in asked.items()]
    pages = pricing.get_paginator("get_products").paginate(
        ServiceCode=offer.service, Filters=filters, FormatVersion="aws_v1", PaginationConfig={"PageSize": 100}
    )
    try:
        for page in pages:
            yield from map(json.loads, page["PriceList"])
    except (BotoCoreError, ClientError) as error:
        raise _unavailable(error) from error
    except (LookupError, ValueError) as error:
        raise Unavailable(f"AWS's price list cannot be understood: {offer.service} in {region} is no JSON.") from error


def _told(product: Any, offer: Offer) -> tuple[str, Listed] | None:
    """The item and its one price on demand; None for what is something else, has steps, or has no price."""
    try:
        attributes = product["product"]["attributes"]
        if not re.fullmatch(rf"([A-Z0-9]+-)?{offer.usage}", attributes["usagetype"]):
            return None
        (term,) = product["terms"]["OnDemand"].values()
        (step,) = term["priceDimensions"].values()
        usd = Decimal(step["pricePerUnit"]["USD"])
        published = date.fromisoformat(product["publicationDate"][:10]).isoformat()
        item = offer.item(attributes)
    except (LookupError, TypeError, AttributeError, ValueError, InvalidOperation):
        return None
    if item is None or step.get("unit") != offer.unit or not usd.is_finite() or usd <= 0:
        return None
    return item, Listed(usd, published, UNITS[offer.unit])


def _unavailable(error: Exception) -> Unavailable:
    if isinstance(error, NoCredentialsError | PartialCredentialsError):
        return Unavailable(
            "AWS's price list needs credentials of any AWS account that may call pricing:GetProducts, and none were"
            " found: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE."
        )
    if isinstance(error, ClientError):
        code = error.response.get("Error", {}).get("Code", "an error")
        return Unavailable(f"AWS's price list refused ({code}): the credentials must be allowed pricing:GetProducts.")
    return Unavailable(f"AWS's price list cannot be reached: {str(error).rstrip('.')}.")
