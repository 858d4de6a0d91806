"""The price book: `prices refresh` renews it, `prices find` looks into it. And own prices, as code."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from gitops_portal.actions import own_prices, prices
from gitops_portal.adapters import prices as books
from gitops_portal.adapters import rule_files
from gitops_portal.commands import OPERATOR
from gitops_portal.core.errors import Invalid, PortalError
from gitops_portal.core.pricing import own_file
from gitops_portal.core.pricing.own_check import Checked, listed
from gitops_portal.records.queries import own_prices as of_prices

if TYPE_CHECKING:
    from collections.abc import Mapping

NOTHING = "version: 1\n"
_EVERYWHERE = "everywhere"


class Command(BaseCommand):
    help = (
        "The price book: renew it, look into it. Own prices as code: check, diff and apply a file; export what holds."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        refresh = verbs.add_parser(
            "refresh",
            help="read a provider's price list into the data folder's price book. Takes minutes; whoever stops it and"
            " starts it again within a day goes on. AWS's needs credentials as boto3 reads them, Google's"
            " GOOGLE_PRICES_KEY, Azure's nothing",
        )
        refresh.add_argument("--provider", default="aws", help=f"{', '.join(prices.LISTS)} (aws)")
        find = verbs.add_parser("find", help="what the price book has, a line for each region")
        find.add_argument("service", help="such as aws-ec2 or aws_nat_gateway; * stands for any text")
        find.add_argument("item", nargs="?", default="", help="such as 'm5.*'")
        for verb, told in (
            ("check", "exit 1 with file and line where it cannot be understood"),
            ("diff", "what would change, a line for each entry"),
            ("apply", "let it hold from now on"),
        ):
            verbs.add_parser(verb, help=told).add_argument("file", type=Path)
        verbs.add_parser("export", help="the file of own prices that holds, as it was saved")

    def handle(self, *_: object, **options: Any) -> None:
        try:
            getattr(self, f"_{options['verb']}")(options)
        except PortalError as error:
            raise CommandError(str(error)) from error

    def _refresh(self, options: dict[str, Any]) -> None:
        prices.refresh(options["provider"], self._tell)

    def _find(self, options: dict[str, Any]) -> None:
        found = list(listed(books.load(settings.PRICES_DIR), options["service"], options["item"]))
        if not found:
            raise Invalid("The price book has nothing of that name: write * for any text, as in 'aws_*'.")
        for shelf, item, region, price in found:
            self.stdout.write(f"{shelf}  {item.strip()}  {region or _EVERYWHERE}  {price.usd:f}  {price.unit}")

    def _check(self, options: dict[str, Any]) -> None:
        _checked(options["file"])
        self.stdout.write("It holds.")

    def _diff(self, options: dict[str, Any]) -> None:
        lines = list(own_prices.differing(_checked(options["file"])[1]))
        self.stdout.write("\n".join(lines) if lines else "Nothing would change.")

    def _apply(self, options: dict[str, Any]) -> None:
        saved = own_prices.save(OPERATOR, _checked(options["file"])[0])
        self.stdout.write(f"Version {saved.version} holds now." if saved else "It holds already.")

    def _export(self, _: dict[str, Any]) -> None:
        held = of_prices.newest()
        self.stdout.write(held.source if held and held.source else NOTHING, ending="")

    def _tell(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()  # progress is for whoever waits, also behind a pipe


def _checked(file: Path) -> tuple[str, Mapping[str, Any]]:
    """The text of a file and what it says. Raises Invalid, which begins with the file and the line."""
    with rule_files.opened(file) as written:
        own_file.read(written.document, Checked(books.load(settings.PRICES_DIR)))
        return written.source, written.document or {}
