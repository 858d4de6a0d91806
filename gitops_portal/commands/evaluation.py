"""A plan file in, its evaluation out: the pure core on one file, without a database and without Django.

Most of what a small plan takes is the start of the process, so nothing is imported that an evaluation does not need.
"""

from __future__ import annotations

import argparse
import codecs
import json
import os
import sys
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

import msgspec
from msgspec.structs import replace

from gitops_portal import environment
from gitops_portal.adapters import prices
from gitops_portal.core import report
from gitops_portal.core.brief.brief import brief
from gitops_portal.core.collector import resting
from gitops_portal.core.dependencies import graph
from gitops_portal.core.documents import parse
from gitops_portal.core.documents.secrecy.redact import Mask
from gitops_portal.core.errors import Invalid, PortalError
from gitops_portal.core.evaluate import judge
from gitops_portal.core.guardrails import guardrails, guardrails_for
from gitops_portal.core.index import Index
from gitops_portal.core.model import Brief, Cost, Finding, Graph, Judgement, Outcome, Status
from gitops_portal.core.pricing import age, usage, uses
from gitops_portal.core.pricing.own import NONE, over
from gitops_portal.core.rules.occasion import NONE as NO_RUN
from gitops_portal.core.rules.occasion import Occasion
from gitops_portal.core.rules.ruleset import RuleSet

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from typing import Any

    from gitops_portal.core.pricing.own import OwnPrices
    from gitops_portal.core.pricing.price_book import PriceBook
    from gitops_portal.core.rules.rule import Rule

HELP: Final = "Evaluate one plan file. Exit 0 passed, 2 blocked, 3 needs approval, 1 when it cannot be evaluated."
EXIT: Final = {Outcome.PASSED: 0, Outcome.BLOCKED: 2, Outcome.NEEDS_APPROVAL: 3}
_AS_JSON: Final = "as-json"
_PART: Final = 1 << 14
_WIDEST: Final = 80
"""Characters of a value in a line of a terminal."""


