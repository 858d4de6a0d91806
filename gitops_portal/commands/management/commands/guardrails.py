"""Guardrails as code: all of them told; a file checked, compared with what holds, applied; what holds written out."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.utils import OperationalError

from gitops_portal import places
from gitops_portal.actions import guardrail_backtest, guardrail_book
from gitops_portal.adapters import cel, rule_files
from gitops_portal.commands import OPERATOR
from gitops_portal.core import text
from gitops_portal.core.errors import PortalError
from gitops_portal.core.rules import book, book_schema
from gitops_portal.core.rules.scope import idle, workspaces
from gitops_portal.records.queries import operator, rulebook

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from gitops_portal.actions.guardrail_backtest import Tried
    from gitops_portal.core.rules.rule import Rule


class Command(BaseCommand):
    help = "Guardrails as code: list them; check, diff, backtest and apply a YAML file; export what holds."

    def add_arguments(self, parser: CommandParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        for verb, does in (
            ("check", "exit 1 with file and line where it cannot be understood, or a rule fails its examples"),
            ("diff", "what would change, a line for each guardrail"),
            ("apply", "let it hold from now on, and nothing beside it"),
        ):
            verbs.add_parser(verb, help=does).add_argument("file", type=Path)
        tried = verbs.add_parser("backtest", help="what would be said otherwise of the newest plans; writes nothing")
        tried.add_argument("file", type=Path)
        tried.add_argument("--runs", type=int, default=50, help="how many plans, the newest first; 50 unless told")
        verbs.add_parser("export", help="the settings and own rules that hold, as such a file")
        verbs.add_parser("schema", help="the JSON Schema of such a file, for editors")
        listed = verbs.add_parser("list", help="every guardrail: id, severity, default enforcement, title")
        listed.add_argument("--json", action="store_true", help="with types, kind, references, parameters and version")

    def handle(self, *_: object, **options: Any) -> None:
        match options["verb"]:
            case "export":
                self.stdout.write(rule_files.write(rulebook.document()), ending="")
            case "schema":
                self.stdout.write(json.dumps(book_schema.schema(rulebook.built_in()), indent=1))
            case "backtest":
                self._backtest(options["file"], options["runs"])
            case "list":
                self._list(json_too=options["json"])
            case verb:
                try:
                    getattr(self, f"_{verb}")(options["file"])
                except PortalError as error:
                    raise CommandError(str(error)) from error

    def _read(self, document: Any) -> book.Book:
        """Tells what would have no effect, and workspaces that there are none of: they may be made later."""
        found = book.read(document, rulebook.built_in(), cel.evaluators)
        defaults = {name: rule.enforcement for name, rule in {**rulebook.built_in(), **found.rules}.items()}
        for each in idle(found.settings, defaults):
            self.stderr.write(
                f"No effect: {each.enforcement} of {each.guardrail} for {each.scope} is weaker than what holds in the"
                " organisation. Write weaker: true beside it to allow that."
            )
        for slug in operator.without(workspaces(found.settings)) if self._has_database() else ():
            self.stderr.write(f"No workspace {slug}: the portal has none of this name. What names it waits for one.")
        return found

    def _check(self, path: Path) -> None:
        with rule_files.opened(path) as written:
            found = self._read(written.document)
        told = f"{len(found.settings)} settings, {len(found.rules)} own rules"
        beside = f", parameters of {len(found.adjusted)} built-in rules" if found.adjusted else ""
        self.stdout.write(f"It holds: {told}{beside}.")

    def _diff(self, path: Path) -> None:
        with rule_files.opened(path) as written:
            self._read(written.document)
            lines = list(guardrail_book.differing(written.document))
        self.stdout.write("\n".join(lines) if lines else "Nothing would change.")

    def _apply(self, path: Path) -> None:
        with rule_files.opened(path) as written:
            self._read(written.document)
            applied = guardrail_book.apply(OPERATOR, written.document)
        self.stdout.write(f"Version {applied.version} holds now." if applied else "It holds already.")

    def _backtest(self, path: Path, most: int) -> None:
        if most < 1:
            raise CommandError("--runs is 1 or more.")
        counts: Counter[str] = Counter()
        try:
            with rule_files.opened(path) as written:
                self._read(written.document)
                for tried in guardrail_backtest.backtest(written.document, most):
                    counts["all"] += 1
                    counts["failed"] += bool(tried.error)
                    counts["other"] += tried.changes
                    for line in _shown(tried):
                        self.stdout.write(text.visible(line))
        except PortalError as error:
            raise CommandError(str(error)) from error
        beside = f" {counts['failed']} could not be evaluated." if counts["failed"] else ""
        self.stdout.write(f"{counts['other']} of {counts['all']} runs would be evaluated differently.{beside}")

    def _list(self, *, json_too: bool) -> None:
        known = self._known().values()
        if json_too:
            self.stdout.write(json.dumps([_told(rule) for rule in known], indent=1))
            return
        for rule in known:
            self.stdout.write(f"{rule.id:<44} {rule.severity:<9} {rule.enforcement:<15} {rule.title}")

    @staticmethod
    def _has_database() -> bool:
        """A file is checked without one, too."""
        try:
            return rulebook.migrated()
        except OperationalError:
            return False

    def _known(self) -> Mapping[str, Rule]:
        """Also where nobody runs the portal."""
        if rulebook.migrated():
            return rulebook.known()
        self.stderr.write(
            f"Only built-in guardrails are listed: the database was not migrated ({places.MANAGE} migrate)."
        )
        return rulebook.built_in()


def _shown(tried: Tried) -> Iterator[str]:
    """Nothing where nothing would be otherwise."""
    if tried.error:
        yield f"{tried.run}: not evaluated: {tried.error}"
    elif tried.changes:
        was, comes = (outcome.replace("_", " ") for outcome in (tried.before, tried.after) if outcome)
        yield f"{tried.run}: {was}" + (f", would be {comes}" if was != comes else "")
    for each in tried.otherwise:
        yield f"  {each.before} → {each.after}  {each.guardrail}  {each.address or 'the plan'}"


def _told(rule: Rule) -> Mapping[str, Any]:
    return {
        "id": rule.id,
        "title": rule.title,
        "severity": rule.severity,
        "enforcement": rule.enforcement,
        "types": sorted({*rule.types, *rule.patterns}),
        "kind": rule.kind,
        "references": rule.references,
        "parameters": {
            each.name: {
                "value": rule.set_values[each.name],
                "default": rule.defaults[each.name],
                "takes": each.takes,
                "meaning": each.meaning,
            }
            for each in rule.settable
        },
        "version": rule.version,
    }
