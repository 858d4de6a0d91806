"""Nothing in, what 50 conditions in CEL take on 10,000 resources out: seconds of the processor, of both processes.

Asked of the types that each is about, as rules are; of everything, 500,000 questions; and where a tenth is violated.
"""

from __future__ import annotations

import resource
import time
from itertools import cycle
from typing import TYPE_CHECKING, Final

from gitops_portal.adapters import cel
from gitops_portal.core.documents import parse
from gitops_portal.core.documents.secrecy.redact import Mask
from gitops_portal.core.index import Index
from gitops_portal.core.model import Cost, Enforcement, Severity
from gitops_portal.core.rules import guard
from gitops_portal.core.rules.kinds.cel import Cel
from gitops_portal.core.rules.rule import Judges, Rule
from gitops_portal.core.rules.ruleset import RuleSet
from tools.generator import plan

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

SIZE: Final = 10_000
ALLOWED: Final = 2.0
"""Seconds for all questions."""
SHAPES: Final = (
    'has(after.tags) && has(after.tags.Name) && after.tags.Name == "x{0}"',
    'change.action == "delete" && has(before.tags) && change.name.startsWith("a{0}")',
    '!has(after.tags) && change.module.startsWith("module.net{0}")',
    "has(after.ingress) && after.ingress.exists(rule, rule.from_port <= {0} && rule.to_port >= {0})",
    'change.address.matches("^module[.]x{0}")',
    'unknown("kms_key_id") && change.type == "aws_thing{0}"',
    'has(after.policy) && after.policy.contains("s{0}:*")',
    'has(after.instance_type) && after.instance_type in ["m5.{0}xlarge", "m6.{0}xlarge"]',
    "has(after.name) && after.name.size() > 1{0}0",
    'has(after.cidr_block) && after.cidr_block.endsWith("/1{0}")',
)
CONDITIONS: Final = [shape.replace("{0}", str(number)) for shape in SHAPES for number in range(5)]
HARD: Final = ["change.address != ''" if number % 10 == 0 else each for number, each in enumerate(CONDITIONS)]
"""Of which one in ten is true of everything."""


def rules(conditions: Iterable[str], types: Iterator[frozenset[str]]) -> RuleSet:
    made = []
    for number, (condition, about) in enumerate(zip(conditions, types, strict=False)):
        told = ("Own", Severity.LOW, Enforcement.ADVISORY, about, "", "", ())
        made.append(Rule(f"rule-{number}", *told, Judges.KNOWN, Cel(condition, "it is so")))
    return RuleSet.of(made, evaluators=lambda: cel.evaluators(seconds=600))


def used() -> float:
    beside = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + beside.ru_utime + beside.ru_stime


def main() -> None:
    index = Index(parse.load(plan(SIZE), Mask(bytes(32))).changes)
    types = sorted({change.type for change in index.changes.changes})
    everything = frozenset(types)
    print(f"\nConditions in CEL: 50 on {SIZE:,} resources; seconds of the processor, and by the clock")
    for name, conditions, about in (
        ("of one type each", CONDITIONS, cycle(frozenset({kind}) for kind in types)),
        ("of everything", CONDITIONS, cycle([everything])),
        ("a tenth violated", HARD, cycle([everything])),
    ):
        held = rules(conditions, about)
        start, clock = used(), time.monotonic()
        answers = guard.evaluate(held, index, Cost())
        taken, passed = used() - start, time.monotonic() - clock
        print(
            f"{name:<20}{answers.evaluated:>10,} answers{len(answers.findings):>10,} findings{taken:8.2f}{passed:8.2f}"
        )
    print(f"Allowed for all questions, by the clock: {ALLOWED:.0f}")


if __name__ == "__main__":
    main()