class _Help(argparse.HelpFormatter):
    """Of a width of its own: to ask the terminal for its width takes an import that few need."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, width=100)


class Output(Protocol):
    def write(self, text: str, /) -> object: ...


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("plan", help="the JSON that `terraform show -json` wrote; - reads standard input")
    parser.add_argument("--graph", help="the output of `terraform graph`")
    parser.add_argument("--guardrails", help="YAML: settings and own rules, as `guardrails apply` reads it")
    parser.add_argument("--usage", help="YAML: how much is used a month of what is paid by use")
    parser.add_argument("--prices", help="YAML: what is paid other than the list price, by contract")
    parser.add_argument(
        "--report", action="append", default=[], help="what another tool says of the plan, as CI sends it; repeatable"
    )
    parser.add_argument("--on", metavar="YYYY-MM-DD", help="the day on which --prices is read; today, where not told")
    parser.add_argument("--region", action="append", default=[], metavar="PROVIDER=REGION")
    parser.add_argument("--json", action="store_true", help="print the evaluation report")


def main(words: list[str], book: Path) -> int:
    """Evaluate what the words of a command line ask for; returns the exit code. `book` is the folder of prices."""
    parser = argparse.ArgumentParser(prog="evaluate", description=HELP, formatter_class=_Help)
    arguments(parser)
    return run(vars(parser.parse_args(words)), book, sys.stdout, sys.stderr)


def run(options: Mapping[str, Any], book: Path, out: Output, err: Output) -> int:
    try:
        with resting():
            body = _read(options["plan"])
            dot = _read(options["graph"]).decode(errors="replace") if options["graph"] else ""
            regions = _regions(options["region"])
            known = prices.load(book)
            told = _usage(options["usage"], known)
            own, day = _own(options["prices"], options["on"], known)
            mask = Mask(os.urandom(32))
            loaded = parse.load(body, mask)
            occasion = _occasion(options["report"], loaded.clean, mask)
            del body  # it is as large as all that is made of it
            index = Index(loaded.changes)
            rules = _rules(options["guardrails"], index.types)
            drawn = graph.build(index, dot)
            judgement = judge(index, rules, over(known, own), regions, told, occasion=occasion, drawn=lambda: drawn)
            said = brief(judgement, drawn, rules)
    except PortalError as error:
        err.write(f"{_visible(str(error))}\n")
        return 1
    if options["json"]:
        reported = report.report(judgement, drawn, said, loaded.digest)
        by = {"prices_version": prices.version(book), "own_prices_version": own.version, "priced_on": f"{day}"}
        reported["cost"] |= by
        _write(reported, out)
    else:
        out.write("\n".join(_told(judgement, drawn, said, day)))
    out.write("\n")
    return EXIT[judgement.verdict.outcome]


def _write(reported: Mapping[str, Any], out: Output) -> None:
    """Indented, and in ASCII: nothing that a terminal might obey stands in it as it is.

    Some lines at a time: to copy all of a large report takes longer than to make it.
    """
    told = msgspec.json.format(msgspec.json.encode(reported), indent=2)
    start = 0
    while start < len(told):
        end = told.find(b"\n", start + _PART) + 1 or len(told)
        out.write(told[start:end].decode().encode("ascii", _AS_JSON).decode())
        start = end


def _escaped(found: UnicodeError) -> tuple[str, int]:
    """What is not ASCII as JSON writes it, for the encoder that met it."""
    if not isinstance(found, UnicodeEncodeError):
        raise found
    return json.dumps(found.object[found.start : found.end])[1:-1], found.end


codecs.register_error(_AS_JSON, _escaped)


def _read(name: str) -> bytes:
    try:
        return sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    except OSError as error:
        raise Invalid(f"{name} cannot be read: {error.strerror}.") from error


def _occasion(names: list[str], clean: bytes, mask: Mask) -> Occasion:
    """What other tools say, for the guardrails that count it."""
    if not names:
        return NO_RUN
    from gitops_portal.core.documents.secrecy import quoted
    from gitops_portal.core.tool_reports import reading

    known = quoted.of_plan(clean, mask)
    return Occasion(reports=tuple(one for name in names for one in reading.read(_read(name), known)))


def _rules(name: str | None, kinds: Collection[str]) -> RuleSet:
    """Those of a file, or the portal's own; with what policies in Rego object to, where the environment names some.

    A file may name any guardrail; without one, those for the providers of the resource types at hand are enough.
    """
    ours = guardrails() if name else guardrails_for(kinds)
    try:
        opa = environment.opa()
    except ValueError as error:
        raise Invalid(f"{error}.") from error
    if opa is None:
        return _of_file(name, ours)
    from gitops_portal.adapters.opa import policies
    from gitops_portal.core.rules.rego import judging

    told = policies(opa)
    held = _of_file(name, {**ours, **judging.RULES})
    return replace(held, rules=judging.with_policies(held.rules, told), policies=told)


def _of_file(name: str | None, ours: Mapping[str, Rule]) -> RuleSet:
    if not name:
        return RuleSet(ours)
    from gitops_portal.adapters import cel, rule_files
    from gitops_portal.core.rules import book
    from gitops_portal.core.rules.scope import Scope, resolve

    with rule_files.opened(Path(name)) as written:
        told = book.read(written.document, ours, cel.evaluators)
    rules = {**ours, **told.adjusted, **told.rules}
    everywhere = [each for each in told.settings if each.scope == Scope()]  # a plan alone is of no workspace
    defaults = {name: rule.enforcement for name, rule in rules.items()}
    held = resolve(everywhere, workspace="", labels={}, defaults=defaults)
    return RuleSet.held(rules, held, evaluators=cel.evaluators)


def _usage(name: str | None, known: PriceBook) -> usage.Usage:
    if not name:
        return usage.NOT_TOLD
    from gitops_portal.adapters import rule_files

    with rule_files.opened(Path(name)) as written:
        return usage.read(written.document, partial(uses.names, prices=known))


def _own(name: str | None, on: str | None, known: PriceBook) -> tuple[OwnPrices, date]:
    """What is paid other than the list price on a day, and the day. Raises PortalError."""
    try:
        day = date.fromisoformat(on) if on else datetime.now(UTC).date()
    except ValueError as error:
        raise Invalid(f"--on {on} is no day: write it as in 2027-01-31.") from error
    if not name:
        return NONE, day
    from gitops_portal.adapters import rule_files
    from gitops_portal.core.pricing import own_file
    from gitops_portal.core.pricing.own_check import Checked

    with rule_files.opened(Path(name)) as written:
        return own_file.read(written.document, Checked(known)).on(day), day


def _regions(told: list[str]) -> dict[str, str]:
    pairs = [pair.partition("=") for pair in told]
    if broken := [provider for provider, sign, region in pairs if not (provider and sign and region)]:
        raise Invalid(f"--region {broken[0]} names no region: write --region aws=eu-west-1.")
    return {provider: region for provider, _, region in pairs}


def _told(judgement: Judgement, drawn: Graph, said: Brief, day: date) -> list[str]:
    """The evaluation on a day, for a person at a terminal. Control characters are escaped: names are a plan's."""
    from gitops_portal.core import words  # here, for a report in JSON does not wait for its import

    counts = report.counts(judgement.changes)
    cost = judgement.cost
    lines = [f"Verdict    {judgement.verdict.outcome.replace('_', ' ')}", f"Brief      {said.headline}"]
    lines += [f"  {words.GRAVITIES[one.gravity]:<15}{one.text}" for one in said.sentences]
    lines.append("Changes    " + (", ".join(f"{count} {name}" for name, count in counts.items() if count) or "none"))
    lines += [f"Cost       {_money(cost)}", *_prices(cost, day)]
    lines += _unmatched(cost)
    lines.append(
        f"Graph      {len(drawn.nodes)} blocks, {len(drawn.edges)} edges, "
        f"{len(drawn.unresolved)} unresolved references; "
        f"{drawn.downstream} unchanged blocks depend on the {drawn.changed} that change"
    )
    violated = [found for found in judgement.findings if found.status is not Status.WAIVED]
    lines.append(f"Guardrails {judgement.evaluated} answers, {len(violated)} findings")
    lines.append(f"  {report.covers(judgement)}")
    lines += map(_found, violated)
    return [_visible(line) for line in lines]


