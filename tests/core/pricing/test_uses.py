from __future__ import annotations

import ast
import re
from decimal import Decimal
from pathlib import Path

import pytest

from gitops_portal.core.cost_models import cost_models
from gitops_portal.core.model import Tier
from gitops_portal.core.pricing import uses
from gitops_portal.core.pricing.uses import BY_MODEL, Part, names
from tests.priced import BOOK

ROOT = Path(__file__).resolve().parents[3]
MODELS = ROOT / "gitops_portal/core/cost_models"
ADDRESSES = {"aws_instance", "aws_autoscaling_group", "aws_eks_node_group"}
"""Types whose machines may have a public address: `aws_machines.public_address`."""


@pytest.mark.parametrize(
    ("name", "unit", "use", "per"),
    [
        ("Requests", "1M requests", "requests", 10**6),
        ("Standard storage", "GB", "standard_storage_gb", 1),
        ("Storage GB", "GB", "storage_gb", 1),
        ("Api requests over 1m", "1M requests", "api_requests_over_1m_requests", 10**6),
        ("Events", "100k events", "events", 10**5),
        ("Images", "1000 images", "images", 1000),
    ],
)
def test_a_name_is_what_it_is_called_and_its_unit(name: str, unit: str, use: str, per: int) -> None:
    (found,) = uses.uses([Part(name, "", unit)])
    assert (found.name, int(found.per), found.tier) == (use, per, None)


def test_tiers_are_one_use() -> None:
    names = ("first 10tb (India)", "next 40tb (India)", "over 50tb (India)")
    found = uses.uses([Part(f"Data out {each}", "", "GB") for each in names])
    assert {use.name for use in found} == {"data_out_india_gb"}
    assert [use.tier for use in found] == [
        Tier("first", Decimal(10240)),
        Tier("next", Decimal(40960)),
        Tier("over", Decimal(51200)),
    ]


def _labels(path: Path) -> set[str]:
    """What a cost model calls its parts by use, without what it puts in braces and parentheses."""
    calls = [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call)]
    labels = [node.args[0] for node in calls if isinstance(node.func, ast.Name) and node.func.id == "used"]
    return {re.sub(r" \(.*|\{\w+\}.*", "", ast.literal_eval(ast.unparse(each).lstrip("f"))) for each in labels}


@pytest.mark.parametrize("path", sorted(MODELS.glob("*/*.py")), ids=lambda path: path.stem)
def test_the_names_of_a_cost_model_are_listed(path: Path) -> None:
    wanted = {re.sub(r"[^a-z0-9]+", "_", label.lower()).strip("_") for label in _labels(path)}
    for kind in (kind for kind, model in cost_models().items() if model.bill.__name__ == path.stem):
        listed = set(BY_MODEL.get(kind, ())) - ({"public_ipv4_address_hours"} if kind in ADDRESSES else set())
        assert all(any(name.startswith(label) for name in listed) for label in wanted), kind
        assert all(any(name.startswith(label) for label in wanted) for name in listed), kind


def test_the_documentation_lists_what_may_be_told_of_each_type() -> None:
    text = (ROOT / "docs/usage.md").read_text()
    rows = dict(re.findall(r"^\| `(\w+)` \| ([^|]+) \|$", text, re.MULTILINE))
    kinds = {*BY_MODEL, *BOOK.rows}
    told = {kind: names(kind, BOOK) for kind in kinds}
    assert {kind: set(re.findall(r"`(\w+)`", row)) for kind, row in rows.items()} == {
        kind: listed for kind, listed in told.items() if listed
    }
