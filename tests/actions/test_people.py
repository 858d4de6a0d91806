"""People and tokens: links that work once, roles that hold at once, secrets that are not kept."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from gitops_portal.actions import clock, people, sign_in, tokens
from gitops_portal.core.errors import Invalid, Refused
from gitops_portal.core.model import Role
from gitops_portal.records.models import AuditEvent, Person, SignInLink, Token
from tests.actors import OPERATOR

pytestmark = pytest.mark.django_db


def secret_of(link: str) -> str:
    return link.rstrip("/").rpartition("/")[2]


@pytest.fixture
def ana() -> Person:
    return people.invite(OPERATOR, "Ana@Example.org", "Ana", Role.OWNER)


def test_a_link_signs_in_once(ana: Person) -> None:
    secret = secret_of(people.sign_in_link(ana, by=OPERATOR))
    assert sign_in.look(secret) == ana
    assert sign_in.redeem(secret) == (ana, True)
    assert sign_in.look(secret) is None
    with pytest.raises(Refused):
        sign_in.redeem(secret)


def test_a_link_ends_after_a_day(ana: Person) -> None:
    secret = secret_of(people.sign_in_link(ana, by=OPERATOR))
    with clock.at(timezone.now() + timedelta(hours=25)), pytest.raises(Refused):
        sign_in.redeem(secret)


def test_a_link_of_somebody_locked_out_is_dead(ana: Person) -> None:
    people.invite(OPERATOR, "bo@example.org", "Bo", Role.OWNER)
    secret = secret_of(people.sign_in_link(ana, by=OPERATOR))
    people.deactivate(OPERATOR, ana)
    with pytest.raises(Refused):
        sign_in.redeem(secret)


def test_the_last_owner_stays(ana: Person) -> None:
    with pytest.raises(Refused, match="only owner"):
        people.set_role(OPERATOR, ana, "")
    with pytest.raises(Refused, match="only owner"):
        people.deactivate(OPERATOR, ana)


def test_names_in_ci_are_one_persons_alone_and_stand_in_the_trail(ana: Person) -> None:
    ben = people.invite(OPERATOR, "ben@example.org", "Ben", ci_names=["gitlab:ben.k"])
    people.set_ci_names(OPERATOR, ana, ["GitHub:@Ana", "ａｎａ", "github:ana"])
    people.set_ci_names(OPERATOR, ana, ["github:ana", "gitlab:ana.k"])
    for taken in ("github:Ana", "ANA", "gitlab:ana.k", "ana@example.org"):
        with pytest.raises(Invalid, match=r"Ana \(ana@example.org\)"):
            people.set_ci_names(OPERATOR, ben, ["ben", taken])
    ana.refresh_from_db()
    ben.refresh_from_db()
    assert (ana.ci_names, ben.ci_names) == (["github:ana", "gitlab:ana.k"], ["gitlab:ben.k"])
    people.set_ci_names(OPERATOR, ben, ["gitlab:ana"])
    events = AuditEvent.objects.filter(verb="person.ci_names_changed", subject="ana@example.org").order_by("sequence")
    assert [event.detail["after"] for event in events] == [["ana", "github:ana"], ["github:ana", "gitlab:ana.k"]]
    assert events[1].detail["before"] == ["ana", "github:ana"]


@pytest.mark.parametrize("name", ["", " @ ", "github:", "github:@", "a\x00b", "a\nb", "\u200b"])
def test_a_name_that_is_none_is_refused(ana: Person, name: str) -> None:
    with pytest.raises(Invalid, match="not a name"):
        people.set_ci_names(OPERATOR, ana, ["ana", name])


@pytest.mark.parametrize("email", ["", "nobody", "a b@example.org"])
def test_an_address_that_is_none_is_refused(email: str) -> None:
    with pytest.raises(Invalid):
        people.invite(OPERATOR, email)


def test_the_same_address_twice_is_refused(ana: Person) -> None:
    with pytest.raises(Invalid, match="already"):
        people.invite(OPERATOR, "ANA@example.org")


def test_a_token_opens_until_it_is_revoked_or_old() -> None:
    token, secret = tokens.create(OPERATOR, name="CI", days=1)
    assert tokens.find(secret) == token
    assert tokens.find(secret + "x") is None
    with clock.at(timezone.now() + timedelta(days=2)):
        assert tokens.find(secret) is None
    tokens.revoke(OPERATOR, token)
    assert tokens.find(secret) is None


def test_no_secret_stands_in_the_database(ana: Person) -> None:
    link = secret_of(people.sign_in_link(ana, by=OPERATOR))
    _, secret = tokens.create(OPERATOR, name="CI")
    with connection.cursor() as cursor:
        for model in (Token, SignInLink, AuditEvent):
            cursor.execute(f"SELECT * FROM {model._meta.db_table}")
            rows = str(cursor.fetchall())
            assert secret not in rows
            assert link not in rows


def test_a_token_says_when_it_was_used_last() -> None:
    _, secret = tokens.create(OPERATOR, name="CI")
    tokens.find(secret)
    assert Token.objects.get().last_used_at
