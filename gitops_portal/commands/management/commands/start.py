"""The whole portal in one process: database, static files, first owner, demo, and then the web server."""

from __future__ import annotations

import os
import shlex
import socket
import sys
import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from gitops_portal import places
from gitops_portal.actions import people, reconcile
from gitops_portal.core.model import Actor, ActorKind, Role
from gitops_portal.records.queries import operator

OWNER = "owner@localhost.localdomain"
FIRST_START = Actor(ActorKind.PORTAL, "first start")
TRIES = 4
"""Looks for a free port, half a second apart."""
SERVE = (
    *("--interface", "asgi", "--http", "1", "--no-ws", "--http1-header-read-timeout", "10000"),
    *(
        "--backlog",
        "2048",
        "--backpressure",
        "8192",
        "--respawn-failed-workers",
        "--workers-kill-timeout",
        "10",
        "--log-level",
        "warning",
    ),
)


class Command(BaseCommand):
    help = "Set up what is missing and serve on 127.0.0.1: what `make run` calls."

    def handle(self, *_: object, **__: Any) -> None:
        self._free_port()
        call_command("migrate", verbosity=0)
        self._static_files()
        if self._half_told.exists():
            folder = settings.PORTAL_DATA_DIR
            raise CommandError(f"The demo organisation was interrupted as it loaded: delete {folder} and start again.")
        if not operator.has_people():
            self._first_start(demo=settings.DEMO)
        self._way_in()
        if not settings.REDIS_URL:
            reconcile.pick_up()
        self.stdout.write(f"Serving on {settings.PORTAL_URL}  (Ctrl-C ends it)")
        self.stdout.flush()
        # By its path, and with -P: nothing is imported from the folder that the command happens to be typed in.
        application = [f"{places.PACKAGE / 'asgi.py'}:application", "--working-dir", str(places.PACKAGE.parent)]
        address = ["--host", "127.0.0.1", "--port", str(settings.PORT)]
        serve = [sys.executable, "-P", "-m", "granian", *application, *address, *SERVE]
        os.execv(sys.executable, serve)  # noqa: S606 - our own interpreter, no shell

    _half_told = settings.PORTAL_DATA_DIR / "demo-is-loading"
    """Stands while the demo loads, and stays where that was interrupted."""

    def _free_port(self) -> None:
        """Say that the port is taken before anything is made, and in one sentence. Raises CommandError.

        What a killed portal left of itself holds the port for another moment.
        """
        for tries_left in reversed(range(TRIES)):
            with socket.socket() as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as the server does
                try:
                    probe.bind(("127.0.0.1", settings.PORT))
                except (OSError, OverflowError) as error:
                    if not tries_left:
                        again = "PORT=9000 gitops-portal start" if places.INSTALLED else "make run PORT=9000"
                        told = f"Port {settings.PORT} can't be had ({error}). Choose another: {again}"
                        raise CommandError(told) from error
                    time.sleep(0.5)
                else:
                    return

    def _static_files(self) -> None:
        """Collect what browsers load, when any of it is newer than what was collected last."""
        manifest = settings.STATIC_ROOT / "staticfiles.json"
        sources = [
            Path(place[1]) if isinstance(place, tuple) else Path(str(place)) for place in settings.STATICFILES_DIRS
        ]
        # When it came here, not when it was made: an installed file may be older than what was collected from another.
        newest = max(path.stat().st_ctime for place in sources for path in place.rglob("*") if path.is_file())
        if not manifest.exists() or manifest.stat().st_mtime < newest:
            self.stdout.write("Collecting static files …")
            call_command("collectstatic", interactive=False, verbosity=0)

    def _first_start(self, *, demo: bool) -> None:
        people.invite(FIRST_START, OWNER, "Owner", Role.OWNER)
        if demo and not operator.has_workspaces():
            self.stdout.write("Loading the demo organisation …")
            self._half_told.touch()
            call_command("demo")
            self._half_told.unlink()

    def _way_in(self) -> None:
        """A link while nobody has ever signed in, so that a lost one harms nobody; later how to get one."""
        owner = operator.first_owner()
        if owner and not operator.has_signed_in():
            self.stdout.write(f"\nSign in with this link; it works once, within {people.LINK_HOURS} hours:\n")
            self.stdout.write(f"    {people.sign_in_link(owner, by=FIRST_START)}\n\n")
            return
        given = [f"PORT={settings.PORT}"]
        if settings.PORTAL_DATA_DIR != settings.DEFAULT_DATA_DIR:
            given.append(f"PORTAL_DATA_DIR={shlex.quote(str(settings.PORTAL_DATA_DIR))}")
        self.stdout.write(f"Another sign-in link: {' '.join(given)} {places.MANAGE} login-link")
