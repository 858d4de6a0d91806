"""The hash chain: what it must notice, and a digest computed by other means."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gitops_portal.core.ledger import GENESIS, Verification, digest, verify

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
