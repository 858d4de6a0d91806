"""What a message about a run says: the state first, then what its brief says, the gravest first."""

from __future__ import annotations

from typing import Any

import pytest

from gitops_portal.core.message import EVENTS, LONGEST, MOST_SENTENCES, Subject, about, reaches

BRIEF: dict[str, Any] = {
    "headline": "Blocked: destroys the database orders",
    "sentences": [
        {"gravity": "loses_data", "kind": "destroyed", "text": "The database orders is destroyed.", "addresses": []},
        {"gravity": "informs", "kind": "cost", "text": "It costs 12 US dollars less a month.", "addresses": []},
    ],
}


def said(state: str, brief: dict[str, Any] = BRIEF, note: str = "") -> Any:
    return about(Subject(workspace="orders", run=12, state=state), brief, "2026-11-29T12:00:00+00:00", note)


@pytest.mark.parametrize(
    ("state", "headline", "asked", "sentences"),
    [
        ("awaiting", "orders run 12 is awaiting approval: destroys the database orders", "Reviewer: decides", 2),
        ("blocked", "orders run 12 is blocked: destroys the database orders", "Author: fixes, or owner: overrides", 2),
        ("auto_approved", "orders run 12 is approved by rule: destroys the database orders", "CI: applies", 2),
        ("superseded", "orders run 12 is superseded", "", 0),
        ("expired", "orders run 12 is expired", "Author: sends a new plan", 0),
    ],
)
def test_the_state_comes_first(state: str, headline: str, asked: str, sentences: int) -> None:
    made = said(state)
    assert (made.event, made.headline, made.asked, len(made.sentences)) == (f"run.{state}", headline, asked, sentences)


def test_why_it_ended_stands_before_everything() -> None:
    assert said("outdated", note="Run 13 was applied.").sentences == ("Run 13 was applied.",)


@pytest.mark.parametrize(
    ("state", "brief", "gravity"),
    [
        ("awaiting", BRIEF, "loses_data"),
        ("errored", {}, "blocks"),
        ("apply_failed", {"sentences": [{"gravity": "informs", "text": ""}]}, "blocks"),
        ("queued", {}, "informs"),
        ("awaiting", {"sentences": [{"gravity": "a new one", "text": ""}]}, "loses_data"),
    ],
)
def test_the_gravest_sentence_is_the_gravity(state: str, brief: dict[str, Any], gravity: str) -> None:
    assert said(state, brief).gravity == gravity


@pytest.mark.parametrize(
    ("gravity", "least", "wanted"),
    [
        ("loses_data", "blocks", True),
        ("blocks", "blocks", True),
        ("informs", "blocks", False),
        ("?", "loses_data", True),
    ],
)
def test_what_is_less_grave_than_asked_for_is_left_out(gravity: str, least: str, wanted: bool) -> None:
    assert reaches(gravity, least) is wanted


def test_it_is_bounded_and_shows_no_hidden_characters() -> None:
    sentences = [{"gravity": "blocks", "text": "a\u202eb\n" + "x" * 5000}] * 100
    made = said("blocked", {"headline": "h\u202e" * 500, "sentences": sentences})
    assert len(made.sentences) == MOST_SENTENCES
    assert made.left_out == 100 - MOST_SENTENCES
    assert all(text.isprintable() and len(text) <= LONGEST for text in (made.headline, *made.sentences))


def test_every_state_but_that_of_the_work_is_an_event() -> None:
    assert "run.evaluating" not in EVENTS
    assert {"run.queued", "run.superseded", "run.expired", "run.errored", "run.applied"} <= set(EVENTS)
