"""One of several blocks has to be as it is told; blocks that can't be told may be."""

from __future__ import annotations

import pytest

from gitops_portal.core.index import Index
from gitops_portal.core.model import UNKNOWN, Attributes
from gitops_portal.core.rules.condition import Condition, Operator
from gitops_portal.core.rules.facts import Facts, Subject
from gitops_portal.core.rules.kinds.some_block import SomeBlock
from tests.builders import change, change_set

KIND = SomeBlock(
    "logs",
    (Condition("type", Operator.IS, ("audit",)), Condition("enabled", Operator.IS_NOT_FALSE)),
    "nothing is logged",
    when=(Condition("kind", Operator.IS, ("x",), unset="x"),),
)


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        ({"logs": [{"type": "error"}, {"type": "audit"}]}, []),
        ({"logs": [{"type": "audit", "enabled": True}]}, []),
        ({"logs": [{"type": "audit", "enabled": False}, {"type": "error"}]}, [("violated", "logs")]),
        ({"logs": []}, [("violated", "logs")]),
        ({}, [("violated", "logs")]),
        ({"logs": UNKNOWN}, [("undetermined", "logs")]),
        ({"logs": [{"type": UNKNOWN}, {"type": "error"}]}, [("undetermined", "logs")]),
        ({"kind": "y"}, []),
        ({"kind": UNKNOWN}, [("undetermined", "logs")]),
        ({"kind": UNKNOWN, "logs": [{"type": "audit"}]}, []),
    ],
)
def test_judges(after: Attributes, expected: list[tuple[str, str]]) -> None:
    subject = Subject(after, change=change("aws_thing.this"))
    objections = KIND(subject, Facts(Index(change_set())))
    assert [(str(each.status), each.attribute) for each in objections] == expected
