"""Rules in, what they say of each framework out: CIS benchmarks, FSBP, NIST 800-53, Pod Security Standards.

A reference is `<framework with its version> <control>`, such as `CIS AWS 3.0.0 2.3.3`. That two of them ask for the
same is no claim that a control is met: it is what the rules of the portal look at.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from gitops_portal.core.rules.rule import Rule

NAMES: Final = {"NIST": "NIST 800-53 r5", "FSBP": "AWS Foundational Security Best Practices"}
"""Of those that references shorten."""
_NUMBERS: Final = re.compile(r"(\d+)")


def frameworks(rules: Iterable[Rule]) -> Mapping[str, Mapping[str, list[Rule]]]:
    """By framework and control, both in order. References of one word, such as a checkov id, are of none."""
    found: dict[str, dict[str, list[Rule]]] = defaultdict(lambda: defaultdict(list))
    for rule in rules:
        for reference in rule.references:
            if told := of(reference):
                found[told[0]][told[1]].append(rule)
    return {
        name: {control: controls[control] for control in sorted(controls, key=_order)}
        for name, controls in sorted(found.items())
    }


def of(reference: str) -> tuple[str, str] | None:
    """The framework and the control that a reference names."""
    name, _, control = reference.rpartition(" ")
    return (NAMES.get(name, name), control) if name else None


def slug(framework: str) -> str:
    """As it stands in an address."""
    return re.sub(r"[^a-z0-9]+", "-", framework.lower()).strip("-")


def _order(control: str) -> list[tuple[int, str]]:
    """2.10 comes after 2.9."""
    return [(int(part), "") if part.isdigit() else (0, part) for part in _NUMBERS.split(control)]
