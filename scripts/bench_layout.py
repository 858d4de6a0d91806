"""How long a drawing takes and how many edges cross in it, beside `dot` on the same components with the same edges."""

from __future__ import annotations

import argparse
import random
import shutil
import subprocess
import time
from collections import defaultdict
from dataclasses import replace

from gitops_portal.core import parse
from gitops_portal.core.dependencies import graph, reach
from gitops_portal.core.drawing import layout
from gitops_portal.core.model import Edge, Graph, Layout, Node, Place
from gitops_portal.core.secrecy.redact import Mask
from tests.generator import plan

EVERYTHING = 10**6
Pairs = list[tuple[str, str]]


def estate(resources: int) -> Graph:
    """A large plan with its modules taken away: the worst that a real one can be."""
    built = graph.build(parse.load(plan(resources), Mask(bytes(32))).changes)
    return replace(built, nodes=tuple(replace(node, module="") for node in built.nodes))


def tangle(nodes: int, edges: int) -> Graph:
    """One tangle without any order but that there are no circles."""
    chance = random.Random(1)  # noqa: S311  the same tangle each time is the point
    found: set[tuple[int, int]] = set()
    while len(found) < edges:
        later = chance.randrange(1, nodes)
        found.add((later, max(0, later - 1 - int(chance.expovariate(1 / 60)))))
    return Graph(
        tuple(Node(f"t.n{n:05}", "t", f"n{n:05}") for n in range(nodes)),
        tuple(Edge(f"t.n{a:05}", f"t.n{b:05}") for a, b in sorted(found)),
    )


def drawn(whole: Graph, found: Layout) -> Pairs:
    implied, hubs = set(found.implied), set(found.hubs)
    pairs = [(edge.dependency, edge.dependant) for edge in whole.edges]
    return [(a, b) for a, b in pairs if a not in hubs and (b, a) not in implied]


def components(pairs: Pairs) -> list[Pairs]:
    found: dict[int, Pairs] = defaultdict(list)
    both = [*pairs, *((b, a) for a, b in pairs)]
    number = {n: i for i, group in enumerate(reach.components({n for pair in both for n in pair}, both)) for n in group}
    for pair in pairs:
        found[number[pair[0]]].append(pair)
    return list(found.values())


def by_dot(pairs: Pairs) -> dict[str, Place]:
    text = 'digraph{rankdir=LR;node[shape=box,width=1,height=1,fixedsize=true,label=""];ranksep=0.8;nodesep=0.05;'
    text += "".join(f'"{a}"->"{b}";' for a, b in pairs) + "}"
    plain = subprocess.run(["dot", "-Tplain"], input=text, capture_output=True, text=True, check=True).stdout  # noqa: S607  as it is installed
    rows = [line.split() for line in plain.splitlines() if line.startswith("node ")]
    return {row[1].strip('"'): Place(float(row[2]), float(row[3])) for row in rows}


def crossings(pairs: Pairs, places: dict[str, Place]) -> int:
    """Pairs of straight edges that cross; those that share an end do not."""
    lines = sorted(
        ((places[a].x, places[a].y, places[b].x, places[b].y, a, b) for a, b in pairs), key=lambda line: line[0]
    )
    count = 0
    for n, (ax, ay, bx, by, one, other) in enumerate(lines):
        for cx, cy, dx, dy, third, fourth in lines[n + 1 :]:
            if cx > bx:
                break
            if not {one, other} & {third, fourth}:
                left = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax), (bx - ax) * (dy - ay) - (by - ay) * (dx - ax)
                right = (dx - cx) * (ay - cy) - (dy - cy) * (ax - cx), (dx - cx) * (by - cy) - (dy - cy) * (bx - cx)
                count += left[0] * left[1] < 0 and right[0] * right[1] < 0
    return count


def measure(name: str, whole: Graph, *, dot: bool) -> None:
    start = time.perf_counter()
    found = layout.place(whole, bound=EVERYTHING)
    ours = time.perf_counter() - start
    pairs = drawn(whole, found)
    groups = components(pairs)
    mine = sum(crossings(group, dict(found.places)) for group in groups)
    print(f"{name:24} {len(whole.nodes):>6,} nodes {len(pairs):>6,} edges  {ours:6.2f} s {mine:>7,} crossings", end="")
    if dot:
        start = time.perf_counter()
        places = [by_dot(group) for group in groups]
        theirs = time.perf_counter() - start
        crossed = sum(crossings(group, at) for group, at in zip(groups, places, strict=True))
        print(f"   dot {theirs:6.2f} s {crossed:>7,}", end="")
        print(f"   {theirs / ours:5.1f}× as long, {mine / max(crossed, 1):4.2f}× its crossings")
    else:
        print("   (no dot to compare with)")


def main() -> None:
    argparse.ArgumentParser(description=__doc__).parse_args()
    dot = shutil.which("dot") is not None
    measure("estate, flat", estate(6_600), dot=dot)
    measure("tangle", tangle(2_000, 2_500), dot=dot)


if __name__ == "__main__":
    main()
