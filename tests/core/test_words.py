"""Every name that the portal keeps has a word for people, and no word is for a name that is no more."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from gitops_portal.core import words
from gitops_portal.core.difference.canonical import Part
from gitops_portal.core.lifecycle import State
from gitops_portal.core.model import Enforcement, Gravity, Noise, Role
from gitops_portal.core.permits import EVENTS
from gitops_portal.core.rules.scope import ScopeKind
from gitops_portal.web.templatetags.portal import TONES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        (words.STATES, State),
        (TONES, State),
        (words.DECIDED, EVENTS),
        (words.ROLES, Role),
        (words.ENFORCEMENTS, Enforcement),
        (words.SCOPES, ScopeKind),
        (words.GRAVITIES, Gravity),
        (words.NOISES, Noise),
        (words.NOISY, Noise),
        (words.PARTS, Part),
    ],
)
def test_every_name_has_a_word(told: Mapping[str, str], kept: Iterable[str]) -> None:
    assert set(told) == {str(name) for name in kept}


def test_somebody_is_next_after_every_state_that_is_not_the_end() -> None:
    ends = {State.OBSERVED, State.SUPERSEDED, State.APPLIED}
    assert set(words.NEXT) == set(State) - ends


@pytest.mark.parametrize(
    ("state", "told"), [("awaiting", "awaiting approval"), ("blocked", "blocked"), ("new_one", "new one")]
)
def test_a_state_ends_a_sentence(state: str, told: str) -> None:
    assert words.state_is(state) == told


@pytest.mark.parametrize(
    ("told", "name"),
    [
        ("the object is tainted: its last apply failed, or somebody marked it", "replace_because_tainted"),
        ("a reason of tomorrow", "a_reason_of_tomorrow"),
    ],
)
def test_a_name_that_nobody_knew_comes_back(told: str, name: str) -> None:
    assert words.reason(name) == told
