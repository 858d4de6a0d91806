"""Attacks 17, 18, 19, 21 and 33: documents that break readers, sent to the door; and our own plans, mutilated."""

from __future__ import annotations

import copy
import gzip
import json
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import zstandard
from django.conf import settings as django_settings
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from gitops_portal.adapters.artifacts import store
from gitops_portal.core.documents import parse
from gitops_portal.core.documents.reader import MAX_DEPTH
from gitops_portal.core.documents.secrecy.redact import Mask
from gitops_portal.core.errors import PortalError
from gitops_portal.core.evaluate import evaluate
from gitops_portal.core.guardrails import guardrails
from gitops_portal.core.model import Evaluation, Outcome
from gitops_portal.core.pricing.price_book import PriceBook
from gitops_portal.core.rules.ruleset import RuleSet
from gitops_portal.records.models import AuditEvent, Run
from tests.attacks.conftest import Attacked, kept
from tests.documents import HARMLESS, WRITTEN, entry, plan

GOLDEN = {path.parent.name: path.read_bytes() for path in sorted(Path("tests/plans").glob("*/plan.json"))}
MEBIBYTE = 1024 * 1024


def with_attribute(written: bytes) -> bytes:
    """A plan with one attribute, its value as written here."""
    return HARMLESS.replace(WRITTEN, written)


def deep(levels: int, sign: bytes = b"[]") -> bytes:
    return sign[:1] * levels + sign[1:] * levels


