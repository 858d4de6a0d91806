"""The statements of a policy in; which of them let everybody in, out.

Everybody is whom no statement names: `*` as a principal, all but some, or an identity provider that anybody can have a
token of. A condition narrows that to some only where it must be met and says who calls or from where: what is compared
with `*`, is only asked for if it is there (`…IfExists`), or is excluded (`StringNotEquals`), leaves everybody else in.
By what AWS documents of public policies, and of OIDC providers that many share.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from gitops_portal.core.model import UNKNOWN, Unknown
from gitops_portal.core.rules.internet import covers_internet
from gitops_portal.core.rules.part import Truth, all_of, any_of, negate
from gitops_portal.core.rules.policies import SOME

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
_SHARED: Final = {
    "agent.buildkite.com": ("sub",),
    "app.terraform.io": ("sub",),
    "gitlab.com": ("sub",),
    "token.actions.githubusercontent.com": (
        *("sub", "actor", "actor_id", "enterprise_id", "job_workflow_ref", "repository", "repository_id"),
    ),
}
"""Providers of identities that give everybody's jobs a token, and the claims that tell whose it is; no branch does."""
_CLAIMS: Final = frozenset(f"{issuer}:{claim}" for issuer, claims in _SHARED.items() for claim in claims)
_TELLING: Final = _CALLERS | _CLAIMS
_MUST_MEET: Final = re.compile(
    r"(foranyvalue:)?(stringequals|stringequalsignorecase|stringlike|arnequals|arnlike|ipaddress)"
)
_ANYTHING: Final = re.compile(r"[:*?/]*")
_SAID: Final = frozenset({"sns:endpoint", "sts:externalid"})
"""Keys of what callers say of themselves: a part of it leaves others out."""
_FIXED: Final = re.compile(
    r"""
    [^*?]+                                # all of it
    | arn:[^:]+:[^:]+:[^:]*:[0-9]{12}:.*  # an account
    | o-[^*?/]+/.*                        # an organisation
    | A[A-Z0-9]{15,}:.*                   # the sessions of a role, by its id
    """,
    re.VERBOSE,
)
"""What only callers of one owner are like; `arn:aws:iam::*:role/admin` is a role in every account."""
_OF_ONE_OWNER: Final = re.compile(r"(repo:|project_path:)?[^*?/:]+/|organization:[^*?:]+:|[^*?]+$")
"""How a claim begins, or all of it: whoever has `repo:acme*` lets in `acme-of-somebody-else` too."""


def open_to_everybody(policy: tuple[Statement, ...] | Unknown) -> Iterator[tuple[str, Truth]]:
    """Where each statement stands that lets everybody in, or may; an empty place where no statement can be told."""
    if isinstance(policy, Unknown):
        yield "", UNKNOWN
        return
    for each in policy:
        if opened := _open(each):
            yield f".{each.place}", opened


def _open(statement: Statement) -> Truth:
    everybody = (
        bool(statement.not_principals) or any(map(_is_everybody, statement.principals)) or _asks_shared(statement)
    )
    return all_of(statement.allows and everybody, negate(_narrowed(statement.conditions)))


def _is_everybody(principal: str) -> bool:
    return principal == "*" or principal.rpartition(":oidc-provider/")[2].lower() in _SHARED


def _asks_shared(statement: Statement) -> bool:
    """Whether it is about a shared provider of identities whose ARN is known after the apply only, by its claims."""
    tests = statement.conditions.values() if isinstance(statement.conditions, dict) else ()
    keys = (str(key).lower() for test in tests if isinstance(test, dict) for key in test)
    return SOME in statement.principals and any(key.rpartition(":")[0] in _SHARED for key in keys)


def _narrowed(conditions: Any) -> Truth:
    tests = conditions.items() if isinstance(conditions, dict) else ()
    return any_of(
        *(
            _some(str(key).lower(), operator, values if isinstance(values, list) else [values])
            for operator, test in tests
            if isinstance(test, dict) and _MUST_MEET.fullmatch(str(operator).lower())
            for key, values in test.items()
            if str(key).lower() in _TELLING
        )
    )


def _some(key: str, operator: str, values: list[Any]) -> Truth:
    """Whether what a key is compared with leaves most callers out; one that does not is enough to let all in."""
    if operator.lower().endswith("ipaddress"):
        return negate(covers_internet(value if isinstance(value, str) else UNKNOWN for value in values))
    return all_of(*(UNKNOWN if value is UNKNOWN else _is_some(key, value) for value in values))


def _is_some(key: str, value: Any) -> bool:
    if not isinstance(value, str):
        return False
    if key in _SAID:
        return not _ANYTHING.fullmatch(value)
    return _OF_ONE_OWNER.match(value) is not None if key in _CLAIMS else _FIXED.fullmatch(value) is not None
