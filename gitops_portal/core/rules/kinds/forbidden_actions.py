"""Actions in; an objection out to each change that is one of them, or may be."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from msgspec import Meta, Struct

from gitops_portal.core.model import Action
from gitops_portal.core.rules.rule import undetermined, violated

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gitops_portal.core.rules.facts import Facts, Subject
    from gitops_portal.core.rules.rule import Objection


class ForbiddenActions(Struct, frozen=True, forbid_unknown_fields=True):
    """An action that this version has no word for may be any of them."""

    actions: Annotated[tuple[Action, ...], Meta(title="Actions", description="What a plan may not do.")]

    def __call__(self, subject: Subject, _facts: Facts) -> Iterator[Objection]:
        action = subject.change.action
        if action in self.actions:
            yield violated("", f"the plan would {action} it")
        elif action is Action.UNKNOWN:
            yield undetermined("", "what the plan does to it has no word here")
