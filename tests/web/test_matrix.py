"""Every address x every role x own and foreign workspace: the list is the resolver's, so no page can be forgotten."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from gitops_portal.actions import approvals, backtests, budgets, channels, guardrail_book, run_tasks, tokens, waivers
from gitops_portal.core.approval_rules.reading import read
from gitops_portal.core.difference import compare
from gitops_portal.core.guardrails import guardrails
from gitops_portal.core.model import Role
from gitops_portal.records.models import (
    Backtest,
    Budget,
    Channel,
    Comment,
    Decision,
    Delivery,
    DriftRule,
    GuardrailSetting,
    Membership,
    Person,
    Run,
    RunTask,
    RunText,
    SavedView,
    TeamRole,
    Token,
    Waiver,
    Workspace,
)
from tests import organisation as org
from tests.actors import OPERATOR

RANKS = {
    "anonymous": 0,
    "stranger": 1,
    "auditor": 2,
    "organisation auditor": 2,
    "viewer": 2,
    "reviewer": 3,
    "team reviewer": 3,
    "owner": 4,
    "organisation owner": 5,
}
"""Who asks, by what they may do; the organisation's are so everywhere, all others in `own` alone, one by a team."""
EVERYWHERE = {"organisation auditor", "organisation owner"}

NEEDS = {
    "nobody": 0,
    "anybody signed in": 1,
    "viewer": 2,
    "reviewer": 3,
    "owner": 4,
    "organisation owner": 5,
    "its members": 1,
}
"""From which rank on an address answers."""

SIGN_IN, UNSEEN, REFUSED, NO_SUCH_METHOD = 302, 404, 403, 405


@dataclass
class World:
    """Two workspaces, alike but for who is a member."""

    people: dict[str, Person]
    workspaces: dict[str, Workspace]
    runs: dict[str, Run]
    tokens: dict[str, Token]
    setting: GuardrailSetting


Sends = Callable[[World, str], dict[str, Any]]


@dataclass(frozen=True)
class Route:
    """Who may look and who may send; empty where the method is not spoken."""

    get: str = ""
    post: str = ""
    sends: Sends = field(default=lambda _world, _place: {})


RULE = next(iter(guardrails()))
TEXT = "7" * 64
WAIVER = {
    "guardrail": "sg-open-ssh",
    "address": "aws_x.y",
    "ends_at": f"{timezone.now() + timedelta(days=9):%Y-%m-%d}",
    "reason": "x",
}
CHANGE = compare.key("aws_x.y[0]")
REQUESTS = {"own": "a" * 32, "foreign": "b" * 32}
ADMIN_AND_API = ("admin:", "api:")
RULES = {"version": 1, "approvals": {"networks": {"needs": [{"team": "network"}]}}}
BUDGET: dict[str, Any] = {
    "name": "all",
    "amount": Decimal(100),
    "scope": "organisation",
    "tag_key": "team",
    "tag_value": "web",
}
OWN_RULE = {"id": "fresh", "title": "Few", "severity": "low", "parameters-changes": 9}
LIMIT = {"title": "Few", "severity": "low", "kind": "change_limit", "parameters": {"changes": "9"}}
APPROVAL = {
    "onto": 1,
    "when-TOTAL_FORMS": 0,
    "when-INITIAL_FORMS": 0,
    "needs-TOTAL_FORMS": 1,
    "needs-INITIAL_FORMS": 0,
    "needs-0-count": 1,
    "needs-0-team": "network",
}


def _chosen(world: World, place: str) -> dict[str, Any]:
    run = world.runs[place]
    return {"action": "reject", "reason": "no", "run": run.pk, f"evidence-{run.pk}": run.evidence}


def _channel(place: str) -> Channel:
    return Channel.objects.get(workspace__slug=place)


def _key_of_channel(place: str | None) -> int:
    """1 where it was removed."""
    return Channel.objects.filter(workspace__slug=place).values_list("pk", flat=True).first() or 1


def _common() -> Channel:
    return Channel.objects.get(workspace=None)


