"""One turn of what the clock does, told in a line; or a turn every so many seconds."""

from __future__ import annotations

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from gitops_portal.actions import reconcile
from gitops_portal.records.queries import operator


class Command(BaseCommand):
    help = "Queue runs left waiting, expire approvals, mark workspaces unverified: what Celery beat starts."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--workspace", default="", metavar="SLUG")
        often = parser.add_mutually_exclusive_group()
        often.add_argument("--once", action="store_true", help="one turn; this is what happens without --every, too")
        often.add_argument("--every", type=int, metavar="SECONDS", help="a turn every so many seconds, until stopped")

    def handle(self, *_: object, **options: Any) -> None:
        slug = options["workspace"]
        if slug and not operator.workspace(slug):
            raise CommandError(f"There is no workspace “{slug}”.")
        while True:
            turn = reconcile.turn(slug)
            self.stdout.write(
                f"queued again {turn.requeued}, given up {turn.given_up}, expired {turn.expired}, "
                f"marked unverified {turn.unverified}"
            )
            if not options["every"]:
                return
            time.sleep(options["every"])
