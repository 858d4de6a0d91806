"""Names of no usable form: none gets in, and one that stands in a table all the same takes no page down."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.test.client import encode_multipart

from gitops_portal.actions import people, tokens, workspaces
from gitops_portal.core.errors import Invalid
from gitops_portal.core.lifecycle import State
from gitops_portal.core.model import Role
from gitops_portal.records.models import Person, Workspace
from tests import organisation as org
from tests.actors import OPERATOR
from tests.documents import HARMLESS

pytestmark = pytest.mark.django_db

UNUSABLE = ["a\n", "a\r\n", "\na", "a\n\n", "-a", "A", "a b", "a/b", "a.b", "é", "\uff41", "a\u2028", "a" * 64, ""]
"""A line break at the end passes a pattern that ends in `$`."""


@pytest.fixture
def owner() -> Client:
    return org.signed_in(org.person("chief", Role.OWNER))


@pytest.mark.parametrize("slug", UNUSABLE)
def test_no_slug_gets_in(slug: str) -> None:
    with pytest.raises(Invalid, match="slug"):
        workspaces.create(OPERATOR, slug)
    assert not Workspace.objects.exists()


@pytest.mark.parametrize("written", ["a%0A", "%0Aa", "a%0D%0A", "A", "a%20b", "%EF%BD%81"])
def test_no_upload_makes_one(written: str) -> None:
    secret = tokens.create(OPERATOR, name="CI", may_create=True)[1]
    ci = Client(headers={"Authorization": f"Bearer {secret}"})
    answer = ci.post(f"/api/v1/workspaces/{written}/runs?create=1", HARMLESS, content_type="application/json")
    assert answer.status_code == 422
    assert "lower-case letters" in answer.json()["detail"]
    assert not Workspace.objects.exists()


@pytest.mark.parametrize("slug", ["a b", "A", "a" * 64, "é"])
def test_the_form_says_what_is_wrong(owner: Client, slug: str) -> None:
    assert "Use 1 to 63 lower-case letters" in owner.post("/new/", {"slug": slug}).text
    assert not Workspace.objects.exists()


@pytest.mark.parametrize("slug", ["a\n", "a/b", "é\u202e", "a?b#c", "%2F", "..", ""])
def test_a_bad_row_takes_no_page_down(owner: Client, slug: str) -> None:
    bad, good = org.workspace(slug, name="bad"), org.workspace("good")
    for workspace in (bad, good):
        org.event(workspace)
        org.finding(org.run(workspace, State.AWAITING))
    for page in ("/", "/drift/", "/audit/", "/guardrails/", "/guardrails/ec2-public-ip/", "/settings/"):
        assert owner.get(page).status_code == 200, page
    assert owner.get("/api/v1/workspaces").status_code == 200


@pytest.mark.parametrize("said", [{"name": "n" * 201}, {"ci_names": ["l" * 201]}])
def test_a_person_with_a_name_that_no_column_holds(said: dict[str, Any]) -> None:
    with pytest.raises(Invalid, match="at most 200"):
        people.invite(OPERATOR, "ada@example.org", **said)
    assert not Person.objects.exists()


MALFORMED = [
    (b"", "multipart/form-data"),
    (b"--x\r\n", "multipart/form-data; boundary="),
    (b"--x\r\nno head", "multipart/form-data; boundary=" + "x" * 300),
    (b"--x\r\nContent-Disposition: form-data\r\n\r\n1\r\n--x--", "multipart/form-data; boundary=\u00e9"),
    (b"--x\r\nContent-Disposition: form-data; name=slug\r\nContent-Transfer-Encoding: base64\r\n\r\n!\r\n--x--",
     "multipart/form-data; boundary=x"),
    (b"%", "application/x-www-form-urlencoded; charset=none-such"),
]  # fmt: skip
"""Bodies of forms that no browser sends."""


@pytest.mark.parametrize("page", ["/new/", "/sign-in/", "/settings/people/invite/"])
@pytest.mark.parametrize(("body", "content_type"), MALFORMED)
def test_a_malformed_form_is_refused(owner: Client, page: str, body: bytes, content_type: str) -> None:
    for client in (owner, Client()):
        assert client.generic("POST", page, body, content_type=content_type).status_code < 500


@pytest.mark.parametrize("kind", ["multipart", "urlencoded"])
@pytest.mark.parametrize("field", ["username", "slug", "na\0me", "reason"])
@pytest.mark.parametrize("page", ["/new/", "/sign-in/", "/workspaces/good/runs/1/decide/"])
def test_a_nul_in_a_form_of_either_kind_is_refused(owner: Client, page: str, field: str, kind: str) -> None:
    org.run(org.workspace("good"))
    sent = {field: "a\0b", "password": "x"}
    body = urlencode(sent) if kind == "urlencoded" else encode_multipart("x", sent)
    head = "application/x-www-form-urlencoded" if kind == "urlencoded" else "multipart/form-data; boundary=x"
    assert owner.post(page, body, content_type=head).status_code == 400
