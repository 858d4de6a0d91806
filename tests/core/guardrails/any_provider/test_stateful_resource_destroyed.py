"""Whatever may destroy what holds data is objected to."""

from __future__ import annotations

import pytest

from gitops_portal.core.model import Action, ReplaceOrder
from tests.builders import change, change_set
from tests.judging import answers, verdict


@pytest.mark.parametrize(
    ("address", "action", "expected"),
    [
        ("aws_db_instance.main", Action.DELETE, "violated"),
        ("aws_db_instance.main", Action.REPLACE, "violated"),
        ("aws_db_instance.main", Action.UNKNOWN, "violated"),
        ("aws_db_instance.main", Action.UPDATE, "passed"),
        ("aws_db_instance.main", Action.FORGET, "passed"),
        ("aws_db_instance.main", Action.NO_OP, "passed"),
        ("aws_instance.web", Action.DELETE, "passed"),
        ("azurerm_managed_disk.data", Action.DELETE, "violated"),
        ("azurerm_key_vault.main", Action.REPLACE, "violated"),
        ("google_sql_database_instance.main", Action.DELETE, "violated"),
        ("google_storage_bucket.main", Action.DELETE, "violated"),
        ("aws_kms_key.main", Action.DELETE, "violated"),
        ("aws_efs_file_system.main", Action.DELETE, "violated"),
    ],
)
def test_objects_to(address: str, action: Action, expected: str) -> None:
    assert verdict("stateful-resource-destroyed", change_set(change(address, action))) == expected


@pytest.mark.parametrize("order", [ReplaceOrder.CREATE_AND_FORGET, ReplaceOrder.FORGET_AND_CREATE])
def test_what_is_only_forgotten_lives_on(order: ReplaceOrder) -> None:
    kept = change("aws_db_instance.main", Action.REPLACE, order=order)
    assert verdict("stateful-resource-destroyed", change_set(kept)) == "passed"


def test_left_overs_are_named_beside_the_object_itself() -> None:
    plan = change_set(
        change("aws_ebs_volume.a", Action.DELETE, deposed="ab12cd34"), change("aws_ebs_volume.a", Action.UPDATE)
    )
    assert answers("stateful-resource-destroyed", plan) == [("aws_ebs_volume.a", "violated", "")]
