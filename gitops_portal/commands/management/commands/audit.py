"""The trail, verified or taken away: `audit verify` and `audit export`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from gitops_portal.actions import audit, checkpoints
from gitops_portal.core.errors import PortalError
from gitops_portal.records.queries import operator

if TYPE_CHECKING:
    from gitops_portal.core.ledger import Verification


class Command(BaseCommand):
    help = "Re-compute the hash chains (exit 0 intact, 2 broken), or export a workspace's trail."

    def add_arguments(self, parser: CommandParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        verify = verbs.add_parser("verify")
        which = verify.add_mutually_exclusive_group()
        which.add_argument("--workspace", metavar="SLUG")
        which.add_argument("--file", metavar="EXPORT.jsonl")
        export = verbs.add_parser("export")
        export.add_argument("--workspace", metavar="SLUG", required=True)
        export.add_argument("--format", choices=["jsonl", "csv"], default="jsonl")

    def handle(self, *_: object, **options: Any) -> None:
        if options["verb"] == "export":
            self._known(options["workspace"])
            for line in audit.export(options["workspace"], options["format"]):
                self.stdout.write(line, ending="")
            return
        found = self._from_file(options["file"]) if options["file"] else self._chains(options["workspace"])
        if not all(found):
            sys.exit(2)

    def _known(self, chain: str) -> None:
        if not operator.has_chain(chain):
            raise CommandError(f"There is no trail of “{chain}”.")

    def _from_file(self, name: str) -> list[bool]:
        try:
            with Path(name).open(encoding="utf-8") as lines:
                found = audit.verify_export(lines)
        except (OSError, UnicodeDecodeError, PortalError) as error:
            raise CommandError(f"{name} cannot be verified: {error}") from error
        if found.intact and not found.events:
            raise CommandError(f"{name} holds no events: there is nothing to verify.")
        return [self._tell(name, found)]

    def _chains(self, workspace: str | None) -> list[bool]:
        if workspace:
            self._known(workspace)
        names = [workspace] if workspace else operator.chains()
        return [self._tell(name, checkpoints.keep(name)) for name in names]

    def _tell(self, name: str, found: Verification) -> bool:
        if found.intact:
            self.stdout.write(f"{name}: intact, {found.events} events, head {found.head}")
        else:
            self.stdout.write(f"{name}: broken at event {found.broken_at}: {found.reason}")
        return found.intact
