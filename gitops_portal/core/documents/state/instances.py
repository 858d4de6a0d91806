"""One object of a state before its secrets are cut, whichever form of state it was written in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Raw, Struct

from gitops_portal.core.documents import reader
from gitops_portal.core.documents.plan.document import NULL
from gitops_portal.core.documents.secrecy.marks import Marks  # noqa: TC001 - a struct is read by its annotations
from gitops_portal.core.documents.state import clean  # noqa: TC001 - as above

if TYPE_CHECKING:
    from collections.abc import Mapping


class Instance(Struct, gc=False):
    """What is kept of it, and its attributes still as bytes with the marks beside them."""

    kept: clean.Resource
    values: Raw = NULL
    marks: Marks = None


class Output(Struct):
    """A root output as both forms write it, its value still as bytes."""

    value: Raw = NULL
    sensitive: Any = None


class Opened(Struct):
    """A state of either form."""

    terraform_version: str
    instances: list[Instance]
    outputs: Mapping[str, Output]
    lineage: str = ""
    serial: int | None = None


def index_of(told: Any) -> str | int | None:
    """The key or the number of an instance; None of anything else, as no `for_each` or `count` gives it."""
    return told if isinstance(told, str | int) and not isinstance(told, bool) else None


def named(outputs: Mapping[str, Output] | None) -> dict[str, Output]:
    """The outputs, by names that fit."""
    return {reader.bounded(name): output for name, output in (outputs or {}).items()}
