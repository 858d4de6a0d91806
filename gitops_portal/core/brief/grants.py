"""Changes in, sentences about people and programs that may do more than before out.

Two kinds: who is given a policy or a role, and policies whose text allows more than it did. What a policy allows is
compared as words: a narrower pattern in place of a wider one is told as a new one, and never the other way round.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from gitops_portal.core.brief.naming import SHOWN, cut, kept, listed, plural
from gitops_portal.core.model import Action, Change, Gravity, Kind, Sentence

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from gitops_portal.core.model import Value

_GRANTS: Final[Mapping[str, tuple[str, tuple[str, ...]]]] = {
    "aws_iam_group_policy_attachment": ("policy_arn", ("group",)),
    "aws_iam_role_policy_attachment": ("policy_arn", ("role",)),
    "aws_iam_user_policy_attachment": ("policy_arn", ("user",)),
    "azuread_directory_role_assignment": ("role_id", ("principal_object_id",)),
    "azurerm_role_assignment": ("role_definition_name", ("principal_id",)),
    "google_folder_iam_binding": ("role", ("members",)),
    "google_folder_iam_member": ("role", ("member",)),
    "google_organization_iam_binding": ("role", ("members",)),
    "google_organization_iam_member": ("role", ("member",)),
    "google_project_iam_binding": ("role", ("members",)),
    "google_project_iam_member": ("role", ("member",)),
    "google_storage_bucket_iam_member": ("role", ("member",)),
}
"""Types that give somebody something: what, and to whom."""
_DOCUMENTS: Final = (
    "assume_role_policy",
    "policy",
    "inline_policy",
    "access_policy",
    "repository_policy",
    "policy_data",
)
_LONGEST: Final = 100_000
_LATER: Final = "known after apply"
_PARTS: Final = {"actions": ("Action", "NotAction"), "resources": ("Resource",), "principals": ("Principal",)}


def grants(changes: Iterable[Change]) -> Iterator[Sentence]:
    given: list[tuple[Change, str]] = []
    for change in changes:
        if change.type in _GRANTS and change.action in {Action.CREATE, Action.UPDATE, Action.REPLACE}:
            given += [(change, told) for told in _given(change)]
        if change.action is Action.UPDATE:
            yield from _allowed(change)
    if given:
        yield _told(given)


def _given(change: Change) -> list[str]:
    """`roles/editor to user:ann@example.org`, where it is not what stood there before."""
    what, whom = _GRANTS[change.type]
    before, after = change.before or {}, change.after or {}
    if change.action is Action.UPDATE and all(before.get(name) == after.get(name) for name in (what, *whom)):
        return []
    granted, to = _text(after.get(what)), ", ".join(filter(None, (_text(after.get(name)) for name in whom)))
    return [f"{granted or f'something {_LATER}'} to {to or f'somebody {_LATER}'}"]


def _told(given: list[tuple[Change, str]]) -> Sentence:
    rest = len(given) - SHOWN
    said = "; ".join(told for _, told in given[:SHOWN]) + (f"; and {rest:,} more" if rest > 0 else "")
    known = len(given) == 1 and _LATER not in given[0][1]
    short = f"grants {cut(given[0][1], 60)}" if known else f"makes {plural(len(given), 'grant')}"
    addresses = kept([change.address for change, _ in given])
    return Sentence(Gravity.OPENS, Kind.IDENTITY, f"Grants {said}.", addresses, short=short)


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


def _text(value: Value) -> str:
    texts = [text for text in (value if isinstance(value, list) else [value]) if isinstance(text, str)]
    return listed(texts) if texts else ""
