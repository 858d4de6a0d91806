"""Nothing in, what plans take that are hard to read, to draw or to compare out: seconds, and how they grow.

Every plan is taken once as it is and once four times as large: what grows with the square takes sixteen times as long.
"""

from __future__ import annotations

import gc
import time
from typing import Final

from gitops_portal.core.difference import canonical
from gitops_portal.core.documents import parse
from gitops_portal.core.evaluate import evaluate
from gitops_portal.core.view import differences, graph, rows
from scripts.bench import BOOK, MASK, RULES
from scripts.yardstick import decode_seconds
from tools.hard import SHAPES

SIZE: Final = 250
TIMES: Final = 4
ALLOWED: Final = 8
"""Times the time, for four times the plan."""


def taken(body: bytes) -> float:
    gc.collect()
    start = time.process_time()
    evaluation = evaluate(parse.load(body, MASK).changes, RULES, BOOK)
    graph.view(evaluation)
    list(differences.texts(evaluation))
    rows.columns(evaluation, canonical.digests(evaluation.changes))
    return time.process_time() - start


def main() -> None:
    print(f"\nHard plans, CPU of one process; for {TIMES} times the plan, allowed {ALLOWED}× the time; × = decodes")
    print(f"{'shape':<12}{'MB':>8}{'ms':>8}{'×':>8}{'MB':>8}{'ms':>8}{'×':>8}{'growth':>9}")
    for name, made in SHAPES.items():
        told, times = f"{name:<12}", []
        for size in (SIZE, SIZE * TIMES):
            body = made(size)
            times.append(min(taken(body) for _ in range(3)))
            told += f"{len(body) / 1e6:8.1f}{times[-1] * 1000:8.0f}{times[-1] / decode_seconds(body):8.0f}"
        print(f"{told}{times[1] / times[0]:8.1f}×")


if __name__ == "__main__":
    main()
