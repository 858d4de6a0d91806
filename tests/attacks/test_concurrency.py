"""Two at once, on both databases: exactly one effect, one chain, and nobody waits for somebody who waits for them."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
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
        found = run(portal, "racing", str(PAIRS))
        assert found["vendor"] == request.param
        yield found


def run(portal: Portal, program: str, *arguments: str) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", f"tests.attacks.{program}", *arguments],
        check=False,
        cwd=ROOT,
        env={**portal.environment, "DJANGO_SETTINGS_MODULE": "gitops_portal.settings"},
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr[-4000:]
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
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


def test_what_is_requested_or_resolved_twice_happens_once(raced: dict[str, Any]) -> None:
    once = [["Stale", "request_changes"], ["None", "Stale"], ["None", "Stale"], "awaiting"]
    assert raced["holds"] == {"outcomes": [once] * 5, "events": [5, 5, 5]}


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


def test_a_code_at_one_moment_counts_once(raced: dict[str, Any]) -> None:
    assert raced["codes"] == {
        "outcomes": [["Refused"] * 3 + ["password and code"], ["Refused"] * 3 + ["password and recovery code"]] * 3,
        "events": 6,
    }


def test_a_way_back_at_one_moment_counts_once_and_makes_one_person(raced: dict[str, Any]) -> None:
    found = raced["ways back"]
    assert found["spent"] == [["None", "Refused", "Refused", "Refused"]] * 5
    assert found["first"] == [[f"eve{number}"] * 4 for number in range(5)]
    assert found["people"] == 5


def test_of_four_first_uploads_one_makes_the_workspace(raced: dict[str, Any]) -> None:
    assert raced["creations"] == [["201"] * 4] * 5


def test_a_lost_connection_loses_and_doubles_nothing(raced: dict[str, Any]) -> None:
    assert raced["terminations"]["runs"] == [1] * 5


PAIRED = (
    ("upload", "decide"),
    ("decide", "upload"),
    ("upload", "evaluate"),
    ("evaluate", "upload"),
    ("upload", "give a role"),
    ("evaluate", "give a role"),
    ("expire", "upload"),
    ("tell", "evaluate"),
)
"""Actions that would meet half way if one of them locked in another order; `locking.py` without arguments tries all."""


@pytest.mark.servers
def test_no_two_actions_wait_for_each_other(postgres: Database, tmp_path: Path) -> None:
    with postgres.fresh() as database:
        portal = Portal(tmp_path, {"DATABASE_URL": database})
        portal.manage("migrate", "--verbosity", "0")
        found = run(portal, "locking", *("|".join(pair) for pair in PAIRED))
    assert found["wrong"] == {}
    assert found["held_up"] > 3 * len(PAIRED)


def test_names_of_any_length_are_kept(raced: dict[str, Any]) -> None:
    assert raced["long names"] == ["awaiting"] * 3