CHANNEL_ACTS: dict[str, tuple[str, Callable[[Channel], dict[str, Any]]]] = {
    "times": ("channel_times", lambda _: {"time_zone": "UTC"}),
    "test": ("test_channel", lambda _: {}),
    "switch": ("switch_channel", lambda _: {"to": "pause"}),
    "new_secret": ("new_channel_secret", lambda _: {}),
    "remove": ("remove_channel", lambda _: {}),
    "subscribe": ("subscribe_channel", lambda _: {"least": "informs"}),
    "unsubscribe": ("unsubscribe_channel", lambda channel: {"subscription": channel.subscriptions.get().pk}),
    "again": ("send_again", lambda channel: {"delivery": channel.deliveries.get().pk}),
}
"""What is done to a channel: of the organisation by its first name, of a workspace by its second."""


def _of_channels() -> Iterator[tuple[str, Route]]:
    for name in ("channels.index", "channels.detail"):
        yield name, Route("organisation owner", "organisation owner")
    for name in ("workspaces.channels", "workspaces.channel"):
        yield name, Route("owner", "owner")
    for act, (of_workspace, sends) in CHANNEL_ACTS.items():
        yield f"channels.{act}", Route("", "organisation owner", partial(_sent_to_common, sends))
        yield f"workspaces.{of_workspace}", Route("", "owner", partial(_sent_to_own, sends))


def _sent_to_common(sends: Callable[[Channel], dict[str, Any]], _world: World, _place: str) -> dict[str, Any]:
    return sends(_common())


def _sent_to_own(sends: Callable[[Channel], dict[str, Any]], _world: World, place: str) -> dict[str, Any]:
    return sends(_channel(place))


def _drifted(world: World, place: str) -> dict[str, Any]:
    item = world.workspaces[place].drift_items.get()
    return {"act": "accept", "reason": "why", "item": item.pk, "seen": timezone.now().isoformat()}


