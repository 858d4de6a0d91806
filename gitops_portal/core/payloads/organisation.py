"""Beside verbs about everything else: people, teams, tokens, rules, settings, and the trail itself."""

from __future__ import annotations

from typing import Any, TypedDict


class Enforced(TypedDict):
    """Where a guardrail holds (`scope`, `selector`), and how strictly; empty where no setting was, or is.

    `weaker`: also where what holds more widely is stricter. `exclude`: whom it leaves out, as a file says it.
    """

    scope: str
    selector: str
    exclude: dict[str, Any]
    weaker: bool
    before: str
    after: str


class BudgetTold(TypedDict):
    """What a month may cost in US dollars, and where; of which tag (`key=value`), empty for all resources."""

    scope: str
    selector: str
    tag: str
    amount: str


class Created(TypedDict):
    name: str


class Changed(TypedDict):
    """One value, or several by their names, as they were and as they are."""

    before: Any
    after: Any


class Invited(TypedDict):
    role: str
    ci_names: list[str]


class ViewTold(TypedDict):
    """What a shared view asks for, as its address does."""

    query: str


class TokenMade(TypedDict):
    """Whether it may create workspaces, and for how many days it lives; 0 for no end."""

    may_create: bool
    days: int


class KeyRotated(TypedDict):
    """The ids of the keys that signed before and sign from now on, and the new one's public half (`x` of its JWK)."""

    before: str
    after: str
    public: str


class Pruned(TypedDict):
    """Up to which event the trail was taken away, its hash, how many that were, and the export by its SHA-256."""

    until: int
    head: str
    events: int
    export: str


class AuditExported(TypedDict):
    """In which form, and what was asked for by the names of the page's filters; nothing for a whole chain."""

    form: str
    asked: dict[str, str]


class SessionsEnded(TypedDict):
    """`which` of a person's sessions: one, the others or all; and how many those were."""

    which: str
    sessions: int


class SsoLinked(TypedDict):
    """By which subject an identity provider knows the person."""

    issuer: str
    subject: str


class FactorTold(TypedDict):
    """Which kind of second factor, and what its owner calls it."""

    kind: str
    name: str


class TokenScoped(TypedDict):
    """What a token that was just made may do, where that is not everything."""

    scopes: list[str]


class TokenRotated(TypedDict):
    """How the secrets before and after begin, and until when the old one works; empty where it ended at once."""

    before: str
    after: str
    works_until: str


class TeamTold(TypedDict):
    """In which team somebody is, and whether the identity provider says so."""

    team: str
    by_sso: bool


class TeamRemoved(TypedDict):
    """Who was in it, by e-mail, and which roles it gave, in words."""

    members: list[str]
    roles: list[str]


class TeamRoleTold(TypedDict):
    """A role, and where it holds: in one workspace, else in all that have these labels."""

    role: str
    workspace: str
    labels: dict[str, str]


class IssuerTold(TypedDict):
    """How an issuer is trusted."""

    kind: str
    forge: str
    audience: str
    algorithms: list[str]


class CiRuleTold(TypedDict):
    """Which jobs of which issuer come in, and what they may do."""

    issuer: str
    claims: dict[str, str]
    scopes: list[str]


class GuardrailsApplied(TypedDict):
    """The version of the guardrails file, and all that differs as it was and as it is, by `part/id`."""

    version: int
    before: dict[str, Any]
    after: dict[str, Any]


class UsageChanged(TypedDict):
    """The version of a workspace's usage file, and all that differs as it was and as it is, by `part/resource/use`."""

    version: int
    before: dict[str, Any]
    after: dict[str, Any]


class OwnPricesChanged(TypedDict):
    """The version of the prices file, and every entry that differs as it was and as it is, by `part/service/item`."""

    version: int
    before: dict[str, Any]
    after: dict[str, Any]


class BacktestTold(TypedDict):
    """The SHA-256 of a guardrails file, and of how many days and how many runs the plans are."""

    file: str
    days: int
    runs: int


class ServerNotRead(TypedDict):
    """The address of a server that the portal could not ask; the reason says why."""

    server: str


class ApprovalsApplied(TypedDict):
    """The version of the approval rules, and every rule that differs as it was and as it is, by `part/id`."""

    version: int
    before: dict[str, Any]
    after: dict[str, Any]
