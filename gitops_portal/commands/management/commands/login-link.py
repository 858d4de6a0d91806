"""A one-time sign-in link for the operator, printed."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from gitops_portal.actions import people
from gitops_portal.core.model import Actor, ActorKind, Role
from gitops_portal.records.models import Person


class Command(BaseCommand):
    help = "Print a link that signs a person in, once. Without --user: the first owner."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--user", metavar="EMAIL")

    def handle(self, *_: object, **options: Any) -> None:
        active = Person.objects.filter(is_active=True).order_by("pk")
        email = options["user"]
        wanted = active.filter(email=email.lower()) if email else active.filter(organisation_role=Role.OWNER)
        person = wanted.first()
        if person is None:
            raise CommandError(
                f"Nobody active is known as {email}." if email else "There is no owner: run `manage.py start`."
            )
        self.stdout.write(people.sign_in_link(person, by=Actor(ActorKind.PORTAL, "command line")))
