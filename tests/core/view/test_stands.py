"""Regions and tags of a plan's resources, kept once for all that are alike, and read again."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from hypothesis import given
from hypothesis import strategies as st

from gitops_portal.core.model import UNKNOWN, Action
from gitops_portal.core.pricing.cost_export import Stands
from gitops_portal.core.view.stands import read, written
from tests.builders import change, change_set

if TYPE_CHECKING:
    from gitops_portal.core.model import Change


def kept(*changes: Change) -> dict[str, Stands]:
    """Written, through JSON, and read."""
    document = json.loads(json.dumps(written(change_set(*changes))))
    return read(document, [one.address for one in changes])


def test_what_stands_has_its_region_and_the_tags_that_are_known() -> None:
    told = {"region": "eu-west-1", "tags": {"team": "web", "secret": UNKNOWN}}
    found = kept(
        change("aws_sqs_queue.a", after=told),
        change("aws_sqs_queue.same", Action.NO_OP, before=told, after=told),
        change("aws_sqs_queue.gone", Action.DELETE, before=told, after=None),
        change("aws_sqs_queue.bare", after={}),
    )
    alike = Stands("eu-west-1", {"team": "web"})
    assert found == {"aws_sqs_queue.a": alike, "aws_sqs_queue.same": alike, "aws_sqs_queue.bare": Stands()}


def test_what_resources_have_in_common_is_written_once() -> None:
    def one(number: int) -> Change:
        return change(f"aws_sqs_queue.a{number}", after={"tags": {"team": "web", "Name": f"n{number % 2}"}})

    document = written(change_set(*map(one, range(100))))
    assert document["tags"] == [("Name", "n0"), ("team", "web"), ("Name", "n1")]
    assert [len(document[name]) for name in ("kinds", "of")] == [2, 100]


@given(
    st.lists(st.dictionaries(st.text(min_size=1, max_size=5), st.text(min_size=1, max_size=5), max_size=4), max_size=6)
)
def test_what_is_read_is_what_was_written(every: list[dict[str, Any]]) -> None:
    found = kept(*(change(f"aws_sqs_queue.a{place}", after={"tags": tags}) for place, tags in enumerate(every)))
    assert [one.tags for one in found.values()] == every
