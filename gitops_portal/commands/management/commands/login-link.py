"""A one-time sign-in link for the operator, printed; in an empty portal, whom it is made for becomes the owner."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from gitops_portal.actions import people
from gitops_portal.commands import OPERATOR
from gitops_portal.core.errors import PortalError
from gitops_portal.core.model import Role
from gitops_portal.records.queries import operator

if TYPE_CHECKING:
    from gitops_portal.records.models import Person


class Command(BaseCommand):
    help = "Print a link that signs a person in, once. Without --user: the first owner."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--user", metavar="EMAIL")

    def handle(self, *_: object, **options: Any) -> None:
        self.stdout.write(people.sign_in_link(self._person(options["user"]), by=OPERATOR))

    def _person(self, email: str | None) -> Person:
        if email and not operator.has_people():
            try:
                return people.invite(OPERATOR, email, organisation_role=Role.OWNER)
            except PortalError as error:
                raise CommandError(str(error)) from error
        if person := operator.active_person(email) if email else operator.first_owner():
            return person
        raise CommandError(
            f"Nobody active is known as {email}." if email else "There is no owner: name one with --user."
        )
