"""A CI token, printed once on standard output and nothing else."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from gitops_portal.actions import tokens, workspaces
from gitops_portal.commands import OPERATOR
from gitops_portal.core.ci_identity.rules import Scope
from gitops_portal.core.errors import PortalError
from gitops_portal.records.queries import operator

if TYPE_CHECKING:
    from gitops_portal.core.model import Actor
    from gitops_portal.records.models import Workspace


def days(text: str) -> int:
    """`90d` or `90`, in days."""
    if not (found := re.fullmatch(r"(\d{1,4})d?", text)):
        raise ValueError(text)
    return int(found[1])


class Command(BaseCommand):
    help = "Create a token: for one workspace, or for the whole organisation when none is named."

    def add_arguments(self, parser: CommandParser) -> None:
        create = parser.add_subparsers(dest="verb", required=True).add_parser("create")
        create.add_argument("--workspace", metavar="SLUG", help="without it, the token opens every workspace")
        create.add_argument(
            "--create",
            action="store_true",
            help="make the named workspace when it is missing; without one, uploads may create workspaces (?create=1)",
        )
        create.add_argument("--expires", type=days, default=90, metavar="90d")
        create.add_argument("--name", default="CI")
        create.add_argument(
            "--scope",
            action="append",
            choices=[*Scope],
            metavar="|".join(Scope),
            help="what it may do, given once for each; without it, everything",
        )

    def handle(self, *_: object, **options: Any) -> None:
        slug, by = options["workspace"], OPERATOR
        try:
            workspace = self._workspace(by, slug, create=options["create"]) if slug else None
            secret = tokens.create(
                by,
                name=options["name"],
                workspace=workspace,
                may_create=options["create"] and workspace is None,
                days=options["expires"],
                scopes=options["scope"] or [*Scope],
            )[1]
        except PortalError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(secret)

    def _workspace(self, by: Actor, slug: str, *, create: bool) -> Workspace:
        """The workspace that the token opens; a token never opens more than the one that was named."""
        if found := operator.workspace(slug):
            return found
        if not create:
            raise CommandError(f"There is no workspace “{slug}”: add --create to make it now.")
        return workspaces.create(by, slug)
