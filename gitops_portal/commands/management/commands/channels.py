"""Channels that messages go to: `channels list`, and `channels rotate` after SECRET_KEY was."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from gitops_portal.actions import channels
from gitops_portal.commands import OPERATOR
from gitops_portal.core.errors import PortalError
from gitops_portal.records.queries.channels import every_channel


class Command(BaseCommand):
    help = "List channels; or seal their secrets with the present SECRET_KEY, so that the one before can be forgotten."

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
            count = channels.reseal(OPERATOR)
        except PortalError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{count} channels are sealed with the present SECRET_KEY.")
