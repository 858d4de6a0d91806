"""An attestation of the gate, checked without the portal: `gate verify`."""

from __future__ import annotations

import hashlib
import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from gitops_portal.adapters import signing


class Command(BaseCommand):
    help = "Check what the gate handed out against its public keys (exit 0 holds, 2 does not)."
    requires_system_checks = ()  # it needs no database, and no portal

    def add_arguments(self, parser: CommandParser) -> None:
        verify = parser.add_subparsers(dest="verb", required=True).add_parser("verify")
        verify.add_argument("token", metavar="TOKEN", help="`-` reads standard input")
        verify.add_argument("--jwks", metavar="FILE", required=True, help="what /.well-known/jwks.json answers")
        verify.add_argument("--planfile", metavar="FILE", help="the saved plan that is about to be applied")

    def handle(self, *_: object, **options: Any) -> None:
        typed = options["token"]
        try:
            claims = signing.read((sys.stdin.read() if typed == "-" else typed).strip(), _key_set(options["jwks"]))
        except signing.NotValid as error:
            self._refuse(f"the attestation is not valid: {error}")
        if options["planfile"] and (reason := _other_file(claims, options["planfile"])):
            self._refuse(reason)
        until = datetime.fromtimestamp(claims["exp"], UTC)
        bound = claims.get("planfile_sha256") or "no plan file"
        self.stdout.write(
            f"holds: {claims['sub']}, {claims['state']}, bound to {bound}, until {until:%Y-%m-%d %H:%M} UTC"
        )

    def _refuse(self, why: str) -> None:
        self.stdout.write(f"does not hold: {why}")
        sys.exit(2)


def _key_set(name: str) -> dict[str, Any]:
    try:
        told = json.loads(Path(name).read_bytes())
    except (OSError, ValueError) as error:
        raise CommandError(f"{name} cannot be read as a key set: {error}") from error
    if not (isinstance(told, dict) and isinstance(told.get("keys"), list)):
        raise CommandError(f"{name} is no key set: save what /.well-known/jwks.json of the portal answers.")
    return told


def _other_file(claims: dict[str, Any], name: str) -> str:
    """Why this file is not the one that was approved; empty where it is."""
    try:
        with Path(name).open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise CommandError(f"{name} cannot be read: {error.strerror}.") from error
    approved = claims.get("planfile_sha256")
    if not approved:
        return "the approval names no plan file, so none can be vouched for"
    return "" if found == approved else f"{name} is {found}, and the approval is of {approved}"
