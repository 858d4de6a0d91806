"""`manage.py evaluate`, where Django has been set up already; `command_line` does without."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.management.base import BaseCommand

from gitops_portal.commands import evaluation

if TYPE_CHECKING:
    from django.core.management.base import CommandParser


class Command(BaseCommand):
    help = evaluation.HELP
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        evaluation.arguments(parser)

    def handle(self, *_: object, **options: Any) -> None:
        self.stdout.ending = ""  # a report is written part by part
        sys.exit(evaluation.run(options, settings.PRICES_DIR, self.stdout, self.stderr))
