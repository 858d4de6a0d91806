"""Two actions beside each other, the first held up behind each of its statements that lock; what went wrong as JSON.

A program, run by test_concurrency.py with the settings of a portal on PostgreSQL: `python -m tests.attacks.locking` for
every pair of ACTIONS, or with some of them, as "upload|decide".
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import timedelta
from itertools import count, product
from threading import Event
from typing import Any

import django

django.setup()

from django.db import connection  # noqa: E402 - what follows needs Django set up
from django.utils import timezone  # noqa: E402

from gitops_portal.actions import clock, ingest, outcome, people, reconcile, transactions, workspaces  # noqa: E402
from gitops_portal.actions.decide import decide  # noqa: E402
from gitops_portal.actions.metadata import Metadata  # noqa: E402
from gitops_portal.adapters import queue  # noqa: E402
from gitops_portal.core.errors import PortalError  # noqa: E402
from gitops_portal.core.model import Actor, ActorKind, Role  # noqa: E402
from gitops_portal.records.models import Person, Run, Workspace  # noqa: E402
from tests.documents import HARMLESS  # noqa: E402

CI = Actor(ActorKind.TOKEN, "token CI")
numbers = count(1)


class Place:
    """A workspace with one run of each kind that an action needs."""

    def __init__(self, person: Person) -> None:
        self.person = person
        self.workspace = workspaces.create(CI, f"orders-{next(numbers)}")
        self.awaiting = self.upload("main")
        ingest.process(self.awaiting.pk)
        self.approved = self.upload("release")
        ingest.process(self.approved.pk)
        Run.objects.filter(pk=self.approved.pk).update(state="approved")
        self.queued = self.upload("feature")

    def upload(self, branch: str) -> Run:
        return ingest.accept(HARMLESS, workspace=self.workspace, by=CI, metadata=Metadata(branch=branch, actor="ci"))

    def later(self, act: Callable[[str], object]) -> None:
        with clock.at(timezone.now() + timedelta(days=30)):
            act(self.workspace.slug)

    def decide(self) -> None:
        run = Run.objects.get(pk=self.awaiting.pk)
        decide(run, by=self.person, action="approve", reason="looked at it", evidence=run.evidence)


ACTIONS: dict[str, Callable[[Place], object]] = {
    "upload": lambda place: place.upload("main"),
    "upload to another branch": lambda place: place.upload("other"),
    "evaluate": lambda place: ingest.process(place.queued.pk),
    "decide": Place.decide,
    "tell": lambda place: outcome.tell(place.approved, CI, "applied"),
    "expire": lambda place: place.later(reconcile.expire),
    "mark as unverified": lambda place: place.later(reconcile.mark_unverified),
    "change the workspace": lambda place: workspaces.change(CI, place.workspace, name="Orders"),
    "give a role": lambda place: people.set_member(CI, place.workspace, place.person, Role.REVIEWER),
}


def locks(sql: str) -> bool:
    return sql.startswith(("UPDATE", "DELETE", "INSERT")) or " FOR " in sql


def begun(act: Callable[[Place], object], place: Place, stop: int, reached: Event, go: Event) -> str:
    """What became of an action that waits behind its `stop`th statement that locks."""
    passed = count(1)

    def held_up(execute: Any, sql: str, *arguments: Any) -> Any:
        found = execute(sql, *arguments)
        if locks(sql) and next(passed) == stop:
            reached.set()
            go.wait(10)
        return found

    try:
        with connection.execute_wrapper(held_up):
            act(place)
    except PortalError:
        return ""  # the other one was first, and that is told
    except Exception as error:  # noqa: BLE001 - whatever is no sentence for people is what the test looks for
        return repr(error)
    else:
        return ""
    finally:
        reached.set()
        connection.close()


def waits_or_ends(second: Future[str]) -> None:
    with connection.cursor() as cursor:
        while not second.done():
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
            )
            if cursor.fetchone()[0]:
                return
            time.sleep(0.002)


def beside(first: str, second: str, person: Person) -> Iterator[str]:
    """What went wrong, whichever lock the first one had as the second one began."""
    for stop in count(1):
        place, reached, go, at_once = Place(person), Event(), Event(), Event()
        at_once.set()
        with ThreadPoolExecutor(2) as pool:
            one = pool.submit(begun, ACTIONS[first], place, stop, reached, go)
            reached.wait(10)
            if one.done():
                return
            two = pool.submit(begun, ACTIONS[second], place, 0, Event(), at_once)
            waits_or_ends(two)
            go.set()
            for name, wrong in ((first, one.result()), (second, two.result())):
                if wrong:
                    yield f"{name}, {first} held up behind statement {stop}: {wrong}"


def main() -> None:
    queue._start = lambda *_, **__: None  # an upload and its evaluation are two actions here
    transactions.passing = lambda error: not error  # what would be tried again is what the test looks for
    person = people.invite(CI, "olga@example.org", "olga", Role.OWNER)
    pairs = [tuple(pair.split("|")) for pair in sys.argv[1:]] or list(product(ACTIONS, ACTIONS))
    found = {f"{first}|{second}": list(beside(first, second, person)) for first, second in pairs}
    wrong = {pair: told for pair, told in found.items() if told}
    sys.stdout.write(json.dumps({"wrong": wrong, "held_up": Workspace.objects.count() - len(pairs)}) + "\n")


if __name__ == "__main__":
    main()
