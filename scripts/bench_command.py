"""Nothing in, what `evaluate` takes as a whole process out: start, reading, judging, report and end.

Processor time against a bare decode of the same bytes, and the most memory held against the size of the file.
"""

from __future__ import annotations

import argparse
import compileall
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median
from typing import Final

from scripts.yardstick import ROUNDS, decode_seconds
from tools.generator import plan

ROOT = Path(__file__).resolve().parent.parent
SIZES: Final = (30, 1_000, 10_000)
ALLOWED_SECONDS: Final = 0.4
"""Of processor time, at 30 resources."""
ALLOWED_DECODES: Final = 5.0
"""At 10,000 resources."""
ALLOWED_FILES: Final = 3.5
"""Of memory, at 10,000 resources: the whole process, interpreter and prices included."""
PASSED, BLOCKED, NEEDS_APPROVAL = 0, 2, 3


def child(words: list[str]) -> None:
    """Run a command below this process, which holds nothing yet, and print what it took as JSON.

    Linux counts for a new process also what the one held that started it.
    """
    silent = [(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)]
    process = os.posix_spawn(words[0], words, os.environ, file_actions=silent)
    _, status, used = os.wait4(process, 0)
    code = os.waitstatus_to_exitcode(status)
    if code not in {PASSED, BLOCKED, NEEDS_APPROVAL}:
        raise SystemExit(f"{' '.join(words)} ended with {code}")
    print(json.dumps([used.ru_utime + used.ru_stime, used.ru_maxrss * 1024]))


def measured(file: Path) -> tuple[float, float]:
    """Processor seconds, and the most bytes held."""
    command = [sys.executable, str(ROOT / "manage.py"), "evaluate", str(file), "--json"]
    launcher = [sys.executable, "-m", "scripts.bench_command", "--child", *command]
    done = subprocess.run(launcher, cwd=ROOT, check=True, capture_output=True, text=True)  # noqa: S603 - ourselves
    seconds, held = json.loads(done.stdout)
    return seconds, held


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--child", nargs=argparse.REMAINDER, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.child:
        child(asked.child)
        return
    print("\n`evaluate --json` as a process: CPU, and peak memory; × = times a bare decode, and times the file")
    print(f"{'resources':>10} {'MB':>6} {'decode':>9} {'command':>9} {'×':>7} {'peak MB':>8} {'×':>6}")
    compileall.compile_dir(ROOT / "gitops_portal", quiet=1)  # as an installed portal is
    with tempfile.TemporaryDirectory() as folder:
        for size in SIZES:
            file = Path(folder, f"{size}.json")
            file.write_bytes(body := plan(size))
            bare = decode_seconds(body)
            rounds = [measured(file) for _ in range(ROUNDS)]
            seconds, held = median(one for one, _ in rounds), max(one for _, one in rounds)
            print(
                f"{size:>10,} {len(body) / 1e6:6.1f} {bare * 1000:6.0f} ms {seconds * 1000:6.0f} ms "
                f"{seconds / bare:6.1f}× {held / 1e6:8.0f} {held / len(body):5.2f}×"
            )
    print(
        f"Allowed: {ALLOWED_SECONDS * 1000:.0f} ms at 30; {ALLOWED_DECODES:.0f}× a decode "
        f"and {ALLOWED_FILES}× the file at 10,000"
    )


if __name__ == "__main__":
    main()
