"""Northwind Freight: its people, accounts and habits, shared by the stories of all workspaces."""

# ruff: noqa: PLR0913  what a Terraform block or module takes is many arguments, given by name

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from tools.demo.author import Provider, Stack
from tools.demo.plan import Import, derive
from tools.demo.story import DemoRun, DemoStep, Ending, Verb

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from tools.demo.author import Block

DOMAIN = "northwind-freight.example"
GITHUB = "northwind-freight"

INGRID = f"ingrid.solheim@{DOMAIN}"  # head of platform, owns the organisation
TOMAS = f"tomas.ferreira@{DOMAIN}"  # site reliability
SAMUEL = f"samuel.okafor@{DOMAIN}"  # networks
MAREK = f"marek.dvorak@{DOMAIN}"  # orders
AISHA = f"aisha.bello@{DOMAIN}"  # security
PRIYA = f"priya.raman@{DOMAIN}"  # data platform
JONAS = f"jonas.lindqvist@{DOMAIN}"  # web shop
WEILING = f"weiling.chen@{DOMAIN}"  # billing
LUCA = f"luca.moretti@{DOMAIN}"  # analytics
HANNA = f"hanna.kowalczyk@{DOMAIN}"  # application platform
RUTH = f"ruth.abrams@{DOMAIN}"  # internal audit


def aws(
    region: str,
    *,
    env: str,
    team: str,
    account: str,
    more: tuple[Provider, ...] = (),
) -> Stack:
    """A stack on AWS with the company's default tags."""
    tags = {
        "environment": env,
        "managed-by": "terraform",
        "owner": team,
        "cost-centre": _COST_CENTRES.get(team, "4100"),
    }
    main = Provider("aws", {"region": region, "default_tags": [{"tags": tags}]})
    return Stack(main, *more, region=region, account=account, tags=tags)


STATES = "northwind-freight-terraform-states"
"""The bucket in which the states of nearly all workspaces lie."""


def state_key(slug: str) -> str:
    return f"{slug}/terraform.tfstate"


def state_address(slug: str) -> str:
    return f"s3://{STATES}/{state_key(slug)}"


def state(made: Stack, slug: str, name: str, **outputs: str) -> Block:
    """The state of another workspace, of which a stack takes these outputs."""
    return made.root.data(
        "terraform_remote_state",
        name,
        reads={"outputs": outputs},
        backend="s3",
        config={"bucket": STATES, "key": state_key(slug), "region": "eu-west-1"},
    )


def backbone(made: Stack, *outputs: str) -> Block:
    """The state of the network, of which a stack takes these outputs."""
    answers = {"transit_gateway_id": "tgw-0a3f61c9d27be8450", "shared_vpc_id": "vpc-0d5be17f93a2c6481"}
    return state(made, "network-prod", "network", **{name: answers[name] for name in outputs})


ROUTE_PLANNER = f"https://github.com/{GITHUB}/live/pull/72"
"""One pull request over three workspaces."""


_COST_CENTRES = {
    "network": "4010",
    "orders": "4220",
    "data": "4310",
    "web": "4240",
    "platform": "4100",
    "security": "4020",
}


@dataclass(frozen=True, slots=True)
class Story:
    """Writes the runs of one workspace, which all belong to one repository."""

    now: datetime
    slug: str

    def run(
        self,
        before: Stack | None,
        after: Stack,
        title: str,
        *,
        days_ago: float,
        actor: str,
        pull_request: int | str | None = None,
        branch: str = "",
        story: tuple[DemoStep, ...] = (),
        ends: Ending = Ending.APPLIED,
        kind: str = "plan",
        drifted: Mapping[str, Mapping[str, Any]] | None = None,
        imports: Mapping[str, Import] | None = None,
        forgotten: Collection[str] = (),
    ) -> DemoRun:
        at = self.now - timedelta(days=days_ago, minutes=4)
        commit = hashlib.sha256(f"{self.slug}|{title}|{days_ago}".encode()).hexdigest()[:40]
        plan = derive(before, after, at, drifted=drifted, imports=imports, forgotten=forgotten)
        return DemoRun(plan, title, commit, branch or "main", pull_request, actor, days_ago, story, ends, kind)

    def drift(
        self, stands: Stack, *, days_ago: float, drifted: Mapping[str, Mapping[str, Any]] | None = None
    ) -> DemoRun:
        """The nightly plan of what is described against what exists."""
        return self.run(
            stands, stands, "Scheduled drift check", days_ago=days_ago, actor=TOMAS,
            ends=Ending.OBSERVED, kind="drift", drifted=drifted,
        )  # fmt: skip


def approved(by: str, reason: str, hours: float = 1.0) -> DemoStep:
    return DemoStep(Verb.APPROVE, by, reason, hours)


def rejected(by: str, reason: str, hours: float = 1.0) -> DemoStep:
    return DemoStep(Verb.REJECT, by, reason, hours)


def overridden(by: str, reason: str, *guardrails: str, hours: float = 1.0) -> DemoStep:
    return DemoStep(Verb.OVERRIDE, by, reason, hours, guardrails)


def applied(hours: float = 1.5) -> DemoStep:
    """By the pipeline, once the gate let it through."""
    return DemoStep(Verb.APPLIED, "", "", hours)
