"""What becomes of drift from one plan to the next."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gitops_portal.core.drift.following import Followed, Known, follow

KNOWN = [Known(1, "a", "one"), Known(2, "b", "one")]


@pytest.mark.parametrize(
    ("told", "whole", "became"),
    [
        ({"a": "one", "b": "one"}, True, Followed(still=(1, 2))),
        ({"a": "one", "b": "one", "c": "one"}, True, Followed(opened=frozenset("c"), still=(1, 2))),
        ({"a": "one", "b": "two"}, True, Followed(still=(1,), changed={2: "b"})),
        ({"a": "one"}, True, Followed(still=(1,), gone=(2,))),
        ({"a": "one"}, False, Followed(still=(1,))),
        ({}, True, Followed(gone=(1, 2))),
        ({}, False, Followed()),
    ],
    ids=["the same", "one more", "differs otherwise", "one less", "looked at a part", "nothing", "nothing of a part"],
)
def test_what_became_of_it(told: dict[str, str], whole: bool, became: Followed) -> None:
    assert follow(KNOWN, told, whole=whole) == became


keys, digests = st.sampled_from("abcdef"), st.sampled_from("12")
told_by_plans = st.dictionaries(keys, digests)


@st.composite
def known_rows(draw: st.DrawFn) -> list[Known]:
    return [Known(pk, key, digest) for pk, (key, digest) in enumerate(draw(told_by_plans).items())]


@given(known_rows(), told_by_plans, st.booleans())
def test_every_item_becomes_one_thing(known: list[Known], told: dict[str, str], whole: bool) -> None:
    became = follow(known, told, whole=whole)
    rows = [*became.still, *became.changed, *became.gone]
    assert len(rows) == len(set(rows))
    silent = {one.pk for one in known if one.key not in told}
    assert set(rows) == {one.pk for one in known} - (set() if whole else silent)
    assert became.opened | {one.key for one in known if one.pk not in silent} == told.keys()


@given(known_rows(), told_by_plans, st.booleans())
def test_the_same_plan_again_does_nothing_new(known: list[Known], told: dict[str, str], whole: bool) -> None:
    became = follow(known, told, whole=whole)
    left = [one._replace(digest=told.get(one.key, one.digest)) for one in known if one.pk not in became.gone]
    left += [Known(100 + place, key, told[key]) for place, key in enumerate(sorted(became.opened))]
    again = follow(left, told, whole=whole)
    assert (again.opened, dict(again.changed), again.gone) == (frozenset(), {}, ())
