"""What people and CI do with the runs of a workspace as values, done at once by two hands: threads, or processes.

Django is set up before this is imported; a process is started with the settings of the one that starts it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from threading import Barrier
from typing import Any, NamedTuple, Protocol

import django

django.setup()

from django.db import connection  # noqa: E402 - what follows needs Django set up

from gitops_portal.actions import gate, ingest, keys, outcome  # noqa: E402
from gitops_portal.actions.decide import decide  # noqa: E402
from gitops_portal.actions.metadata import Metadata  # noqa: E402
from gitops_portal.adapters import signing  # noqa: E402
from gitops_portal.core.errors import PortalError  # noqa: E402
from gitops_portal.records.models import Person, Run, Workspace  # noqa: E402
from gitops_portal.records.queries import acting  # noqa: E402
from tests.actors import CI  # noqa: E402
from tests.documents import EMPTY, entry, plan  # noqa: E402

HANDS = 2
BODIES = [plan(entry(f"aws_sns_topic_policy.{name}", after={"policy": EMPTY})) for name in ("alerts", "billing")]
"""Two plans that no guardrail objects to, and neither of which is a part of the other."""


class Act(NamedTuple):
    """What somebody does: `run` and `seen` are numbers of runs, whatever an act has no use for is left out."""

    does: str
    run: int = 0
    who: str = ""
    seen: int = 0
    """Of a decision: the run whose page the person looked at, which is seldom another one."""
    body: int = 0
    branch: str = "main"
    key: str = ""


class Said(NamedTuple):
    """What came of an act: `done` and what, or the name of the refusal and its sentence, or `broke` and how."""

    word: str
    told: str

    @property
    def short(self) -> str:
        """What a model can foretell of it."""
        return f"done {self.told}" if self.word == "done" else self.word


def _upload(place: Workspace, act: Act) -> str:
    metadata = Metadata(branch=act.branch)
    made = ingest.accept(BODIES[act.body], workspace=place, by=CI, metadata=metadata, idempotency_key=act.key or None)
    return str(made.number)


def _decide(place: Workspace, act: Act) -> str:
    run, seen = acting.run_of_number(place, act.run), acting.run_of_number(place, act.seen)
    by = Person.objects.get(name=act.who)
    return decide(run, by=by, action=act.does, reason="looked at it", evidence=seen.evidence).action


def _gate(place: Workspace, act: Act) -> str:
    run, answer = gate.answer(acting.run_of_number(place, act.run), CI)
    assert answer.reason.endswith("."), answer
    if answer.allowed:
        assert signing.read(answer.attestation, keys.published())["run"] == run.pk
    return "allowed" if answer.allowed else "closed"


def _tell(place: Workspace, act: Act) -> str:
    return str(outcome.tell(acting.run_of_number(place, act.run), CI, act.does).state)


DOES: dict[str, Callable[[Workspace, Act], str]] = {
    "upload": _upload,
    "approve": _decide,
    "request_changes": _decide,
    "reject": _decide,
    "ask the gate": _gate,
    "applied": _tell,
    "apply_failed": _tell,
}


def perform(slug: str, act: Act) -> Said:
    """Do it, over a connection that is closed afterwards."""
    try:
        return Said("done", DOES[act.does](Workspace.objects.get(slug=slug), act))
    except PortalError as error:
        return Said(type(error).__name__, str(error))
    except Exception as error:  # noqa: BLE001 - whatever is no sentence for people is what the test looks for
        return Said("broke", repr(error))
    finally:
        connection.close()


class Hands(Protocol):
    """Does acts of a workspace at the same moment, the second one a little later where it is told to."""

    def __call__(self, slug: str, acts: Sequence[Act], later: float) -> list[Said]: ...


@contextmanager
def threads() -> Iterator[Hands]:
    """Two threads of this process, each with a connection of its own."""
    barrier = Barrier(HANDS)

    def begun(slug: str, act: Act, later: float) -> Said:
        barrier.wait(60)
        time.sleep(later)
        return perform(slug, act)

    with ThreadPoolExecutor(HANDS) as pool:

        def at_once(slug: str, acts: Sequence[Act], later: float) -> list[Said]:
            return list(pool.map(begun, [slug] * HANDS, acts, [0, later]))

        yield at_once


def _serve(pipe: Any, barrier: Any) -> None:
    """A process that does what it is handed until it is handed nothing."""
    while told := pipe.recv():
        slug, act, later = told
        barrier.wait(60)
        time.sleep(later)
        pipe.send(perform(slug, act))


@contextmanager
def processes() -> Iterator[Hands]:
    """Two processes that stay: none of them shares anything with another but the database and the folder."""
    context = get_context("spawn")
    barrier, pipes = context.Barrier(HANDS), [context.Pipe() for _ in range(HANDS)]
    begun = [context.Process(target=_serve, args=(theirs, barrier), daemon=True) for _, theirs in pipes]
    for process, (_, theirs) in zip(begun, pipes, strict=True):
        process.start()
        theirs.close()  # so that a process that dies is noticed

    def at_once(slug: str, acts: Sequence[Act], later: float) -> list[Said]:
        for (ours, _), act, after in zip(pipes, acts, [0, later], strict=True):
            ours.send((slug, act, after))
        return [ours.recv() for ours, _ in pipes]

    try:
        yield at_once
    finally:
        for ours, _ in pipes:
            ours.send(None)
        for process in begun:
            process.join(20)


def runs_of(slug: str) -> list[Run]:
    """All runs of a workspace, the first one first."""
    found = Run.objects.filter(workspace__slug=slug).select_related("superseded_by").order_by("number")
    return list(found.prefetch_related("decisions"))
