"""The price book, renewed from the provider's price list: `prices refresh`."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from gitops_portal.actions import prices
from gitops_portal.core.errors import PortalError


class Command(BaseCommand):
    help = (
        "Read a provider's price list into the data folder's price book. Takes minutes; whoever stops it and starts it"
        " again within a day goes on. AWS's needs credentials as boto3 reads them, Google's GOOGLE_PRICES_KEY, Azure's"
        " nothing."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        refresh = parser.add_subparsers(dest="verb", required=True).add_parser("refresh")
        refresh.add_argument("--provider", default="aws", help=f"{', '.join(prices.LISTS)} (aws)")

    def handle(self, *_: object, **options: Any) -> None:
        try:
            prices.refresh(options["provider"], self._tell)
        except PortalError as error:
            raise CommandError(str(error)) from error

    def _tell(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()  # progress is for whoever waits, also behind a pipe
