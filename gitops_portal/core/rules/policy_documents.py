"""A resource and the attribute that holds its policy in; the policy's statements out, or that they can't be told.

A policy that names what the apply makes is not known as text. Where the configuration takes it from a data source
`aws_iam_policy_document` alone, what the plan knows of that is read instead: nearly all, but for names.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from gitops_portal.core.model import UNKNOWN, Unknown
from gitops_portal.core.rules.part import Part
from gitops_portal.core.rules.policies import SOME, Statement, statements

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gitops_portal.core.rules.facts import Facts, Subject

_DOCUMENT: Final = "aws_iam_policy_document"
_FURTHER: Final = ("source_json", "override_json", "source_policy_documents", "override_policy_documents")
"""Other policies that it is put together with."""

_NAMED: Final = frozenset({"CanonicalUser", "Federated", "Service"})
"""Kinds of principals of which each is named by itself."""

Statements = tuple[Statement, ...] | Unknown


def granted(subject: Subject, facts: Facts) -> Iterator[tuple[str, Statements]]:
    """Each policy that a resource of `policies.GRANTING` holds: where it stands, and its statements.

    The provider fills a role's inline policies in where nobody writes them.
    """
    match subject.change.type:
        case "aws_iam_role":
            for block in subject.blocks("inline_policy", computed=True):
                yield block.at("policy"), _written(block.text("policy"), facts)
        case "aws_ssoadmin_permission_set_inline_policy":
            yield "inline_policy", policy(subject, "inline_policy", facts)
        case _:
            yield "policy", policy(subject, "policy", facts)


def policy(subject: Subject, attribute: str, facts: Facts) -> Statements:
    """The statements of the policy that an attribute holds; none where nothing is written."""
    written = subject.text(attribute)
    return _written(written, facts) if written is not UNKNOWN else _built(subject, attribute, facts)


def _written(text: str | Unknown | None, facts: Facts) -> Statements:
    """Read once, whichever rules ask."""
    return facts.once(("policy", text), lambda: statements(text))


def _built(subject: Subject, attribute: str, facts: Facts) -> Statements:
    block = facts.index.block(subject.change)
    links = block.links.get(attribute, ()) if block else ()
    match [*facts.index.traced(subject.change.module, links)]:
        case [meant] if meant.kind == f"data.{_DOCUMENT}":
            instances = facts.index.instances(meant.module, _DOCUMENT, meant.name)
            own = subject.change.index if meant.module == subject.change.module else None
            only = next(iter(instances.values())) if len(instances) == 1 else instances.get(own)
            return _statements(Part(only.after)) if only else UNKNOWN
    return UNKNOWN


def _statements(document: Part) -> Statements:
    if document.unknown or any(document.get(name) not in (None, "", []) for name in _FURTHER):
        return UNKNOWN
    found = [_statement(each, place) for place, each in enumerate(document.blocks("statement"))]
    known = tuple(each for each in found if each is not None)
    return known if len(known) == len(found) else UNKNOWN


def _statement(told: Part, place: int) -> Statement | None:
    """None where it can't be told what it is about, or for whom; which resources it names may not be known."""
    effect = told.text("effect") or "Allow"
    names = ("actions", "not_actions", "not_resources")
    texts: dict[str, Any] = {name: told.texts(name) for name in names}
    texts |= {name: _identifiers(told, name) for name in ("principals", "not_principals")}
    conditions = _conditions(told)
    if told.unknown or effect is UNKNOWN or conditions is UNKNOWN or any(UNKNOWN in each for each in texts.values()):
        return None
    resources = told.texts("resources")
    known = tuple(each for each in resources if isinstance(each, str))
    texts |= {"resources": known, "resources_known": len(known) == len(resources)}
    return Statement(f"Statement[{place}]", effect == "Allow", conditions, **texts)


def _identifiers(told: Part, name: str) -> tuple[str | Unknown, ...]:
    """Whoever one of them is that is not known yet: only `*` and accounts may stand for everybody."""
    return tuple(
        SOME if each is UNKNOWN and block.text("type") in _NAMED else each
        for block in told.blocks(name)
        for each in block.texts("identifiers")
    )


def _conditions(told: Part) -> Any:
    """As a policy writes them, by operator and key; values may be unknown, operators and keys not."""
    found: dict[str, dict[str, list[str | Unknown]]] = {}
    for block in told.blocks("condition"):
        test, variable = block.text("test"), block.text("variable")
        if not isinstance(test, str) or not isinstance(variable, str):
            return UNKNOWN
        found.setdefault(test, {}).setdefault(variable, []).extend(block.texts("values"))
    return found or None
