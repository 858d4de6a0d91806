"""Attacks 26, 27, 28 and 35: what stands around every answer, and that looking changes nothing."""

from __future__ import annotations

import json
import re
import ssl
from pathlib import Path
from typing import Any

import django
import pytest
from django.conf import settings as django_settings
from django.test import Client
from django.urls import get_resolver

from gitops_portal.actions import people
from gitops_portal.records.models import AuditEvent, Person, Run
from tests.actors import OPERATOR
from tests.attacks.conftest import Attacked, addresses, content, pages_of, rows, whole
from tests.documents import HARMLESS, OPEN_SSH
from tests.portal import Portal

pytestmark = pytest.mark.django_db

FORBIDDEN = ("'unsafe-inline'", "'unsafe-eval'", "*", "http:", "https:", "data:")
LEAKS = (
    f"Django/{django.get_version()}",
    "Traceback",
    "gunicorn/",
    ssl.OPENSSL_VERSION,
    "X-Powered-By",
    "/site-packages/",
)


def directives(policy: str) -> dict[str, set[str]]:
    parts = (part.split() for part in policy.split(";") if part.strip())
    return {name: set(sources) for name, *sources in parts}


def test_no_page_runs_or_is_framed_by_what_is_not_ours(attacked: Attacked) -> None:
    attacked.uploaded(OPEN_SSH)
    for path, page in attacked.pages().items():
        policy = directives(page["Content-Security-Policy"])
        ours = (
            "'none'" if path.endswith("/report.html") else "'self'"
        )  # a file that is opened elsewhere fetches nothing
        assert policy["script-src"] == {ours}, path
        assert {policy[name] == {"'none'"} for name in ("object-src", "base-uri", "frame-ancestors")} == {True}, path
        assert policy["form-action"] == policy["default-src"] == {ours}, path
        assert not [source for source in policy["style-src"] if source in FORBIDDEN], path
        assert page["X-Content-Type-Options"] == "nosniff"
        assert page["X-Frame-Options"] == "DENY"
        assert page["Referrer-Policy"] == "same-origin"
        assert page["Cross-Origin-Opener-Policy"] == "same-origin"


@pytest.mark.parametrize("path", ["/nowhere/", "/workspaces/none/", "/admin/", "/admin/records/run/", "/api/v1/docs", "/sign-in/"])  # fmt: skip
def test_neither_do_errors_and_guests(attacked: Attacked, path: str) -> None:
    for client in (attacked.owner, Client()):
        answer = client.get(path)
        assert directives(answer["Content-Security-Policy"])["script-src"] == {"'self'"}
        assert answer["X-Content-Type-Options"] == "nosniff"


def test_every_script_and_style_is_a_file_of_ours(attacked: Attacked) -> None:
    attacked.uploaded(OPEN_SSH)
    for path, page in attacked.pages().items():
        text = "" if page.streaming else page.content.decode()
        called = re.findall(r"""<(?:script|link|img|iframe)[^>]*?(?:src|href)=["']([^"']+)""", text)
        assert not [address for address in called if not address.startswith(("/", "data:"))], path


def test_what_a_person_sees_is_kept_by_no_cache(attacked: Attacked) -> None:
    attacked.uploaded(OPEN_SSH)
    for path, page in attacked.pages().items():
        if path.startswith("/workspaces/orders-prod/runs/") and page.status_code == 200:
            assert "no-store" in page["Cache-Control"] or "private" in page["Cache-Control"], path


def test_cookies_are_out_of_reach_of_scripts_and_other_sites(attacked: Attacked) -> None:
    person = Person.objects.get(email="chief@example.org")
    client = Client()
    client.post(people.sign_in_link(person, by=OPERATOR).removeprefix("http://testserver"))
    client.get("/sign-in/")
    client.get("/settings/")
    assert set(client.cookies) >= {"sessionid", "csrftoken"}
    for cookie in client.cookies.values():
        assert cookie["httponly"], cookie.key
        assert cookie["samesite"] == "Lax", cookie.key


def test_signing_in_gives_a_new_session_and_out_ends_it(attacked: Attacked) -> None:
    client = Client()
    person = Person.objects.get(email="chief@example.org")
    client.post(people.sign_in_link(person, by=OPERATOR).removeprefix("http://testserver"))
    stolen = client.cookies["sessionid"].value
    assert client.get("/").status_code == 200
    client.post("/sign-out/")
    thief = Client()
    thief.cookies["sessionid"] = stolen
    assert thief.get("/").status_code == 302


SECURE = """
import json, django
django.setup()
from django.conf import settings
settings.ALLOWED_HOSTS = ["portal.example"]
from django.test import Client
found = {}
for name, path, secure in (("page", "/sign-in/", True), ("plain", "/sign-in/", False), ("health", "/healthz", False)):
    answer = Client(headers={"host": "portal.example"}).get(path, secure=secure)
    found[name] = [answer.status_code, dict(answer.items()), {c.key: bool(c["secure"]) for c in answer.cookies.values()}]
found["session"] = settings.SESSION_COOKIE_SECURE
print(json.dumps(found))
"""


