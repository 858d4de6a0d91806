"""Plans of ours and real ones, mutated at random, through the whole portal on a real database; what broke as JSON.

A program, run by test_mutations.py with the settings of a portal: `python -m tests.attacks.mutating TIMES SEED`. The plans
are those of tests/plans and, where it is set, of PLAN_CORPUS.
"""

from __future__ import annotations

import copy
import json
import logging
import os
import random
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import django

django.setup()

from django.test import Client  # noqa: E402 - what follows needs Django set up

from gitops_portal.actions import people, tokens, workspaces  # noqa: E402
from gitops_portal.core.documents import parse  # noqa: E402
from gitops_portal.core.documents.secrecy.redact import Mask  # noqa: E402
from gitops_portal.core.errors import PortalError  # noqa: E402
from gitops_portal.core.model import Actor, ActorKind, Role  # noqa: E402
from gitops_portal.records.models import Run  # noqa: E402

OPERATOR: Final = Actor(ActorKind.PORTAL, "command line")
LARGEST: Final = 1_500_000
"""Bytes of a plan that is taken: thousands of large ones would take hours."""
ODD: Final[list[Any]] = [
    *(
        None,
        True,
        -1,
        0,
        2**64,
        -(2**63),
        10**400,
        1e300,
        1e-300,
        "",
        "x",
        "\0",
        "a\0b",
        "\ud83d",
        "\u202e",
        "💥",
        "aws_x.y",
    ),
    *([], {}, [[]], [None], {"": ""}, {"a": {}}, {"\0": 1}, "1" * 5_000, "n" * 3_000, {"k" * 3_000: 1}),
    *(
        "2026-11-28T00:00:00Z",
        "0.0.0.0/0",
        "-----BEGIN PRIVATE KEY-----",
        "aGVsbG8gd29ybGQ=",
        '{"a": [1]}',
        "a: [b",
        "<b>",
    ),
]
TABS: Final = ("graph", "changes", "cost", "guardrails", "outputs", "history")


def seeds() -> list[bytes]:
    """Plans that the portal takes as they are: what is mutated should get as far as it can."""
    folders = [Path("tests/plans"), *([Path(os.environ["PLAN_CORPUS"])] if os.environ.get("PLAN_CORPUS") else [])]
    found = [
        path.read_bytes()
        for folder in folders
        for path in sorted(folder.rglob("*.json"))
        if path.stat().st_size < LARGEST
    ]
    return [body for body in found if _is_plan(body)]


def _is_plan(body: bytes) -> bool:
    try:
        return bool(parse.load(body, Mask(b"key")).changes.changes)
    except PortalError:
        return False


def places(value: Any, chance: random.Random) -> tuple[Any, Any]:
    """A holder and a key in it, on a walk from the outermost object down that ends by chance, seldom at once."""
    inner = [key for key, member in value.items() if member and isinstance(member, dict | list)]
    holder, key = value, chance.choice(inner if inner and chance.random() < 0.95 else list(value))
    while chance.random() < 0.9:
        inside = holder[key]
        keys = list(inside) if isinstance(inside, dict) else range(len(inside)) if isinstance(inside, list) else ()
        if not keys:
            break
        holder, key = inside, chance.choice(keys)
    return holder, key


def mutated(body: bytes, chance: random.Random) -> bytes:
    """A plan with parts dropped, swapped, doubled, exchanged, buried, renamed; seldom with broken bytes."""
    document = json.loads(body)
    for _ in range(chance.randint(1, 3)):
        if not document:
            break
        holder, key = places(document, chance)
        match chance.choice(["drop", "swap", "swap", "double", "bury", "exchange", "rename"]):
            case "drop":
                del holder[key]
            case "swap":
                holder[key] = copy.deepcopy(chance.choice(ODD))
            case "double" if isinstance(holder, list):
                holder.append(copy.deepcopy(holder[key]))
            case "bury":
                for _ in range(chance.choice([1, 3, 50, 190, 250])):
                    holder[key] = [holder[key]] if chance.random() < 0.5 else {"deep": holder[key]}
            case "rename" if isinstance(holder, dict):
                holder[chance.choice(["", "a\0b", "\u202e", "n" * 3_000, "type", "address"])] = holder.pop(key)
            case _:
                other, name = places(document, chance)
                holder[key] = copy.deepcopy(other[name])
    written = json.dumps(document).encode()
    if chance.random() < 0.1:
        at = chance.randrange(len(written))
        written = written[:at] + chance.randbytes(chance.randint(0, 4)) + written[at + chance.randint(0, 4) :]
    return written


class Tracebacks(logging.Handler):
    """What was logged with a traceback, or as an error."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.told: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.told.append(logging.Formatter().format(record)[-1_500:])


class Broken:
    """What goes wrong with one plan."""

    def __init__(self) -> None:
        workspaces.create(OPERATOR, "mutated")
        secret = tokens.create(OPERATOR, name="CI")[1]
        self.ci = Client(
            headers={"Authorization": f"Bearer {secret}", "Host": "127.0.0.1"}, raise_request_exception=False
        )
        self.owner = Client(headers={"Host": "127.0.0.1"}, raise_request_exception=False)
        self.owner.force_login(people.invite(OPERATOR, "olive@example.org", "Olive", Role.OWNER))
        self.tracebacks = Tracebacks()
        logging.getLogger().addHandler(self.tracebacks)
        self.answers: Counter[int] = Counter()

    def by(self, body: bytes) -> Iterator[str]:
        self.tracebacks.told.clear()
        answer = self.ci.post("/api/v1/workspaces/mutated/runs", body, content_type="application/json")
        self.answers[answer.status_code] += 1
        if answer.status_code == 201:
            run = Run.objects.get(pk=answer.json()["id"])
            if run.error or not run.verdict:
                yield f"the run is {run.state}: {run.error}"
            yield from self._unseen(run)
        elif answer.status_code not in {400, 413, 422} or not answer.json().get("detail"):
            yield f"answered {answer.status_code}"
        yield from self.tracebacks.told

    def _unseen(self, run: Run) -> Iterator[str]:
        page = f"/workspaces/mutated/runs/{run.number}/"
        pages = [
            page,
            *(f"{page}?tab={tab}" for tab in TABS),
            f"{page}graph.json",
            f"{page}report.html",
            "/",
            "/drift/",
        ]
        yield from (f"{path}: {code}" for path in pages if (code := self.owner.get(path).status_code) >= 500)
        calls = [f"/api/v1/runs/{run.pk}{part}" for part in ("", "/report", "/changes", "/gate")]
        yield from (f"{path}: {code}" for path in calls if (code := self.ci.get(path).status_code) >= 500)


def main() -> None:
    times, seed = int(sys.argv[1]), int(sys.argv[2])
    plans, broken = seeds(), Broken()
    wrong: dict[str, list[str]] = {}
    for number in range(times):
        chance = random.Random(f"{seed} {number}")  # noqa: S311 - to be repeated
        body = mutated(chance.choice(plans), chance)
        if told := list(broken.by(body)):
            wrong[f"{seed} {number}"] = told
            if folder := os.environ.get("KEEP_BROKEN"):
                Path(folder, f"{seed}-{number}.json").write_bytes(body)
    found = {"wrong": wrong, "plans": len(plans), "answers": dict(broken.answers)}
    sys.stdout.write(json.dumps(found) + "\n")


if __name__ == "__main__":
    main()
