"""A secret that stands in the command of a provisioner is in the configuration, in every plan, and in the log."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_portal.core.model import Action, Severity
from gitops_portal.core.rules.rule import Judges, Objection, guardrail, violated

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gitops_portal.core.rules.facts import Facts, Subject


@guardrail(
    "provisioner-tells-secret",
    "Provisioners hold no secrets",
    Severity.MEDIUM,
    why="Who reads the configuration, a plan or the log of an apply has it, and other processes see it as it runs.",
    remedy="Renew the secret, and let the program read it from a store of secrets.",
    references=("NIST IA-5",),
    judges=Judges.RUNNING,
)
def provisioner_tells_secret(resource: Subject, facts: Facts) -> Iterator[Objection]:
    block = None if resource.invoked else facts.index.block(resource.change)
    if block and block.provisioners_tell and resource.change.action is not Action.FORGET:
        yield violated("provisioner", "what its provisioner says holds something that looks like a secret")
