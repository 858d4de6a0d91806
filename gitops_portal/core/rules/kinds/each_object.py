"""Kinds of objects of Kubernetes, and what is asked of them, in; what is objected to in them out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from gitops_portal.core.rules import manifests
from gitops_portal.core.rules.kinds.attribute import Attribute  # noqa: TC001 - a struct reads its annotations
from gitops_portal.core.rules.kinds.either import Either  # noqa: TC001
from gitops_portal.core.rules.kinds.forbidden import Forbidden  # noqa: TC001

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gitops_portal.core.rules.facts import Facts, Subject
    from gitops_portal.core.rules.rule import Objection


class EachObject(Struct, frozen=True):
    """What every object of these kinds has to say, be it made from blocks or from a manifest."""

    kinds: tuple[str, ...]
    asks: Attribute | Either | Forbidden

    def __call__(self, subject: Subject, facts: Facts) -> Iterator[Objection]:
        part = manifests.read_if(subject, facts, self.kinds)
        if part is not None:
            yield from self.asks(part, facts)
