"""What a tool quotes of a plan's secrets: found again by their macs, and by nothing else."""

from __future__ import annotations

import json

import pytest

from gitops_portal.core.documents import parse
from gitops_portal.core.documents.secrecy import quoted
from gitops_portal.core.documents.secrecy.redact import Mask
from tests.documents import entry, plan

MASK = Mask(b"k" * 32)
SECRET = "hunter2-very/secret!"
KNOWN = plan(entry("aws_x.a", after={"p": SECRET, "n": 31337_42}, sensitive={"p": True, "n": True}))
LATER = plan(entry("aws_x.a", after={"p": SECRET}, sensitive={"p": True, "q": True}, unknown={"q": True}))


def of(body: bytes) -> quoted.Quoted:
    return quoted.of_plan(parse.load(body, MASK).clean, MASK)


@pytest.mark.parametrize(
    "said",
    [
        f"{SECRET}",
        f"running 'echo {SECRET}; exit 3': exit status 3",
        f"a line\n  {SECRET}\nanother",
        f"password={SECRET},",
        f"({SECRET})",
        f"body {json.dumps({'password': SECRET})}",
        "the number 3133742 is taken",
        "a key AKIAIOSFODNN7EXAMPLQ that nobody marked",
    ],
)
def test_no_secret_is_left_in_what_is_said(said: str) -> None:
    kept = of(KNOWN).detail(said)
    assert SECRET not in kept
    assert "3133742" not in kept
    assert "AKIAIOSFODNN7EXAMPLQ" not in kept
    assert "(sensitive " in kept


def test_what_is_no_secret_stays() -> None:
    said = "creating EC2 Instance: operation error EC2: RunInstances, https response error StatusCode: 400"
    assert of(KNOWN).summary(said) == of(KNOWN).detail(said) == said


def test_of_an_apply_that_makes_secrets_only_words_are_kept() -> None:
    known, later = of(KNOWN), of(LATER)
    assert later.detail("password Zk3vQ9xLmPw2 is too short") == quoted.WITHHELD
    assert later.summary("password Zk3vQ9xLmPw2 is too short") == "password (…) is too short"
    assert known.summary("password Zk3vQ9xLmPw2 is too short") == "password Zk3vQ9xLmPw2 is too short"


def test_of_a_plan_that_tells_no_macs_nothing_is_kept() -> None:
    older = quoted.of_plan(b'{"form":"terraform-plan/2","format_version":"1.2"}', MASK)
    assert (older.summary("anything"), older.detail("anything"), older.detail("")) == (quoted.WITHHELD,) * 2 + ("",)


def test_keys_of_instances_have_the_stand_ins_that_the_plan_is_kept_with() -> None:
    body = plan(entry(f'aws_x.a["{SECRET}"]', after={"p": SECRET}, sensitive={"p": True}))
    loaded = parse.load(body, MASK)
    [kept] = {change.address for change in loaded.changes.changes}
    assert SECRET not in kept
    assert quoted.of_plan(loaded.clean, MASK).address(f'aws_x.a["{SECRET}"]') == kept


def test_a_common_word_that_is_marked_spreads_to_nothing() -> None:
    body = plan(entry("aws_x.a", after={"user": "postgres"}, sensitive={"user": True}))
    assert of(body).detail("role postgres exists") == "role postgres exists"
