"""Nothing in, what the pages that list things take at 2,000 workspaces of 50 runs each out: time, queries, weight.

`×` is how often a page takes what the answer of the health check does, in the same process.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from django.test import Client

PAGES: Final = (
    "/",
    "/?state=waiting",
    "/?sort=cost",
    "/workspaces/service-0007/",
    "/workspaces/service-0007/runs/50/",
    "/workspaces/service-0007/audit/",
    "/audit/",
    "/drift/",
    "/guardrails/",
    "/guardrails/sg-open-ssh/",
)
ROUNDS: Final = 5
ALLOWED: Final = 800
"""Milliseconds of processor time for any of them."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--workspaces", type=int, default=2_000)
    parser.add_argument("--runs", type=int, default=50, help="of each workspace")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "gitops_portal.settings",
            "DATABASE_URL": f"sqlite:///{Path(folder, 'lists.sqlite3')}",
            "PORTAL_DATA_DIR": folder,
            "REDIS_URL": "",
        }
        measure(chosen.workspaces, chosen.runs)


def measure(workspaces: int, runs: int) -> None:
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    from django.conf import settings
    from django.test import Client

    from tools import estate

    settings.ALLOWED_HOSTS.append("testserver")
    people = estate.fill(workspaces, runs)
    print(f"\nLists at {workspaces:,} workspaces of {runs} runs, SQLite, CPU of one process; allowed {ALLOWED} ms")
    bare = _taken(Client(), "/healthz")[0]
    for person in people:
        client = Client()
        client.force_login(person)
        print(f"{person.name.lower():<36}{'ms':>8} {'×':>6} {'queries':>8} {'kB':>8}")
        for page in PAGES:
            taken, queries, weight = _taken(client, page)
            print(f"  {page:<34}{taken * 1000:8.0f} {taken / bare:6.0f} {queries:>8} {weight / 1000:8.0f}")


def _taken(client: Client, page: str) -> tuple[float, int, int]:
    """Seconds, how many queries, and how many bytes; the first visit, which loads templates, does not count."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as asked:
        answer = client.get(page)
    queries = len(asked)  # the next request forgets them
    if answer.status_code != 200:  # noqa: PLR2004 - OK
        raise SystemExit(f"{page} answered {answer.status_code}")
    rounds = []
    for _ in range(ROUNDS):
        start = time.process_time()
        client.get(page)
        rounds.append(time.process_time() - start)
    return median(rounds), queries, len(answer.content)


if __name__ == "__main__":
    main()
