"""Tokens of the portal: what they may do, and how they get another secret."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone

from gitops_portal.actions import clock, tokens
from gitops_portal.core.errors import Invalid, Stale
from gitops_portal.records.models import AuditEvent, Token
from tests.actors import OPERATOR

if TYPE_CHECKING:
    from gitops_portal.records.models import Workspace

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("scopes", "may"),
    [
        (["read"], ("read",)),
        (["gate", "upload"], ("upload", "gate")),
        (["upload", "gate", "read"], ("upload", "gate", "read")),
        (["upload", "nonsense"], ("upload",)),
    ],
)
def test_what_it_may_do(scopes: list[str], may: tuple[str, ...]) -> None:
    token, secret = tokens.create(OPERATOR, name="CI", scopes=scopes)
    found = tokens.find(secret)
    assert found == token
    assert found
    assert found.may == may
    told = AuditEvent.objects.filter(verb="token.scoped").values_list("detail", flat=True)
    assert list(told) == ([] if len(may) == 3 else [{"scopes": list(may)}])


@pytest.mark.parametrize("scopes", [[], ["nonsense"]])
def test_one_that_may_do_nothing_is_not_made(scopes: list[str]) -> None:
    with pytest.raises(Invalid, match="nothing"):
        tokens.create(OPERATOR, name="CI", scopes=scopes)


def test_one_of_before_there_were_scopes_may_do_everything() -> None:
    token, _ = tokens.create(OPERATOR, name="CI", scopes=["read"])
    Token.objects.update(scopes=None)
    token.refresh_from_db()
    assert token.may == ("upload", "gate", "read")


@pytest.mark.parametrize(("hours", "later", "works"), [(24, 23, True), (24, 25, False), (0, 0, False), (1, 2, False)])
def test_the_old_secret_works_until_the_time_that_was_chosen(hours: int, later: int, works: bool) -> None:
    token, old = tokens.create(OPERATOR, name="CI")
    new = tokens.rotate(OPERATOR, token, hours)
    with clock.at(timezone.now() + timedelta(hours=later)):
        assert (tokens.find(old) is not None) is works
        assert tokens.find(new) == token
    tokens.revoke(OPERATOR, token)
    assert (tokens.find(old), tokens.find(new)) == (None, None)


def test_rotating_again_ends_what_was_before_that() -> None:
    token, first = tokens.create(OPERATOR, name="CI")
    second = tokens.rotate(OPERATOR, token, 24)
    token.refresh_from_db()
    third = tokens.rotate(OPERATOR, token, 24)
    assert [tokens.find(secret) is not None for secret in (first, second, third)] == [False, True, True]


def test_it_lives_as_long_again_and_the_old_secret_no_longer_than_it_would_have() -> None:
    token, old = tokens.create(OPERATOR, name="CI", days=10)
    with clock.at(token.created_at + timedelta(days=9, hours=12)):
        new = tokens.rotate(OPERATOR, token, 168)
    with clock.at(token.created_at + timedelta(days=10, hours=1)):
        assert tokens.find(old) is None
    with clock.at(token.created_at + timedelta(days=19)):
        assert tokens.find(new)
    with clock.at(token.created_at + timedelta(days=20)):
        assert tokens.find(new) is None


@pytest.mark.parametrize("meanwhile", ["rotated", "revoked"])
def test_of_two_at_once_one_is_told(meanwhile: str) -> None:
    token, _ = tokens.create(OPERATOR, name="CI")
    same = Token.objects.get()
    if meanwhile == "rotated":
        tokens.rotate(OPERATOR, same, 1)
    else:
        tokens.revoke(OPERATOR, same)
    with pytest.raises(Stale):
        tokens.rotate(OPERATOR, token, 1)
    with pytest.raises(Invalid):
        tokens.rotate(OPERATOR, token, 2)


def test_a_rotation_is_told_without_a_secret(django_user_model: Any) -> None:
    token, old = tokens.create(OPERATOR, name="CI")
    new = tokens.rotate(OPERATOR, token, 24)
    event = AuditEvent.objects.get(verb="token.rotated")
    assert (event.detail["before"], event.detail["after"]) == (old[:10], new[:10])
    assert event.detail["works_until"].endswith("Z")
    assert new not in str(Token.objects.values()) + str(AuditEvent.objects.values())


def test_a_token_of_a_workspace_stays_in_it(workspace: Workspace) -> None:
    token, _ = tokens.create(OPERATOR, name="CI", workspace=workspace)
    found = tokens.find(tokens.rotate(OPERATOR, token, 0))
    assert found
    assert found.workspace == workspace
