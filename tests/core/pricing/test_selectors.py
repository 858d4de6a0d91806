"""What a row asks for, against what a resource says."""

from __future__ import annotations

from typing import Any

import pytest

from gitops_portal.core.model import UNKNOWN, Sensitive
from gitops_portal.core.pricing.bill import Resource, UnpricedError
from gitops_portal.core.pricing.selectors import LONGEST, MalformedError, assumed, conditions, decisive, holds

SCALED = {"template": [{"annotations": {"example.org/scale": "2"}}]}


def resource(attributes: dict[str, Any], written: frozenset[str] | None = None, **others: dict[str, Any]) -> Resource:
    def find(kind: str) -> Resource:
        if kind not in others:
            raise UnpricedError(f"Which {kind} it refers to is not known.")
        return Resource(others[kind], type=kind)

    return Resource(attributes, arguments=written, pending=written or frozenset(), find=find)


@pytest.mark.parametrize(
    ("selector", "attributes", "met"),
    [
        ("", {}, True),
        ("sku=basic", {"sku": "basic"}, True),
        ("sku=basic", {"sku": "Basic"}, False),
        ("sku=basic", {"sku": "standard"}, False),
        ("sku=basic", {}, False),
        ("sku=basic|free", {"sku": "free"}, True),
        ("sku!=basic|free", {"sku": "free"}, False),
        ("sku!=basic", {"sku": "standard"}, True),
        ("sku!=basic", {}, True),
        ("sku=(unset)", {}, True),
        ("sku=(unset)", {"sku": None}, True),
        ("sku=(unset)", {"sku": ""}, True),
        ("sku=(unset)", {"sku": []}, True),
        ("sku=(unset)", {"sku": "basic"}, False),
        ("replica=(unset)", {"replica": [{}]}, False),
        ("replica!=(unset)", {"replica": [{}]}, True),
        ("sku=basic|(unset)", {}, True),
        ("sku!=(unset)", {"sku": "basic"}, True),
        ("size=1", {"size": 1}, True),
        ("size=1", {"size": 1.0}, True),
        ("size=0.5", {"size": "0.50"}, True),
        ("size=1", {"size": 11}, False),
        ("size=0", {"size": 0}, True),
        ("size=(unset)", {"size": 0}, False),
        ("size=1..4", {"size": 1}, True),
        ("size=1..4", {"size": 4}, True),
        ("size=1..4", {"size": 4.5}, False),
        ("size=1..4", {"size": "some"}, False),
        ("size=1..4", {}, False),
        ("on=true", {"on": True}, True),
        ("on=true", {"on": "true"}, True),
        ("on=true", {"on": 1}, False),
        ("on!=true", {"on": False}, True),
        ("sku.size=S1", {"sku": [{"size": "S1"}]}, True),
        ("sku.size=S1", {"sku": {"size": "S1"}}, True),
        ("sku.size=S1", {"sku": [{"size": "S2"}, {"size": "S1"}]}, False),
        ("sku.size=(unset)", {}, True),
        ("a=1;b=2", {"a": "1", "b": "2"}, True),
        ("a=1;b=2", {"a": "1", "b": "3"}, False),
        ("template.annotations.[example.org/scale]=2", SCALED, True),
        ("template.annotations.[example.org/scale]!=(unset)|0", SCALED, True),
        ("template.annotations.[example.org/other]=(unset)", SCALED, True),
        ("a=1;b=2", {"a": "0", "b": UNKNOWN}, False),  # whatever b will be
        ("b=2;a=1", {"a": "0", "b": UNKNOWN}, False),
    ],
)
def test_holds_or_not(selector: str, attributes: dict[str, Any], met: bool) -> None:
    assert holds(selector, resource(attributes)) is met


