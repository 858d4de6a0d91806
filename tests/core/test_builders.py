"""The builders read an address as Terraform writes it."""

from __future__ import annotations

import pytest

from gitops_portal.core.model import Mode
from tests.builders import change


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("aws_instance.web", ("", "aws_instance", "web", None, Mode.MANAGED)),
        ("aws_instance.web[3]", ("", "aws_instance", "web", 3, Mode.MANAGED)),
        ('aws_route.r["a.b/c"]', ("", "aws_route", "r", "a.b/c", Mode.MANAGED)),
        ("data.aws_ami.ubuntu", ("", "aws_ami", "ubuntu", None, Mode.DATA)),
        ('module.n["x.y"].module.s.aws_subnet.a[0]', ('module.n["x.y"].module.s', "aws_subnet", "a", 0, Mode.MANAGED)),
        ("module.n.data.aws_ami.u", ("module.n", "aws_ami", "u", None, Mode.DATA)),
    ],
)
def test_change_is_named_by_its_address(address: str, expected: tuple[object, ...]) -> None:
    built = change(address)
    assert (built.module, built.type, built.name, built.index, built.mode) == expected