def test_under_https_nothing_goes_in_clear(tmp_path: Path) -> None:
    portal = Portal(tmp_path, {"PORTAL_URL": "https://portal.example"})
    portal.manage("migrate", "--verbosity", "0")
    portal.manage("collectstatic", "--no-input", "--verbosity", "0")
    found = json.loads(portal.manage("shell", "--no-imports", "-c", SECURE).splitlines()[-1])
    status, headers, cookies = found["page"]
    assert status == 200
    assert headers["Strict-Transport-Security"].startswith("max-age=31536000")
    assert cookies == {"csrftoken": True}
    assert found["session"] is True
    assert found["plain"][0] == 301
    assert found["plain"][1]["Location"] == "https://portal.example/sign-in/"
    assert found["health"][0] == 200


def test_no_answer_tells_versions_or_traces(attacked: Attacked, monkeypatch: pytest.MonkeyPatch) -> None:
    run = attacked.uploaded(OPEN_SSH)
    answers: list[Any] = [*attacked.pages().values(), *attacked.answers(run).values()]

    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("told nobody")

    monkeypatch.setattr("gitops_portal.records.queries.run", broken)
    monkeypatch.setattr("gitops_portal.records.queries.api.report", broken)
    for client, path in ((attacked.owner, "/workspaces/orders-prod/runs/1/"), (attacked.ci, f"/api/v1/runs/{run.pk}/report")):  # fmt: skip
        client.raise_request_exception = False
        answers.append(client.get(path))
        assert answers[-1].status_code == 500
    guest = Client()
    answers += [guest.get(path) for path in ("/healthz", "/readyz", "/metrics", "/.well-known/jwks.json", "/nowhere")]
    told = "\n".join(content(answer) for answer in answers)
    assert [leak for leak in (*LEAKS, "told nobody", "ZeroDivisionError") if leak in told] == []


def test_looking_changes_nothing(attacked: Attacked) -> None:
    """Every address of a page and of the API by GET and HEAD: whatever is kept stays as it was.

    But for the trail, which tells who took something away, and what the gate answered.
    """
    run = attacked.uploaded(OPEN_SSH)
    attacked.owner.get("/")
    answers = attacked.answers(run)  # the first use of a token is kept once in five minutes
    paths = [*addresses(1), *answers, "/api/v1/docs", "/admin/", "/admin/records/run/"]
    apart = ("records_session", "records_auditchain", "records_auditevent")
    before, last = rows(without=apart), AuditEvent.objects.latest("pk").pk
    for client in (attacked.owner, attacked.ci):
        for path in paths:
            content(whole(client.get(path)))
            client.head(path)
    assert rows(without=apart) == before
    told = set(AuditEvent.objects.filter(pk__gt=last).values_list("verb", flat=True))
    assert told == {"audit.exported", "run.evidence_taken"}, "the gate answered the same a moment ago"


def test_every_page_that_sends_asks_for_its_token(attacked: Attacked) -> None:
    """From the list of addresses: whoever adds a page that takes a POST gets this test with it."""
    attacked.uploaded(OPEN_SSH)
    owner = Client(enforce_csrf_checks=True)
    owner.force_login(Person.objects.get(email="chief@example.org"))
    before, tried = rows(without=("records_session",)), 0
    for path in addresses(1)[: len(pages_of(get_resolver().url_patterns))]:
        answer = owner.post(path, {"action": "reject", "reason": "x", "evidence": Run.objects.get().evidence})
        assert answer.status_code in {403, 405}, path
        tried += answer.status_code == 403
    assert tried > 15
    assert rows(without=("records_session",)) == before


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://testserver.evil.example"])
def test_another_origin_is_refused_even_with_the_token(attacked: Attacked, origin: str) -> None:
    attacked.uploaded()
    browser = Client(enforce_csrf_checks=True, headers={"Origin": origin})
    browser.force_login(Person.objects.get(email="chief@example.org"))
    text = browser.get("/workspaces/orders-prod/runs/1/").text
    found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', text)
    assert found
    sent = {"action": "reject", "reason": "x", "evidence": Run.objects.get().evidence, "csrfmiddlewaretoken": found[1]}
    assert browser.post("/workspaces/orders-prod/runs/1/decide/", sent).status_code == 403
    assert Run.objects.get().state == "awaiting"


@pytest.mark.parametrize("host", ["evil.example", "testserver.evil.example", "testserver@evil.example", ""])
def test_another_host_gets_no_page(attacked: Attacked, host: str) -> None:
    """A forged Host would stand in the links that are sent to people."""
    assert Client(headers={"Host": host}, SERVER_NAME=host or "x").get("/sign-in/").status_code == 400


def test_no_secret_is_taken_from_an_address(attacked: Attacked) -> None:
    """Addresses end in logs and referrers: a token counts in the header only."""
    secret = attacked.ci.defaults["HTTP_AUTHORIZATION"].removeprefix("Bearer ")
    for name in ("token", "access_token", "key", "authorization"):
        path = f"/api/v1/workspaces/orders-prod/runs?{name}={secret}"
        assert Client().post(path, HARMLESS, content_type="application/json").status_code == 401


def test_a_proxys_word_counts_only_where_one_is_declared(attacked: Attacked) -> None:
    attacked.ci.get("/api/v1/workspaces", headers={"X-Forwarded-For": "203.0.113.9"})
    forged: Any = {"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": "https", "X-Forwarded-Host": "evil.example"}
    run = attacked.uploaded(HARMLESS, **forged)
    assert "203.0.113.9" not in rows()
    assert attacked.upload(HARMLESS, **forged).json()["url"].startswith(django_settings.PORTAL_URL)
    assert run.number == 1
