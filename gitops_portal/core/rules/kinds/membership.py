"""What may be used, or may not, in patterns in; an objection out to every resource of another, or of such a one."""

from __future__ import annotations

from enum import StrEnum
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Annotated

from msgspec import Meta, Struct

from gitops_portal.core.address import without_keys
from gitops_portal.core.model import UNKNOWN
from gitops_portal.core.rules import stated
from gitops_portal.core.rules.lists import PLAIN
from gitops_portal.core.rules.rule import undetermined, violated
from gitops_portal.core.rules.unjudged import LOGICAL

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gitops_portal.core.rules.facts import Facts, Subject
    from gitops_portal.core.rules.rule import Objection


class What(StrEnum):
    TYPE = "type"
    PROVIDER = "provider"
    """Its source address, such as registry.terraform.io/hashicorp/aws, or what its types begin with."""
    REGION = "region"
    MODULE = "module"
    """The address of the module around it, without keys; empty in the root."""
    MODULE_SOURCE = "module_source"
    """Where that module comes from, as its call writes it."""
    SIZE = "size"
    """Of a machine, such as t3.micro: of the types that `core.rules.stated` knows, as image and version."""
    IMAGE = "image"
    VERSION = "version"
    """Of an engine, of Kubernetes, or of a runtime."""


class Membership(Struct, frozen=True, forbid_unknown_fields=True):
    """In patterns `*` stands for any text. One of `allowed`, where there are any, and none of `forbidden`."""

    what: Annotated[What, Meta(title="Of what", description="Of each resource.")]
    allowed: Annotated[
        tuple[str, ...],
        Meta(title="Allowed", description="* stands for any text: eu-*, t3.*. Empty: any.", extra=PLAIN),
    ] = ()
    forbidden: Annotated[
        tuple[str, ...], Meta(title="Forbidden", description="* stands for any text.", extra=PLAIN)
    ] = ()

    def __call__(self, subject: Subject, facts: Facts) -> Iterator[Objection]:
        match self.what:
            case What.SIZE:
                found = stated.sizes(subject)
            case What.IMAGE:
                found = stated.images(subject, facts)
            case What.VERSION:
                found = stated.versions(subject)
            case What.MODULE_SOURCE:
                found = stated.module_source(subject, facts)
            case What.REGION if subject.change.type.partition("_")[0] in LOGICAL:
                return  # it stands in the state alone
            case What.REGION:
                yield from self._objections(self._names(subject), "")
                found = stated.replicas(subject)
            case _:
                yield from self._objections(self._names(subject), "")
                return
        for value, where in found:
            yield from self._objections(() if value is UNKNOWN else (str(value),), where)

    def reads(self, kind: str) -> bool:
        """Whether resources of a type say at all what it asks for, as far as is known here."""
        by_type = {What.SIZE: stated.SIZES, What.IMAGE: stated.types_with_images(), What.VERSION: stated.VERSIONS}
        return self.what not in by_type or kind in by_type[self.what]

    def _objections(self, names: tuple[str, ...], where: str) -> Iterator[Objection]:
        called = self.what.replace("_", " ")
        if not any(names) and self.what not in {What.TYPE, What.MODULE}:
            yield undetermined(where, f"the plan does not say its {called}")
        elif self.allowed and not self._any(names, self.allowed):
            yield violated(where, f"its {called} is {_shown(names)}, and may be {', '.join(self.allowed)}")
        elif self._any(names, self.forbidden):
            yield violated(where, f"its {called} is {_shown(names)}")

    def _any(self, names: tuple[str, ...], patterns: tuple[str, ...]) -> bool:
        """Providers take sizes and images without regard to case."""
        if self.what in {What.SIZE, What.IMAGE, What.VERSION}:
            names, patterns = (tuple(map(str.lower, each)) for each in (names, patterns))
        return any(fnmatchcase(name, pattern) for name in names for pattern in patterns)

    def _names(self, subject: Subject) -> tuple[str, ...]:
        change = subject.change
        match self.what:
            case What.TYPE:
                return (change.type,)
            case What.PROVIDER:
                return (change.provider, change.type.partition("_")[0])
            case What.REGION:
                return (change.region,)
        return (without_keys(change.module),)


def _shown(names: tuple[str, ...]) -> str:
    return next(filter(None, names), "none")
