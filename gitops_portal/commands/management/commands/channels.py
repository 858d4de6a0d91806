"""Channels that messages go to: `channels list`, and `channels rotate` after SECRET_KEY was."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from gitops_portal.actions import channels, run_tasks
from gitops_portal.commands import OPERATOR
from gitops_portal.core.errors import PortalError
from gitops_portal.records.queries.channels import every_channel


class Command(BaseCommand):
    help = "List channels; or seal their secrets, and keys of run tasks, with the present SECRET_KEY."

    def add_arguments(self, parser: CommandParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        verbs.add_parser("list")
        verbs.add_parser("rotate")

    def handle(self, *_: object, **options: Any) -> None:
        if options["verb"] == "list":
            for one in every_channel():
                place = one.workspace.slug if one.workspace else "organisation"
                paused = f"  paused: {one.paused_for or 'by hand'}" if one.paused_at else ""
                self.stdout.write(f"{one.name}  {one.kind}  {one.shown}  {place}{paused}")
            return
        try:
            count, tasks = channels.reseal(OPERATOR), run_tasks.reseal(OPERATOR)
        except PortalError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{count} channels and {tasks} run tasks are sealed with the present SECRET_KEY.")
