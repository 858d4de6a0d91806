"""Threads that race for one run, one key and one chain, each with its own connection; what came of it as JSON.

A program, run by test_concurrency.py with the settings of a portal, so that the same races are run on SQLite and on
PostgreSQL: `python -m tests.attacks.racing PAIRS`.
"""

from __future__ import annotations

import json
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import count
from threading import Barrier
from typing import Any
from uuid import uuid4

import django
import pyotp

django.setup()

from django.db import connection, transaction  # noqa: E402 - what follows needs Django set up
from django.test import Client, override_settings  # noqa: E402

from gitops_portal.actions import (  # noqa: E402
    audit,
    comments,
    ingest,
    once,
    outcome,
    people,
    second_factor,
    sign_in,
    sso,
    tokens,
    verification,
    workspaces,
)
from gitops_portal.actions.decide import decide, resolve  # noqa: E402
from gitops_portal.actions.metadata import Metadata  # noqa: E402
from gitops_portal.core.errors import PortalError  # noqa: E402
from gitops_portal.core.events import Verb  # noqa: E402
from gitops_portal.core.model import Actor, ActorKind, Role  # noqa: E402
from gitops_portal.core.sso import Identity  # noqa: E402
from gitops_portal.records.models import AuditEvent, Decision, Person, Run, SignInTries  # noqa: E402
from tests.documents import HARMLESS, NOTHING, entry, plan  # noqa: E402

OPERATOR = Actor(ActorKind.PORTAL, "command line")
CI = Actor(ActorKind.TOKEN, "token CI")


def at_once(works: Sequence[Callable[[], Any]]) -> list[str]:
    """Let all begin at the same moment; the name of what each came to."""
    barrier = Barrier(len(works))

    def begun(work: Callable[[], Any]) -> str:
        try:
            barrier.wait()
            return str(work())
        except Exception as error:  # noqa: BLE001 - whatever is not an error for people is what the test looks for
            return type(error).__name__ if isinstance(error, PortalError) else f"broke: {error!r}"
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(begun, works))


def decisions(workspace: Any, pairs: int) -> dict[str, Any]:
    """An approval against a rejection, and an approval against another one's, on a run of its own each time."""
    people_ = [people.invite(OPERATOR, f"{name}@example.org", name, Role.REVIEWER) for name in ("ana", "ben")]
    outcomes: list[list[str]] = []
    for number in range(pairs):
        run = ingest.accept(HARMLESS, workspace=workspace, by=CI, metadata=Metadata(branch=f"b{number}"))
        second = "reject" if number % 2 else "approve"

        def work(person: Any, action: str, run: Run = run) -> Callable[[], str]:
            return lambda: decide(run, by=person, action=action, reason="x", evidence=run.evidence).action

        outcomes.append(at_once([work(people_[0], "approve"), work(people_[1], second)]))
    kept = Counter(Decision.objects.values_list("run", flat=True))
    return {
        "outcomes": [sorted(each) for each in outcomes],
        "kept": sorted(kept.values()),
        "states": dict(Counter(Run.objects.filter(pk__in=kept).values_list("state", flat=True))),
        "refused": AuditEvent.objects.filter(verb="run.decision_refused").count(),
        "taken": AuditEvent.objects.filter(verb__in=["run.approved", "run.rejected"]).count(),
    }


def holds(workspace: Any, tries: int) -> dict[str, Any]:
    """One person requests changes twice, two resolve that, and two resolve one thread, each at the same moment."""
    ana, ben = (people.invite(OPERATOR, f"{name}@holds.example", name, Role.REVIEWER) for name in ("anna", "benno"))
    outcomes = []
    for number in range(tries):
        run = ingest.accept(HARMLESS, workspace=workspace, by=CI, metadata=Metadata(branch=f"held-{number}"))
        told: dict[str, Any] = {"by": ana, "action": "request_changes", "reason": "x", "evidence": run.evidence}
        asked = at_once([lambda: decide(run, **told).action] * 2)  # noqa: B023 - run before the next
        decision, thread = run.decisions.get(), comments.add(run, "why?", by=ana)
        resolved = at_once([partial(resolve, decision, by=by) for by in (ana, ben)])
        ended = at_once([partial(comments.resolve, thread, by=by) for by in (ana, ben)])
        run.refresh_from_db()
        outcomes.append([*map(sorted, (asked, resolved, ended)), run.state])
    verbs = ["run.changes_requested", "run.changes_resolved", "run.thread_resolved"]
    return {"outcomes": outcomes, "events": [AuditEvent.objects.filter(verb=verb).count() for verb in verbs]}


def uploads(workspace: Any, tries: int) -> dict[str, Any]:
    """The same plan with the same key, four times at once."""
    found = []
    for number in range(tries):
        key = f"job-{number}"
        found.append(
            at_once([lambda: ingest.accept(NOTHING, workspace=workspace, by=CI, idempotency_key=key).pk] * 4)  # noqa: B023 - run before the next
        )
    numbers = list(Run.objects.order_by("number").values_list("number", flat=True))
    return {
        "answers": found,
        "runs": Run.objects.filter(idempotency_key__startswith="job-").count(),
        "numbers": numbers,
    }


