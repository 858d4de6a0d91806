"""Changes in, sentences about people and programs that may do more than before out.

Three kinds: who is given a policy or a role, policies that are made and let anybody, and those whose text allows more
than it did. What a policy allows is compared as words: a narrower pattern in place of a wider one is told as a new one,
and never the other way round.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from gitops_portal.core.brief.naming import SHOWN, cut, kept, listed, plural
from gitops_portal.core.model import UNKNOWN, Action, Change, Gravity, Kind, Sentence

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from gitops_portal.core.model import Value

Form = tuple[tuple[str, ...], tuple[str, ...]]
"""By which attributes a type gives somebody something: what, the first of these that is told, and to whom."""
_ATTACHED: Final[Mapping[str, Form]] = {
    "aws_iam_group_policy": (("policy",), ("group",)),
    "aws_iam_group_policy_attachment": (("policy_arn",), ("group",)),
    "aws_iam_policy_attachment": (("policy_arn",), ("users", "roles", "groups")),
    "aws_iam_role_policy": (("policy",), ("role",)),
    "aws_iam_role_policy_attachment": (("policy_arn",), ("role",)),
    "aws_iam_user_policy": (("policy",), ("user",)),
    "aws_iam_user_policy_attachment": (("policy_arn",), ("user",)),
    "aws_lambda_permission": (("action",), ("principal",)),
    "azuread_directory_role_assignment": (("role_id",), ("principal_object_id",)),
    "azurerm_role_assignment": (("role_definition_name", "role_definition_id"), ("principal_id",)),
}
_GOOGLE: Final = {"_iam_member": "member", "_iam_binding": "members"}
"""The ends of Google's, which give a `role`."""
_PUBLIC: Final = {
    "*": "anybody (*)",
    "allUsers": "anybody (allUsers)",
    "allAuthenticatedUsers": "anybody with a Google account (allAuthenticatedUsers)",
}
_DOCUMENTS: Final = (
    "assume_role_policy",
    "policy",
    "inline_policy",
    "access_policy",
    "repository_policy",
    "policy_data",
)
_GIVES: Final = frozenset({Action.CREATE, Action.UPDATE, Action.REPLACE})
_LONGEST: Final = 100_000
_LATER: Final = "known after apply"
_ANYBODY: Final = " to anybody "
_PARTS: Final = {"actions": ("Action", "NotAction"), "resources": ("Resource",), "principals": ("Principal",)}


def grants(changes: Iterable[Change]) -> Iterator[Sentence]:
    given: list[tuple[Change, str]] = []
    for change in changes:
        if change.action not in _GIVES:
            continue
        if form := _form(change.type):
            given += [(change, told) for told in _given(change, form)]
        if (change.after or {}).keys().isdisjoint(_DOCUMENTS):
            continue  # as in most
        if change.action is Action.UPDATE:
            yield from _allowed(change)
        elif change.action is Action.CREATE:
            yield from _opened(change)
    if given:
        yield _told(sorted(given, key=lambda one: _ANYBODY not in one[1]))


def _form(kind: str) -> Form | None:
    for end, whom in _GOOGLE.items() if kind.startswith("google_") else ():
        if kind.endswith(end):
            return ("role",), (whom,)
    return _ATTACHED.get(kind)


def _given(change: Change, form: Form) -> list[str]:
    """`roles/editor to user:ann@example.org`, of those who did not have it before."""
    before, after = change.before or {}, change.after or {}
    what, had = _what(form[0], after), _what(form[0], before)
    if form[0] == ("policy",) and change.action is Action.UPDATE:
        had = what  # what a policy of somebody allows is told by itself
    people = _people(form[1], after)
    new = [one for one in people if what != had or one not in _people(form[1], before)]
    if not new and (people or before):
        return []
    return [f"{what or 'something'} to {listed([_PUBLIC.get(one, one) for one in new]) or 'somebody'}"]


def _what(names: Iterable[str], attributes: Mapping[str, Value]) -> str:
    values = [attributes.get(name) for name in names]
    for value in values:
        statements = _policy(value)
        if statements is not None:
            return listed(sorted(_allows(statements, _PARTS["actions"])))
        if isinstance(value, str) and value:
            return cut(value)
    return f"something {_LATER}" if UNKNOWN in values else ""


