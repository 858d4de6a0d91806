"""Lines of an apply: what became of each resource, and what is not told."""

from __future__ import annotations

import pytest

from gitops_portal.core import applying
from gitops_portal.core.applying import Story
from gitops_portal.core.documents.secrecy.quoted import Quoted
from gitops_portal.core.documents.secrecy.redact import Mask
from gitops_portal.core.errors import Invalid
from tests.streams import Json, done, error, failed, line, planned, step, stream, summary, version

QUOTED = Quoted(Mask(b"k" * 32), frozenset())


def read(*lines: Json | list[Json], plan: dict[str, str] | None = None) -> Story:
    return applying.read(stream(*lines), plan or {}, QUOTED)


@pytest.mark.parametrize(
    ("planned_as", "lines", "result"),
    [
        ("create", [done("a.b")], "done"),
        ("update", [done("a.b", "update")], "done"),
        ("replace", [done("a.b", "delete"), done("a.b", "create")], "done"),
        ("replace", [done("a.b", "create"), done("a.b", "delete")], "done"),
        ("replace", [done("a.b", "delete")], "unfinished"),
        ("replace", [done("a.b", "delete"), failed("a.b", "create")], "failed"),
        ("create", [failed("a.b")], "failed"),
        ("create", [step("start", "a.b")], "unfinished"),
        ("create", [step("start", "a.b"), step("progress", "a.b", elapsed_seconds=10)], "unfinished"),
        ("create", [], "not_reached"),
        ("delete", [], "not_reached"),
        ("forget", [], None),
        ("no-op", [], None),
        ("read", [], None),
    ],
)
def test_what_became_of_a_resource(planned_as: str, lines: list[list[Json]], result: str | None) -> None:
    story = read(*lines, error("x"), plan={"a.b": planned_as})
    assert [one.result for one in story.resources] == ([result] if result else [])
    assert [one.action for one in story.resources] == ([planned_as] if result else [])


@pytest.mark.parametrize(
    ("lines", "outcome"),
    [
        ([done("a.b"), summary()], "applied"),
        ([summary()], "applied"),
        ([done("a.b", "delete"), summary(operation="destroy")], "applied"),
        ([failed("a.b")], "apply_failed"),
        ([error("Saved plan is stale")], "apply_failed"),
        ([done("a.b"), summary(), error("postcondition failed")], "apply_failed"),
        ([error("careful", severity="warning"), done("a.b"), summary()], "applied"),
        ([done("a.b")], ""),
        ([summary(operation="plan"), step("start", "a.b")], ""),
    ],
)
def test_which_outcome_the_lines_tell(lines: list[Json | list[Json]], outcome: str) -> None:
    story = read(*lines)
    assert story.outcome == outcome
    assert ("The stream ends before the apply did." in story.told) is (outcome == "")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{}",
        b"\xff\xfe\x00",
        b"[1,2]\nnull\n",
        b'{"format_version": "1.2"}',
        stream(version(), planned("a.b"), summary(operation="plan")),
        b"[" * 100_000,
        b'{"type":"apply_start","hook":' * 1_000,
    ],
)
def test_what_tells_nothing_of_an_apply_is_refused(body: bytes) -> None:
    with pytest.raises(Invalid, match="apply -json"):
        applying.read(body, {}, QUOTED)


def test_how_long_it_took_and_with_what() -> None:
    story = read(version(), done("a.b", seconds=3, at=5), failed("c.d", seconds=2), summary(at=95))
    assert (story.tool, story.seconds) == ("Terraform 1.11.4", 95)
    assert [(one.address, one.seconds) for one in story.resources] == [("c.d", 2), ("a.b", 3)]


def test_what_failed_comes_first_with_its_error() -> None:
    story = read(done("a.a"), failed("z.z", why="quota exceeded"), plan={"m.m": "delete"})
    assert [(one.address, str(one.result), one.error) for one in story.resources] == [
        ("z.z", "failed", "quota exceeded"),
        ("m.m", "not_reached", ""),
        ("a.a", "done", ""),
    ]


def test_what_the_plan_does_not_know_is_told() -> None:
    story = read(done("a.b"), done("x.y"), done("data.q.r", "read"), summary(), plan={"a.b": "create"})
    assert story.told == ["1 changed resource is not in this run's plan."]


def test_lines_of_others_are_counted_and_the_rest_is_read() -> None:
    body = b"Initializing...\n" + stream(done("a.b")) + b'{"type": "apply_start", "hook": 3}\n' + stream(summary())
    story = applying.read(body, {}, QUOTED)
    assert (story.outcome, len(story.resources)) == ("applied", 1)
    assert "2 lines were not the tool's, and not read." in story.told


def test_values_that_the_tool_prints_are_not_read() -> None:
    story = read(done("a.b"), line("outputs", outputs={"o": {"value": "s3cr3t-output"}}), summary())
    assert "s3cr3t-output" not in str(story)
    assert "i-1" not in str(story)


def test_few_diagnostics_are_kept_errors_before_warnings() -> None:
    story = read(*[error(f"w{n}", severity="warning") for n in range(30)], *[error("e" * 5_000)] * 3)
    assert len(story.diagnostics) == applying.MOST_DIAGNOSTICS
    assert [one.severity for one in story.diagnostics[:4]] == ["error"] * 3 + ["warning"]
    assert len(story.diagnostics[0].summary) == applying.SUMMARY + 1
    assert "13 more diagnostics were not kept." in story.told


def test_a_secret_at_the_edge_of_what_is_kept_is_taken_out_whole() -> None:
    mask, secret = Mask(b"k" * 32), "correct-horse-battery"
    said = Quoted(mask, frozenset({mask(secret).mac}))
    detail = "x " * ((applying.DETAIL - 10) // 2) + secret
    [found] = applying.read(stream(error("no", detail)), {}, said).diagnostics
    assert "correct" not in found.detail


@pytest.mark.parametrize("seconds", [-1, 1e300, "3", None])
def test_a_number_that_is_none_stops_nothing(seconds: object) -> None:
    lines = [step("start", "a.b"), step("complete", "a.b", elapsed_seconds=seconds), summary()]
    assert [one.seconds for one in read(*lines).resources] in ([None], [])
