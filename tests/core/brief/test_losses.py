"""What a brief says of data: what is destroyed, and what is protected no longer."""

from __future__ import annotations

import pytest

from gitops_portal.core.brief.losses import losses
from gitops_portal.core.model import UNKNOWN, Action, Attributes, Change, Gravity
from gitops_portal.core.stateful import STATEFUL
from tests.builders import change

DB, BUCKET = "module.db.aws_db_instance.main", "aws_s3_bucket.logs"


@pytest.mark.parametrize(
    ("gone", "said"),
    [
        (
            change(DB, Action.DELETE, before={"identifier": "orders-prod"}),
            "Destroys database orders-prod (module.db.aws_db_instance.main), which holds data.",
        ),
        (
            change(DB, Action.REPLACE, before={"identifier": "orders-prod", "skip_final_snapshot": True}),
            (
                "Replaces database orders-prod (module.db.aws_db_instance.main), which holds data;"
                " no final snapshot is taken."
            ),
        ),
        (
            change(DB, Action.UNKNOWN, before={}),
            "May destroy database aws_db_instance.main (module.db.aws_db_instance.main), which holds data.",
        ),
        (
            change(BUCKET, Action.DELETE, before={"bucket": UNKNOWN}, deposed="a1b2"),
            "Destroys the deposed bucket aws_s3_bucket.logs, which holds data.",
        ),
        (
            change("aws_kms_key.main", Action.DELETE, before={}),
            ("Schedules for deletion key aws_kms_key.main: what it has encrypted can't be read once it is gone."),
        ),
        (
            change("aws_s3_bucket.a\u202eb", Action.DELETE, before={}),
            "Destroys bucket aws_s3_bucket.a\\u202eb, which holds data.",
        ),
    ],
)
def test_what_is_destroyed_is_named(gone: Change, said: str) -> None:
    (sentence,) = losses([gone])
    assert sentence.text == said
    assert (sentence.gravity, sentence.addresses) == (Gravity.LOSES_DATA, (gone.address,))


@pytest.mark.parametrize(
    "kept",
    [
        change(DB, Action.UPDATE),
        change(DB, Action.FORGET),
        change(DB),
        change("aws_instance.web", Action.DELETE),
    ],
)
def test_what_keeps_its_data_or_has_none_is_not(kept: Change) -> None:
    assert not list(losses([kept]))


def test_many_of_one_type_are_one_sentence() -> None:
    gone = [change(f'aws_s3_bucket.logs["{name}"]', Action.DELETE, before={}) for name in "abcde"]
    (sentence,) = losses(gone)
    named = ", ".join(each.address for each in gone[:3])
    assert sentence.text == f"Destroys 5 buckets (aws_s3_bucket), which hold data: {named} and 2 more."
    assert sentence.short == "destroys 5 buckets (hold data)"
    assert len(sentence.addresses) == 5


def test_of_many_without_a_snapshot_the_number_is_told() -> None:
    before: tuple[Attributes, ...] = ({"skip_final_snapshot": True}, {"skip_final_snapshot": "true"}, {})
    gone = [change(f"aws_db_instance.a[{place}]", Action.DELETE, before=told) for place, told in enumerate(before)]
    (sentence,) = losses(gone)
    assert sentence.text.endswith("; no final snapshot is taken of 2 of them.")


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ({"deletion_protection": True}, {"deletion_protection": False}, "Takes deletion protection off database prod"),
        ({"deletion_protection": True}, {}, "Takes deletion protection off database prod"),
        (
            {"deletion_protection": True},
            {"deletion_protection": UNKNOWN},
            "May take deletion protection off database prod",
        ),
        (
            {"skip_final_snapshot": False},
            {"skip_final_snapshot": True},
            "Lets database prod go without a final snapshot",
        ),
        ({}, {"force_destroy": True}, "Lets database prod go with all that it holds"),
        ({}, {"force_destroy": UNKNOWN}, "May let database prod go with all that it holds"),
    ],
)
def test_protection_that_is_taken_off(before: Attributes, after: Attributes, said: str) -> None:
    (sentence,) = losses([change(DB, Action.UPDATE, {**before, "identifier": "prod"}, {**after, "identifier": "prod"})])
    assert sentence.text.startswith(f"{said} (")
    assert sentence.gravity is (Gravity.CANNOT_BE_TOLD if said.startswith("May") else Gravity.LOSES_DATA)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"deletion_protection": False}, {"deletion_protection": False}),
        ({"deletion_protection": True}, {"deletion_protection": True}),
        ({"skip_final_snapshot": True}, {"skip_final_snapshot": True}),
        ({"force_destroy": True}, {"force_destroy": False}),
    ],
)
def test_protection_that_stays(before: Attributes, after: Attributes) -> None:
    assert not list(losses([change(DB, Action.UPDATE, before, after)]))


def test_every_type_that_holds_data_has_a_word() -> None:
    assert all(noun and noun == noun.strip() for noun in STATEFUL.values())
