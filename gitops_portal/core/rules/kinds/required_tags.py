"""Tags that have to stand, and what they may say, in; an objection out for each resource that could carry them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any, Final

from msgspec import Meta, Struct

from gitops_portal.core.model import UNKNOWN
from gitops_portal.core.rules import launched
from gitops_portal.core.rules.tags import Tag, said

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gitops_portal.core.rules.facts import Facts, Subject
    from gitops_portal.core.rules.rule import Objection

CARRIED: Final = (("tags", "tags_all"), ("labels", "effective_labels"))
"""Where tags are written, and where the provider says what they come to with its default ones."""


class RequiredTags(Struct, frozen=True, forbid_unknown_fields=True):
    """Tags by name. What has no room for tags or labels is not asked.

    `propagates`: what launch templates, autoscaling groups and ECS services start is asked for them as well.
    """

    tags: Annotated[Mapping[str, Tag], Meta(title="Tags", description="By name. Where the provider has labels, those.")]
    propagates: Annotated[
        bool,
        Meta(
            title="Also what a resource starts",
            description="Launch templates, autoscaling groups and ECS services pass tags on.",
        ),
    ] = False

    def __call__(self, subject: Subject, _facts: Facts) -> Iterator[Objection]:
        yield from self._own(subject)
        if self.propagates:
            yield from launched.objections(subject, self.tags)

    def _own(self, subject: Subject) -> Iterator[Objection]:
        room = [pair for pair in CARRIED if subject.unknown or pair[0] in subject.values]
        if not room:
            return
        written = min(room, key=lambda pair: isinstance(subject.get(pair[0]), list))  # network tags are no labels
        own, whole = (subject.get(name) for name in written)
        for name, wanted in self.tags.items():
            yield from wanted.objections(name, _value(name, own, whole), written[0])


def _value(name: str, own: Any, whole: Any) -> Any:
    """What a tag says, as `tags.said` has it."""
    found = None
    for tags in (own, whole):
        if isinstance(tags, Mapping) and name in tags:
            return said(tags[name])
        if tags is not None and not isinstance(tags, Mapping):
            found = UNKNOWN
    return found
