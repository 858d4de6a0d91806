"""Nothing in, the processor time of an upload from the door to the stored verdict out, on SQLite and on PostgreSQL.

A fresh process for each: it warms up with a small plan, then uploads a large one through the API, which reads, masks,
stores, evaluates and keeps it. The time of the database server stands apart.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import tempfile
import time
from pathlib import Path
from typing import Any, Final

from scripts.yardstick import apart, decode_seconds
from tests.servers import Database, postgres_server
from tools.generator import plan

ALLOWED: Final = 3.5
"""Seconds of processor time, at 10,000 resources."""
TICKS: Final = os.sysconf("SC_CLK_TCK")


def child(file: str) -> None:
    """Upload in this process, and print what it took as JSON. The environment names the database."""
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    from django.conf import settings
    from django.db import connection
    from django.test import Client

    from gitops_portal.actions import tokens
    from gitops_portal.core.model import Actor, ActorKind
    from gitops_portal.records.models import Run

    settings.ALLOWED_HOSTS.append("testserver")
    _, secret = tokens.create(Actor(ActorKind.PORTAL, "bench"), name="bench", may_create=True)
    client = Client(headers={"Authorization": f"Bearer {secret}"})

    def upload(workspace: str, body: bytes) -> None:
        asked = {"PATH_INFO": f"/api/v1/workspaces/{workspace}/runs", "QUERY_STRING": "create=1"}
        sent = {"CONTENT_TYPE": "application/json", "CONTENT_LENGTH": str(len(body)), "wsgi.input": io.BytesIO(body)}
        answer = client.request(REQUEST_METHOD="POST", **asked, **sent)  # its `post` would copy what is sent
        if answer.status_code != 201:  # noqa: PLR2004 - Created
            raise SystemExit(answer.content.decode())

    upload("warm", plan(100))
    body = Path(file).read_bytes()
    server = _server() if connection.vendor == "postgresql" else 0
    begun, served = time.process_time(), _seconds(server)
    upload("large", body)
    took = {"portal": time.process_time() - begun, "server": _seconds(server) - served}
    run = Run.objects.get(workspace__slug="large")
    if not run.verdict:
        raise SystemExit(f"the run is {run.state}: {run.error}")
    sizes = {"changes": run.changes.count(), "blocks": run.blocks.count(), "findings": run.findings.count()}
    print(json.dumps(took | sizes))


def _server() -> int:
    """The process of the database server that all of its others come from."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        backend = cursor.fetchone()[0]
    return int(_stat(backend)[1])


def _stat(process: int) -> list[str]:
    """The fields of /proc/PID/stat behind the name, from the third on."""
    return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()


def _seconds(server: int) -> float:
    """Processor seconds of a server and all its processes, those that have ended too."""
    if not server:
        return 0.0
    ticks = sum(map(int, _stat(server)[11:15]))
    for path in Path("/proc").glob("[0-9]*"):
        try:
            fields = _stat(int(path.name))
        except OSError:
            continue
        if int(fields[1]) == server:
            ticks += int(fields[11]) + int(fields[12])
    return ticks / TICKS


def measured(url: str, file: Path) -> dict[str, Any]:
    return apart("scripts.bench_upload", url, str(file))


def shown(name: str, told: dict[str, Any], bare: float) -> None:
    rows = ", ".join(f"{told[what]:,} {what}" for what in ("changes", "blocks", "findings"))
    print(f"{name:<12}{told['portal']:6.2f} s {told['portal'] / bare:6.1f}× {told['server']:8.2f} s   {rows}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--child", help=argparse.SUPPRESS)
    parser.add_argument("--resources", type=int, default=10_000)
    asked = parser.parse_args()
    if asked.child:
        child(asked.child)
        return
    body = plan(asked.resources)
    bare = decode_seconds(body)
    print(f"\nUpload of {asked.resources:,} resources ({len(body) / 1e6:.1f} MB), CPU; × = times a bare decode")
    print(f"{'':<12}{'portal':>8} {'':>7} {'server':>10}   rows")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "plan.json")
        file.write_bytes(body)
        shown("SQLite", measured("", file), bare)
        if Database.available():
            with postgres_server() as server, server.fresh() as url:
                shown("PostgreSQL", measured(url, file), bare)
        else:
            print("PostgreSQL  SKIPPED: its wheel is not installed, and DATABASE_URL names none")
    print(f"Allowed: {ALLOWED} s of the portal's at 10,000")


if __name__ == "__main__":
    main()