ROUTES = {
    "workspaces.index": Route("anybody signed in"),
    "costs.index": Route("anybody signed in"),
    "costs.unknown": Route("anybody signed in"),
    "workspaces.cost_export": Route("anybody signed in"),
    "views.detail": Route("anybody signed in"),
    "views.new": Route("", "anybody signed in", lambda _, __: {"name": "Fresh", "query": "state=blocked"}),
    "views.change": Route("", "organisation owner", lambda _, __: {"name": "Fresh"}),
    "glossary": Route("anybody signed in"),
    "news": Route("anybody signed in"),
    "workspaces.new": Route("organisation owner", "organisation owner", lambda _, __: {"slug": "fresh"}),
    "workspaces.costs": Route("viewer"),
    "workspaces.detail": Route("viewer"),
    "workspaces.settings": Route(
        "owner", "owner", lambda _, __: {"name": "x", "required_approvals": 1, "approval_days": 3, "check_hours": 9}
    ),
    "workspaces.add_member": Route(
        "", "owner", lambda world, _: {"person": world.people["stranger"].pk, "role": "viewer"}
    ),
    "workspaces.member": Route("", "owner", lambda world, place: {"person": _a_member(world, place), "role": "viewer"}),
    "workspaces.new_token": Route("", "owner", lambda _, __: {"name": "CI", "days": 1, "scopes": ["read"]}),
    "workspaces.rotate_token": Route("", "owner", lambda world, place: {"token": world.tokens[place].pk, "hours": 24}),
    "workspaces.revoke_token": Route("", "owner", lambda world, place: {"token": world.tokens[place].pk}),
    "workspaces.people": Route("viewer"),
    "workspaces.acknowledge": Route("", "owner", lambda *_: {"reason": "a fire drill"}),
    "requests.index": Route("anybody signed in"),
    "requests.detail": Route("viewer"),
    "requests.comment": Route("", "reviewer", lambda world, place: {"text": "why?", "run": world.runs[place].pk}),
    "requests.workspace": Route("viewer"),
    "requests.decide": Route("", "reviewer", _chosen),
    "runs.detail": Route("viewer"),
    "runs.changes": Route("viewer"),
    "runs.change": Route("viewer"),
    "runs.viewed": Route("", "viewer", lambda *_: {"viewed": f"key {CHANGE}"}),
    "runs.node": Route("viewer"),
    "runs.find": Route("viewer"),
    "runs.scene": Route("viewer"),
    "runs.graph": Route("viewer"),
    "runs.report": Route("viewer"),
    "runs.cost_export": Route("viewer"),
    "runs.evidence": Route("viewer"),
    "runs.text": Route("viewer"),
    "runs.against": Route("viewer"),
    "runs.compare": Route("viewer"),
    "resources.detail": Route("viewer"),
    "runs.decide": Route("", "reviewer", lambda _, __: {"action": "reject", "reason": "no", "evidence": "e" * 64}),
    "runs.resolve": Route("", "reviewer"),
    "runs.comments": Route("viewer", "reviewer", lambda _, __: {"text": "why?"}),
    "runs.comment": Route("", "reviewer", lambda _, __: {"act": "resolve"}),
    "guardrails.index": Route("anybody signed in"),
    "guardrails.detail": Route("anybody signed in"),
    "frameworks.index": Route("anybody signed in"),
    "frameworks.detail": Route("anybody signed in"),
    "guardrails.enforce": Route(
        "", "organisation owner", lambda _, __: {"scope": "organisation", "enforcement": "off"}
    ),
    "guardrails.edit": Route(
        "organisation owner",
        "organisation owner",
        lambda *_: {"text": "version: 1", "onto": "0" * 64, "action": "check"},
    ),
    "own_prices.edit": Route(
        "organisation owner", "organisation owner", lambda *_: {"text": "version: 1", "action": "check"}
    ),
    "backtests.detail": Route("organisation owner"),
    "backtests.stop": Route("", "organisation owner"),
    "guardrails.release": Route("", "organisation owner", lambda world, _: {"setting": world.setting.pk}),
    "waivers.index": Route("anybody signed in"),
    "waivers.guardrails": Route("anybody signed in"),
    "waivers.of_workspace": Route("viewer", "owner", lambda *_: WAIVER),
    "waivers.approve": Route("", "owner"),
    "waivers.withdraw": Route("", "owner"),
    "history.index": Route("anybody signed in"),
    "drift.index": Route("anybody signed in"),
    "drift.cause": Route("viewer"),
    "drift.history": Route("viewer"),
    "drift.act": Route("", "reviewer", _drifted),
    "drift.rules": Route("anybody signed in"),
    "drift.new_rule": Route("", "organisation owner", lambda *_: {"scope": "organisation", "type": "aws_x"}),
    "drift.end_rule": Route("", "organisation owner", lambda *_: {"rule": DriftRule.objects.earliest("pk").pk}),
    "audit.index": Route("anybody signed in"),
    "states.index": Route("viewer"),
    "states.read_now": Route("", "reviewer"),
    "workspaces.state_source": Route("owner", "owner", lambda *_: {"act": "remove"}),
    "workspaces.usage": Route("owner", "owner", lambda *_: {"text": "version: 1", "action": "check"}),
    "audit.workspace": Route("viewer"),
    "audit.workspace_export": Route("viewer"),
    "audit.export": Route("organisation auditor"),
    "settings.index": Route("anybody signed in"),
    "settings.password": Route("", "anybody signed in"),
    "settings.sessions": Route("anybody signed in"),
    "settings.end_session": Route("", "anybody signed in", lambda *_: {"session": "made-up"}),
    "settings.end_others": Route("", "anybody signed in"),
    "settings.person": Route("organisation owner"),
    "settings.second_factor": Route("anybody signed in"),
    "settings.ask_passkey": Route("anybody signed in"),
    "settings.add_passkey": Route("", "anybody signed in"),
    "settings.remove_passkey": Route("", "anybody signed in", lambda *_: {"passkey": 1}),
    "settings.begin_app": Route("", "anybody signed in"),
    "settings.confirm_app": Route("", "anybody signed in"),
    "settings.remove_app": Route("", "anybody signed in"),
    "settings.new_codes": Route("", "anybody signed in"),
    "settings.reset_factors": Route("", "organisation owner", lambda world, _: {"person": world.people["viewer"].pk}),
    "settings.unlink": Route("", "organisation owner", lambda world, _: {"person": world.people["viewer"].pk}),
    "settings.end_all": Route("", "organisation owner", lambda world, _: {"person": world.people["viewer"].pk}),
    "settings.invite": Route("", "organisation owner", lambda _, __: {"email": "new@example.org", "name": "New"}),
    "settings.sign_in_link": Route("", "organisation owner", lambda world, _: {"person": world.people["viewer"].pk}),
    "settings.role": Route("", "organisation owner", lambda world, _: {"person": world.people["viewer"].pk}),
    "settings.reactivate": Route("", "organisation owner", lambda world, _: {"person": world.people["stranger"].pk}),
    "settings.ci_names": Route(
        "", "organisation owner", lambda world, _: {"person": world.people["stranger"].pk, "ci_names": "github:str"}
    ),
    "settings.deactivate": Route(
        "organisation owner", "organisation owner", lambda world, _: {"person": world.people["stranger"].pk}
    ),
    "settings.new_token": Route("", "organisation owner", lambda _, __: {"name": "CI", "days": 1, "scopes": ["read"]}),
    "settings.rotate_token": Route(
        "", "organisation owner", lambda world, _: {"token": world.tokens["own"].pk, "hours": 24}
    ),
    "settings.revoke_token": Route("", "organisation owner", lambda world, _: {"token": world.tokens["own"].pk}),
    "budgets.index": Route("organisation auditor"),
    "budgets.add": Route("", "organisation owner", lambda *_: BUDGET | {"name": "fresh"}),
    "budgets.change": Route("organisation owner", "organisation owner", lambda *_: BUDGET),
    "budgets.remove": Route("", "organisation owner", lambda *_: {"budget": Budget.objects.earliest("pk").pk}),
    "own_rules.kinds": Route("organisation owner"),
    "own_rules.new": Route(
        "organisation owner", "organisation owner", lambda *_: OWN_RULE | {"onto": guardrail_book.digest()}
    ),
    "own_rules.edit": Route(
        "organisation owner", "organisation owner", lambda *_: OWN_RULE | {"onto": guardrail_book.digest()}
    ),
    "own_rules.remove": Route("", "organisation owner", lambda *_: {"onto": guardrail_book.digest()}),
    "approvals.index": Route("organisation auditor"),
    "approvals.new": Route("organisation owner", "organisation owner", lambda *_: APPROVAL | {"id": "fresh"}),
    "approvals.rule": Route("organisation owner", "organisation owner", lambda *_: APPROVAL),
    "approvals.remove": Route("", "organisation owner", lambda *_: {"onto": 1}),
    **dict(_of_channels()),
    "run_tasks.index": Route("organisation owner", "organisation owner"),
    "run_tasks.detail": Route("organisation owner", "organisation owner"),
    "run_tasks.new_key": Route("", "organisation owner"),
    "run_tasks.remove": Route("", "organisation owner"),
    "teams.index": Route("anybody signed in", "organisation owner", lambda _, __: {"slug": "fresh"}),
    "teams.detail": Route("its members"),
    "teams.add": Route("", "organisation owner", lambda world, _: {"person": world.people["stranger"].pk}),
    "teams.take_out": Route("", "organisation owner", lambda world, _: {"person": world.people["team reviewer"].pk}),
    "teams.give": Route("", "organisation owner", lambda _, __: {"role": "viewer"}),
    "teams.take": Route("", "organisation owner", lambda _, __: {"role": TeamRole.objects.earliest("pk").pk}),
    "teams.remove": Route("", "organisation owner"),
    "session.sign_in": Route("nobody", "nobody"),
    "session.second": Route("nobody", "nobody"),
    "session.passkey": Route("", "nobody", lambda *_: {"credential": "{}"}),
    "session.ask_passkey": Route("nobody"),
    "session.sso": Route("nobody"),
    "session.sso_back": Route("nobody"),
    "session.link": Route("nobody", "nobody"),
    "session.sign_out": Route("", "anybody signed in"),
    "session.admin_sign_in": Route("anybody signed in", "anybody signed in"),
    "session.admin_sign_out": Route("", "anybody signed in"),
    "session.admin_password": Route("anybody signed in", "anybody signed in"),
    "badges.image": Route("nobody"),
    "badges.told": Route("nobody"),
    "operation.healthz": Route("nobody"),
    "operation.readyz": Route("nobody"),
    "operation.metrics": Route("nobody"),
    "operation.jwks": Route("nobody"),
}
"""Every page and who it answers."""


