"""Nothing in, the measurements out: evaluation and memory against a bare decode. `scripts.bench_page` has the page.

Only ratios within one run are comparable. `python -m scripts.bench --profile 10000` shows where the time goes.
"""

from __future__ import annotations

import argparse
import cProfile
import gc
import os
import pstats
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

import orjson

from gitops_portal.adapters import prices
from gitops_portal.core.collector import resting
from gitops_portal.core.cost_models import cost_models
from gitops_portal.core.dependencies import graph
from gitops_portal.core.difference import diff
from gitops_portal.core.documents import parse
from gitops_portal.core.documents.secrecy.redact import Mask
from gitops_portal.core.drawing.chosen import choose
from gitops_portal.core.errors import PortalError
from gitops_portal.core.evaluate import evaluate
from gitops_portal.core.guardrails import guardrails
from gitops_portal.core.index import Index
from gitops_portal.core.model import Action
from gitops_portal.core.pricing import cost
from gitops_portal.core.rules import guard
from gitops_portal.core.rules.ruleset import RuleSet
from gitops_portal.core.rules.verdict import decide
from gitops_portal.core.view import graph as view
from gitops_portal.core.view.node import NodeRow
from scripts.yardstick import decode_seconds
from tools.generator import plan

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from gitops_portal.core.model import Node

ROOT = Path(__file__).resolve().parent.parent
BOOK = prices.load(ROOT / "prices")
MASK = Mask(bytes(32))
RULES = RuleSet(guardrails())
ROUNDS = {100: 9, 1_000: 9, 10_000: 9, 50_000: 3}
ALLOWED_DECODES = {10_000: 4.0, 50_000: 5.0}
ALLOWED_FILES = 4.0


def whole(body: bytes) -> None:
    evaluate(parse.load(body, MASK).changes, RULES, BOOK)


def stages(body: bytes) -> Iterator[tuple[str, float]]:
    """The same work one stage at a time, each with its seconds."""
    with resting():  # as it does in one evaluation
        yield from _stages(body)


def _stages(body: bytes) -> Iterator[tuple[str, float]]:
    clock = time.process_time
    start = clock()
    changes = parse.load(body, MASK).changes
    yield "load", clock() - start
    start = clock()
    index = Index(changes)
    drawn = graph.build(index)
    yield "graph", clock() - start
    start = clock()
    priced = cost.estimate(index, cost_models(), BOOK, {})
    yield "cost", clock() - start
    start = clock()
    answers = guard.evaluate(RULES, index, priced)
    decide(changes, answers.findings)
    yield "guard", clock() - start
    start = clock()
    for change in changes.changes:
        if change.action is not Action.NO_OP:
            diff.rank(change, diff.diff(change))
    yield "diff", clock() - start
    start = clock()
    view.whole(view.drawable(drawn, choose(drawn), _told))
    yield "layout", clock() - start


def _told(node: Node) -> NodeRow:
    actions = {str(action): count for action, count in node.actions.items()}
    return NodeRow(node.address, node.type, node.name, node.module, str(node.action), 1, actions, 0, "", "")


def timed(work: Callable[[bytes], None], body: bytes) -> float:
    gc.collect()
    start = time.process_time()
    work(body)
    return time.process_time() - start


def evaluation(bodies: dict[int, bytes]) -> None:
    print("\nEvaluation, CPU of one process; × = times a bare decode of the same bytes without garbage collection")
    names = [name for name, _ in stages(bodies[100])]
    print(
        f"{'resources':>10} {'MB':>6} {'decode':>9} {'whole':>9} {'×':>6}   " + " ".join(f"{name:>8}" for name in names)
    )
    wholes: dict[int, float] = {}
    for size, body in bodies.items():
        bare = decode_seconds(body)
        rounds = [(timed(whole, body), dict(stages(body))) for _ in range(ROUNDS[size])]
        full = median(one for one, _ in rounds)
        parts = {name: median(split[name] for _, split in rounds) for name in names}
        wholes[size] = full
        split = " ".join(f"{parts[name] / bare:7.2f}×" for name in names)
        print(f"{size:>10,} {len(body) / 1e6:6.1f} {_ms(bare)} {_ms(full)} {full / bare:5.2f}×   {split}")
    growth = wholes[10_000] / wholes[1_000]
    print(f"1,000 -> 10,000 resources: {growth:.1f} times the time for 10 times the resources")
    print("Allowed " + ", ".join(f"at {size:,}: {most:.0f}×" for size, most in ALLOWED_DECODES.items()))


