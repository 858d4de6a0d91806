"""Usage files: `usage from-infracost FILE` prints ours, made of Infracost's."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from gitops_portal.actions import usage
from gitops_portal.core.errors import PortalError


class Command(BaseCommand):
    help = "Print the usage file that Infracost's is with us; what it can't tell stands on standard error."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        made = verbs.add_parser("from-infracost")
        made.add_argument("file", help="an infracost-usage.yml; - reads standard input")

    def handle(self, *_: object, **options: Any) -> None:
        name = options["file"]
        try:
            text = sys.stdin.read() if name == "-" else Path(name).read_text(encoding="utf-8")
            made = usage.of_infracost(text)
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"{name} cannot be read: {error}.") from error
        except PortalError as error:
            raise CommandError(f"{name}:{error}") from error
        self.stdout.write(made.text, ending="")
        for one in made.left_out:
            self.stderr.write(_visible(f"left out: {one}"))


def _visible(line: str) -> str:
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in line)
