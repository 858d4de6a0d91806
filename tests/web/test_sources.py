"""Every source there is, from the door to the page: a new one without a sample fails here."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from gitops_portal.actions import tokens
from gitops_portal.actions.masking import mask_of
from gitops_portal.adapters.artifacts import store
from gitops_portal.core.documents import parse
from gitops_portal.core.documents.source import Kind
from gitops_portal.core.documents.sources import sources
from gitops_portal.core.model import ChangeSet, Document, Role, Snapshot
from gitops_portal.records import models
from tests import organisation as org
from tests.actors import OPERATOR
from tests.core.documents.sources.samples import SECRET, samples

WAYS = {Kind.PLAN: "runs", Kind.STATE: "observations", Kind.OBSERVATION: "observations"}
SAYS: dict[Kind, type[Document]] = {Kind.PLAN: ChangeSet, Kind.STATE: Snapshot}
KEPT = [name for name, source in sources().items() if source.gives in SAYS]
"""Those that are kept as documents; of the others a row holds all that is kept."""


def test_every_source_has_a_sample() -> None:
    assert {*samples()} == {*sources()}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", KEPT)
def test_a_source_is_uploaded_kept_read_again_and_shown(name: str) -> None:
    source, workspace = sources()[name], org.workspace()
    _, token = tokens.create(OPERATOR, name="ci", workspace=workspace)
    way = f"/api/v1/workspaces/{workspace.slug}/{WAYS[source.gives]}"
    ci = Client(headers={"Authorization": f"Bearer {token}"})
    answer = ci.post(way, samples()[name], content_type="application/json")
    assert answer.status_code == 201, answer.content
    rows: Any = {Kind.PLAN: models.Run.objects, Kind.STATE: models.Snapshot.objects}[source.gives]
    row = rows.get(pk=answer.json()["id"])
    assert row.source == name
    clean = store(settings.ARTIFACTS_URL).get(row.artifact)
    assert SECRET.encode() not in clean
    document = parse.read(clean, mask_of(workspace))
    assert isinstance(document, SAYS[source.gives])
    browser = org.signed_in(org.member(workspace, Role.VIEWER))
    if source.gives is Kind.PLAN:
        assert answer.json()["verdict"]
        assert browser.get(f"/workspaces/{workspace.slug}/runs/{row.number}/").status_code == 200
    else:
        page = browser.get(f"/workspaces/{workspace.slug}/state/").text
        assert isinstance(document, Snapshot)
        assert f"of {len(document.resources)}" in page


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", sorted(set(samples()) - set(KEPT)))
def test_what_a_system_says_is_sent_kept_read_again_and_shown(name: str) -> None:
    workspace = org.workspace()
    _, token = tokens.create(OPERATOR, name="ci", workspace=workspace)
    ci = Client(headers={"Authorization": f"Bearer {token}"})
    answer = ci.post(f"/api/v1/workspaces/{workspace.slug}/observations", samples()[name], "application/json")
    assert answer.status_code == 201, answer.content
    row = models.Observation.objects.get(pk=answer.json()["id"])
    found = parse.reported(samples()[name], mask_of(workspace))
    assert (found.source, parse.read(found.clean, mask_of(workspace))) == (name, found.said)
    assert (row.state, row.subject, row.revision) == (found.said.state, found.said.subject, found.said.revision)
    told = [answer.text, str(list(models.Observation.objects.values())), str(list(models.AuditEvent.objects.values()))]
    assert not [text for text in told if SECRET in text]
    page = org.signed_in(org.member(workspace, Role.VIEWER)).get(f"/workspaces/{workspace.slug}/")
    assert (page.status_code, SECRET in page.text) == (200, False)


@pytest.mark.parametrize("name", samples())
def test_a_source_is_refused_where_it_does_not_belong(name: str) -> None:
    other = parse.observe if sources()[name].gives is Kind.PLAN else parse.load
    from gitops_portal.core.documents.secrecy.redact import Mask
    from gitops_portal.core.errors import PortalError

    with pytest.raises(PortalError):
        other(samples()[name], Mask(b"key"))
