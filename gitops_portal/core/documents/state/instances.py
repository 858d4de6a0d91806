"""One object of a state before its secrets are cut, whichever form of state it was written in."""

from __future__ import annotations

from msgspec import Raw, Struct

from gitops_portal.core.documents.plan.document import NULL
from gitops_portal.core.documents.secrecy.marks import Marks  # noqa: TC001 - a struct is read by its annotations
from gitops_portal.core.documents.state import clean  # noqa: TC001 - as above


class Instance(Struct, gc=False):
    """What is kept of it, and its attributes still as bytes with the marks beside them."""

    kept: clean.Resource
    values: Raw = NULL
    marks: Marks = None


class Output(Struct):
    """A root output, its value still as bytes."""

    name: str
    value: Raw = NULL
    sensitive: bool = False


class Opened(Struct):
    """A state of either form."""

    terraform_version: str
    instances: list[Instance]
    outputs: list[Output]
    lineage: str = ""
    serial: int | None = None
