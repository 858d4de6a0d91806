"""The story and the plans of the demo organisation in, its past out: made by the real actions, moved to today."""

from __future__ import annotations

import hashlib
import io
import json
import re
import tarfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from django.utils import timezone

from gitops_portal.actions import (
    budgets,
    clock,
    decide,
    guardrail_book,
    guardrails,
    ingest,
    outcome,
    people,
    waivers,
    workspaces,
)
from gitops_portal.actions.metadata import Metadata
from gitops_portal.adapters import packing
from gitops_portal.core.lifecycle import State
from gitops_portal.core.model import Actor, ActorKind, Role
from gitops_portal.records.queries import acting

if TYPE_CHECKING:
    from gitops_portal.records.models import Person, Workspace

FOLDER: Final = Path(__file__).resolve().parent
BEGINNING: Final = timedelta(days=90)
CI: Final = Actor(ActorKind.TOKEN, "token GitHub Actions")
SETUP: Final = Actor(ActorKind.PORTAL, "demo")
_TIME: Final = re.compile(rb'"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)Z"')

Said = Mapping[str, Any]
"""A part of the story, as `story.json` has it."""
Happening = tuple[datetime, Callable[[], object]]


def story() -> dict[str, Any]:
    told: dict[str, Any] = json.loads((FOLDER / "story.json").read_text(encoding="utf-8"))
    return told


def plans() -> dict[str, bytes]:
    """Every plan, by the name that the story gives it."""
    packed = io.BytesIO(packing.unpack((FOLDER / "plans.tar.zst").read_bytes()))
    with tarfile.open(fileobj=packed) as tar:
        return {entry.name: read.read() for entry in tar if (read := tar.extractfile(entry))}


def load(told: Callable[[int, int], object]) -> str:
    """Make people, workspaces and rules, then let every run and every decision happen in the order of time.

    `told` hears after each happening how many there were and how many there are. Returns what was made, in words.
    """
    now, company = timezone.now(), story()
    moved = now - datetime.fromisoformat(company["written_at"])
    kept = {name: _moved(plan, moved) for name, plan in plans().items()}
    with clock.at(now - BEGINNING):
        cast = _cast(company)
        _hold(company)
    happenings = [each for place in company["workspaces"] for each in _history(place, kept, cast, now)]
    happenings += [_waived(each, cast, now) for each in company["waivers"]]
    for done, (moment, happen) in enumerate(sorted(happenings, key=lambda happening: happening[0]), 1):
        with clock.at(moment):
            happen()
        told(done, len(happenings))
    places, runs = len(company["workspaces"]), sum(len(each["runs"]) for each in company["workspaces"])
    return f"{company['name']}: {places} workspaces, {runs} runs, {len(company['people'])} people"


def _moved(plan: bytes, by: timedelta) -> bytes:
    """The plan with every time in it moved on, as if it had been written today."""

    def later(found: re.Match[bytes]) -> bytes:
        return (datetime.fromisoformat(found[1].decode()) + by).strftime('"%Y-%m-%dT%H:%M:%SZ"').encode()

    return _TIME.sub(later, plan)


@dataclass(frozen=True, slots=True)
class _Cast:
    """Who and where: workspaces by slug, people by e-mail."""

    places: Mapping[str, Workspace]
    people: Mapping[str, Person]


def _cast(company: Said) -> _Cast:
    """Make workspaces, and people with their roles."""
    places, persons = {}, {}
    for each in company["workspaces"]:
        settings = ("repository", "branch", "directory", "state_address", "required_approvals")
        places[each["slug"]] = workspaces.create(
            SETUP,
            each["slug"],
            each["name"],
            each["labels"],
            budget=None if each["budget"] is None else Decimal(each["budget"]),
            **{name: each[name] for name in settings},
        )
    for each in company["people"]:
        person = people.invite(SETUP, each["email"], each["name"], Role.OWNER if each["owner"] else "")
        persons[person.email] = person
        for slug, role in each["roles"].items():
            people.set_member(SETUP, places[slug], person, Role(role))
    return _Cast(places, persons)


def _hold(company: Said) -> None:
    """Let guardrails hold as the company wants them, its own beside them, and budgets."""
    for name, rule in company["rules"].items():
        guardrail_book.put(SETUP, name, rule, onto="")
    for each in company["guardrails"]:
        said = (each[name] for name in ("guardrail", "scope", "selector", "enforcement", "reason"))
        guardrails.enforce(SETUP, *said, weaker=each["weaker"])
    for each in company["budgets"]:
        told = {name: each[name] for name in ("name", "scope", "selector")}
        budgets.keep(SETUP, amount=Decimal(each["amount"]), **told)


def _waived(each: Said, cast: _Cast, now: datetime) -> Happening:
    """An owner waives a guardrail at the addresses of a pattern, for some days."""
    at = now - timedelta(days=each["days_ago"])
    told = {name: each[name] for name in ("guardrail", "address", "reason")}
    place, by = cast.places[each["workspace"]], cast.people[each["by"]]
    return at, partial(waivers.make, place, by, pattern=True, ends_at=at + timedelta(days=each["days"]), **told)


def _history(place: Said, kept: Mapping[str, bytes], cast: _Cast, now: datetime) -> Iterator[Happening]:
    """What happens in one workspace: each run arrives, and then its steps follow, some hours later each."""
    for number, run in enumerate(place["runs"], 1):
        arrives = now - timedelta(days=run["days_ago"])
        workspace = cast.places[place["slug"]]
        yield arrives, partial(_arrive, workspace, run, kept[run["plan"]])
        for step in run["steps"]:
            at = min(arrives + timedelta(hours=step["hours"]), now)
            yield at, partial(_happen, workspace, number, step, cast.people)


def _arrive(workspace: Workspace, told: Said, plan: bytes) -> None:
    said = {name: told[name] for name in ("kind", "commit", "branch", "pull_request", "title", "actor")}
    file = hashlib.sha256(f"plan file of {told['title']} {told['commit']}".encode()).hexdigest()
    metadata = Metadata(planfile_sha256=file, **said)
    run = ingest.accept(plan, workspace=workspace, by=CI, metadata=metadata)
    if State(run.state).moving:
        ingest.process(run.pk)


def _happen(workspace: Workspace, number: int, step: Said, persons: Mapping[str, Person]) -> None:
    run = acting.run_of_number(workspace, number)
    if step["verb"] in {"applied", "apply_failed"}:
        outcome.tell(run, CI, step["verb"])
        return
    decide.decide(
        run,
        by=persons[step["by"]],
        action=step["verb"],
        reason=step["reason"],
        evidence=run.evidence,
        guardrails=tuple(step["guardrails"]),
    )
