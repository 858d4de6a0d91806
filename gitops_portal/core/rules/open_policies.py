"""The policy of a resource in; where it lets everybody in, out.

Everybody is whom no statement names: `*` as a principal, or all but some. A condition narrows that to some only where
it must be met and says who calls or from where: what is compared with `*`, is only asked for if it is there
(`…IfExists`), or is excluded (`StringNotEquals`), leaves everybody else in. By what AWS documents of public policies.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from gitops_portal.core.model import UNKNOWN, Unknown
from gitops_portal.core.rules.policies import Statement, statements

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gitops_portal.core.rules.part import Truth

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
_ANYTHING: Final = re.compile(r"(arn|aws)?([:*?/]|arn|aws)*|0\.0\.0\.0/0|::/0")
"""What every caller is like."""


def open_to_everybody(policy: str | Unknown | None) -> Iterator[tuple[str, Truth]]:
    """Where each statement stands that lets everybody in; an empty place, and UNKNOWN, where that can't be told."""
    found = statements(policy)
    if isinstance(found, Unknown):
        yield "", UNKNOWN
        return
    yield from ((f".{each.place}", True) for each in found if _open(each))


def _open(statement: Statement) -> bool:
    everybody = "*" in statement.principals or bool(statement.not_principals)
    return statement.allows and everybody and not _narrowed(statement.conditions)


def _narrowed(conditions: Any) -> bool:
    tests = conditions.items() if isinstance(conditions, dict) else ()
    return any(
        _CALLERS.intersection({str(key).lower()}) and _some(values)
        for operator, test in tests
        if isinstance(test, dict) and _MUST_MEET.fullmatch(str(operator).lower())
        for key, values in test.items()
    )


def _some(values: Any) -> bool:
    """Whether what a key is compared with leaves most callers out; one that does not is enough to let all in."""
    listed = values if isinstance(values, list) else [values]
    return all(isinstance(each, str) and not _ANYTHING.fullmatch(each) for each in listed)
