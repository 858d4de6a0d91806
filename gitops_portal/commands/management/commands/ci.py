"""Which CI jobs come in by their own identity: issuers are trusted, rules of workspaces are set, by an operator."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from gitops_portal.actions import ci_identity
from gitops_portal.commands import OPERATOR
from gitops_portal.core.errors import PortalError
from gitops_portal.records import queries
from gitops_portal.records.queries import acting, operator

if TYPE_CHECKING:
    from gitops_portal.core.model import Actor


def claim(text: str) -> tuple[str, str]:
    """`ref=refs/heads/main` as a name and a pattern."""
    name, equals, pattern = text.partition("=")
    if not equals:
        raise ValueError(text)
    return name, pattern


class Command(BaseCommand):
    help = "Let CI jobs in by their own identity (OIDC): trust an issuer, allow some of its jobs into a workspace."

    def add_arguments(self, parser: CommandParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        trust = verbs.add_parser("trust", help="believe what an issuer says of its jobs")
        trust.add_argument("issuer", help="such as https://token.actions.githubusercontent.com")
        trust.add_argument("--kind", choices=ci_identity.KINDS, required=True)
        trust.add_argument("--forge", default="", help="begins the names of its people; without it, the kind")
        trust.add_argument("--audience", default="", help="whom its tokens are for; without it, the portal's address")
        trust.add_argument("--es256", action="store_true", help="take signatures by ES256 beside RS256")
        verbs.add_parser("distrust", help="believe it no longer").add_argument("issuer")
        allow = verbs.add_parser("allow", help="let jobs of a repository into a workspace")
        allow.add_argument("--workspace", metavar="SLUG", required=True)
        allow.add_argument("--issuer", required=True)
        allow.add_argument("--claim", type=claim, action="append", default=[], metavar="NAME=PATTERN")
        allow.add_argument("--scopes", default="upload", help="upload, gate, read; commas between")
        verbs.add_parser("disallow", help="let them in no longer").add_argument("rule", type=int)
        verbs.add_parser("list", help="issuers and rules")

    def handle(self, *_: object, **options: Any) -> None:
        try:
            getattr(self, f"_{options['verb']}")(OPERATOR, options)
        except PortalError as error:
            raise CommandError(str(error)) from error

    def _trust(self, by: Actor, told: dict[str, Any]) -> None:
        more = {name: told[name] for name in ("kind", "forge", "audience", "es256")}
        self.stdout.write(f"{ci_identity.trust(by, told['issuer'], **more)} is trusted.")

    def _distrust(self, by: Actor, told: dict[str, Any]) -> None:
        issuer = acting.issuer(told["issuer"])
        if issuer is None:
            raise CommandError(f"Nobody trusts {told['issuer']}.")
        ci_identity.distrust(by, issuer)
        self.stdout.write(f"{told['issuer']} is trusted no longer.")

    def _allow(self, by: Actor, told: dict[str, Any]) -> None:
        workspace, issuer = operator.workspace(told["workspace"]), acting.issuer(told["issuer"])
        if workspace is None:
            raise CommandError(f"There is no workspace “{told['workspace']}”.")
        if issuer is None:
            raise CommandError(f"Nobody trusts {told['issuer']}: begin with `ci trust`.")
        scopes = [name for part in told["scopes"].split(",") if (name := part.strip())]
        rule = ci_identity.allow(by, workspace, issuer, dict(told["claim"]), scopes)
        self.stdout.write(f"Rule {rule.pk} lets jobs with {rule} into {workspace}: {', '.join(rule.scopes)}.")

    def _disallow(self, by: Actor, told: dict[str, Any]) -> None:
        rule = acting.ci_rule(told["rule"])
        if rule is None:
            raise CommandError(f"There is no rule {told['rule']}.")
        ci_identity.disallow(by, rule)
        self.stdout.write(f"Rule {told['rule']} is gone.")

    def _list(self, _: Actor, __: dict[str, Any]) -> None:
        for issuer in queries.issuers():
            self.stdout.write(f"{issuer}  {issuer.kind}  {issuer.forge}:  {', '.join(issuer.algorithms)}")
        for rule in queries.ci_rules():
            self.stdout.write(f"{rule.pk}  {rule.workspace}  {rule.issuer}  {rule}  {', '.join(rule.scopes)}")
