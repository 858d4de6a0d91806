"""Who somebody is, what they may do, and where a request came from."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.test import RequestFactory
from pytest_django import DjangoAssertNumQueries, Settings

from gitops_portal.core.model import Role
from gitops_portal.records.models import Person
from gitops_portal.web import access
from tests import organisation as org


def asks(person: Person | AnonymousUser, **headers: str) -> HttpRequest:
    request = RequestFactory().get("/", **headers)  # type: ignore[arg-type]  # the stubs confuse headers with options
    request.user = person
    return request


@pytest.mark.django_db
def test_unseen_is_not_found_and_too_small_is_refused() -> None:
    workspace = org.workspace()
    viewer = org.member(workspace, Role.VIEWER)
    assert access.workspace(asks(viewer), workspace.slug) == workspace
    with pytest.raises(PermissionDenied):
        access.workspace(asks(viewer), workspace.slug, Role.REVIEWER)
    with pytest.raises(Http404):
        access.workspace(asks(org.person()), workspace.slug)
    with pytest.raises(Http404):
        access.run(asks(viewer), workspace.slug, 1)


@pytest.mark.django_db
def test_owners_of_a_workspace_do_not_own_the_organisation() -> None:
    with pytest.raises(PermissionDenied):
        access.require_owner(asks(org.member(org.workspace(), Role.OWNER)))
    access.require_owner(asks(org.person(organisation_role=Role.OWNER)))
    with pytest.raises(PermissionDenied):
        access.require_owner(asks(AnonymousUser()))


@pytest.mark.django_db
def test_how_many_wait_takes_two_questions_and_one_where_none_do(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    workspace = org.workspace()
    reviewer = org.member(workspace, Role.REVIEWER)
    with django_assert_num_queries(1):
        assert access.waiting(asks(reviewer)) == {"waiting_count": 0}
    org.run(workspace)
    with django_assert_num_queries(2):
        assert access.waiting(asks(reviewer)) == {"waiting_count": 1}
    with django_assert_num_queries(0):
        assert access.waiting(asks(AnonymousUser())) == {"waiting_count": 0}


@pytest.mark.parametrize(
    ("behind_proxy", "forwarded", "address"),
    [
        (False, "203.0.113.9", "127.0.0.1"),
        (True, "203.0.113.9", "203.0.113.9"),
        (True, "6.6.6.6, 203.0.113.9", "203.0.113.9"),
        (True, "", "127.0.0.1"),
        (True, "x" * 500, "x" * 64),
    ],
)
def test_a_proxys_word_counts_where_there_is_one(
    settings: Settings, behind_proxy: bool, forwarded: str, address: str
) -> None:
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if behind_proxy else None
    assert access.client_address(asks(AnonymousUser(), HTTP_X_FORWARDED_FOR=forwarded)) == address
