"""Attack 5, and section 4 of what a chain must withstand: two at once, on both databases, and exactly one effect."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import nullcontext
from typing import Any

import pytest

from tests.portal import ROOT, Portal
from tests.servers import Database

PAIRS = 20


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.servers)])
def raced(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """What came of the races in tests/attacks/racing.py."""
    folder = tmp_path_factory.mktemp(request.param)
    server: Database | None = request.getfixturevalue("postgres") if request.param == "postgresql" else None
    with server.fresh() if server else nullcontext(f"sqlite:///{folder / 'portal.sqlite3'}") as database:
        portal = Portal(folder, {"DATABASE_URL": database})
        portal.manage("migrate", "--verbosity", "0")
        yield run(portal, request.param)


def run(portal: Portal, vendor: str) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.attacks.racing", str(PAIRS)],
        check=False,
        cwd=ROOT,
        env={**portal.environment, "DJANGO_SETTINGS_MODULE": "gitops_portal.settings"},
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr[-4000:]
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    assert found["vendor"] == vendor
    return found


def test_of_two_approvals_one_wins_and_the_other_is_told(raced: dict[str, Any]) -> None:
    assert raced["decisions"]["outcomes"][::2] == [["Stale", "approve"]] * (PAIRS // 2)


def test_a_rejection_is_never_outrun_by_an_approval(raced: dict[str, Any]) -> None:
    """Who rejects has the last word, as also after an approval; the approval came before it, or is told that it lost."""
    found = raced["decisions"]
    assert all(outcome in (["Stale", "reject"], ["approve", "reject"]) for outcome in found["outcomes"][1::2])
    assert found["states"] == {"approved": PAIRS // 2, "rejected": PAIRS // 2}


def test_both_tries_stand_in_the_trail(raced: dict[str, Any]) -> None:
    found = raced["decisions"]
    assert found["taken"] + found["refused"] == 2 * PAIRS
    assert found["taken"] == sum(found["kept"])


def test_one_key_makes_one_run(raced: dict[str, Any]) -> None:
    found = raced["uploads"]
    assert [len(set(answers)) for answers in found["answers"]] == [1] * 5
    assert found["runs"] == 5
    assert found["numbers"] == sorted(set(found["numbers"]))


def test_eight_hands_leave_one_chain(raced: dict[str, Any]) -> None:
    assert raced["appends"] == ["done"] * 8
    assert raced["intact"] is True


def test_an_outcome_told_four_times_happened_once(raced: dict[str, Any]) -> None:
    assert raced["outcomes"] == {"told": ["applied"] * 4, "events": 1}


def test_guesses_at_one_moment_are_all_counted(raced: dict[str, Any]) -> None:
    assert raced["passwords"] == {"None": 5, "TooManyTries": 11}
