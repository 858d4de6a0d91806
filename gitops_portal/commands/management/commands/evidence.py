"""What proves a run, as one zip: `evidence RUN`."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from gitops_portal.actions import evidence
from gitops_portal.commands import OPERATOR
from gitops_portal.core.errors import PortalError
from gitops_portal.records.queries import operator


class Command(BaseCommand):
    help = (
        "Write the evidence of a run: anybody checks it without the portal (python3 check.py, in the unpacked folder)."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("run", metavar="RUN", help="the run's id, or WORKSPACE/NUMBER")
        parser.add_argument("--output", metavar="F.zip", help="where to write it; by default beside you, by its name")

    def handle(self, *_: object, **options: Any) -> None:
        run = operator.run(options["run"])
        if run is None:
            raise CommandError(f"There is no run “{options['run']}”: name its id, or WORKSPACE/NUMBER.")
        target = Path(options["output"] or f"{run.workspace.slug}-run-{run.number}-evidence.zip")
        try:
            with evidence.bundle(run, OPERATOR) as found, target.open("xb") as file:
                shutil.copyfileobj(found, file)
        except PortalError as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"{target} cannot be written: {error.strerror}.") from error
        self.stdout.write(f"{target}: the evidence of {run}")
