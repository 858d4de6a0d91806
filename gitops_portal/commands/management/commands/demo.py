"""The demo organisation, loaded once: a made-up company's workspaces with the history of their runs."""

from __future__ import annotations

import logging
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from gitops_portal.actions.retell import retell
from gitops_portal.demo.organisation import organisation
from gitops_portal.records.models import Workspace


class Command(BaseCommand):
    help = "Load the demo organisation into a portal that has no workspaces yet."

    def handle(self, *_: object, **__: Any) -> None:
        if Workspace.objects.exists():
            raise CommandError("There are workspaces already: the demo organisation is for an empty portal.")
        # Every run of the past would tell its arrival in a line of its own.
        logging.getLogger("gitops_portal").setLevel(logging.WARNING)
        retell(organisation(timezone.now()), self.stdout.write)
