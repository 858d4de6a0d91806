"""The demo organisation, loaded once: a made-up company's workspaces with the history of their runs."""

from __future__ import annotations

import logging
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

from django.core.management.base import BaseCommand, CommandError

from gitops_portal.demo.loading import load
from gitops_portal.records.queries import operator

if TYPE_CHECKING:
    from collections.abc import Iterator

EVERY: Final = 10
"""After so many happenings a log is told how far it has come; a terminal is told after each."""


class Command(BaseCommand):
    help = "Load the demo organisation into a portal that has no workspaces yet."

    def handle(self, *_: object, **__: Any) -> None:
        if operator.has_workspaces():
            raise CommandError("There are workspaces already: the demo organisation is for an empty portal.")
        with _quiet():
            made = load(self._told)
        self.stdout.write(made)

    def _told(self, done: int, of: int) -> None:
        if self.stdout.isatty():
            self.stdout.write(f"\r  {done} of {of} uploads and decisions", ending="\n" if done == of else "")
            self.stdout.flush()
        elif done % EVERY == 0 or done == of:
            self.stdout.write(f"  {done} of {of} uploads and decisions")
            self.stdout.flush()


@contextmanager
def _quiet() -> Iterator[None]:
    """Every run of the past would tell its arrival in a line of its own."""
    log = logging.getLogger("gitops_portal")
    level = log.level
    log.setLevel(logging.WARNING)
    try:
        yield
    finally:
        log.setLevel(level)
