"""A price is remembered for what cannot be told apart, and for nothing else."""

from __future__ import annotations

from typing import Any

import pytest

from gitops_portal.core.model import UNKNOWN, Sensitive
from gitops_portal.core.pricing.bill import Resource
from gitops_portal.core.pricing.remembered import WAYS, Remembered


def disk(values: dict[str, Any], **more: Any) -> Resource:
    return Resource(values, **{"type": "disk", "region": "eu", **more})


def priced(remembered: Remembered[Any], resource: Resource) -> Any:
    kind = (resource.type, resource.region, resource.arguments, resource.pending)
    known = remembered.known(kind, resource.values)
    return remembered.priced(resource) if known is None else known


class Counted:
    """Prices by size; by speed too, where the kind is fast. Says how often it was asked."""

    def __init__(self) -> None:
        self.asked = 0
        self.remembered = Remembered(self.price)

    def price(self, resource: Resource) -> str:
        self.asked += 1
        told = repr(resource.values.get("size"))
        return f"{told} at {resource.values.get('speed')}" if resource.values.get("kind") == "fast" else told


@pytest.mark.parametrize(
    ("one", "other", "asked"),
    [
        ({"size": 8}, {"size": 8}, 1),
        ({"size": 8, "name": "a"}, {"size": 8, "name": "b"}, 1),
        ({"size": 8, "speed": 1}, {"size": 8, "speed": 2}, 1),
        ({"size": 8, "speed": 1, "kind": "fast"}, {"size": 8, "speed": 2, "kind": "fast"}, 2),
        ({"size": 8, "kind": "fast"}, {"size": 8, "kind": "slow"}, 2),
        ({"size": 8}, {"size": 9}, 2),
        ({"size": 1}, {"size": True}, 2),
        ({"size": 1}, {"size": 1.0}, 2),
        ({"size": 1}, {"size": "1"}, 2),
        ({"size": None}, {}, 1),
        ({"size": UNKNOWN}, {"size": "known after apply"}, 2),
        ({"size": Sensitive("a")}, {"size": Sensitive("b")}, 2),
        ({"size": [{"a": 1}]}, {"size": [{"a": 1}]}, 1),
        ({"size": [{"a": 1}]}, {"size": [{"a": 1, "b": None}]}, 2),
    ],
)
def test_what_was_read_decides(one: dict[str, Any], other: dict[str, Any], asked: int) -> None:
    counted = Counted()
    answers = [priced(counted.remembered, disk(values)) for values in (one, other)]
    assert counted.asked == asked
    assert answers == [Counted().price(disk(values)) for values in (one, other)]


def test_regions_types_and_what_is_written_are_told_apart() -> None:
    counted = Counted()
    written = (disk({}, arguments=frozenset()), disk({}, arguments=frozenset({"size"})))
    for place in (disk({}), disk({}, region="us"), Resource({}, type="tape", region="eu"), *written):
        priced(counted.remembered, place)
    assert counted.asked == 5


@pytest.mark.parametrize(
    "price",
    [
        lambda resource: resource.related("host").text("size"),
        lambda resource: str(len(resource.values)),
        lambda resource: ",".join(resource.values),
    ],
    ids=["another resource", "how many attributes", "their names"],
)
def test_what_depends_on_more_is_not_remembered(price: Any) -> None:
    remembered = Remembered(price)
    hosts = [Resource({"size": size}) for size in ("small", "large")]
    answers = [priced(remembered, disk({"n": n}, find=lambda _, host=host: host)) for n, host in enumerate(hosts)]
    assert answers == [price(disk({"n": n}, find=lambda _, host=host: host)) for n, host in enumerate(hosts)]


def test_a_model_of_many_ways_is_asked_anew() -> None:
    names = [f"way-{n}" for n in range(2 * WAYS)]
    remembered = Remembered(lambda resource: resource.values.get(str(resource.values.get("way"))))
    for _ in range(2):
        assert [priced(remembered, disk({"way": name, name: name})) for name in names] == names
