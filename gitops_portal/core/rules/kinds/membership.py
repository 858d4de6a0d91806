"""What may be used, or may not, in patterns in; an objection out to every resource of another, or of such a one."""

from __future__ import annotations

from enum import StrEnum
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Annotated

from msgspec import Meta, Struct

from gitops_portal.core.address import without_keys
from gitops_portal.core.rules.rule import undetermined, violated

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


class Membership(Struct, frozen=True, forbid_unknown_fields=True):
    """In patterns `*` stands for any text. One of `allowed`, where there are any, and none of `forbidden`."""

    what: Annotated[What, Meta(title="Of what", description="Of each resource.")]
    allowed: Annotated[tuple[str, ...], Meta(title="Allowed", description="* stands for any text. Empty: any.")] = ()
    forbidden: Annotated[tuple[str, ...], Meta(title="Forbidden", description="* stands for any text.")] = ()

    def __call__(self, subject: Subject, _facts: Facts) -> Iterator[Objection]:
        names = self._names(subject)
        if not any(names) and self.what in {What.REGION, What.PROVIDER}:
            yield undetermined("", f"the plan does not say its {self.what}")
        elif self.allowed and not _any(names, self.allowed):
            yield violated("", f"its {self.what} is {_shown(names)}, and may be {', '.join(self.allowed)}")
        elif _any(names, self.forbidden):
            yield violated("", f"its {self.what} is {_shown(names)}")

    def _names(self, subject: Subject) -> tuple[str, ...]:
        change = subject.change
        match self.what:
            case What.TYPE:
                return (change.type,)
            case What.PROVIDER:
                return (change.provider, change.type.partition("_")[0])
            case What.REGION:
                return (change.region,)
            case What.MODULE:
                return (without_keys(change.module),)


def _any(names: tuple[str, ...], patterns: tuple[str, ...]) -> bool:
    return any(fnmatchcase(name, pattern) for name in names for pattern in patterns)


def _shown(names: tuple[str, ...]) -> str:
    return next(filter(None, names), "none")
