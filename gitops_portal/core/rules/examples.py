"""What a rule must answer to: resources and the right answer, kept beside the rule. Tests judge every one of them."""

from __future__ import annotations

from collections.abc import Mapping  # noqa: TC003 - a struct reads its annotations
from typing import TYPE_CHECKING

from msgspec import Struct, field

from gitops_portal.core.model import Action

if TYPE_CHECKING:
    from gitops_portal.core.model import Attributes


class Example(Struct, frozen=True):
    """One resource, perhaps others beside it, and the gravest answer of the rule to all of them."""

    answer: str
    """`violated`, `passed` or `undetermined`."""
    attributes: Attributes
    """Of the resource `<type>.this`, as it will stand after the apply."""
    type: str = ""
    """Of the resource; empty for the first of the rule's types in order."""
    beside: Mapping[str, Attributes] = field(default_factory=dict)
    """The other resources by address."""
    links: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    """Which addresses the attributes of a block refer to, by address of the block and attribute."""
    before: Attributes | None = None
    """What exists now; None where the resource is made."""
    action: Action = Action.CREATE


def violates(attributes: Attributes, **told: object) -> Example:
    return Example("violated", attributes, **told)  # type: ignore[arg-type]  # the fields of Example


def passes(attributes: Attributes, **told: object) -> Example:
    """Passed, or not what the rule is about."""
    return Example("passed", attributes, **told)  # type: ignore[arg-type]  # the fields of Example


def undetermined(attributes: Attributes, **told: object) -> Example:
    return Example("undetermined", attributes, **told)  # type: ignore[arg-type]  # the fields of Example