def _a_member(world: World, place: str) -> int:
    return world.workspaces[place].memberships.order_by("pk").values_list("person", flat=True)[0]


def named(patterns: list[URLPattern | URLResolver], prefix: str = "") -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from named(pattern.url_patterns, f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix)
        else:
            yield f"{prefix}{pattern.name}"


PAGES = sorted({name for name in named(get_resolver().url_patterns) if not name.startswith(ADMIN_AND_API)})


def test_every_address_stands_in_the_matrix() -> None:
    assert set(PAGES) == set(ROUTES)


@pytest.fixture
def world(db: None) -> World:
    own, foreign = org.workspace("own", labels={"env": "prod"}), org.workspace("foreign", labels={"env": "test"})
    people = {str(role): org.member(own, role) for role in Role}
    people |= {"team reviewer": org.person("tea"), "organisation auditor": org.person("audra", Role.AUDITOR)}
    org.team("network", people["team reviewer"], role=Role.REVIEWER, labels="env=prod")
    approvals.apply(OPERATOR, read(RULES), "")
    guardrail_book.apply(OPERATOR, {"rules": {"few": LIMIT}})
    org.member(foreign, Role.OWNER, "somebody")
    people |= {"stranger": org.person("stranger"), "organisation owner": org.person("chief", Role.OWNER)}
    both = {"own": own, "foreign": foreign}
    for workspace in both.values():
        org.event(workspace)
    runs = {place: org.run(workspace, request=REQUESTS[place]) for place, workspace in both.items()}
    for run in runs.values():
        now = run.created_at
        Decision.objects.create(run=run, identity="x@example.org", name="x", action="request_changes", created_at=now)
        Comment.objects.create(run=run, identity="x@example.org", name="x", text="why?", created_at=now)
        org.change(run)
        org.drift(run.workspace, cause_key=run.request)
    for place in (None, *both.values()):
        made, _ = channels.add(OPERATOR, "webhook", "hook", {"url": "https://127.0.0.1/"}, workspace=place)
        channels.subscribe(OPERATOR, made.pk)
        Delivery.objects.create(
            channel=made, message={}, state="dead", created_at=made.created_at, next_at=made.created_at
        )
    backtests.start(OPERATOR, "version: 1", 1, "")
    run_tasks.add(OPERATOR, name="acme", host="app.terraform.io", organization="acme")
    budgets.keep(OPERATOR, **BUDGET)
    now = timezone.now()
    DriftRule.objects.create(type="aws_x", reason="x", made_by="x", made_at=now, ends_at=now + timedelta(days=1))
    for workspace in both.values():
        maker = Membership.objects.get(workspace=workspace, role=Role.OWNER).person
        waivers.make(workspace, maker, guardrail=RULE, address="aws_x.y", reason="x", ends_at=now + timedelta(days=1))
    chief = people["organisation owner"]
    SavedView.objects.create(person=chief, name="Shared", query="q=a", shared=True, created_at=timezone.now())
    RunText.objects.bulk_create(RunText(run=run, digest=TEXT, text="long") for run in runs.values())
    return World(
        people=people,
        workspaces=both,
        runs=runs,
        tokens={place: tokens.create(OPERATOR, name="CI", workspace=each)[0] for place, each in both.items()},
        setting=GuardrailSetting.objects.create(guardrail=RULE, changed_at=timezone.now()),
    )


