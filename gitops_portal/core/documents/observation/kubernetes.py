"""What objects of Kubernetes have in common: their kind, name, conditions and times."""

from __future__ import annotations

from datetime import MAXYEAR, UTC, datetime
from typing import TYPE_CHECKING, Annotated, Final, TypeVar

import msgspec
from msgspec import Meta, Struct

from gitops_portal.core.documents import reader

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gitops_portal.core.documents.source import Members

Text = str | None
Time = Annotated[datetime, Meta(tz=True)] | None
"""RFC 3339 with its offset, as Kubernetes writes times."""
T = TypeVar("T")
_FIRST: Final = 2000
"""Before this year nothing was compared: Go writes a time that is not set as one of the year 1."""
SUSPENDED: Final = "It is suspended: nobody compares it with what is declared until it is resumed."
BEHIND: Final = "Its newest specification has not been looked at yet."
NO_TIME: Final = "It does not say when it was compared."


class Metadata(Struct):
    name: str = ""
    namespace: Text = None
    generation: int | None = None
    annotations: dict[str, str] | None = None

    @property
    def path(self) -> str:
        return f"{self.namespace}/{self.name}" if self.namespace else self.name


class Condition(Struct):
    type: str = ""
    status: Text = None
    reason: Text = None
    message: Text = None


def is_of(members: Members, group: str, *kinds: str) -> bool:
    """Whether it is an object of this API group, of whichever version, and of one of these kinds."""
    return _said(members, "apiVersion").partition("/")[0] == group and _said(members, "kind") in kinds


def kind_of(members: Members) -> str:
    return _said(members, "kind")


def part(members: Members, name: str, kind: type[T]) -> T:
    """One member of the object. Raises DamagedDocument where it is of another shape; what is left out is empty."""
    given = members.get(name)
    return reader.decode(given if given is not None and bytes(given) != b"null" else b"{}", kind, what=f"`{name}`")


def _said(members: Members, name: str) -> str:
    """A text; empty of anything else, since nothing is to be raised where a document is only recognised."""
    if name not in members:
        return ""
    try:
        return msgspec.json.decode(members[name], type=str)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return ""


def moment(*times: datetime | None) -> datetime | None:
    """The latest of these times in UTC; None where none is set."""
    told = [time.astimezone(UTC) for time in times if time is not None and _FIRST <= time.year < MAXYEAR]
    return max(told, default=None)


def condition(conditions: Iterable[Condition] | None, kind: str) -> Condition:
    """The condition of this type, or an empty one."""
    return next((one for one in conditions or () if one.type == kind), Condition(kind))


def why(found: Condition) -> str:
    """The reason and the message of a condition."""
    return ": ".join(filter(None, [found.reason, found.message]))