@pytest.mark.parametrize(
    ("selector", "attributes", "reason"),
    [
        ("sku=basic", {"sku": UNKNOWN}, "sku is not known until apply."),
        ("sku!=basic", {"sku": UNKNOWN}, "sku is not known until apply."),
        ("a=1;sku=basic", {"a": 1, "sku": UNKNOWN}, "sku is not known until apply."),
        ("sku=basic", {"sku": Sensitive("mac")}, "sku is sensitive, so it is not read for pricing."),
        ("sku=basic", {"sku": ["basic"]}, "sku is not a usable text."),
        ("sku=basic", {"sku": "x" * 1000}, "sku is not a usable text."),
        ("size=1", {"size": float("nan")}, "size is not a possible quantity."),
        ("sku.size=S1", {"sku": UNKNOWN}, "sku is not known until apply."),
        ("sku.size=S1", {"sku": "S1"}, "sku is not known as a block."),
        ("sku.size=S1", {"sku": [{"size": UNKNOWN}]}, "sku.size is not known until apply."),
        ("@aws_other.sku=a", {}, "Which aws_other it refers to is not known."),
    ],
)
def test_what_can_not_be_told_is_never_a_default(selector: str, attributes: dict[str, Any], reason: str) -> None:
    with pytest.raises(UnpricedError) as told:
        holds(selector, resource(attributes))
    assert str(told.value) == reason


def test_what_the_configuration_leaves_out_is_not_set() -> None:
    """The provider fills it in, as it does for everybody who leaves it out."""
    assert holds("sku=(unset)", resource({"sku": UNKNOWN}, frozenset({"name"})))
    with pytest.raises(UnpricedError):
        holds("sku=basic|(unset)", resource({"sku": UNKNOWN}, frozenset({"name", "sku"})))


@pytest.mark.parametrize("value", [UNKNOWN, [{}], {"a": 1}, "x", 0, False])
def test_what_comes_after_apply_is_set_all_the_same(value: Any) -> None:
    one = resource({"gateway": value}, frozenset({"gateway"}))
    assert holds("gateway!=(unset)", one)
    assert not holds("gateway=(unset)", one)


@pytest.mark.parametrize(
    ("selector", "attributes", "told"),
    [
        ("sku=basic|(unset)", {}, ["sku basic"]),
        ("sku=basic|(unset);zone=a|(unset)", {"zone": "a"}, ["sku basic"]),
        ("sku=(unset)", {}, []),
        ("sku!=basic|(unset)", {"sku": "free"}, []),
        ("sku=basic|(unset)", {"sku": "basic"}, []),
    ],
)
def test_says_what_was_assumed(selector: str, attributes: dict[str, Any], told: list[str]) -> None:
    assert assumed(selector, resource(attributes)) == told


def test_follows_a_reference() -> None:
    one = resource({"type": "IPsec"}, azurerm_gateway={"sku": "VpnGw1"})
    assert holds("type=IPsec;@azurerm_gateway.sku=VpnGw1", one)
    assert not holds("@azurerm_gateway.sku=VpnGw2", one)


@pytest.mark.parametrize(
    ("selector", "reason"),
    [
        ("sku", "'sku' is no condition: write a path, = or !=, and values, as in sku=basic|free."),
        ("=basic", "'=basic' is no condition: write a path, = or !=, and values, as in sku=basic|free."),
        ("sku=", "'sku=' is no condition: write a path, = or !=, and values, as in sku=basic|free."),
        ("sku==basic", "'sku==basic' is no condition: write a path, = or !=, and values, as in sku=basic|free."),
        ("sku=a;", "'' is no condition: write a path, = or !=, and values, as in sku=basic|free."),
        ("sku=a;;b=1", "'' is no condition: write a path, = or !=, and values, as in sku=basic|free."),
        ("a..b=1", "'a..b=1' is no condition: write a path, = or !=, and values, as in sku=basic|free."),
        ("a[].b=1", "'a[].b=1' is no condition: write a path, = or !=, and values, as in sku=basic|free."),
        ("sku=a|", "'sku=a|' has an empty value or spaces around one: write (unset) for nothing."),
        ("sku= a", "'sku= a' has an empty value or spaces around one: write (unset) for nothing."),
        ("a=1;" * 200, f"A selector has {LONGEST} characters at most; this one has 800."),
    ],
)
def test_what_is_no_selector(selector: str, reason: str) -> None:
    with pytest.raises(MalformedError) as told:
        conditions(selector)
    assert str(told.value) == reason


def test_says_what_decides() -> None:
    one = resource({"sku": "premium", "size": 4})
    told = decisive(["sku=basic;size=1", "sku=standard;zone=a"], one)
    assert told == "sku is premium and size is 4 and zone is not set"
