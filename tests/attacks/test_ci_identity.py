"""Tokens of CI jobs at the door: which come in, what they reach, and what nobody gets by one (ASVS 9)."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client

from gitops_portal.actions import ci_identity, workspaces
from gitops_portal.adapters import issuers
from gitops_portal.core.errors import Invalid
from gitops_portal.records.models import AuditEvent, Run, SeenIdentity, TrustedIssuer
from gitops_portal.web.door import _known
from tests.actors import OPERATOR
from tests.attacks.conftest import UPLOAD, Attacked, rows
from tests.documents import HARMLESS, NOTHING
from tests.issuer import GITHUB, PULL_REQUEST, Issuer, encoded, public, rsa_key, running

MAIN = {"repository_id": "42", "ref": "refs/heads/main"}
PULLS = {"repository_id": "42", "ref": "refs/pull/*/merge", "event_name": "pull_request"}
ALL = ["upload", "gate", "read"]


@pytest.fixture
def issuer(attacked: Attacked, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Issuer]:
    settings.CI_ISSUERS_ON_LOOPBACK = True
    monkeypatch.setattr(issuers, "KEYS", issuers.Keys())
    monkeypatch.setattr(ci_identity, "_sparing", ci_identity._Sparing(20))
    with running() as found:
        trusted = ci_identity.trust(OPERATOR, found.url, kind="github")
        ci_identity.allow(OPERATOR, attacked.workspace, trusted, MAIN, ALL)
        yield found


def send(token: str, query: str = "", body: bytes = HARMLESS, path: str = UPLOAD) -> Any:
    client = Client(headers={"Authorization": f"Bearer {token}"})
    return client.post(path + query, body, content_type="application/json")


def refusals() -> list[str]:
    return list(AuditEvent.objects.filter(verb="ci.refused").order_by("pk").values_list("reason", flat=True))


def test_a_job_of_the_branch_comes_in_and_its_author_is_proved(attacked: Attacked, issuer: Issuer) -> None:
    answer = send(issuer.token(), "?title=Bigger")
    assert answer.status_code == 201, answer.content
    run = Run.objects.get(pk=answer.json()["id"])
    assert (run.actor, run.branch, run.commit, run.title) == ("github:ana", "main", GITHUB["sha"], "Bigger")
    assert run.identity["proves"] == ["actor", "branch", "commit"]
    assert run.identity["issuer"] == issuer.url
    told = AuditEvent.objects.get(verb="run.identified")
    assert (told.actor_kind, told.detail["repository_id"], told.detail["run"]) == ("ci", "42", "1001")
    assert told.actor.startswith("github:ana in CI of acme/infra (verified by ")
    assert "verified" in attacked.owner.get("/workspaces/orders-prod/runs/1/").content.decode()


def test_what_a_token_of_the_portal_says_of_its_author_is_claimed(attacked: Attacked) -> None:
    attacked.uploaded(query="?actor=github:ana")
    page = attacked.owner.get("/workspaces/orders-prod/runs/1/").content.decode()
    assert "claimed" in page
    assert ">verified<" not in page


REFUSED: dict[str, tuple[Callable[[Issuer], str], str]] = {
    "alg none": (lambda it: f"{encoded({'alg': 'none', 'kid': 'first'})}.{encoded(it.claims())}.", "only RS256"),
    "somebody else's key": (lambda it: it.token(key=rsa_key("theirs")), "signature"),
    "an issuer that nobody trusts": (lambda it: it.token(iss="https://evil.example"), "nobody here trusts"),
    "an issuer but for a slash": (lambda it: it.token(iss=it.url + "/"), "nobody here trusts"),
    "kid as a path": (lambda it: it.token(head={"kid": "../../keys"}), "no key"),
    "jku": (lambda it: it.token(key=rsa_key("theirs"), head={"kid": "x", "jku": it.url + "/theirs"}), "no key"),
    "another audience": (lambda it: it.token(aud="https://other.example"), "another audience"),
    "several audiences": (lambda it: it.token(aud=["http://testserver", "https://other.example"]), "another audience"),
    "no audience": (lambda it: it.token(aud=None), "another audience"),
    "expired": (lambda it: it.token(exp=int(time.time()) - 61), "expired"),
    "from the future": (lambda it: it.token(nbf=int(time.time()) + 120), "later time"),
    "no end": (lambda it: it.token(exp=None), "does not say"),
    "no name": (lambda it: it.token(jti=None), "no name of its own"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_not_believed_is_refused_and_told(issuer: Issuer, name: str) -> None:
    forge, why = REFUSED[name]
    token = forge(issuer)
    answer = send(token)
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"]
    assert not _known(token), "its body is not even read"
    assert why in refusals()[-1]
    assert "/theirs" not in issuer.asked
    assert not any(part in rows() for part in token.split(".") if len(part) > 40), "no token stands in the trail"
    assert not Run.objects.exists()


@pytest.mark.parametrize("skew", [-50, 50])
def test_clocks_may_differ_by_a_minute(issuer: Issuer, skew: int) -> None:
    now = int(time.time()) + skew
    assert send(issuer.token(iat=now, nbf=now, exp=now + (40 if skew < 0 else 300))).status_code == 201


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"repository_id": "43"}, "repository_id is"),
        ({"repository_id": "43", "repository": "acme/infra"}, "repository_id is"),
        ({"ref": "refs/heads/other"}, "ref is"),
        (PULL_REQUEST, "ref is"),
        (PULL_REQUEST | {"ref": "refs/heads/main"}, "fork's pull request"),
        ({"event_name": "pull_request_target", "head_ref": "patch"}, "base branch"),
        ({"event_name": "workflow_run"}, "base branch"),
    ],
)
def test_a_job_that_no_rule_lets_in_finds_nothing(
    attacked: Attacked, issuer: Issuer, said: dict[str, str], why: str
) -> None:
    attacked.uploaded()
    token = issuer.token(GITHUB | said)
    assert send(token).status_code == 404
    assert not _known(token)
    assert why in refusals()[-1]
    client = Client(headers={"Authorization": f"Bearer {token}"})
    for path in ("/api/v1/runs/1", "/api/v1/runs/1/gate", "/api/v1/workspaces/orders-prod", f"/api/v1/runs/{10**24}"):
        assert client.get(path).status_code == 404, path
    assert client.get("/api/v1/workspaces").json()["workspaces"] == []


def test_a_job_reaches_the_workspaces_of_its_rules_and_no_other(issuer: Issuer) -> None:
    workspaces.create(OPERATOR, "other")
    client = Client(headers={"Authorization": f"Bearer {issuer.token()}"})
    assert [found["slug"] for found in client.get("/api/v1/workspaces").json()["workspaces"]] == ["orders-prod"]
    assert send(issuer.token(), path="/api/v1/workspaces/other/runs").status_code == 404
    assert send(issuer.token(), "?create=1", path="/api/v1/workspaces/fresh/runs").status_code == 404
    assert client.get("/metrics").status_code == 401


def test_a_pull_requests_job_uploads_for_its_pull_request_alone(attacked: Attacked, issuer: Issuer) -> None:
    trusted = TrustedIssuer.objects.get()
    ci_identity.allow(OPERATOR, attacked.workspace, trusted, PULLS, ["upload"])
    pulled = PULL_REQUEST | {"head_ref": "main"}
    pk = send(issuer.token(pulled)).json()["id"]
    run = Run.objects.get(pk=pk)
    assert (run.pull_request, run.commit) == ("17", "")
    assert send(issuer.token(pulled), "?pull_request=18").status_code == 422
    assert send(issuer.token(pulled), "?kind=drift").status_code == 403
    state = "/api/v1/workspaces/orders-prod/observations"
    assert send(issuer.token(pulled), path=state).status_code == 403
    client = Client(headers={"Authorization": f"Bearer {issuer.token(pulled)}"})
    assert client.get(f"/api/v1/runs/{pk}").status_code == 200, "what became of its upload"
    for path in (f"/api/v1/runs/{pk}/gate", f"/api/v1/runs/{pk}/report", "/api/v1/workspaces/orders-prod/audit"):
        assert client.get(path).status_code == 403, path
    told = client.post(f"/api/v1/runs/{pk}/outcome", {"outcome": "applied"}, content_type="application/json")
    assert told.status_code == 403


@pytest.mark.parametrize("query", ["?commit=" + "a" * 40, "?actor=github:bob", "?branch=other"])
def test_what_contradicts_the_identity_is_refused(issuer: Issuer, query: str) -> None:
    answer = send(issuer.token(), query)
    assert answer.status_code == 422
    assert "the job's identity says" in answer.json()["detail"]
    assert AuditEvent.objects.filter(verb="plan.refused").exists()


def test_the_gate_is_not_asked_for_another_commit(issuer: Issuer) -> None:
    pk = send(issuer.token(), body=NOTHING).json()["id"]
    client = Client(headers={"Authorization": f"Bearer {issuer.token()}"})
    assert client.get(f"/api/v1/runs/{pk}/gate?commit={GITHUB['sha']}").status_code == 200
    assert client.get(f"/api/v1/runs/{pk}/gate?commit={'a' * 40}").status_code == 403


def test_a_token_that_was_caught_brings_nothing_new(issuer: Issuer) -> None:
    token = issuer.token()
    assert send(token).status_code == 201
    assert send(token).status_code == 201, "the same again is a retry"
    assert send(token, body=NOTHING).status_code == 403
    assert send(issuer.token(), body=NOTHING).status_code == 201
    SeenIdentity.objects.update(expires_at="2020-01-01T00:00Z")
    ci_identity.forget()
    assert not SeenIdentity.objects.exists()


def test_a_job_decides_nothing(issuer: Issuer) -> None:
    pk = send(issuer.token()).json()["id"]
    client = Client(headers={"Authorization": f"Bearer {issuer.token()}"})
    body = {"action": "approve", "reason": "x", "digest": Run.objects.get(pk=pk).evidence}
    answer = client.post(f"/api/v1/runs/{pk}/decisions", body, content_type="application/json")
    assert answer.status_code in {403, 404}
    assert client.post(f"/api/v1/runs/{pk}/comments", {"text": "x"}, content_type="application/json").status_code in {
        403,
        404,
    }


def test_an_issuer_that_is_away_is_told_as_such(issuer: Issuer) -> None:
    issuer.answers["/keys"] = 500, b"{}"
    answer = send(issuer.token())
    assert answer.status_code == 503
    assert answer["Retry-After"]
    assert refusals() == []


def test_keys_that_rotate(issuer: Issuer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(issuers, "AGAIN_AFTER", 0.0)
    assert send(issuer.token()).status_code == 201
    issuer.keys = [public("second", rsa_key("second"))]
    assert send(issuer.token(key=rsa_key("second"), head={"kid": "second"})).status_code == 201
    assert send(issuer.token()).status_code == 401


def test_an_issuer_that_is_removed_opens_nothing_at_once(issuer: Issuer) -> None:
    ci_identity.distrust(OPERATOR, TrustedIssuer.objects.get())
    assert send(issuer.token()).status_code == 401
    verbs = list(
        AuditEvent.objects.filter(verb__in=("issuer.removed", "ci_rule.removed")).values_list("verb", flat=True)
    )
    assert sorted(verbs) == ["ci_rule.removed", "issuer.removed"]


def test_a_storm_of_refusals_leaves_the_trail_short(issuer: Issuer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ci_identity, "_sparing", ci_identity._Sparing(3))
    for _ in range(12):
        assert send(issuer.token(aud="x")).status_code == 401
    assert 3 <= len(refusals()) <= 6, "a minute may end in between"


def test_the_settings_of_a_workspace_show_who_comes_in(attacked: Attacked, issuer: Issuer) -> None:
    page = attacked.owner.get("/workspaces/orders-prod/settings/").content.decode()
    assert "ref=refs/heads/main, repository_id=42" in page
    assert issuer.url in page


def test_plain_http_is_for_tests_alone(attacked: Attacked, issuer: Issuer, settings: Any) -> None:
    settings.CI_ISSUERS_ON_LOOPBACK = False
    with pytest.raises(Invalid):
        ci_identity.trust(OPERATOR, "http://127.0.0.1:9", kind="github")
    assert send(issuer.token()).status_code == 503


def test_rules_that_say_too_little_are_not_kept(attacked: Attacked, issuer: Issuer) -> None:
    trusted = TrustedIssuer.objects.get()
    for claims, scopes in (({"repository_id": "42"}, ALL), ({"ref": "main"}, ALL), (MAIN, []), (MAIN, ["all"])):
        with pytest.raises(Invalid):
            ci_identity.allow(OPERATOR, attacked.workspace, trusted, claims, scopes)
