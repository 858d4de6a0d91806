"""Work is done in a process beside this one, which may die, take too long or be at rest: only its own work is lost."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from gitops_portal.adapters import beside
from gitops_portal.core.errors import Invalid, PortalError, Unavailable
from tests.portal import ROOT


@pytest.fixture
def process() -> Iterator[beside._Process]:
    made = beside._Process(idle=60)
    yield made
    if made._process:
        made._process.kill()
        made._process.join()


def test_a_result_comes_from_another_process_and_the_next_from_the_same(process: beside._Process) -> None:
    first, second = (process.call("os.getpgid", 0), process.call("os.getsid", 0))
    assert (first, second) == (os.getpgid(0), os.getsid(0))
    numbers = {process.call("subprocess.getoutput", "echo $PPID") for _ in range(2)}
    assert len(numbers) == 1 and numbers != {str(os.getpid())}


@pytest.mark.parametrize(
    ("path", "argument", "error"),
    [
        ("gitops_portal.core.documents.uploads.refuse_what_is_no_json", b"", PortalError),
        ("math.sqrt", -1, RuntimeError),
    ],
)
def test_what_it_raises_is_raised_here(
    process: beside._Process, path: str, argument: object, error: type[Exception]
) -> None:
    with pytest.raises(error) as raised:
        process.call(path, argument)
    assert "domain" not in str(raised.value), "a fault's own words may quote a plan"
    assert process.call("math.sqrt", 4) == 2


def test_it_dies_over_one_work_and_another_takes_the_next(process: beside._Process) -> None:
    with pytest.raises(Unavailable, match="ended"):
        process.call("signal.raise_signal", signal.SIGKILL)
    assert process.call("math.sqrt", 4) == 2


def test_what_takes_too_long_is_ended() -> None:
    process = beside._Process(longest=2)
    with pytest.raises(Unavailable, match="ended"):
        process.call("time.sleep", 600)
    assert process._process and process._process.exitcode == -signal.SIGKILL


def test_it_goes_when_nothing_comes_and_returns_when_something_does() -> None:
    process = beside._Process(idle=0.05)
    assert process.call("math.sqrt", 4) == 2
    assert process._process
    process._process.join(30)
    assert process._process.exitcode == 0
    assert [process.call("math.sqrt", 4) for _ in range(3)] == [2, 2, 2]


def test_many_threads_each_get_their_own_result(process: beside._Process) -> None:
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(lambda number: process.call("operator.neg", number), range(40))) == [
            -number for number in range(40)
        ]


def test_it_does_not_outlive_who_gives_it_work(tmp_path: Path) -> None:
    program = tmp_path / "parent.py"
    program.write_text(
        "import os, signal\n"
        "from gitops_portal.adapters.beside import _Process\n"
        "if __name__ == '__main__':\n"
        "    process = _Process(idle=600)\n"
        "    print(process.call('subprocess.getoutput', 'echo $PPID'), flush=True)\n"
        "    signal.raise_signal(signal.SIGKILL)\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "DJANGO_SETTINGS_MODULE": "tests.settings"}
    done = subprocess.run(
        [sys.executable, str(program)], check=False, env=environment, stdout=subprocess.PIPE, text=True, timeout=60
    )
    until = time.monotonic() + 30
    while Path(f"/proc/{done.stdout.strip()}").exists() and time.monotonic() < until:
        time.sleep(0.05)
    assert not Path(f"/proc/{done.stdout.strip()}").exists()


def test_without_a_server_work_is_done_here() -> None:
    assert not beside.takes(beside.LARGE)
    with pytest.raises(Invalid):
        beside.call("gitops_portal.core.dependencies.dot.read", "no graph")
