"""How long a drawing takes and how many edges cross in it, beside `dot` on the same components with the same edges."""

from __future__ import annotations

import argparse
import os
import random
import resource
import shutil
import subprocess
from collections import defaultdict
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from msgspec import structs

from gitops_portal.core import address as addresses
from gitops_portal.core.collector import resting
from gitops_portal.core.dependencies import graph, reach
from gitops_portal.core.documents import parse
from gitops_portal.core.documents.secrecy.redact import Mask
from gitops_portal.core.drawing.chosen import choose
from gitops_portal.core.drawing.layout import Tile, arrange
from gitops_portal.core.index import Index
from gitops_portal.core.model import Edge, Graph, Node
from tools.generator import plan

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")
EVERYTHING = 10**6
ROUNDS = 3
LARGEST, FEWEST = 3, 25
"""Real plans told one by one, and edges of those that are measured."""
ALLOWED_SECONDS, ALLOWED_FASTER, ALLOWED_CROSSINGS = 0.6, 8, 2.5
Pairs = list[tuple[str, str]]
Place = tuple[float, float]


def read(body: bytes) -> Graph:
    return graph.build(Index(parse.load(body, Mask(bytes(32))).changes))


def flat(built: Graph) -> Graph:
    """A plan with its modules taken away: the worst that a real one can be."""
    return structs.replace(built, nodes=tuple(structs.replace(node, module="") for node in built.nodes))


def real(corpus: Path) -> list[tuple[str, Graph]]:
    """The real plans that a layout has something to do with, the largest first, each with the name of its file."""
    files = (file for file in corpus.glob("*/*.json") if file.parent.name != "bad")
    graphs = [(file.stem, read(file.read_bytes())) for file in sorted(files)]
    return sorted(
        ((name, built) for name, built in graphs if len(built.edges) >= FEWEST), key=lambda named: -len(named[1].nodes)
    )


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


def drawn(whole: Graph) -> tuple[Pairs, Pairs]:
    """Edges that are drawn at once, and those that wait for their hub to be chosen."""
    found = choose(whole, bound=EVERYTHING)
    implied, hubs = set(found.implied), set(found.hubs)
    pairs = [(e.dependency, e.dependant) for e in whole.edges if {e.dependency, e.dependant} <= found.nodes]
    at_once = [(a, b) for a, b in pairs if a not in hubs and (b, a) not in implied]
    return at_once, [(a, b) for a, b in pairs if a in hubs]


def placed(whole: Graph, pairs: Pairs, held: Pairs) -> dict[str, Place]:
    nodes = [node for node in whole.nodes if node.address not in whole.empty]
    number = {node.address: n for n, node in enumerate(nodes)}
    tiles = [Tile(addresses.parse(node.module).around) for node in nodes]
    found = arrange(tiles, *([(number[a], number[b]) for a, b in each] for each in (pairs, held)))
    return {node.address: place for node, place in zip(nodes, found.places, strict=True)}


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
    return {row[1].strip('"'): (float(row[2]), float(row[3])) for row in rows}


def crossings(pairs: Pairs, places: dict[str, Place]) -> int:
    """Pairs of straight edges that cross; those that share an end do not."""
    lines = sorted(((*places[a], *places[b], a, b) for a, b in pairs), key=lambda line: line[0])
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


def fastest(work: Callable[[], T]) -> tuple[float, T]:
    """The least CPU of some rounds, that of finished children (`dot`) included, and the answer of the last."""
    times = []
    for _ in range(ROUNDS):
        start = _spent()
        answer = work()
        times.append(_spent() - start)
    return min(times), answer


def _spent() -> float:
    """Seconds of CPU, those of finished children included."""
    usages = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


@dataclass(frozen=True, slots=True)
class Drawn:
    """What drawing took us and `dot`, in seconds of CPU and crossings; nothing of `dot` where it was not asked."""

    nodes: int
    edges: int
    ours: float
    crossings: int
    theirs: float = 0.0
    crossed: int = 0

    def __add__(self, other: Drawn) -> Drawn:
        return Drawn(*(getattr(self, one.name) + getattr(other, one.name) for one in fields(self)))

    def tell(self, name: str) -> None:
        ours = f"{self.nodes:>6,} {self.edges:>6,} {self.ours:7.3f} s {self.crossings:>9,}"
        share = self.theirs / self.ours, self.crossings / max(self.crossed, 1)
        dot = f" {self.theirs:7.3f} s {self.crossed:>9,} {share[0]:6.1f}× {share[1]:8.2f}×" if self.theirs else ""
        print(f"{name:30.30} {ours}{dot}")


def measured(whole: Graph, *, dot: bool) -> Drawn:
    with resting():  # as it does while a plan is evaluated
        pairs, held = drawn(whole)
        ours, found = fastest(lambda: placed(whole, pairs, held))
    groups = components(pairs)
    mine = Drawn(len(whole.nodes), len(pairs), ours, sum(crossings(group, found) for group in groups))
    if not dot:
        return mine
    theirs, places = fastest(lambda: [by_dot(group) for group in groups])
    crossed = sum(crossings(group, at) for group, at in zip(groups, places, strict=True))
    return replace(mine, theirs=theirs, crossed=crossed)


def main() -> None:
    argparse.ArgumentParser(description=__doc__).parse_args()
    dot = shutil.which("dot") is not None
    print("\nLayout, CPU; × = how many times as long `dot` takes for the same components, and times its crossings")
    if not dot:
        print("No dot (graphviz) was found: nothing to compare with.")
    print(
        f"{'':30} {'nodes':>6} {'edges':>6} {'ours':>9} {'crossings':>9} {'dot':>9} {'crossings':>9} {'×':>7} {'×':>9}"
    )
    built = read(plan(6_600))
    measured(flat(built), dot=dot).tell("estate, flat")
    measured(built, dot=dot).tell("estate, modules as boxes")
    measured(tangle(2_000, 2_500), dot=dot).tell("tangle")
    corpus = os.environ.get("PLAN_CORPUS")
    if corpus:
        each = {name: measured(built, dot=dot) for name, built in real(Path(corpus))}
        for name in list(each)[:LARGEST]:
            each[name].tell(name)
        sum(each.values(), Drawn(0, 0, 0.0, 0)).tell(f"{len(each)} real plans together")
    print(
        f"Allowed at 2,000 nodes: {ALLOWED_SECONDS} s, dot at least {ALLOWED_FASTER}× as long,"
        f" at most {ALLOWED_CROSSINGS}× its crossings. In boxes, dot is not asked to keep modules together."
    )
    if not corpus:
        print("PLAN_CORPUS, the folder of real plans, is not set: none was measured.")


if __name__ == "__main__":
    main()
