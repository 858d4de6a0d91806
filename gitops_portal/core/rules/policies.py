"""The text of a policy of AWS in; its statements out, or that they can't be told.

The grammar is that of IAM, which policies of buckets, keys, queues and roles' trust share: an element is one value or
a list of them, `Action` and `Resource` may stand as what they leave out, and patterns know `*` and `?`.
"""

from __future__ import annotations

import re
from fnmatch import translate
from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct

from gitops_portal.core.embedded import json_in
from gitops_portal.core.memo import Memo
from gitops_portal.core.model import UNKNOWN, Unknown

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gitops_portal.core.rules.part import Truth

GRANTING: Final = frozenset(
    {
        "aws_iam_group_policy",
        "aws_iam_policy",
        "aws_iam_role",
        "aws_iam_role_policy",
        "aws_iam_user_policy",
        "aws_ssoadmin_permission_set_inline_policy",
    }
)
"""Types whose policies say what those who have them may do."""
LONGEST: Final = 100_000
"""Characters of a policy that is read; AWS takes a fifth of it at most."""
SOME: Final = "(known after apply)"
"""Stands for one service, canonical user or provider of identities; which one is known after the apply."""
_EVERY_RESOURCE: Final = re.compile(r"\*+|arn:(\*+|aws|aws-cn|aws-us-gov)(:\*+)*", re.ASCII)


class Statement(Struct, frozen=True):
    """One statement. What an element holds is a tuple of texts, empty where the statement does not have it."""

    place: str
    """Where it stands in its policy: `Statement[0]`."""
    allows: bool
    """Otherwise it denies."""
    conditions: Any = None
    """As they are written: keys and values by operator. Nothing where it holds always."""
    actions: tuple[str, ...] = ()
    not_actions: tuple[str, ...] = ()
    """With these it is about all actions but them."""
    resources: tuple[str, ...] = ()
    resources_known: bool = True
    """Whether these are all: of others it is known after the apply what they are called."""
    not_resources: tuple[str, ...] = ()
    principals: tuple[str, ...] = ()
    """`*`, accounts, ARNs, services, of whatever kind."""
    not_principals: tuple[str, ...] = ()

    @property
    def every_action(self) -> bool:
        """Whether it names all actions of all services; all but some (NotAction) are not all."""
        return any(each.strip("*") in {"", ":"} for each in self.actions)

    @property
    def every_resource(self) -> Truth:
        if any(_EVERY_RESOURCE.fullmatch(each) for each in self.resources):
            return True
        return False if self.resources_known else UNKNOWN

    def about(self, action: str) -> bool:
        """Whether it is about an action, such as `iam:PassRole`."""
        if self.not_actions:
            return not matches(self.not_actions, action)
        return matches(self.actions, action)


def statements(text: str | Unknown | None) -> tuple[Statement, ...] | Unknown:
    """The statements of a policy; none where nothing is written. UNKNOWN where a text is no policy in every part."""
    if text is None or text == "":
        return ()
    document = json_in(text) if isinstance(text, str) and len(text) <= LONGEST else None
    if not isinstance(document, dict):
        return UNKNOWN
    told = document.get("Statement")
    found = [_statement(each, place) for place, each in enumerate(told if isinstance(told, list) else [told])]
    known = tuple(each for each in found if each is not None)
    return known if len(known) == len(found) else UNKNOWN


def matches(patterns: Iterable[str], word: str) -> bool:
    """Whether one of the patterns is about a word, without regard to case, as IAM compares actions."""
    return any(_expressions[each].match(word) for each in patterns)


def _expression(pattern: str) -> re.Pattern[str]:
    """As a regular expression; brackets mean nothing to IAM."""
    return re.compile(translate(pattern.replace("[", "[[]")), re.IGNORECASE)


_expressions: Final = Memo(_expression, 4_096)


def _statement(told: Any, place: int) -> Statement | None:
    if not isinstance(told, dict) or told.get("Effect") not in {"Allow", "Deny"}:
        return None
    names = ("Action", "NotAction", "Resource", "NotResource", "Principal", "NotPrincipal")
    parts = [_texts(told.get(name)) for name in names]
    if None in parts or not (told.get("Action") or told.get("NotAction")):
        return None
    actions, not_actions, resources, not_resources, principals, not_principals = (part or () for part in parts)
    return Statement(
        f"Statement[{place}]",
        told["Effect"] == "Allow",
        told.get("Condition"),
        actions=actions,
        not_actions=not_actions,
        resources=resources,
        not_resources=not_resources,
        principals=principals,
        not_principals=not_principals,
    )


def _texts(value: Any) -> tuple[str, ...] | None:
    """One text, a list of them, or principals by their kind; None where something else stands among them."""
    if value is None:
        return ()
    if isinstance(value, str):
        return (value,)
    if isinstance(value, dict):
        value = [each for held in value.values() for each in (held if isinstance(held, list) else [held])]
    texts = value if isinstance(value, list) else [value]
    return tuple(texts) if all(isinstance(each, str) for each in texts) else None
