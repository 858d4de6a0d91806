"""The hash chain: what it must notice, and a digest computed by other means."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gitops_portal.core.ledger import GENESIS, Verification, digest, exact, rfc_8785, verify

Event = dict[str, Any]


def event(sequence: int, previous: str, **changed: Any) -> Event:
    made: Event = {
        "chain": "orders-prod",
        "sequence": sequence,
        "at": "2026-11-22T21:40:34.000000Z",
        "actor_kind": "person",
        "actor": "Ana",
        "actor_address": "",
        "verb": "run.approved",
        "subject": "orders-prod run 7",
        "run": 7,
        "reason": "für die Nacht",
        "detail": {"before": "awaiting"},
        "previous": previous,
        **changed,
    }
    made["hash"] = digest(made)
    return made


def chain(length: int) -> list[Event]:
    events: list[Event] = []
    for sequence in range(1, length + 1):
        events.append(event(sequence, events[-1]["hash"] if events else GENESIS))
    return events


def test_the_canonical_form_is_fixed() -> None:
    # sha256sum over the JSON written by hand: keys sorted, no spaces, UTF-8
    assert digest(event(1, GENESIS)) == "29a9ceb18e6804baa83cf8b60b3dfd9744248ae67fd31c5e9a6f308514f5b946"


def test_the_second_form_is_fixed() -> None:
    # sha256sum over the same JSON with "version":2
    told = {**event(1, GENESIS), "version": 2}
    assert digest(told) == "241b44855355309a1166251065d751b87d3144a016e774c9e5a92d445c7098e1"


@pytest.mark.parametrize(
    ("value", "written"),
    [
        # RFC 8785, 3.2.3: names in the order of their UTF-16 units, in which 😀 stands before a letter of Hebrew
        (
            {"\u20ac": 1, "\r": 2, "\ufb33": 3, "1": 4, "\U0001f600": 5, "\x80": 6, "ö": 7},
            '{"\\r":2,"1":4,"\x80":6,"ö":7,"\u20ac":1,"\U0001f600":5,"\ufb33":3}',
        ),
        # 3.2.2.2: what is escaped, and how
        ('\u20ac$\x0f\nA\'B"\\\\"/', '"\u20ac$\\u000f\\nA\'B\\"\\\\\\\\\\"/"'),
        ([True, None, {"b": [], "a": {}}], '[true,null,{"a":{},"b":[]}]'),
        (2**53 - 1, "9007199254740991"),
    ],
)
def test_a_value_has_the_form_of_rfc_8785(value: Any, written: str) -> None:
    assert rfc_8785(value) == written


@pytest.mark.parametrize("value", [0.5, 2**53, -(2**53), float("nan"), [{"a": 1e3}]])
def test_a_number_that_not_every_reader_holds_has_no_form(value: Any) -> None:
    with pytest.raises(ValueError, match="number"):
        rfc_8785(value)


def test_large_numbers_are_told_as_texts() -> None:
    told = {"serial": 2**60, "lines": [1, 2**53], "flag": True}
    assert exact(told) == {"serial": str(2**60), "lines": [1, str(2**53)], "flag": True}


def test_a_chain_may_change_its_form() -> None:
    first = chain(3)
    events = [*first, event(4, first[-1]["hash"], version=2)]
    events.append(event(5, events[-1]["hash"], version=2))
    assert verify(events).intact
    assert verify([*events[:3], {**events[3], "version": 1}, events[4]]).broken_at == 4
    found = verify([*events[:4], {**events[4], "version": 3}])
    assert (found.broken_at, "does not know" in found.reason) == (5, True)


@pytest.mark.parametrize("version", [[], {}, "2", True, 2.0, None, 10**30])
def test_a_version_that_is_none_is_told_and_nothing_fails(version: Any) -> None:
    assert verify([{**event(1, GENESIS), "version": version}]).broken_at == 1


@pytest.mark.parametrize("version", [1, 2])
def test_a_detail_too_deep_to_write_is_told_and_nothing_fails(version: int) -> None:
    deep: Any = 1
    for _ in range(5_000):
        deep = [deep]
    made = {**event(1, GENESIS, version=version), "detail": deep}
    assert verify([made]).broken_at == 1


def test_a_whole_chain_is_intact() -> None:
    events = chain(5)
    assert verify(events) == Verification(True, 5, events[-1]["hash"])


def test_no_events_are_intact() -> None:
    assert verify([]) == Verification(True, 0, GENESIS)


def swapped(events: list[Event]) -> list[Event]:
    return [events[0], events[2], events[1], *events[3:]]


@pytest.mark.parametrize(
    ("edit", "broken_at"),
    [
        (lambda events: events[1:], 1),
        (lambda events: events[:2] + events[3:], 3),
        (swapped, 2),
        (lambda events: [*events[:2], {**events[2], "reason": "another"}, *events[3:]], 3),
        (lambda events: [*events[:2], event(3, events[1]["hash"], reason="another"), *events[3:]], 4),
        (lambda events: [*events[:2], {key: events[2][key] for key in events[2] if key != "reason"}, *events[3:]], 3),
    ],
    ids=["head cut", "one deleted", "two swapped", "one changed", "one rewritten with its hash", "a field dropped"],
)
def test_every_edit_is_found(edit: Any, broken_at: int) -> None:
    found = verify(edit(chain(5)))
    assert (found.intact, found.broken_at) == (False, broken_at)


@given(st.integers(0, 4), st.sampled_from(["at", "actor", "verb", "subject", "reason"]), st.text(max_size=5))
def test_no_text_can_be_changed_unseen(place: int, field: str, text: str) -> None:
    events = chain(5)
    original = events[place][field]
    events[place] = {**events[place], field: text}
    assert verify(events).intact is (text == original)