def appends(workspace: Any, threads: int, each: int) -> list[str]:
    """Many hands at one chain."""

    def work() -> str:
        for _ in range(each):
            with transaction.atomic():
                audit.record(CI, Verb.RUN_EXPIRED, "x", workspace=workspace)
        return "done"

    return at_once([work] * threads)


def outcomes(workspace: Any) -> dict[str, Any]:
    """CI tells four times at once that the plan was applied."""
    run = ingest.accept(NOTHING, workspace=workspace, by=CI, metadata=Metadata(branch="applied"))
    told = at_once([lambda: outcome.tell(run, CI, "applied").state] * 4)
    return {"told": told, "events": AuditEvent.objects.filter(verb="run.applied").count()}


def passwords(tries: int) -> dict[str, int]:
    """Many guesses at one account at the same moment, each from elsewhere."""

    def work(number: int) -> Callable[[], None]:
        return lambda: sign_in.begin("ana@example.org", f"198.51.100.{number}")

    return dict(Counter(at_once([work(number) for number in range(tries)])))


def codes(tries: int) -> dict[str, Any]:
    """One code of an app, and one recovery code, four times at once each."""
    found = []
    for number in range(tries):
        eva = people.invite(OPERATOR, f"eva{number}@codes.example", "Eva")
        app = pyotp.TOTP(pyotp.parse_uri(second_factor.begin_app(eva)).secret)
        recovery = second_factor.confirm_app(eva, app.now())[0]
        later = app.generate_otp(int(time.time()) // 30 + 1)
        for code in (later, recovery):
            found.append(sorted(at_once([partial(second_factor.check, eva, code, "password")] * 4)))
            SignInTries.objects.all().delete()
    return {"outcomes": found, "events": AuditEvent.objects.filter(reason__startswith="password and").count()}


def ways_back(tries: int) -> dict[str, Any]:
    """One sign-in by a provider that comes back four times at once, and one person who comes in so for the first time."""
    with override_settings(OIDC_DOMAINS=["first.example"]):
        spent, first = [], []
        for number in range(tries):
            spent.append(sorted(at_once([partial(once.spend, f"state-{number}")] * 4)))
            who = Identity("https://id.example", f"s-{number}", f"eve{number}@first.example", verified=True, name="")
            first.append(at_once([partial(sso._let_in, who, "")] * 4))
    return {"spent": spent, "first": first, "people": Person.objects.filter(email__contains="@first").count()}


def creations(secret: str) -> list[list[str]]:
    """The first upload to a workspace, four times at once, each of them allowed to make it."""

    def work(slug: str) -> str:
        client = Client(headers={"Authorization": f"Bearer {secret}", "Host": "127.0.0.1"})
        address = f"/api/v1/workspaces/{slug}/runs?create=1&branch={uuid4()}"
        return str(client.post(address, HARMLESS, content_type="application/json").status_code)

    return [at_once([partial(work, f"new-{number}")] * 4) for number in range(5)]


def terminations(workspace: Any) -> dict[str, Any]:
    """An upload whose connection PostgreSQL ends before each of its statements that write; SQLite has none to lose."""
    found = []
    for stop in range(1, 6):
        passed = count(1)

        def ended(execute: Any, sql: str, *arguments: Any, passed: Any = passed, stop: int = stop) -> Any:
            if connection.vendor == "postgresql" and sql.startswith(("UPDATE", "INSERT")) and next(passed) == stop:
                connection.cursor().execute("SELECT pg_terminate_backend(pg_backend_pid())")
            return execute(sql, *arguments)

        with connection.execute_wrapper(ended):
            metadata = Metadata(branch=f"ended-{stop}")
            run = ingest.accept(NOTHING, workspace=workspace, by=CI, metadata=metadata)
        found.append(Run.objects.filter(branch=run.branch, state__in=["awaiting", "auto_approved"]).count())
    return {"runs": found}


def long_names(workspace: Any) -> list[str]:
    """Names that no index and no short column holds: a type, a block with instances, and a module."""
    named = [
        [entry(f"aws_{'t' * 4_000}.x")],
        [entry(f"aws_instance.{'n' * 5_000}[{number}]") for number in range(2)],
        [entry(f"module.{'m' * 6_000}.aws_instance.web")],
    ]
    runs = [ingest.accept(plan(*entries), workspace=workspace, by=CI) for entries in named]
    ana = people.invite(OPERATOR, "ana@names.example", "Ana Names", Role.REVIEWER)
    for run in runs:
        change = run.changes.order_by("rank")[0]
        comments.add(run, "why?", by=ana, place=comments.Place(change.address))
    return [str(run.state) for run in runs]


def main() -> None:
    workspace = workspaces.create(OPERATOR, "orders-prod")
    found = {
        "decisions": decisions(workspace, int(sys.argv[1])),
        "holds": holds(workspace, 5),
        "uploads": uploads(workspace, 5),
        "appends": appends(workspace, 8, 10),
        "outcomes": outcomes(workspace),
        "passwords": passwords(16),
        "codes": codes(3),
        "ways back": ways_back(5),
        "creations": creations(tokens.create(OPERATOR, name="CI", may_create=True)[1]),
        "terminations": terminations(workspace),
        "long names": long_names(workspace),
        "intact": verification.verify("orders-prod").intact,
        "vendor": connection.vendor,
    }
    sys.stdout.write(json.dumps(found) + "\n")


if __name__ == "__main__":
    main()
