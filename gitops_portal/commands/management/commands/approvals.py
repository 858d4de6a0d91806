"""Who must approve, as code: a file is checked, compared with what holds, applied; what holds is written out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from gitops_portal.actions import approvals
from gitops_portal.adapters import rule_files
from gitops_portal.commands import OPERATOR
from gitops_portal.core.approval_rules.reading import read
from gitops_portal.core.approval_rules.told import differing
from gitops_portal.core.errors import PortalError
from gitops_portal.records.queries import asked

if TYPE_CHECKING:
    from gitops_portal.core.approval_rules.book import Book

NOTHING = "version: 1\napprovals: {}\n"


class Command(BaseCommand):
    help = "Who must approve, as code: check, diff and apply a YAML file; export what holds."

    def add_arguments(self, parser: CommandParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        for verb, told in (
            ("check", "exit 1 with file and line where it cannot be understood"),
            ("diff", "what would change, a line for each rule"),
            ("apply", "let it hold from now on"),
        ):
            verbs.add_parser(verb, help=told).add_argument("file", type=Path)
        verbs.add_parser("export", help="the file that holds, as it was applied")

    def handle(self, *_: object, **options: Any) -> None:
        if options["verb"] == "export":
            held = asked.newest_book()
            self.stdout.write(held.source if held else NOTHING, ending="")
            return
        try:
            with rule_files.opened(options["file"]) as written:
                book = read(written.document)
                approvals.check(book)
                getattr(self, f"_{options['verb']}")(written.source, book)
        except PortalError as error:
            raise CommandError(str(error)) from error

    def _check(self, _: str, book: Book) -> None:
        counts = (
            (len(book.approvals), "approvals"),
            (len(book.auto_approve), "auto_approve"),
            (len(book.freezes), "freezes"),
        )
        self.stdout.write(f"It holds: {', '.join(f'{name} {count}' for count, name in counts)}.")

    def _diff(self, _: str, book: Book) -> None:
        lines = list(differing(asked.book(), book))
        self.stdout.write("\n".join(lines) if lines else "Nothing would change.")

    def _apply(self, source: str, book: Book) -> None:
        applied = approvals.apply(OPERATOR, book, source)
        self.stdout.write(f"Version {applied.version} holds now." if applied else "It holds already.")