def _prices(cost: Cost, day: date) -> list[str]:
    """Of which days the prices are."""
    return [f"  prices of {cost.price_date}. {age.warning(cost.price_date, day)}".rstrip()] if cost.price_date else []


def _unmatched(cost: Cost) -> list[str]:
    """What the usage file tells in vain."""
    if not cost.unmatched:
        return []
    said = "Usage      nothing in the plan takes what is told of"
    return [f"{said} {len(cost.unmatched):,} of the entries:", *(f"  {one}" for one in cost.unmatched)]


def _found(found: Finding) -> str:
    """A finding in a line, with its attribute and the begin of what stands there; the report has all that is shown."""
    value = found.value if len(found.value) <= _WIDEST else f"{found.value[:_WIDEST]}…"
    at = f"  {found.attribute}: {value}" if value else f"  {found.attribute}" if found.attribute else ""
    return f"  {found.enforcement:<15}{found.status:<13}{found.guardrail}  {found.address}{at}"


_COVERED: Final = {"priced": "priced", "usage_based": "usage-based", "free": "free of charge"}


def _money(cost: Cost) -> str:
    """Before and after with what stands behind them; never an amount of zero where nothing could be priced."""
    counts = report.coverage(cost)
    covered = [f"{counts[name]:,} {words}" for name, words in _COVERED.items() if counts[name]]
    if unpriced := counts["unpriced"]:
        covered.insert(0, f"{unpriced:,} unpriced resource{'s' if unpriced > 1 else ''}")
    if not covered:
        return "nothing to price"
    known = f"{cost.before:,.2f} → {cost.after:,.2f} {cost.currency} a month ({cost.delta:+,.2f})"
    if spread := cost.spread:
        known += f", by usage from {spread.low_after:,.2f} to {spread.high_after:,.2f} after"
        if spread.low_before != spread.high_before:
            known += f" and from {spread.low_before:,.2f} to {spread.high_before:,.2f} before"
    bills = (bill for line in cost.lines for bill in (line.components, line.components_before or ()))
    if any(part.list_price is not None for bill in bills for part in bill):
        known += ", with own prices"
    return f"{known if report.cost_known(counts) else 'not known'}; {', '.join(covered)}"


def _visible(line: str) -> str:
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in line)
