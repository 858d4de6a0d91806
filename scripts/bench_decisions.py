"""Nothing in, how long a decision, the gate's answer and the sign-in page take out, at runs of 10,000 resources.

On SQLite, and on PostgreSQL where its programs are installed, each in a process of its own; times are of the server,
for one client at a time. A decision is one and no more, so there is a workspace and a run for each.
"""

from __future__ import annotations

import argparse
import gc
import json
import time
from functools import partial
from statistics import median, quantiles
from typing import TYPE_CHECKING, Any, Final

from scripts.yardstick import apart
from tests.servers import Database, postgres_server
from tools.generator import plan

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpResponseBase
    from django.test import Client

PLAN_FILE: Final = "5e" * 32
ALLOWED: Final = {"decision": 60, "gate": 30, "sign-in page": 100}
"""Milliseconds for 19 of 20 answers."""


def child(resources: int, rounds: int) -> None:
    """Decide in this process, and print the milliseconds as JSON. The environment names the database."""
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    from django.conf import settings
    from django.test import Client

    from gitops_portal.actions import tokens
    from gitops_portal.core.model import Actor, ActorKind, Role
    from gitops_portal.records.models import Person

    settings.ALLOWED_HOSTS.append("testserver")
    _, secret = tokens.create(Actor(ActorKind.PORTAL, "bench"), name="bench", may_create=True)
    job, person, nobody = Client(headers={"Authorization": f"Bearer {secret}"}), Client(), Client()
    person.force_login(Person.objects.create_user("owner@example.org", "Owner", organisation_role=Role.OWNER))
    bodies = [plan(100), *[plan(resources)] * rounds]
    decisions = dict(_waiting(job, number, body) for number, body in enumerate(bodies))
    gc.collect()
    gc.freeze()  # as the server does
    took: dict[str, list[float]] = {name: [] for name in ALLOWED}
    for pk, decision in decisions.items():
        run = f"/api/v1/runs/{pk}"
        took["decision"].append(_timed(partial(person.post, f"{run}/decisions", decision, "application/json")))
        took["gate"].append(_timed(partial(job.get, f"{run}/gate", {"planfile_sha256": PLAN_FILE})))
        took["sign-in page"].append(_timed(partial(nobody.get, "/sign-in/")))
    print(json.dumps({name: rounds[1:] for name, rounds in took.items()}))  # the first loads what all need


def _waiting(job: Client, number: int, body: bytes) -> tuple[int, dict[str, Any]]:
    """The key of a run in a workspace of its own, and the decision that lets it through."""
    from gitops_portal.records.models import Run

    address = f"/api/v1/workspaces/bench-{number}/runs?create=1&planfile_sha256={PLAN_FILE}"
    answer = job.post(address, body, "application/json")
    if answer.status_code != 201:  # noqa: PLR2004 - Created
        raise SystemExit(str(answer))
    run = Run.objects.get(pk=answer.json()["id"])
    action = "override" if run.blocking else "approve"
    return run.pk, {"action": action, "reason": "measured", "digest": run.evidence}


def _timed(asked: Callable[[], HttpResponseBase]) -> float:
    start = time.perf_counter()
    answer = asked()
    took = (time.perf_counter() - start) * 1000
    if answer.status_code >= 300:  # noqa: PLR2004
        raise SystemExit(str(answer))
    return took


def measured(address: str, resources: int, rounds: int) -> None:
    size = ("--resources", str(resources), "--rounds", str(rounds))
    for name, took in apart("scripts.bench_decisions", address, *size).items():
        most = quantiles(took, n=20)[18]
        late = " over" if most > ALLOWED[name] else ""
        print(f"  {name:<20}{median(took):8.0f} {most:8.0f} {ALLOWED[name]:8}{late}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--resources", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=20)
    asked = parser.parse_args()
    if asked.child:
        child(asked.resources, asked.rounds)
        return
    print(f"\nDecisions on runs of {asked.resources:,} resources, milliseconds of the server")
    print(f"{'SQLite':<22}{'median':>8} {'p95':>8} {'allowed':>8}")
    measured("", asked.resources, asked.rounds)
    if Database.available():
        with postgres_server() as server, server.fresh() as address:
            print("PostgreSQL")
            measured(address, asked.resources, asked.rounds)
    else:
        print("PostgreSQL is not measured: its programs are not installed")


if __name__ == "__main__":
    main()