def _people(names: Iterable[str], attributes: Mapping[str, Value]) -> list[str]:
    found: list[str] = []
    for name in names:
        value = attributes.get(name)
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, str) and one:
                found.append(one)
            elif one is UNKNOWN and f"somebody {_LATER}" not in found:
                found.append(f"somebody {_LATER}")
    return found


def _told(given: list[tuple[Change, str]]) -> Sentence:
    rest = len(given) - SHOWN
    said = "; ".join(told for _, told in given[:SHOWN]) + (f"; and {rest:,} more" if rest > 0 else "")
    known = (len(given) == 1 and _LATER not in given[0][1]) or _ANYBODY in given[0][1]
    short = f"grants {cut(given[0][1], 60)}" if known else f"makes {plural(len(given), 'grant')}"
    addresses = kept([change.address for change, _ in given])
    return Sentence(Gravity.OPENS, Kind.IDENTITY, f"Grants {said}.", addresses, short=short)


def _opened(change: Change) -> Iterator[Sentence]:
    """A policy that is made and lets anybody; that of an endpoint bounds what goes through it, and gives nothing."""
    for name in _DOCUMENTS if not change.type.startswith("aws_vpc_endpoint") else ():
        found = [
            one
            for one in _policy((change.after or {}).get(name)) or ()
            if one.get("Effect") == "Allow" and "*" in _leaves(one.get("Principal"))
        ]
        if found:
            free = [one for one in found if not one.get("Condition")]
            who = "anybody" if free else "anybody who meets its conditions"
            actions = listed(sorted(_allows(free or found, _PARTS["actions"])))
            text = f"Allows {who} {actions} in {name} of {cut(change.address)}."
            short = f"allows anybody {cut(actions, 40)}" if free else ""
            yield Sentence(Gravity.OPENS, Kind.IDENTITY, text, (change.address,), short=short)


def _allowed(change: Change) -> Iterator[Sentence]:
    before, after = change.before or {}, change.after or {}
    for name in _DOCUMENTS:
        old, new = _policy(before.get(name)), _policy(after.get(name))
        if old is None or new is None:
            continue
        more = {part: sorted(_allows(new, keys) - _allows(old, keys)) for part, keys in _PARTS.items()}
        said = [f"{part} {listed(found)}" for part, found in more.items() if found]
        denied = len(_denials(old) - _denials(new))
        if denied:
            said.append(f"{denied:,} {'statements' if denied > 1 else 'statement'} of Deny gone or changed")
        if said:
            text = f"Allows more in {name} of {cut(change.address)}: {'; '.join(said)}."
            short = f"allows more in {name} of {cut(change.name, 40)}"
            yield Sentence(Gravity.OPENS, Kind.IDENTITY, text, (change.address,), short=short)


def _policy(value: Value) -> list[Mapping[str, Any]] | None:
    """The statements of a policy document; None where it is none, or not known."""
    if not isinstance(value, str) or len(value) > _LONGEST:
        return None
    try:
        document = json.loads(value)
    except (ValueError, RecursionError):
        return None
    told = document.get("Statement") if isinstance(document, dict) else None
    statements = told if isinstance(told, list) else [told]
    return [one for one in statements if isinstance(one, dict)] if told else None


def _allows(statements: Iterable[Mapping[str, Any]], keys: Iterable[str]) -> set[str]:
    return {
        text if key != "NotAction" else f"all but {text}"
        for statement in statements
        if statement.get("Effect") == "Allow"
        for key in keys
        for text in _leaves(statement.get(key))
    }


def _denials(statements: Iterable[Mapping[str, Any]]) -> set[str]:
    return {json.dumps(one, sort_keys=True) for one in statements if one.get("Effect") == "Deny"}


def _leaves(value: Value) -> Iterator[str]:
    match value:
        case str():
            yield value
        case list():
            for part in value:
                yield from _leaves(part)
        case dict():
            for part in value.values():
                yield from _leaves(part)
