"""A CI job's token in, the job and the workspaces that it is let into out; and who decides which those are."""

from __future__ import annotations

import hashlib
import logging
import threading
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from django.conf import settings

from gitops_portal.actions import audit, clock
from gitops_portal.actions.transactions import in_one_transaction
from gitops_portal.adapters import https, issued, issuers
from gitops_portal.core.ci_identity import claims as tokens
from gitops_portal.core.ci_identity import facts, rules
from gitops_portal.core.ci_identity.rules import Rule, Scope
from gitops_portal.core.errors import Invalid, Refused, Unrecognised
from gitops_portal.core.events import Verb
from gitops_portal.core.model import Actor, ActorKind
from gitops_portal.core.payloads.organisation import CiRuleTold, IssuerTold
from gitops_portal.core.text import visible
from gitops_portal.records.models import CiRule, SeenIdentity, TrustedIssuer, Workspace
from gitops_portal.records.queries import acting

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from gitops_portal.core.ci_identity.claims import Job

log = logging.getLogger(__name__)

KINDS: Final = tuple(tokens.Kind)
_SENTENCE: Final = "This CI identity is not accepted"
_STRANGER: Final = "an unknown CI job"
_PER_MINUTE: Final = 20
"""Refusals that one process writes into the trail; the log has them all. Anybody can send what is refused."""


@dataclass(frozen=True, slots=True)
class Known:
    """A job whose token holds, and what it may do in which workspace, by key."""

    job: Job
    scopes: Mapping[int, frozenset[str]]

    def actor(self, address: str) -> Actor:
        issuer = self.job.issuer.removeprefix("https://")
        return Actor(ActorKind.CI, f"{self.job.name} (verified by {issuer})"[:200], address=address)


def find(token: str) -> Known:
    """Who a token speaks of. Raises Unrecognised, for whoever sent it, and Unavailable while nobody can tell.

    Why a signature does not hold is told to the log alone; of what an issuer did sign, whoever sent it is told as well.
    """
    try:
        said = issued.said(token)
        issuer = _trusted(said.issuer)
        told = issued.claims(token, said, issuer.algorithms, issuers.KEYS, loopback=settings.CI_ISSUERS_ON_LOOPBACK)
    except Invalid as error:
        raise _Refusal(f"{_SENTENCE}.", str(error)) from error
    trust = _trust(issuer)
    if why := tokens.objection(told, trust, clock.now().timestamp()):
        raise _Refusal(f"{_SENTENCE}: {why}.", why)
    job = tokens.read(told, trust)
    return _placed(job, acting.ci_rules(issuer))


def _trusted(url: str) -> TrustedIssuer:
    if found := acting.issuer(url):
        return found
    raise Invalid(f"nobody here trusts the issuer {visible(url)}")


class _Refusal(Unrecognised):
    """With the reason for the log, which may say more than the sentence."""

    def __init__(self, sentence: str, reason: str) -> None:
        super().__init__(sentence)
        self.reason = reason


def _trust(issuer: TrustedIssuer) -> tokens.Trust:
    return tokens.Trust(issuer.url, tokens.Kind(issuer.kind), issuer.forge, issuer.audience or settings.PORTAL_URL)


def _placed(job: Job, kept: Sequence[CiRule]) -> Known:
    """Where the rules let a job in, and to do what."""
    scopes: dict[int, frozenset[str]] = {}
    why = "no rule of any workspace names this issuer"
    for rule in kept:
        if told := rules.objection(Rule(rule.claims), job):
            why = told
        else:
            scopes[rule.workspace_id] = scopes.get(rule.workspace_id, frozenset()) | frozenset(rule.scopes)
    if not scopes:
        log.info("event=ci_not_let_in issuer=%s job=%s reason=%s", job.issuer, job.name, why)
    return Known(job, scopes)


# ── what is refused ──────────────────────────────────────────────────────────────────────────────────────────────


