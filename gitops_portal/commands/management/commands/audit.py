"""The trail, verified, signed or taken away: `audit verify`, `audit checkpoint`, `audit export`."""

from __future__ import annotations

import json
import sys
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from gitops_portal.actions import audit, exports, pruning, verification
from gitops_portal.actions import checkpoints as signed
from gitops_portal.commands import OPERATOR
from gitops_portal.core.errors import PortalError, Unavailable
from gitops_portal.records.queries import operator

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gitops_portal.core.ledger import Checkpoint, Verification


class Command(BaseCommand):
    help = "Re-compute the hash chains (exit 0 intact, 2 broken), sign them, or export a workspace's trail."

    def add_arguments(self, parser: CommandParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        verify = verbs.add_parser("verify")
        which = verify.add_mutually_exclusive_group()
        which.add_argument("--workspace", metavar="SLUG")
        which.add_argument("--file", metavar="EXPORT.jsonl")
        known = "checkpoints to hold the file against, a line each; and the keys that they are signed with"
        verify.add_argument("--checkpoints", metavar="CHECKPOINTS.jwt", action="append", default=[], help=known)
        verify.add_argument("--jwks", metavar="KEYS.json")
        checkpoint = verbs.add_parser("checkpoint", help="verify, and sign what holds, in every store of checkpoints")
        checkpoint.add_argument("--workspace", metavar="SLUG")
        prune = verbs.add_parser("prune", help="take old events away into a file, which is verified and signed first")
        prune.add_argument("--workspace", metavar="SLUG", required=True)
        prune.add_argument("--before", metavar="2026-01-01", required=True, type=date.fromisoformat)
        prune.add_argument("--output", metavar="FILE.jsonl", required=True)
        export = verbs.add_parser("export")
        export.add_argument("--workspace", metavar="SLUG", required=True)
        export.add_argument("--format", choices=["jsonl", "csv"], default="jsonl")

    def handle(self, *_: object, **options: Any) -> None:
        if options["verb"] == "export":
            name, form = options["workspace"], options["format"]
            self._known(name)
            exports.told(OPERATOR, operator.workspace(name), form, {}, name)
            for line in audit.export(name, form):
                self.stdout.write(line, ending="")
            return
        if options["verb"] == "prune":
            self._prune(**options)
            return
        try:
            found = self._from_file(options) if options.get("file") else self._chains(**options)
        except Unavailable as error:
            raise CommandError(str(error)) from error
        if not all(found):
            sys.exit(2)

    def _known(self, chain: str) -> None:
        if not operator.has_chain(chain):
            raise CommandError(f"There is no trail of “{chain}”.")

    def _prune(self, workspace: str, before: date, output: str, **_: object) -> None:
        self._known(workspace)
        moment = datetime.combine(before, time(), UTC)
        try:
            written = pruning.prune(OPERATOR, workspace, moment, Path(output))
        except (PortalError, OSError) as error:
            raise CommandError(f"Nothing was pruned: {error}") from error
        self.stdout.write(f"{output}: events of {workspace} up to {written.events} are in this file alone now")

    def _from_file(self, options: dict[str, Any]) -> list[bool]:
        name = options["file"]
        signed = _given(options["checkpoints"], options["jwks"])
        try:
            with Path(name).open(encoding="utf-8") as lines:
                found = verification.verify_export(lines, signed)
        except (OSError, UnicodeDecodeError, PortalError) as error:
            raise CommandError(f"{name} cannot be verified: {error}") from error
        if found.intact and not found.events:
            raise CommandError(f"{name} holds no events: there is nothing to verify.")
        if signed and found.intact and not found.signed:
            raise CommandError(f"{name} is of a chain of which no checkpoint is given.")
        return [self._tell(name, found)]

    def _chains(self, verb: str, workspace: str | None, checkpoints: Sequence[str] = (), **_: object) -> list[bool]:
        if checkpoints:
            raise CommandError("--checkpoints go with --file: those of the portal itself are always looked at.")
        if workspace and workspace not in signed.chains():
            self._known(workspace)
        names = [workspace] if workspace else sorted({*operator.chains(), *signed.chains()})
        act = verification.sign if verb == "checkpoint" else verification.keep
        return [self._tell(name, act(name)) for name in names]

    def _tell(self, name: str, found: Verification) -> bool:
        one = found.signed
        signed = f", signed up to event {one.sequence} on {one.at:%Y-%m-%d %H:%M} UTC" if one else ""
        if found.intact:
            self.stdout.write(f"{name}: intact, {found.events} events, head {found.head}{signed}")
        else:
            self.stdout.write(f"{name}: broken at event {found.broken_at}: {found.reason}{signed}")
        return found.intact


def _given(names: list[str], jwks: str | None) -> list[Checkpoint]:
    """The checkpoints that these files hold, a line each, signed by these keys. Raises CommandError."""
    if bool(names) != bool(jwks):
        raise CommandError("Checkpoints are checked with keys: give --checkpoints and --jwks together.")
    if not jwks:
        return []
    try:
        key_set = json.loads(Path(jwks).read_text(encoding="utf-8"))
        lines = [line for name in names for line in Path(name).read_text(encoding="utf-8").split()]
        return [signed.read(line, key_set) for line in lines]
    except (OSError, ValueError, KeyError, TypeError, AttributeError, PortalError) as error:
        raise CommandError(f"The checkpoints cannot be read with these keys: {error}") from error
