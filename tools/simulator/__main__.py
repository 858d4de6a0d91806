"""The story in the terminal: `python -m tools.simulator`, or `make simulate`. Ctrl-C ends all that it started."""

from __future__ import annotations

import argparse
import itertools
import shlex
import signal
import sys
import tempfile
import threading
from contextlib import ExitStack
from http import HTTPStatus
from pathlib import Path

from tests.portal import Portal
from tools.simulator.outside import Outside, outside
from tools.simulator.portals import Beside, Stopped, beside, own
from tools.simulator.steps import STEPS, tell
from tools.simulator.story import Story


def say(text: str = "") -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def main() -> int:
    asked = _asked()
    for end in (signal.SIGINT, signal.SIGTERM):  # Ctrl-C is deaf in what a script put into the background
        signal.signal(end, signal.default_int_handler)
    try:
        with ExitStack() as begun:
            _run(begun, asked)
    except KeyboardInterrupt:
        say("\nAll that it started has ended.")
    except (Stopped, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tools.simulator", description=__doc__)
    parser.add_argument(
        "--portal", metavar="ADDRESS", help="a portal that runs from this clone; else one is started, and thrown away"
    )
    parser.add_argument("--step", action="store_true", help="wait for Enter before each step")
    parser.add_argument("--once", action="store_true", help="end after the last step, do not stay")
    return parser.parse_args()


def _run(begun: ExitStack, asked: argparse.Namespace) -> None:
    folder = Path(begun.enter_context(tempfile.TemporaryDirectory(prefix="simulator-")))
    world = begun.enter_context(outside(fixed=bool(asked.portal)))
    if asked.portal:
        running: Portal = beside(asked.portal)
        company = _free(running)
        say(f"The portal has to run with these settings:\n\n    {_line(world)} make run\n")
    else:
        say("Starting a portal of its own (a minute, the first time) …")
        (folder / "data").mkdir()
        running, company = begun.enter_context(own(folder / "data", world)), "acme"
    story = Story(running, world, folder, company)
    story.prepare()
    if not isinstance(running, Beside):
        running.start("start")
        running.wait_until_it_answers()
    story.come_in()
    say(f"Sign in, once:  {running.manage('login-link').strip()}")
    say(f"The forge:      {world.forge.url}")
    _tell(story, step=asked.step)
    if not asked.once:
        say("\nThe world goes on: Argo CD is asked every 5 minutes, the bucket too. Ctrl-C ends it.")
        threading.Event().wait()


def _tell(story: Story, *, step: bool) -> None:
    told = tell(story)
    for number in range(1, len(STEPS) + 1):
        if step:
            input(f"\nEnter: step {number} of {len(STEPS)} ")
        done = next(told)
        say(f"\n{number:>2}. {done.title}\n    {done.told}\n    {done.page}")


def _line(world: Outside) -> str:
    return " ".join(f"{name}={shlex.quote(value)}" for name, value in world.settings.items())


def _free(running: Portal) -> str:
    """A beginning of names that no workspace has yet: each telling has workspaces of its own. Raises Stopped where the
    portal knows no token that is made here.
    """
    token = running.manage("token", "create", "--scope", "read", "--name", "simulator", "--expires", "1d").strip()
    for number in itertools.count(1):
        name = "acme" if number == 1 else f"acme-{number}"
        status, _ = running.call(f"/api/v1/workspaces/{name}-infra", token)
        if status == HTTPStatus.NOT_FOUND:
            return name
        if status != HTTPStatus.OK:
            raise Stopped(
                f"{running.url} answers {status} to a token that was made here: does it run from this clone, with the"
                " same PORTAL_DATA_DIR and DATABASE_URL?"
            )
    raise AssertionError


if __name__ == "__main__":
    sys.exit(main())