class _Sparing:
    """Lets so many a minute through."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._minute, self._count = 0, 0

    def one_more(self) -> bool:
        minute = int(time.monotonic() // 60)
        with self._lock:
            if minute != self._minute:
                self._minute, self._count = minute, 0
            self._count += 1
            return self._count <= self._most


_sparing = _Sparing(_PER_MINUTE)


def refused(error: Unrecognised, address: str) -> None:
    """Let a refusal stand in the log and, while there are few, in the trail: its reason, and nothing of the token."""
    reason = getattr(error, "reason", str(error))
    log.warning("event=ci_refused address=%s reason=%s", address, reason)
    if _sparing.one_more():
        _refused(Actor(ActorKind.CI, _STRANGER, address=address), _STRANGER, reason, None)


def kept_out(known: Known, address: str, workspace: Workspace) -> None:
    """The same of a job that is known, and that no rule of a workspace lets in."""
    ours = [rule for rule in acting.ci_rules_of(workspace) if rule.issuer.url == known.job.issuer]
    why = "; ".join(told for rule in ours if (told := rules.objection(Rule(rule.claims), known.job)))
    reason = (why or "the workspace has no rule for this issuer")[:1_000]
    log.warning("event=ci_kept_out workspace=%s job=%s reason=%s", workspace.slug, known.job.name, reason)
    if _sparing.one_more():
        _refused(known.actor(address), workspace.slug, reason, workspace)


@in_one_transaction()
def _refused(by: Actor, subject: str, reason: str, workspace: Workspace | None) -> None:
    audit.record(by, Verb.CI_REFUSED, subject, workspace=workspace, reason=reason)


# ── one document a token ─────────────────────────────────────────────────────────────────────────────────────────


def once(job: Job, workspace: Workspace, kind: str, digest: str) -> dict[str, Any]:
    """Bind a token to the first document of a kind that it brings; in the caller's transaction. What it proves of it.

    Raises Refused where it brings another: a token that was caught brings nothing new.
    """
    name = hashlib.sha256(f"{job.issuer}\n{job.token}".encode()).hexdigest()
    until = datetime.fromtimestamp(job.expires + 2 * tokens.LEEWAY, UTC)
    seen, _ = SeenIdentity.objects.get_or_create(
        token=name, workspace=workspace, kind=kind, defaults={"digest": digest, "expires_at": until}
    )
    if seen.digest != digest:
        raise Refused("This token has brought another document already: ask for a fresh one for each upload.")
    return facts.identified(job)


@in_one_transaction()
def forget() -> None:
    """Let go of what was uploaded with tokens that have expired."""
    SeenIdentity.objects.filter(expires_at__lt=clock.now()).delete()


# ── who decides ──────────────────────────────────────────────────────────────────────────────────────────────────


@in_one_transaction()
def trust(by: Actor, url: str, *, kind: str, forge: str = "", audience: str = "", es256: bool = False) -> TrustedIssuer:
    """Believe an issuer's word about its jobs. Raises Invalid."""
    https.check(url, loopback=settings.CI_ISSUERS_ON_LOOPBACK)
    if kind not in KINDS:
        raise Invalid(f"“{kind}” is not a kind of issuer: choose {', '.join(KINDS)}.")
    if not tokens.FORGE.fullmatch(forge := forge or kind):
        raise Invalid(
            f"“{forge}” can't be a prefix of people's names: use lower-case letters, digits, dots and hyphens."
        )
    if acting.issuer(url):
        raise Invalid(f"{url} is trusted already: remove it to change that.")
    issuer = TrustedIssuer.objects.create(
        url=url,
        kind=kind,
        forge=forge,
        audience=audience[:500],
        algorithms=["RS256", *(["ES256"] if es256 else [])],
        created_at=clock.now(),
    )
    audit.record(by, Verb.ISSUER_TRUSTED, url, detail=_told(issuer))
    return issuer


@in_one_transaction()
def distrust(by: Actor, issuer: TrustedIssuer) -> None:
    """Believe it no longer, at once; its rules go with it."""
    for rule in acting.ci_rules(issuer):
        _remove(by, rule)
    audit.record(by, Verb.ISSUER_REMOVED, issuer.url, detail=_told(issuer))
    issuer.delete()


def _told(issuer: TrustedIssuer) -> IssuerTold:
    return IssuerTold(
        kind=issuer.kind, forge=issuer.forge, audience=issuer.audience, algorithms=list(issuer.algorithms)
    )


@in_one_transaction()
def allow(
    by: Actor, workspace: Workspace, issuer: TrustedIssuer, claims: dict[str, str], scopes: Sequence[str]
) -> CiRule:
    """Let jobs into a workspace. Raises Invalid where the rule does not say precisely enough which."""
    if not scopes or (wrong := set(scopes) - set(Scope)):
        raise Invalid(f"Say what the jobs may do: {', '.join(Scope)}{f', not {min(wrong)}' if scopes else ''}.")
    if why := rules.objection_to_keeping(Rule(claims), tokens.Kind(issuer.kind)):
        raise Invalid(why)
    rule = CiRule.objects.create(
        workspace=workspace, issuer=issuer, claims=claims, scopes=sorted(set(scopes)), created_at=clock.now()
    )
    audit.record(by, Verb.CI_RULE_ADDED, str(rule), workspace=workspace, detail=_rule_told(rule))
    return rule


@in_one_transaction()
def disallow(by: Actor, rule: CiRule) -> None:
    """Let them in no longer, at once."""
    _remove(by, rule)


def _remove(by: Actor, rule: CiRule) -> None:
    audit.record(by, Verb.CI_RULE_REMOVED, str(rule), workspace=rule.workspace, detail=_rule_told(rule))
    rule.delete()


def _rule_told(rule: CiRule) -> CiRuleTold:
    return CiRuleTold(issuer=rule.issuer.url, claims=dict(rule.claims), scopes=list(rule.scopes))
