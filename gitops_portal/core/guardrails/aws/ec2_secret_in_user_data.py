"""The script of a new instance can be read by every program on it, and by everybody who may describe it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from gitops_portal.core.model import Sensitive, Severity
from gitops_portal.core.rules.rule import Objection, guardrail, undetermined, violated
from gitops_portal.core.text import SENSITIVE, SUSPECTED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gitops_portal.core.model import Value
    from gitops_portal.core.rules.facts import Facts, Subject

TAKEN_OUT = re.compile("|".join(rf"{re.escape(each[:-1])} [0-9a-f]+\)" for each in (SENSITIVE, SUSPECTED)))
"""What stands in a text where a secret was found when the plan was read."""
DIGEST = re.compile(r"[0-9a-f]{40}")
"""What providers before version 6 show in place of a script."""


@guardrail(
    "ec2-secret-in-user-data",
    "Scripts of new instances hold no secrets",
    Severity.MEDIUM,
    types={"aws_instance", "aws_launch_configuration", "aws_launch_template"},
    why="Whoever runs a program on the instance, may describe it, or reads the state, reads its user data as well.",
    remedy="Let the script fetch secrets from Secrets Manager or Parameter Store, by the role of the instance.",
    references=("CKV_AWS_46", "NIST IA-5"),
)
def ec2_secret_in_user_data(instance: Subject, _facts: Facts) -> Iterator[Objection]:
    for name in ("user_data", "user_data_base64"):
        if not instance.left_out(name):
            yield from _judged(instance.get(name), instance.at(name))


def _judged(value: Value, where: str) -> Iterator[Objection]:
    match value:
        case None:
            return
        case Sensitive(suspected=True):
            yield violated(where, "it looks like a secret, or holds one")
        case str() if TAKEN_OUT.search(value):
            yield violated(where, "something in it is a secret, or looks like one")
        case str() if DIGEST.fullmatch(value):
            yield undetermined(where, "the provider shows a digest of the script in place of it")
        case str():
            return
        case _:
            yield undetermined(where)
