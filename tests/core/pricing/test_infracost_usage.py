"""Infracost's usage file becomes ours: what each of its names is, and what is left out, by name."""

from __future__ import annotations

from functools import partial

import pytest

from gitops_portal.adapters import rule_files, usage_names
from gitops_portal.core.placed import Misplaced
from gitops_portal.core.pricing import uses
from gitops_portal.core.pricing.infracost_usage import Converted, convert, recognises
from gitops_portal.core.pricing.usage import read
from tests.priced import BOOK, BOOK_FOLDER

KNOWN = partial(uses.names, prices=BOOK)
NAMES = usage_names.of_infracost(BOOK_FOLDER)


def made(text: str) -> Converted:
    return convert(rule_files.read(text).document, NAMES, KNOWN)


@pytest.mark.parametrize(
    ("entry", "uses_"),
    [
        ("aws_sqs_queue.jobs: {monthly_requests: 1000000}", {"requests": "1000000"}),
        (
            "aws_s3_bucket.logs[*]: {standard: {storage_gb: 0.5, monthly_tier_1_requests: 1_000}}",
            {"standard_storage_gb": "0.5", "put_copy_post_list_requests": "1000"},
        ),
        ("aws_rds_cluster.db: {capacity_units_per_hr: 2}", {"aurora_serverless_capacity_acu_hours": "1460"}),
        ('module.mod["x"].aws_lambda_function.f: {monthly_requests: 3}', {"requests": "3"}),
        ("'module.mod[*].aws_lambda_function.f[*]': {monthly_requests: 0}", {"requests": "0"}),
    ],
)
def test_an_entry_is_told_in_our_names(entry: str, uses_: dict[str, str]) -> None:
    found = made(f"version: 0.1\nresource_usage:\n  {entry}\n")
    assert (found.left_out, found.told) == ((), len(uses_))
    document = rule_files.read(found.text).document
    assert list(document["resources"].values()) == [uses_]
    assert read(document, KNOWN)


def test_defaults_by_type_go_along() -> None:
    found = made("version: 0.1\nresource_type_default_usage:\n  aws_sqs_queue: {monthly_requests: 5}\n")
    assert found.text == 'version: 1\ntypes:\n  "aws_sqs_queue":\n    requests: 5\n'


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        (
            "aws_lambda_function.f: {request_duration_ms: 5}",
            "aws_lambda_function.f, request_duration_ms: ours is told in GB",
        ),
        ("aws_sqs_queue.q: {made_up: 1}", "aws_sqs_queue.q, made_up: no use of ours is known that means it"),
        ("aws_sqs_queue.q: {monthly_requests: many}", "aws_sqs_queue.q, monthly_requests: 'many' is no amount"),
        (
            "aws_s3_bucket.b: {glacier_deep_archive: {storage_gb: 1}}",
            "aws_s3_bucket.b, glacier_deep_archive.storage_gb: no use",
        ),
        ("aws_iam_role.r: {monthly_requests: 1}", "aws_iam_role.r: nothing of aws_iam_role is paid by use"),
        ("handler: {monthly_requests: 1}", "handler: it names no resource type"),
        ("aws_sqs_queue.q: 5", "aws_sqs_queue.q: it has no quantities"),
    ],
)
def test_what_can_not_be_told_is_listed(entry: str, said: str) -> None:
    found = made(f"version: 0.1\nresource_usage:\n  {entry}\n")
    assert found.text == "version: 1\n"
    assert [str(one)[: len(said)] for one in found.left_out] == [said]


def test_a_part_that_is_not_known_is_listed_and_an_empty_entry_says_nothing() -> None:
    found = made("version: 0.1\nresource_usage:\n  aws_sqs_queue.q:\nextra: {a: 1}\n")
    assert [str(one) for one in found.left_out] == ["extra: no such part is known"]


@pytest.mark.parametrize(
    "text", ["resource_usage: {}", "version: 0.2\nresource_usage: {}", "version: 0.1\nresource_usage: [a]"]
)
def test_what_is_no_such_file_is_refused(text: str) -> None:
    with pytest.raises(Misplaced):
        made(text)


@pytest.mark.parametrize(
    ("text", "is_theirs"),
    [
        ("resource_usage: {}", True),
        ("resource_type_default_usage: {}", True),
        ("types: {}", False),
        ("version: 1\nresource_usage: {}", False),
        ("- a", False),
        ("", False),
    ],
)
def test_it_is_recognised(text: str, is_theirs: bool) -> None:
    assert recognises(rule_files.read(text).document) is is_theirs


def test_every_row_of_the_table_means_a_use_that_there_is_and_only_one_does() -> None:
    mapped = [(kind, name.use) for (kind, _), name in NAMES.items() if name.use]
    assert [each for each in mapped if each[1] not in KNOWN(each[0])] == []
    assert len(mapped) == len(set(mapped))
    assert all(bool(name.use) == (name.times > 0) != bool(name.note) for name in NAMES.values())