REFUSED: dict[str, tuple[bytes, int, str]] = {
    "1,023 deep": (with_attribute(deep(1_023)), 422, "nested deeper"),
    "1,025 deep": (with_attribute(deep(1_025)), 422, "nested deeper"),
    "40,000 deep": (with_attribute(deep(40_000)), 422, "nested deeper"),
    "1,000,000 deep": (with_attribute(deep(1_000_000)), 422, "nested deeper"),
    "1,000,000 deep, never closed": (b'{"format_version":"1.2","planned_values":' + b"[" * 1_000_000, 422, "nested"),
    "objects 5,000 deep": (with_attribute(b'{"a":' * 5_000 + b"1" + b"}" * 5_000), 422, "nested deeper"),
    "deep before it is JSON": (b"[" * 100_000, 422, "nested deeper"),
    "deep where nobody reads": (HARMLESS[:-1] + b', "unheard_of": ' + deep(100_000) + b"}", 422, "nested deeper"),
    "NaN": (with_attribute(b"NaN"), 400, "not valid JSON"),
    "Infinity": (with_attribute(b"-Infinity"), 400, "not valid JSON"),
    "1e999": (with_attribute(b"1e999"), 422, "larger than any number"),
    "5,000 digits": (with_attribute(b"9" * 5_000), 422, "digits"),
    "5,000 digits behind the point": (with_attribute(b"0." + b"9" * 5_000), 422, "digits"),
    "a high surrogate alone": (with_attribute(rb'"\ud83d"'), 422, "surrogate"),
    "a low surrogate alone": (with_attribute(rb'"\udc00"'), 422, "surrogate"),
    "surrogates the wrong way round": (with_attribute(rb'"\udc00\ud83d"'), 422, "surrogate"),
    "no UTF-8": (with_attribute(b'"\xff\xfe"'), 400, ""),
    "a name twice at the top": (HARMLESS[:-1] + b', "resource_changes": []}', 422, "is twice"),
    "a name twice, written otherwise": (HARMLESS[:-1] + rb', "resource_\u0063hanges": []}', 422, "is twice"),
    "1,000,000 keys": (
        with_attribute(b"{" + b",".join(b'"k%d":1' % n for n in range(1_000_000)) + b"}"), 422, "more than 100,000",
    ),
    "1,000,000 keys at the top": (
        HARMLESS[:-1] + b"," + b",".join(b'"k%d":1' % n for n in range(1_000_000)) + b"}", 422, "at its top level",
    ),
    "200,000 empty entries": (plan(*[{}] * 200_000), 400, "not of the shape"),
    "200,000 entries": (plan(*[{"change": {"actions": []}}] * 200_000), 422, "we read up to"),
    "200,000 entries of drift": (plan(resource_drift=[{"change": {"actions": []}}] * 200_000), 422, "we read up to"),
    "more containers than fit": (
        HARMLESS[:-1] + b', "x": [' + b",".join([b"[]"] * 10_000_001) + b"]}", 422, "objects and lists",
    ),
    "more containers than fit, at the end": (
        HARMLESS[:-1] + b" " * 30_000_000 + b', "x": [' + b",".join([b"[]"] * 10_000_001) + b"]}", 422, "objects and lists",
    ),
    "a newer major format": (plan(format_version="2.0"), 422, "newest we read is 1.x"),
    "no version at all": (plan(format_version=None), 422, "no version number"),
    "a version of 10,000 digits": (plan(format_version="1" * 10_000 + ".0"), 422, "no version number"),
    "entries that are none": (plan(resource_changes=[1, "two", None]), 400, "not of the shape"),
    "a number for the changes": (plan(resource_changes=7), 400, "not of the shape"),
    "two plans": (HARMLESS + HARMLESS, 422, "These are 2 plans"),
    "a plan and more": (HARMLESS + b"{}", 400, "after the end"),
    "half a document": (HARMLESS[: len(HARMLESS) // 2], 400, "cut off"),
    "16 MB of zeroes": (b"\0" * (16 * MEBIBYTE), 422, "binary file"),
}  # fmt: skip


@pytest.mark.parametrize(("body", "status", "told"), REFUSED.values(), ids=REFUSED)
def test_gets_a_sentence_and_leaves_one_line(attacked: Attacked, body: bytes, status: int, told: str) -> None:
    answer = attacked.upload(body)
    problem = answer.json()
    assert (answer.status_code, problem["status"]) == (status, status)
    assert told in problem["detail"]
    assert len(problem["detail"]) < 500
    assert not Run.objects.exists()
    assert kept(attacked.artifacts) == b""
    assert AuditEvent.objects.get(verb="plan.refused").reason == problem["detail"]


ACCEPTED = {
    "as deep as one may": with_attribute(deep(MAX_DEPTH - 10)),
    "2^64": with_attribute(b"%d" % 2**64),
    "4,300 digits": with_attribute(b"9" * 4_300),
    "1e308": with_attribute(b"1e308"),
    "NUL": with_attribute(rb'"a\u0000b"'),
    "a pair of surrogates": with_attribute(rb'"\ud83d\ude00"'),
    "a name twice below": with_attribute(b'{"a": 1, "a": 2}'),
    "a string of 20 MB": with_attribute(b'"' + b"x" * (20 * MEBIBYTE) + b'"'),
    "40 MB of many strings": with_attribute(b"[" + b",".join([b'"' + b"x" * MEBIBYTE + b'"'] * 40) + b"]"),
    "40 MB of spaces": with_attribute(b" " * (40 * MEBIBYTE) + b"1"),
    "UTF-8 with a mark": b"\xef\xbb\xbf" + HARMLESS,
    "UTF-16": HARMLESS.decode().encode("utf-16"),
}


@pytest.mark.parametrize("body", ACCEPTED.values(), ids=ACCEPTED)
def test_is_right_and_is_read(attacked: Attacked, body: bytes) -> None:
    run = attacked.uploaded(body)
    assert (run.creates, run.error) == (1, "")
    assert {path for path, page in attacked.pages().items() if page.status_code >= 500} == set()


def test_a_nul_is_gone_before_anything_is_stored(attacked: Attacked) -> None:
    run = attacked.uploaded(with_attribute(rb'"a\u0000b"'))
    clean = store(django_settings.ARTIFACTS_URL).get(run.artifact)
    assert b"\0" not in clean
    assert rb"\u0000" not in clean
    assert "�" in json.dumps(Run.objects.get().changes.get().diff, ensure_ascii=False)


def bombs() -> dict[str, tuple[bytes, str]]:
    zeroes, plans = b"\0" * (32 * MEBIBYTE), b" " * (32 * MEBIBYTE) + HARMLESS
    return {
        "gzip of zeroes": (gzip.compress(zeroes), "gzip"),
        "gzip of spaces around a plan": (gzip.compress(plans), "gzip"),
        "zstd of zeroes": (zstandard.compress(zeroes), "zstd"),
        "gzip in two members": (gzip.compress(zeroes[: 8 * MEBIBYTE]) * 4, "gzip"),
        "zstd in two frames": (zstandard.compress(zeroes[: 8 * MEBIBYTE]) * 4, "zstd"),
    }


@pytest.mark.parametrize("name", bombs())
def test_a_bomb_goes_off_outside(attacked: Attacked, name: str) -> None:
    body, encoding = bombs()[name]
    answer = attacked.upload(body, **{"Content-Encoding": encoding})
    assert answer.status_code == 413
    assert "100 times" in answer.json()["detail"]


@pytest.mark.parametrize("encoding", ["gzip, gzip", "gzip,zstd", "gzip;q=1", "GZIP gzip", "deflate"])
def test_one_encoding_and_one_that_is_known(attacked: Attacked, encoding: str) -> None:
    answer = attacked.upload(gzip.compress(gzip.compress(HARMLESS)), **{"Content-Encoding": encoding})
    assert answer.status_code == 422
    assert "gzip or zstd" in answer.json()["detail"]


def test_a_gzip_in_a_gzip_is_told_as_such(attacked: Attacked) -> None:
    answer = attacked.upload(gzip.compress(gzip.compress(HARMLESS)), **{"Content-Encoding": "gzip"})
    assert answer.status_code == 422
    assert "gzip file" in answer.json()["detail"]


def work(body: bytes) -> float:
    """Seconds of processor time, the least of three: other programs on the machine do not count."""

    def once() -> float:
        begun = time.process_time()
        with suppress(PortalError):
            parse.load(body, Mask(b"key"))
        return time.process_time() - begun

    return min(once() for _ in range(3))


@pytest.mark.parametrize(
    "made",
    [
        lambda n: with_attribute(deep(n)),
        lambda n: with_attribute(b'{"a":' * n + b"1" + b"}" * n),
        lambda n: with_attribute(b'"' + b"\\" * n * 2 + b'"'),
        lambda n: with_attribute(b'"' + rb"\ud83d\ude00" * n + b'"'),
        lambda n: with_attribute(b'"' + rb"\u0000" * n + b'"'),
        lambda n: with_attribute(b"[" + b"1," * n + b"1]"),
        lambda n: with_attribute(b'"' * n),
        lambda n: HARMLESS[:-1] + b"," * n,
        lambda n: b'{"' + b"a" * n,
        lambda n: b"[command]" * n,
        lambda n: b" \n" * n + b"Plan: " * n,
    ],
    ids=[
        "lists",
        "objects",
        "backslashes",
        "pairs",
        "NULs",
        "numbers",
        "quotes",
        "commas",
        "a name",
        "wrapper",
        "text",
    ],
)
def test_eight_times_the_document_is_about_eight_times_the_work(made: Any) -> None:
    """A reader whose work grows with the square of the document would take sixty-four times as long."""
    small, large = work(made(40_000)), work(made(320_000))
    assert large < 24 * small + 0.05


# ── our own plans, mutilated ─────────────────────────────────────────────────────────────────────────────────────

ODD: list[Any] = [
    None,
    True,
    -1,
    2**64,
    10**4200,
    1e300,
    "",
    "x",
    "\u202e",
    "aws_x.y",
    [],
    {},
    [[]],
    {"a": {}},
    [None],
    "1" * 5_000,
]


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place in a document."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(place for key, member in inside for place in places(member, (*path, key)))]


@st.composite
def mutilated(draw: Any) -> bytes:
    """One of our plans with parts dropped, swapped, doubled, exchanged or buried."""
    document = json.loads(GOLDEN[draw(st.sampled_from(sorted(GOLDEN)))])
    for _ in range(draw(st.integers(1, 4))):
        place = draw(st.sampled_from(places(document)[1:] or [()]))
        if not place:
            break
        holder = document
        for step in place[:-1]:
            holder = holder[step]
        key = place[-1]
        match draw(st.sampled_from(["drop", "swap", "double", "bury", "exchange"])):
            case "drop":
                del holder[key]
            case "swap":
                holder[key] = copy.deepcopy(draw(st.sampled_from(ODD)))
            case "double" if isinstance(holder, list):
                holder.append(copy.deepcopy(holder[key]))
            case "bury":
                for _ in range(draw(st.integers(1, 250))):
                    holder[key] = [holder[key]] if draw(st.booleans()) else {"deep": holder[key]}
            case _:
                other = draw(st.sampled_from(places(document)[1:]))
                found = document
                for step in other:
                    found = found[step]
                holder[key] = copy.deepcopy(found)
    return json.dumps(document).encode()


@settings(max_examples=150, suppress_health_check=list(HealthCheck))
@given(body=mutilated())
def test_a_mutilated_plan_is_judged_or_refused(
    attacked: Attacked, django_capture_on_commit_callbacks: Any, body: bytes
) -> None:
    """Never a 500, never an evaluation that breaks: what the door takes, the worker can read."""
    answer = attacked.upload(body)
    assert answer.status_code in {201, 400, 422}
    if answer.status_code == 201:
        run = Run.objects.get(pk=answer.json()["id"])
        assert (run.error, bool(run.verdict)) == ("", True)
        pages = {tab: attacked.owner.get(f"/workspaces/orders-prod/runs/{run.number}/?tab={tab}") for tab in ("graph", "changes", "cost")}  # fmt: skip
        assert {tab for tab, page in pages.items() if page.status_code != 200} == set()
        assert attacked.ci.get(f"/api/v1/runs/{run.pk}/report").status_code == 200
    else:
        assert answer.json()["detail"]


SEVERITY = [Outcome.PASSED, Outcome.NEEDS_APPROVAL, Outcome.BLOCKED]


def judged(document: dict[str, Any]) -> Evaluation:
    return evaluate(
        parse.load(json.dumps(document).encode(), Mask(b"key")).changes, RuleSet(guardrails()), PriceBook({})
    )


def hides_action(document: dict[str, Any], change: dict[str, Any]) -> None:
    change["change"]["actions"] = ["ponder"]


def hides_value(document: dict[str, Any], change: dict[str, Any]) -> None:
    change["change"]["after_unknown"] = True


def comes_twice(document: dict[str, Any], change: dict[str, Any]) -> None:
    document["resource_changes"].append(copy.deepcopy(change))


def lies_about_its_type(document: dict[str, Any], change: dict[str, Any]) -> None:
    change["type"] = "aws_sns_topic_policy"


def lies_about_its_module(document: dict[str, Any], change: dict[str, Any]) -> None:
    change["module_address"] = "module.elsewhere"


def turns_the_line(document: dict[str, Any], change: dict[str, Any]) -> None:
    change["address"] += "\u202e"


def is_left_out_of_what_is_planned(document: dict[str, Any], change: dict[str, Any]) -> None:
    document["planned_values"] = {"root_module": {"resources": [{"address": "aws_x.other", "values": {}}]}}


def says_that_nothing_changes(document: dict[str, Any], change: dict[str, Any]) -> None:
    assume(change["change"].get("before") != change["change"].get("after"))
    change["change"]["actions"] = ["no-op"]


def is_incomplete(document: dict[str, Any], change: dict[str, Any]) -> None:
    document["complete"] = False


def has_failed(document: dict[str, Any], change: dict[str, Any]) -> None:
    document["errored"] = True


@pytest.mark.parametrize(
    "trick",
    [
        hides_action, hides_value, comes_twice, lies_about_its_type, lies_about_its_module, turns_the_line,
        is_left_out_of_what_is_planned, says_that_nothing_changes, is_incomplete, has_failed,
    ],
)  # fmt: skip
@settings(max_examples=30, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(data=st.data())
def test_who_hides_something_is_looked_at(trick: Any, data: Any) -> None:
    """No trick makes a plan pass without a person, and none turns a refusal by what is left in sight into less."""
    document = json.loads(GOLDEN[data.draw(st.sampled_from(sorted(GOLDEN)))])
    creating = [
        change for change in document.get("resource_changes", ())
        if change["change"]["actions"] in (["create"], ["update"]) and change.get("mode") == "managed"
    ]  # fmt: skip
    assume(creating)
    before = judged(document)
    trick(document, data.draw(st.sampled_from(creating)))
    after = judged(document)
    assert after.verdict.outcome is not Outcome.PASSED
    if trick in {comes_twice, turns_the_line, is_incomplete, has_failed, is_left_out_of_what_is_planned}:
        assert SEVERITY.index(after.verdict.outcome) >= SEVERITY.index(before.verdict.outcome)
    assert after.verdict.reasons


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("another module in a key", plan(entry('aws_x.y["module.a.aws_z.z"]', after={}) | {"module_address": "module.a"})),
        ("letters that pass for others", plan(entry("aws_x.y", after={}) | {"address": "aws_x.\u0443", "name": "\u0443"})),
        ("changed values under no-op", plan(entry("aws_x.y", "no-op", before={"a": 1}, after={"a": 2}))),
        ("a change that nobody planned", plan(entry("aws_x.y", after={}), planned_values={"root_module": {"resources": [{"address": "aws_x.z"}]}})),
        ("planned, and no change tells of it", plan(planned_values={"root_module": {"resources": [{"address": "aws_x.y", "mode": "managed"}]}})),
        ("no action", plan(entry("aws_x.y", after={}) | {"change": {"actions": [], "before": None, "after": {}}})),
        ("not complete", plan(complete=False)),
    ],
)  # fmt: skip
def test_what_hides_waits_for_a_person_even_where_nobody_is_asked(attacked: Attacked, name: str, body: bytes) -> None:
    attacked.workspace.required_approvals = 0
    attacked.workspace.save()
    run = attacked.uploaded(body)
    assert (run.verdict, run.state) == ("needs_approval", "awaiting")
    assert attacked.ci.get(f"/api/v1/runs/{run.pk}/gate").status_code == 409
    assert run.summary["reasons"]
