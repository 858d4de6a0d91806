"""A list of Applications as Argo CD answers it in; those that name a workspace, each as its own document, out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec
from msgspec import Struct

from gitops_portal.core.documents import reader
from gitops_portal.core.errors import DamagedDocument, PortalError
from gitops_portal.core.text import bounded, visible

if TYPE_CHECKING:
    from collections.abc import Iterator

LABEL: Final = "portal-workspace"
"""The label of an Application that names the workspace it belongs to."""
_IS_ONE: Final = {"apiVersion": b'"argoproj.io/v1alpha1"', "kind": b'"Application"'}
"""What Argo CD leaves out of each item of a list, for the list says it of all."""


class _Metadata(Struct):
    name: str = ""
    namespace: str | None = None
    labels: dict[str, str] | None = None


class _Item(Struct):
    metadata: _Metadata | None = None
    apiVersion: str = ""  # noqa: N815 - as Kubernetes names it
    kind: str = ""


class _List(Struct):
    items: list[msgspec.Raw] | None


class Labelled(Struct, frozen=True):
    """One Application: `path` is its namespace and name, `workspace` what its label says, `document` as it was told."""

    path: str
    workspace: str
    document: bytes


def labelled(answer: bytes) -> list[Labelled]:
    """Those that name a workspace, in their order. Raises DamagedDocument where it is no list of Applications."""
    try:
        items = reader.decode(reader.text(answer), _List).items
    except PortalError as error:
        raise DamagedDocument("It answers no list of Applications: does the address lead to Argo CD?") from error
    return list(_found(items or []))


def _found(items: list[msgspec.Raw]) -> Iterator[Labelled]:
    for item in items:
        head = reader.decode(item, _Item, what="an Application of the list")
        about = head.metadata or _Metadata()
        if workspace := (about.labels or {}).get(LABEL, ""):
            path = f"{about.namespace}/{about.name}" if about.namespace else about.name
            yield Labelled(bounded(visible(path)), workspace, _whole(bytes(item), head))


def _whole(item: bytes, head: _Item) -> bytes:
    """The item as `kubectl get -o json` shows it: with the kind that stands above the list."""
    given = {"apiVersion": head.apiVersion, "kind": head.kind}
    missing = b"".join(b'"%s":%s,' % (name.encode(), is_one) for name, is_one in _IS_ONE.items() if not given[name])
    return b"{" + missing + item.lstrip()[1:]
