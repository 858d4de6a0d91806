"""The password policy of an account: what it has to say, and examples of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from gitops_portal.core.model import UNKNOWN, Severity
from gitops_portal.core.rules.condition import Condition, Operator
from gitops_portal.core.rules.examples import passes, undetermined, violates
from gitops_portal.core.rules.kinds.attribute import Attribute
from gitops_portal.core.rules.kinds.every import Every
from gitops_portal.core.rules.parameters import number
from gitops_portal.core.rules.rule import guardrail

if TYPE_CHECKING:
    from gitops_portal.core.rules.rule import Rule

TYPES = frozenset({"aws_iam_account_password_policy"})


PCI: Final = ("PCI DSS 4.0.1 8.3.6", "PCI DSS 4.0.1 8.6.3")
"""Where AWS says that its controls answer them."""


def _requires(kind: str, attribute: str, what: str, references: tuple[str, ...]) -> Rule:
    """A kind of character that every password has to have one of."""
    return guardrail(
        f"iam-password-no-{kind}",
        f"Passwords of IAM users have {what}",
        Severity.LOW,
        types=TYPES,
        why="Passwords of few kinds of characters are guessed sooner.",
        remedy=f"Set {attribute} = true.",
        references=(*references, "NIST IA-5"),
        examples=(
            violates({}),
            violates({attribute: False}),
            passes({attribute: True}),
            undetermined({attribute: UNKNOWN}),
        ),
    )(Attribute(attribute, Operator.IS_TRUE, f"passwords may do without {what}"))


iam_passwords = (
    guardrail(
        "iam-password-short",
        "Passwords of IAM users have {characters} characters",
        Severity.MEDIUM,
        types=TYPES,
        why="Nothing makes a password as hard to guess as its length.",
        remedy="Set minimum_password_length = {characters}.",
        references=("CKV_AWS_10", "CIS AWS 3.0.0 1.8", "CIS AWS 5.0.0 1.7", "FSBP IAM.15", "NIST IA-5"),
        examples=(
            violates({}),
            violates({"minimum_password_length": 8}),
            passes({"minimum_password_length": 14}),
            undetermined({"minimum_password_length": UNKNOWN}),
        ),
        parameters=(number("characters", "how many characters a password has at least", most=128),),
    )(
        Attribute(
            "minimum_password_length",
            Operator.AT_LEAST,
            "passwords may be shorter than {characters} characters",
            expected=(14,),
        )
    ),
    guardrail(
        "iam-password-reused",
        "Passwords of IAM users are not used again",
        Severity.LOW,
        types=TYPES,
        why="A password that was lost once is good again as soon as somebody returns to it.",
        remedy="Set password_reuse_prevention = {passwords}.",
        references=(
            "CKV_AWS_13",
            "CIS AWS 3.0.0 1.9",
            "CIS AWS 5.0.0 1.8",
            "FSBP IAM.16",
            "PCI DSS 4.0.1 8.3.7",
            "NIST IA-5",
        ),
        examples=(
            violates({}),
            violates({"password_reuse_prevention": 5}),
            passes({"password_reuse_prevention": 24}),
            undetermined({"password_reuse_prevention": UNKNOWN}),
        ),
        parameters=(number("passwords", "how many of the last passwords may not be used again", most=24),),
    )(
        Attribute(
            "password_reuse_prevention",
            Operator.AT_LEAST,
            "one of the last {passwords} passwords may be used again",
            expected=(24,),
        )
    ),
    guardrail(
        "iam-password-never-expires",
        "Passwords of IAM users expire within {days} days",
        Severity.LOW,
        types=TYPES,
        why="A password that was lost unnoticed stays good until somebody changes it.",
        remedy="Set max_password_age = {days} (days).",
        references=("CKV_AWS_9", "FSBP IAM.17", "PCI DSS 4.0.1 8.3.9", "PCI DSS 4.0.1 8.3.10.1", "NIST IA-5"),
        examples=(
            violates({}),
            violates({"max_password_age": 0}),
            violates({"max_password_age": 365}),
            passes({"max_password_age": 90}),
            undetermined({"max_password_age": UNKNOWN}),
        ),
        parameters=(number("days", "for how many days a password is good", "conditions.1.expected", most=1095),),
    )(
        Every(
            (
                Condition("max_password_age", Operator.AT_LEAST, (1,)),
                Condition("max_password_age", Operator.AT_MOST, (90,), unset=0),
            ),
            "passwords are good for longer than {days} days",
        )
    ),
    _requires("lowercase", "require_lowercase_characters", "a lower-case letter", ("CKV_AWS_11", "FSBP IAM.12", *PCI)),
    _requires("uppercase", "require_uppercase_characters", "an upper-case letter", ("CKV_AWS_15", "FSBP IAM.11", *PCI)),
    _requires("symbol", "require_symbols", "a sign", ("CKV_AWS_14", "FSBP IAM.13")),
    _requires("number", "require_numbers", "a digit", ("CKV_AWS_12", "FSBP IAM.14", *PCI)),
)
