"""All of several conditions have to hold; what does not is objected to where it stands."""

from __future__ import annotations

import pytest

from gitops_portal.core.index import Index
from gitops_portal.core.model import UNKNOWN, Attributes
from gitops_portal.core.rules.condition import Condition, Operator
from gitops_portal.core.rules.facts import Facts, Subject
from gitops_portal.core.rules.kinds.every import Every
from tests.builders import change, change_set

KIND = Every(
    (Condition("a", Operator.IS_TRUE), Condition("b", Operator.AT_LEAST, (3,))),
    "it is not",
    when=(Condition("kind", Operator.IS, ("x",), unset="x"),),
)


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        ({"a": True, "b": 3}, []),
        ({"a": False, "b": 3}, [("violated", "a")]),
        ({}, [("violated", "a"), ("violated", "b")]),
        ({"a": UNKNOWN, "b": 1}, [("undetermined", "a"), ("violated", "b")]),
        ({"kind": "y"}, []),
        ({"kind": UNKNOWN, "a": True}, [("undetermined", "b")]),
        ({"kind": UNKNOWN, "a": True, "b": 4}, []),
    ],
)
def test_judges(after: Attributes, expected: list[tuple[str, str]]) -> None:
    subject = Subject(after, change=change("aws_thing.this"))
    objections = KIND(subject, Facts(Index(change_set())))
    assert [(str(each.status), each.attribute) for each in objections] == expected
