"""The key behind attestations and checkpoints: `keys rotate`."""

from __future__ import annotations

from django.core.management.base import BaseCommand, CommandError, CommandParser

from gitops_portal.actions import keys
from gitops_portal.commands import OPERATOR
from gitops_portal.core.errors import PortalError


class Command(BaseCommand):
    help = "Sign with a new key from now on. What the old one signed can still be checked."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_subparsers(dest="verb", required=True).add_parser("rotate")

    def handle(self, *_: object, **__: object) -> None:
        try:
            kid = keys.rotate(OPERATOR)
        except PortalError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"The key {kid} signs from now on. The one before is published for another day.")