def real(folder: str) -> None:
    """Every plan of a folder, one after the other: what `terraform show -json` wrote elsewhere."""
    bodies = [body for body in (path.read_bytes() for path in sorted(Path(folder).rglob("*.json"))) if _is_plan(body)]
    bare = sum(map(decode_seconds, bodies))
    full = sum(min(timed(whole, body) for _ in range(3)) for body in bodies)
    weight = sum(map(len, bodies)) / 1e6
    print(f"\nReal plans: {len(bodies)} with {weight:.1f} MB, {_ms(full)} in all, {full / bare:.1f}× their bare decode")
    print("Most are small: what every evaluation costs, however little there is to evaluate, weighs most here.")


def _is_plan(body: bytes) -> bool:
    """Whether we read it, and the yardstick does too: it knows no UTF-16."""
    try:
        parse.load(body, MASK)
        orjson.loads(body)
    except (PortalError, orjson.JSONDecodeError):
        return False
    return True


def memory(bodies: dict[int, bytes]) -> None:
    print("\nPeak memory of a fresh process, the file included; × = times the file, the bare interpreter taken off")
    print(f"{'resources':>10} {'file MB':>8} {'bare MB':>8} {'decode MB':>10} {'×':>6} {'whole MB':>9} {'×':>6}")
    with tempfile.TemporaryDirectory() as folder:
        bare = _peak("bare", "")
        for size, body in bodies.items():
            file = Path(folder, f"{size}.json")
            file.write_bytes(body)
            weight = len(body) / 1e6
            decoded, full = _peak("decode", str(file)), _peak("whole", str(file))
            shares = (decoded - bare) / weight, (full - bare) / weight
            print(
                f"{size:>10,} {weight:8.1f} {bare:8.0f} {decoded:10.0f} {shares[0]:5.1f}× {full:9.0f} {shares[1]:5.1f}×"
            )
    print(f"Allowed: {ALLOWED_FILES:.0f}×")


def _peak(kind: str, file: str) -> float:
    command = [sys.executable, "-m", "scripts.bench", "--peak", kind, file]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)  # noqa: S603  ourselves
    return float(done.stdout)


def child(kind: str, file: str) -> None:
    """Do one piece of work and print the peak of this process in MB."""
    if kind != "bare":
        {"decode": orjson.loads, "whole": whole}[kind](Path(file).read_bytes())
    print(high_water())


def high_water() -> float:
    """The most memory this process has held, in MB. On Linux `getrusage` also counts what its parent held."""
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) * 1024 / 1e6
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6


def profile(size: int) -> None:
    body = plan(size)
    whole(body)
    watcher = cProfile.Profile()
    watcher.runcall(whole, body)
    pstats.Stats(watcher).sort_stats("tottime").print_stats(35)


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:6.0f} ms"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--peak", nargs=2, metavar=("KIND", "FILE"), help=argparse.SUPPRESS)
    parser.add_argument("--profile", type=int, metavar="RESOURCES", help="show where the time of one evaluation goes")
    chosen = parser.parse_args()
    if chosen.peak:
        child(*chosen.peak)
        return
    if chosen.profile:
        profile(chosen.profile)
        return
    bodies = {size: plan(size) for size in ROUNDS}
    evaluation(bodies)
    if folder := os.environ.get("PLAN_CORPUS"):
        real(folder)
    memory(bodies)


if __name__ == "__main__":
    main()
