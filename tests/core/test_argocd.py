"""A list of Applications: those that name a workspace, each as a document that is known for what it is."""

from __future__ import annotations

import json
from typing import Any

import pytest

from gitops_portal.core.argocd import labelled
from gitops_portal.core.documents import parse
from gitops_portal.core.errors import DamagedDocument
from tests.core.documents.sources.samples import ARGOCD


def item(workspace: str = "shop", **changed: Any) -> dict[str, Any]:
    """As a list has it: without the kind, which stands above it."""
    metadata = ARGOCD["metadata"] | {"labels": {"portal-workspace": workspace, "team": "web"}}
    return {"metadata": metadata, "spec": ARGOCD["spec"], "status": ARGOCD["status"]} | changed


@pytest.mark.parametrize(
    "given", [{}, {"kind": "Application"}, {"apiVersion": "argoproj.io/v1alpha1", "kind": "Application"}]
)
def test_each_is_a_document_as_it_would_be_sent(given: dict[str, str]) -> None:
    (found,) = labelled(json.dumps({"metadata": {}, "items": [given | item()]}).encode())
    assert (found.path, found.workspace) == ("argocd/shop", "shop")
    assert parse.is_report(found.document)
    assert json.loads(found.document)["status"] == ARGOCD["status"]


@pytest.mark.parametrize("labels", [None, {}, {"portal-workspace": ""}, {"team": "web"}])
def test_who_names_no_workspace_is_not_asked_about(labels: Any) -> None:
    unlabelled = item(metadata=ARGOCD["metadata"] | {"labels": labels})
    assert labelled(json.dumps({"items": [unlabelled, item("web")]}).encode())[0].workspace == "web"


def test_nothing_is_nothing() -> None:
    """As Argo CD answers where there is none, or the token sees none."""
    assert labelled(b'{"metadata":{},"items":null}') == []


@pytest.mark.parametrize("body", [b"", b"<!doctype html>", b"[]", b"{}", b'{"items": {}}', b'{"items": [', b"\xff"])
def test_anything_else_is_no_list(body: bytes) -> None:
    with pytest.raises(DamagedDocument, match="no list of Applications"):
        labelled(body)


@pytest.mark.parametrize("odd", ["x", [], {"metadata": []}, {"metadata": {"labels": {"portal-workspace": 7}}}])
def test_an_item_of_another_shape_is_told(odd: Any) -> None:
    with pytest.raises(DamagedDocument, match="an Application of the list"):
        labelled(json.dumps({"items": [odd]}).encode())
