"""Whatever a system says is bounded, read again as it was, and neither a plan nor a state."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gitops_portal.core.documents import parse
from gitops_portal.core.errors import HostileDocument, NotAPlan, NotAState, PortalError
from tests.core.documents.sources.observed import IN_SYNC, MASK, said, with_
from tests.core.documents.sources.samples import ARGOCD, SECRET, STATE, samples

REPORTS = sorted(samples().keys() - {"terraform-plan", "terraform-state", "state-show"})


def test_what_is_too_much_is_bounded() -> None:
    many = [{"kind": "Pod", "name": f"p{number}", "status": "OutOfSync"} for number in range(1_000)]
    found = said(with_(ARGOCD, status__resources=many, status__sync__revision="x" * 9_000))
    assert (found.drifted, len(found.differing), len(found.revision)) == (1_000, 200, 200)
    with pytest.raises(HostileDocument):
        said(with_(ARGOCD, metadata__name="x" * 500))


@pytest.mark.parametrize(
    "document",
    [
        {"apiVersion": "v1", "kind": "Secret", "metadata": {}, "data": {"password": SECRET}},
        {"apiVersion": "argoproj.io/v1alpha1", "kind": "AppProject", "metadata": {}},
        {"apiVersion": "evil/argoproj.io", "kind": "Application"},
        {"trigger_scope": "run", "details": {}},
        STATE,
    ],
)
def test_what_is_nothing_of_the_kind_is_told(document: dict[str, Any]) -> None:
    assert not parse.is_report(json.dumps(document).encode())
    with pytest.raises(NotAState):
        parse.reported(json.dumps(document).encode(), MASK)


@pytest.mark.parametrize("name", REPORTS)
def test_it_is_no_plan_and_no_state(name: str) -> None:
    body = samples()[name]
    with pytest.raises(NotAPlan, match="/observations"):
        parse.load(body, MASK)
    with pytest.raises(NotAState):
        parse.observe(body, MASK)


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.text(max_size=5)
    | st.just("0001-01-01T00:00:00+14:00"),
    lambda inner: (
        st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(["name", "status", "x"]), inner, max_size=2)
    ),
    max_leaves=4,
)


def places(value: Any, way: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [found for key, each in inner for found in [(*way, key), *places(each, (*way, key))]]


@given(st.sampled_from(REPORTS), st.data())
def test_whatever_stands_anywhere_is_read_or_refused(name: str, data: st.DataObject) -> None:
    document = json.loads(samples()[name])
    *way, last = data.draw(st.sampled_from(places(document)))
    place = document
    for step in way:
        place = place[step]
    place[last] = data.draw(JSON)
    with suppress(PortalError):
        found = parse.reported(json.dumps(document).encode(), MASK)
        assert found.said.state is not IN_SYNC or found.said.checked_at is not None
        assert parse.read(found.clean, MASK) == found.said
