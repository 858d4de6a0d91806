"""A file of approval rules: what it says, and the place of what cannot be understood."""

from __future__ import annotations

from typing import Any

import pytest

from gitops_portal.adapters import rule_files
from gitops_portal.core.approval_rules.book import Book
from gitops_portal.core.approval_rules.reading import read
from gitops_portal.core.approval_rules.told import differing, sentences
from gitops_portal.core.errors import Invalid
from gitops_portal.core.placed import Misplaced

WHOLE = """\
version: 1
approvals:
  network:
    title: Networks
    scopes: [{labels: {env: prod}}, {workspaces: [web-staging]}]
    when:
      - {types: ["aws_route*"], actions: [update, delete]}
      - {downstream_of: [aws_vpc]}
    needs: [{team: network}, {people: [ana@example.org, bo@example.org], count: 2}]
  costs:
    when: [{cost_delta: 500}, {findings: [sg-open-ssh], severities: [critical]}]
    needs: [{team: finops}]
    shares_people: yes
    approval_hours: 4
auto_approve:
  tags:
    types: ["aws_*"]
    authors: [github:renovate]
    cost_delta_at_most: 0.50
    coverage_at_least: 0.9
freezes:
  year-end:
    window: {time_zone: Europe/Berlin, from: 2026-12-20 18:00, until: 2027-01-04 06:00}
    exceptions: [ana@example.org]
"""


def test_a_book_says_what_its_file_says() -> None:
    assert dict(sentences(read(rule_files.read(WHOLE.replace("yes", "true")).document))) == {
        "approvals/network": (
            "env=prod or web-staging: 1 of team network and 2 of ana@example.org, bo@example.org, when something of type"
            " aws_route* and action update or delete changes or when something depends on a aws_vpc that changes."
        ),
        "approvals/costs": (
            "Everywhere: 1 of team finops, when the cost rises by 500 a month or more, or is not known or when"
            " sg-open-ssh or critical is found; an approval lasts 4 hours."
        ),
        "auto_approve/tags": (
            "Everywhere: nobody, where nothing is destroyed or found, and all is of type aws_*, and CI proves that"
            " github:renovate wants it, and the cost rises by 0.50 a month at most, 90% of it known."
        ),
        "freezes/year-end": (
            "Everywhere: nothing is applied from 2026-12-20 18:00 to 2027-01-04 06:00, Europe/Berlin, but for what"
            " ana@example.org approves."
        ),
    }


def test_a_book_is_kept_and_told_apart() -> None:
    book = read(rule_files.read(WHOLE.replace("yes", "true")).document)
    assert Book.kept(book.written()) == book
    assert book.version() == Book.kept(book.written()).version() != Book().version()
    assert Book().version() == ""
    other = read(rule_files.read(WHOLE.replace("yes", "false").replace("  tags:", "  labels:")).document)
    assert [line.partition(":")[0] for line in differing(book, other)] == [
        "~ approvals/costs",
        "- auto_approve/tags",
        "+ auto_approve/labels",
    ]
    assert list(differing(book, book)) == []


def test_only_what_is_about_a_workspace_makes_its_version() -> None:
    book = read(rule_files.read(WHOLE.replace("yes", "true")).document)
    assert set(book.of("orders", {"env": "test"}).approvals) == {"costs"}
    assert set(book.of("web-staging", {}).approvals) == {"network", "costs"}
    assert book.of("a", {"env": "prod"}).version() != book.of("a", {}).version()
    assert book.of("a", {"env": "prod"}).version() == book.of("b", {"env": "prod", "x": "y"}).version()


RULE = {"needs": [{"team": "network"}]}


@pytest.mark.parametrize(
    ("document", "place", "told"),
    [
        (None, (), "version: 1"),
        ({"version": "2"}, (), "version: 1"),
        ({"version": "1", "approval": {}}, ("approval",), "no such part"),
        ({"version": "1", "approvals": []}, None, ""),
        ({"version": "1", "approvals": ["x"]}, ("approvals",), "by their ids"),
        ({"version": "1", "approvals": {"No": RULE}}, ("approvals", "No"), "lower-case"),
        ({"version": "1", "approvals": {"a": {"needs": [{"team": "x", "counts": "1"}]}}}, None, "counts"),
        ({"version": "1", "approvals": {"a": {}}}, ("approvals", "a"), "needs"),
        (
            {"version": "1", "approvals": {"a": RULE | {"approval_hours": "0"}}},
            ("approvals", "a", "approval_hours"),
            "1 to 8,760 hours",
        ),
        ({"version": "1", "approvals": {"a": RULE | {"approval_hours": "soon"}}}, None, "approval_hours"),
        ({"version": "1", "approvals": {"a": {"needs": []}}}, ("approvals", "a", "needs"), "who has to"),
        ({"version": "1", "approvals": {"a": {"needs": [{}]}}}, ("approvals", "a", "needs", 0), "one of the two"),
        (
            {"version": "1", "approvals": {"a": {"needs": [{"people": ["x"], "count": "2"}]}}},
            ("approvals", "a", "needs", 0, "count"),
            "2 are asked for",
        ),
        (
            {"version": "1", "approvals": {"a": {**RULE, "when": [{"actions": ["destroy"]}]}}},
            ("approvals", "a", "when", 0, "actions"),
            "no action",
        ),
        (
            {"version": "1", "approvals": {"a": {**RULE, "when": [{"cost_delta": "much"}]}}},
            ("approvals", "a", "when", 0, "cost_delta"),
            "decimal",
        ),
        (
            {"version": "1", "approvals": {"a": {**RULE, "scopes": [{}]}}},
            ("approvals", "a", "scopes", 0),
            "one of the two",
        ),
        ({"version": "1", "auto_approve": {"a": {}}}, ("auto_approve", "a"), "would approve whatever"),
        (
            {"version": "1", "auto_approve": {"a": {"authors": ["renovate"]}}},
            ("auto_approve", "a", "authors", 0),
            "no forge",
        ),
        (
            {
                "version": "1",
                "freezes": {"a": {"window": {"time_zone": "Mars", "from": "fri 16:00", "until": "mon 08:00"}}},
            },
            ("freezes", "a", "window"),
            "not a time zone",
        ),
    ],
)
def test_what_cannot_be_understood_is_told_with_its_place(
    document: Any, place: tuple[str | int, ...] | None, told: str
) -> None:
    if told == "":
        assert read(document) == Book()
        return
    with pytest.raises(Misplaced, match=told) as caught:
        read(document)
    assert place is None or caught.value.place == place


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("version: 1\nversion: 1\n", "^2: “version” stands twice, here and in line 1"),
        ("a: &x {}\nb: *x\n", "^2: it refers"),
        ("a: [", "^2?: this is no YAML|^1: this is no YAML|no YAML"),
        ("[" * 100, "nested|no YAML"),
        ("a: !!python/object:os.system {}", ""),
        ("x" * 1_000_001, "at most"),
    ],
)
def test_what_yaml_allows_and_nobody_means_is_refused(text: str, told: str) -> None:
    if not told:
        assert rule_files.read(text).document == {"a": {}}
        return
    with pytest.raises(Invalid, match=told):
        rule_files.read(text)


def test_lines_are_those_of_the_file() -> None:
    written = rule_files.read(WHOLE)
    assert written.line(("approvals", "network", "when", 1)) == 8
    assert written.line(("approvals", "costs")) == 10
    assert written.line(("approvals", "costs", "nothing", 3)) == 10
    assert written.line(()) == 1