def address(name: str, place: str) -> str:
    values = {
        "slug": place,
        "number": 1,
        "earlier": 1,
        "decision": Decision.objects.filter(run__workspace__slug=place).earliest("pk").pk,
        "comment": Comment.objects.filter(run__workspace__slug=place).earliest("pk").pk,
        "id": RULE,
        "bypassed": 1,
        "waiver": Waiver.objects.filter(workspace__slug=place).values_list("pk", flat=True).first() or 1,
        "view": SavedView.objects.earliest("pk").pk,
        "framework": "cis-aws-3-0-0",
        "secret": "made-up",
        "digest": TEXT,
        "change": CHANGE,
        "key": REQUESTS[place],
        "team": "network",
        "part": "approvals",
        "kind": "change_limit",
        "own": "few",
        "rule": "networks",
        "budget": Budget.objects.values_list("pk", flat=True).first() or 1,
        "task": RunTask.objects.values_list("pk", flat=True).first() or 1,
        "backtest": Backtest.objects.values_list("pk", flat=True).first() or 1,
        "channel": _key_of_channel(place if name.startswith("workspaces.") else None),
    }
    spellings: Any = get_resolver().reverse_dict[name][0]
    ((_, wanted),) = spellings
    return reverse(name, kwargs={key: values[key] for key in wanted}) + QUERY.get(name, "")


