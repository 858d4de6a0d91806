"""The collector rests where it is told to, and not a moment longer."""

from __future__ import annotations

import gc

import pytest

from gitops_portal.core.collector import resting


def test_it_rests_inside_and_works_again_outside() -> None:
    with resting():
        assert not gc.isenabled()
        with resting():
            assert not gc.isenabled()
        assert not gc.isenabled()
    assert gc.isenabled()


def test_it_works_again_after_an_error() -> None:
    with pytest.raises(ValueError, match="broken"), resting():
        raise ValueError("broken")
    assert gc.isenabled()


def test_whoever_switched_it_off_keeps_it_off() -> None:
    gc.disable()
    try:
        with resting():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_what_was_made_meanwhile_is_old_and_still_thrown_away_when_it_is_garbage() -> None:
    class Ring:
        me: Ring

    with resting():
        made = [[n] for n in range(1000)]
    young = {id(one) for generation in (0, 1) for one in gc.get_objects(generation)}
    assert not young & {id(one) for one in made}
    with resting():
        ring = Ring()
        ring.me = ring
        del ring
    gc.collect()
    assert not any(type(one) is Ring for one in gc.get_objects())
