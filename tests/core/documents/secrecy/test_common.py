"""Which words everybody could guess, and which nobody could."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from gitops_portal.adapters import prices
from gitops_portal.core import cost_models, guardrails
from gitops_portal.core.documents.secrecy.common import common
from gitops_portal.core.pricing.price_book import PriceBook

WORDS = """
eu-west-1 us-gov-east-1 europe-west1-b westeurope eastus2 postgres aurora-postgresql oracle-se2 sqlserver-web 16.3 1.31
8.0.mysql_aurora.3.05.2 db.m6g.large cache.t4g.micro t3.micro u-6tb1.metal m7i.metal-24xl r6g.large.search
kafka.m5.large ra3.xlplus dc2.8xlarge Standard_D4s_v3 Standard_B2ms Standard_NC24ads_A100_v4 Standard_E64-16ds_v4
GP_Standard_D2s_v3 B_Standard_B1ms GP_Gen5_4 GP_S_Gen5_2 HS_Gen5_2 P1v2 EP1 n1-standard-4 e2-medium db-f1-micro
db-custom-2-7680 db-perf-optimized-N-8 aws_db_instance azurerm_linux_virtual_machine hashicorp/aws
registry.terraform.io/hashicorp/aws s3:* iam:PassRole arn:aws:iam::aws:policy/AdministratorAccess arn:aws:s3:::*
ec2.amazonaws.com http://acs.amazonaws.com/groups/global/AllUsers 0.0.0.0/0 ::/0 128.0.0.0/1 10.0.0.0/8 5432 65535
100000 3000 0.25 512MB PT1H 30s public-read public-read-write admin root ec2-user ubuntu azureuser app Standard_LRS
Premium_LRS gp3 TLS1_2 ELBSecurityPolicy-TLS13-1-2-2021-06 python3.12 nodejs20.x provided.al2 postgres16
default.redis7.cluster.on client.authentication.k8s.io/v1beta1 apps/v1 2012-10-17 POSTGRES_15 SQLSERVER_2019_STANDARD
Windows roles/storage.objectViewer 4096 true FALSE enabled tcp https -1 * latest prod staging standard INFO DEBUG
mon:03:00-mon:04:00 03:00-04:00 PAY_PER_REQUEST SecureString internet-facing $Latest $Default
"""
SAID = ["", "abc", "West Europe", "East US 2", "rate(5 minutes)", "0 3 * * ?", "1 vCPU", " 0.0.0.0/0 "]
FIGURES: list[Any] = [0, 22, 3389, 65_535, 100_000, 16_777_216, 0.5, 1.25, True, None]

STRANGE = """
hunter2x correct-horse-7 example-only-9012 S3cr3t payments orders p4ssw0rd A1b2C3d4 abc123 Passw0rd admin123 letme1n
12345678 482913 made-up-Generated-Secret-1 Tr0ub4dor qwertyui foo-bar db-password1 ab12cd canary/001
arn:aws:secretsmanager:eu-west-1:111122223333:secret:orders-AbCdEf mydb.c0ffee.eu-west-1.rds.amazonaws.com
postgres://app:pw@db/app vpc-0a1b2c3d4e5f67890 111122223333 admin:Hunter user:Password x-orders-7
"""
ODD: list[Any] = [482_913, 12_345_678, 3.14159265, 10**30, float("inf"), ["a"], {}, {"a": 1}]


@pytest.mark.parametrize("value", [*WORDS.split(), *SAID, *FIGURES])
def test_everybody_could_guess(value: Any) -> None:
    assert common(value)


@pytest.mark.parametrize("value", [*STRANGE.split(), *ODD])
def test_nobody_could_guess(value: Any) -> None:
    assert not common(value)


def test_a_long_text_is_no_word() -> None:
    assert not common("a" * 101)
    assert not common("1" * 10_000)


def compared(folder: str) -> set[str]:
    """Every text with which the code of plug-ins compares what a plan says."""
    found: set[str] = set()
    for file in sorted(Path(folder).rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            parts: list[Any] = []
            if isinstance(node, ast.Compare):
                parts = [node.left, *node.comparators]
            elif isinstance(node, ast.MatchValue):
                parts = [node.value]
            elif isinstance(node, ast.Set):
                parts = list(node.elts)
            texts = (inside for part in parts for inside in ast.walk(part) if isinstance(inside, ast.Constant))
            found.update(text.value for text in texts if isinstance(text.value, str))
    return found


def test_rules_and_prices_ask_for_common_words_only() -> None:
    """What a rule looks for must be readable where it is marked: add the word to `words.py`."""
    words = {word for module in (guardrails, cost_models) for word in compared(module.__path__[0])}
    named = {
        word for word in words if re.fullmatch(r"[a-z0-9]+([_ ][a-z0-9]+)*", word)
    }  # attributes, nearly all of them
    assert len(words - named) > 30
    assert not {word for word in words - named if not common(word)}


def items(book: PriceBook, *shelves: str) -> set[str]:
    """What has a price on them, in any region."""
    return {item for shelf in shelves for region in book.shelves[shelf].values() for item in region}


def test_the_machines_of_the_price_book_are_common_words() -> None:
    book = prices.load(settings.PRICES_DIR)
    amazon = items(book, "aws-ec2", "aws-rds", "aws-elasticache", "aws-opensearch")
    others = items(book, "azurerm-vm", "google-compute")
    named = {item.partition(" ")[0] for item in amazon if "." in item} | {item.partition(" ")[0] for item in others}
    assert len(named) > 1000
    assert not {name for name in named if not common(name)}
