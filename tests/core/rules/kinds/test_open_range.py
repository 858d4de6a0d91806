"""When the addresses between two are the internet."""

from __future__ import annotations

from typing import Any

import pytest

from gitops_portal.core.index import Index
from gitops_portal.core.model import UNKNOWN
from gitops_portal.core.rules.facts import Facts
from gitops_portal.core.rules.kinds.open_range import OpenRange
from gitops_portal.core.rules.part import Part
from tests.builders import change_set

KIND = OpenRange("first", "last", "it is open")


@pytest.mark.parametrize(
    ("first", "last", "answers"),
    [
        ("0.0.0.0", "255.255.255.255", ["violated"]),  # noqa: S104 - an address that a rule names
        ("0.0.0.0", "127.255.255.255", ["violated"]),  # noqa: S104 - an address that a rule names
        ("64.0.0.0", "127.255.255.255", ["violated"]),
        ("198.51.100.7", "198.51.100.7", []),
        ("10.0.0.0", "10.255.255.255", []),
        ("255.255.255.255", "0.0.0.0", []),  # noqa: S104 - nothing is between them
        ("0.0.0.0", UNKNOWN, ["undetermined"]),  # noqa: S104 - an address that a rule names
        ("0.0.0.0", None, ["undetermined"]),  # noqa: S104 - an address that a rule names
        ("::", "ffff::", ["undetermined"]),
        ("everything", "1.2.3.4", ["undetermined"]),
    ],
)
def test_open(first: Any, last: Any, answers: list[str]) -> None:
    objections = KIND(Part({"first": first, "last": last}), Facts(Index(change_set())))
    assert [objection.status for objection in objections] == answers