QUERY = {"runs.node": f"?address={org.BLOCK}"}


def expected(name: str, place: str, actor: str, method: str) -> set[int]:
    """The statuses that are right; which of the good ones it is, the page's own tests say."""
    route, needs = ROUTES[name], getattr(ROUTES[name], method)
    if actor == "anonymous" and "nobody" not in {route.get, route.post}:
        return {SIGN_IN}
    if not needs:
        return {NO_SUCH_METHOD}
    in_a_workspace = "/workspaces/" in address(name, place) or REQUESTS[place] in address(name, place)
    mine = place == "own" or actor in EVERYWHERE
    if in_a_workspace and (not mine or RANKS[actor] < NEEDS["viewer"]):
        return {UNSEEN}
    if needs == "its members" and actor not in {*EVERYWHERE, "team reviewer"}:
        return {UNSEEN}
    if actor not in EVERYWHERE if needs == "organisation auditor" else RANKS[actor] < NEEDS[needs]:
        return {REFUSED}
    return ODD.get(name, {200, 302, 422})


ODD = {
    "session.link": {UNSEEN, REFUSED},
    "session.passkey": {REFUSED},
    "session.sso": {UNSEEN},
    "session.sso_back": {UNSEEN},
    "settings.deactivate": {302, UNSEEN},
    "settings.person": {UNSEEN},
    "operation.readyz": {200, 503},
    "operation.metrics": {401},
    "badges.image": {UNSEEN},
    "badges.told": {UNSEEN},
    "news": {200, 204},
}
"""A made-up link opens nothing, and who is to be locked out has to be named; what is ready depends on the machine;
metrics want a token, and so does a badge that its owner shows nobody.
"""


@pytest.mark.parametrize("actor", RANKS)
@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("method", ["get", "post"])
def test_answers(world: World, method: str, name: str, actor: str) -> None:
    for place in ("own", "foreign"):
        if address(name, "own") == address(name, place) and place == "foreign":
            continue
        client = Client() if actor == "anonymous" else org.signed_in(world.people[actor])
        data = ROUTES[name].sends(world, place) if method == "post" else {}
        response = getattr(client, method)(address(name, place), data)
        assert response.status_code in expected(name, place, actor, method), place
        if actor == "anonymous" and response.status_code == SIGN_IN and name != "session.second":
            assert response.url.startswith("/sign-in/?next=")


