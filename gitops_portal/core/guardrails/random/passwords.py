"""Passwords that Terraform makes, and examples of them."""

from __future__ import annotations

from gitops_portal.core.model import UNKNOWN, Severity
from gitops_portal.core.rules.examples import passes, undetermined, violates
from gitops_portal.core.rules.kinds.attribute import Attribute, Operator
from gitops_portal.core.rules.parameters import number
from gitops_portal.core.rules.rule import guardrail

passwords = (
    guardrail(
        "random-password-short",
        "Passwords that are made have {characters} characters",
        Severity.LOW,
        types={"random_password"},
        why="Nobody has to remember it, and each character more is sixty times the work for who guesses.",
        remedy="length = 32",
        references=("NIST IA-5",),
        examples=(
            violates({"length": 8}),
            passes({"length": 16}),
            undetermined({"length": UNKNOWN}),
        ),
        parameters=(number("characters", "how many characters a password has at least"),),
    )(Attribute("length", Operator.AT_LEAST, "it has less than {characters} characters", (16,))),
)
