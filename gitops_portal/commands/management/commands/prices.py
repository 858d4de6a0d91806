"""The price book, renewed from the provider's price list: `prices refresh`."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from gitops_portal.actions import prices
from gitops_portal.core.errors import PortalError


class Command(BaseCommand):
    help = (
        "Read AWS's price list into the data folder's price book. Takes minutes, and credentials as boto3 reads them."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        refresh = parser.add_subparsers(dest="verb", required=True).add_parser("refresh")
        refresh.add_argument("--provider", default="aws", help="aws, the only one whose price list is read")

    def handle(self, *_: object, **options: Any) -> None:
        try:
            prices.refresh(options["provider"], self._tell)
        except PortalError as error:
            raise CommandError(str(error)) from error

    def _tell(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()  # progress is for whoever waits, also behind a pipe