@pytest.mark.parametrize("name", [name for name, route in ROUTES.items() if route.post])
def test_nothing_is_sent_from_another_site(world: World, name: str) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.people["organisation owner"])
    response = client.post(address(name, "own"), ROUTES[name].sends(world, "own"))
    assert response.status_code == REFUSED
    assert "Load the page again" in response.text


@pytest.mark.parametrize("name", [name for name, route in ROUTES.items() if route.get])
def test_no_page_answers_without_its_guards(world: World, name: str) -> None:
    headers = org.signed_in(world.people["organisation owner"]).get(address(name, "own")).headers
    scripts = "'none'" if name == "runs.report" else "'self'"
    assert f"script-src {scripts}" in headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"


def api_addresses(patterns: list[URLPattern | URLResolver], before: str = "/") -> Iterator[str]:
    """Every address of the API, as it is written: `/api/v1/runs/<int:pk>`."""
    for pattern in patterns:
        here = f"{before}{pattern.pattern}"
        if isinstance(pattern, URLResolver):
            yield from api_addresses(pattern.url_patterns, here)
        elif here.startswith("/api/"):
            yield here


API = sorted(set(api_addresses(get_resolver().url_patterns)))
NOTHING: Any = [
    {"total": 0, "workspaces": [], "next": None},
    *({"total": 0, "page": 1, "pages": 1, name: []} for name in ("requests", "waivers")),
]
SIGNED = ("/asked", "/run-tasks/<uuidstr:key>", "/run-tasks/<uuidstr:key>/notifications")
"""Addresses that somebody has for themselves, and signs what they send there."""
DESCRIBES_ITSELF = {"/api/v1/", "/api/v1/docs", "/api/v1/openapi.json"}


@pytest.mark.parametrize("method", ["get", "post", "put", "patch", "delete"])
@pytest.mark.parametrize("written", API)
def test_the_api_tells_strangers_nothing(world: World, written: str, method: str) -> None:
    run = world.runs["own"]
    where = re.sub(r"<\w+:pk>", str(run.pk), re.sub(r"<(\w+:)?slug>", "own", written)).replace("<digest>", TEXT)
    where = where.replace("<key>", REQUESTS["own"]).replace("<int:decision>", "1").replace("<int:comment>", "1")
    where = where.replace("<int:subscription>", "1").replace("<int:waiver>", "1")
    where = re.sub(r"<\w+:key>", "0b9c2f3e-0000-4000-8000-000000000001", where)
    assert "<" not in where, "an argument that this test does not know"
    anonymous = getattr(Client(), method)(where)
    stranger = getattr(org.signed_in(world.people["stranger"]), method)(where)
    if written in DESCRIBES_ITSELF:
        return
    if written.endswith(SIGNED):  # where nobody has the address, there is nothing
        assert {anonymous.status_code, stranger.status_code} <= {UNSEEN, NO_SUCH_METHOD}
        return
    assert anonymous.status_code in {401, NO_SUCH_METHOD}
    assert stranger.status_code in {400, 401, REFUSED, UNSEEN, NO_SUCH_METHOD, 422} or stranger.json() in NOTHING


@pytest.mark.parametrize(
    ("actor", "status"), [("anonymous", 302), ("stranger", 302), ("owner", 302), ("organisation owner", 200)]
)
def test_the_admin_is_for_owners_of_the_organisation(world: World, actor: str, status: int) -> None:
    client = Client() if actor == "anonymous" else org.signed_in(world.people[actor])
    assert client.get("/admin/").status_code == status
    assert client.get("/admin/records/auditevent/").status_code == status


def test_the_admin_changes_nothing(world: World) -> None:
    client = org.signed_in(world.people["organisation owner"])
    event = world.workspaces["own"].pk
    assert client.get("/admin/records/auditevent/add/").status_code == REFUSED
    assert client.post(f"/admin/records/workspace/{event}/delete/", {"post": "yes"}).status_code == REFUSED
    assert client.post(f"/admin/records/workspace/{event}/change/", {"name": "x"}).status_code == REFUSED
