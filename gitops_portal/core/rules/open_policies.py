"""The statements of a policy in; which of them let everybody in, out.

Everybody is whom no statement names: `*` as a principal, or all but some. A condition narrows that to some only where
it must be met and says who calls or from where: what is compared with `*`, is only asked for if it is there
(`…IfExists`), or is excluded (`StringNotEquals`), leaves everybody else in. By what AWS documents of public policies.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from gitops_portal.core.model import UNKNOWN, Unknown
from gitops_portal.core.rules.internet import covers_internet
from gitops_portal.core.rules.part import Truth, all_of, any_of, negate

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gitops_portal.core.rules.policies import Statement

_CALLERS: Final = frozenset(
    {
        *("aws:principalaccount", "aws:principalarn", "aws:principalorgid", "aws:principalorgpaths", "aws:userid"),
        *("aws:sourceaccount", "aws:sourcearn", "aws:sourceip", "aws:sourceorgid", "aws:sourceorgpaths"),
        *("aws:sourceowner", "aws:sourcevpc", "aws:sourcevpce", "aws:vpcsourceip", "kms:calleraccount"),
        *("sns:endpoint", "sts:externalid"),
    }
)
"""Keys of conditions that say who calls, or from where."""
_MUST_MEET: Final = re.compile(
    r"(foranyvalue:)?(stringequals|stringequalsignorecase|stringlike|arnequals|arnlike|ipaddress)"
)
_ANYTHING: Final = re.compile(r"([:*?/]|arn|aws)*")
"""What every caller is like."""


def open_to_everybody(policy: tuple[Statement, ...] | Unknown) -> Iterator[tuple[str, Truth]]:
    """Where each statement stands that lets everybody in, or may; an empty place where no statement can be told."""
    if isinstance(policy, Unknown):
        yield "", UNKNOWN
        return
    for each in policy:
        if opened := _open(each):
            yield f".{each.place}", opened


def _open(statement: Statement) -> Truth:
    everybody = "*" in statement.principals or bool(statement.not_principals)
    return all_of(statement.allows and everybody, negate(_narrowed(statement.conditions)))


def _narrowed(conditions: Any) -> Truth:
    tests = conditions.items() if isinstance(conditions, dict) else ()
    return any_of(
        *(
            _some(operator, values if isinstance(values, list) else [values])
            for operator, test in tests
            if isinstance(test, dict) and _MUST_MEET.fullmatch(str(operator).lower())
            for key, values in test.items()
            if str(key).lower() in _CALLERS
        )
    )


def _some(operator: str, values: list[Any]) -> Truth:
    """Whether what a key is compared with leaves most callers out; one that does not is enough to let all in."""
    if operator.lower().endswith("ipaddress"):
        return negate(covers_internet(value if isinstance(value, str) else UNKNOWN for value in values))
    return all_of(*(UNKNOWN if value is UNKNOWN else _is_some(value) for value in values))


def _is_some(value: Any) -> bool:
    return isinstance(value, str) and not _ANYTHING.fullmatch(value)
