"""Nothing in, what the pages and API lists take at 2,000 workspaces of 50 runs each out: time, queries, weight.

On SQLite, and on PostgreSQL where its programs are installed; times are of the server, for one client at a time.
What else the machine does counts in: `×` tells how often a page takes what the answer of the health check does.
"""

from __future__ import annotations

import argparse
import gc
import html
import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import quantiles
from typing import TYPE_CHECKING, Final

from tests.servers import Database, postgres_server

if TYPE_CHECKING:
    from django.test import Client

PAGES: Final = (
    "/",
    "/?state=waiting",
    "/?sort=guardrails",
    "/?sort=delta&page=40",
    "/?label=env%3Dprod&label=team%3Dteam-3",
    "/requests/",
    "/requests/?page=390",
    "/costs/",
    "/costs/?days=90&show=new",
    "/costs/unknown/",
    "/drift/",
    "/drift/?show=mine",
    "/drift/?page=40&causes=7",
    "/drift/causes/CAUSE/",
    "/workspaces/service-0007/drift/",
    "/api/v1/workspaces/service-0007/drift",
    "/guardrails/",
    "/guardrails/sg-open-ssh/",
    "/audit/",
    "/audit/?resource=aws_db_instance.orders",
    "/audit/?resource=aws_instance.web",
    "/workspaces/service-0007/",
    "/workspaces/service-0007/runs/50/",
    "/workspaces/service-0007/audit/",
    "/settings/",
    "/api/v1/workspaces",
    "/api/v1/requests",
    "/api/v1/workspaces/service-0007/audit",
)
ROUNDS: Final = 40
ALLOWED: Final = 100
"""Milliseconds for 19 of 20 answers of any of them."""
OPEN: Final = 200
"""Pages that are open at once."""
EVERY: Final = 4
"""Seconds between two questions of one of them (`frontend/elements/live-news.js`)."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--workspaces", type=int, default=2_000)
    parser.add_argument("--runs", type=int, default=50, help="of each workspace")
    parser.add_argument("--only", default="", help="pages whose address holds this")
    parser.add_argument("--database", help="the address of an empty one; without it, SQLite and PostgreSQL of our own")
    chosen = parser.parse_args()
    if chosen.database:
        with tempfile.TemporaryDirectory() as folder:
            _settle(chosen.database, folder)
            measure(chosen.workspaces, chosen.runs, chosen.only)
        return
    with tempfile.TemporaryDirectory() as folder:
        _apart(f"sqlite:///{Path(folder, 'lists.sqlite3')}", chosen)
    if Database.available():
        with postgres_server() as server, server.fresh() as address:
            _apart(address, chosen)
    else:
        print("\nLists on PostgreSQL are not measured: its programs are not installed")


def _apart(address: str, chosen: argparse.Namespace) -> None:
    """In a process of its own: Django is set up for one database."""
    size = ["--workspaces", str(chosen.workspaces), "--runs", str(chosen.runs), "--only", chosen.only]
    command = [sys.executable, "-m", "scripts.bench_lists", "--database", address, *size]
    subprocess.run(command, check=True)  # noqa: S603 - ourselves


def _settle(address: str, folder: str) -> None:
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "gitops_portal.settings",
        "DATABASE_URL": address,
        "PORTAL_DATA_DIR": folder,
        "REDIS_URL": "",
    }


def measure(workspaces: int, runs: int, only: str) -> None:
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    from django.conf import settings
    from django.db import connection
    from django.test import Client

    from tools import estate

    settings.ALLOWED_HOSTS.append("testserver")
    people = estate.fill(workspaces, runs)
    with connection.cursor() as cursor:  # as PostgreSQL does by itself, some minutes later
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "SELECT 1")
    print(f"\nLists at {workspaces:,} workspaces of {runs} runs, {connection.vendor}; 19 of 20 within {ALLOWED} ms")
    gc.collect()
    gc.freeze()  # as the server does
    bare = _taken(Client(), "/healthz")[0]
    for person in people:
        client = Client()
        client.force_login(person)
        print(f"{person.name.lower():<46}{'median':>8} {'p95 ms':>8} {'×':>5} {'queries':>8} {'kB':>8}")
        for page in _pages(client, only):
            half, most, queries, weight = _taken(client, page)
            late = " over" if most > ALLOWED else ""
            told = f"{half:8.0f} {most:8.0f} {half / bare:5.0f} {queries:>8} {weight / 1000:8.0f}{late}"
            print(f"  {page:<44}{told}")
        half = _taken(client, _unchanged(client))[0]
        print(f"  {OPEN} open pages that nothing happened to ask for {OPEN / EVERY * half / 1000:.0%} of a processor")


def _pages(client: Client, only: str) -> list[str]:
    found = re.search(r"/drift/causes/([0-9a-f]+)/", client.get("/drift/").content.decode())
    pages = (*PAGES, "/news/?every=1", _unchanged(client))
    return [page.replace("CAUSE", found[1] if found else "none") for page in pages if only in page]


def _unchanged(client: Client) -> str:
    """The address that an open list asks every few seconds."""
    found = re.search(r'<live-news data-url="([^"]+)"', client.get("/").content.decode())
    if not found:
        raise SystemExit("The list asks for no news")
    return html.unescape(found[1])


def _taken(client: Client, page: str) -> tuple[float, float, int, int]:
    """Milliseconds, half of the answers within the first and 19 of 20 within the second; how many queries, and bytes.

    The first visit, which loads templates, does not count.
    """
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as asked:
        answer = client.get(page)
    queries = len(asked)  # the next request forgets them
    if answer.status_code not in {200, 204}:
        raise SystemExit(f"{page} answered {answer.status_code}")
    rounds = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        client.get(page)
        rounds.append((time.perf_counter() - start) * 1000)
    parts = quantiles(rounds, n=20)
    return parts[9], parts[18], queries, len(answer.content)


if __name__ == "__main__":
    main()
