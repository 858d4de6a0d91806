"""The command line of a plan: what makes it less than the whole is told, and nothing else of it is kept."""

from __future__ import annotations

import shlex

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gitops_portal.core import cli_flags
from gitops_portal.core.errors import Invalid
from tests.builders import change_set

LINES = [
    ("", ()),
    ("-lock=false -input=false -no-color plan.bin", ()),
    ("-target=aws_x.y -target aws_x.z", ("-target=aws_x.y", "-target=aws_x.z")),
    ("--target=aws_x.y '-target=module.a[\"k 1\"].b'", ("-target=aws_x.y", '-target=module.a["k 1"].b')),
    ("-exclude=aws_x.y -target-file=t -exclude-file e", ("-exclude=aws_x.y", "-target-file=t", "-exclude-file=e")),
    ("-replace=aws_x.y -destroy -refresh-only", ("-replace=aws_x.y", "-destroy", "-refresh-only")),
    ("-refresh=false", ("-refresh=false",)),
    ("-refresh=F -refresh=0", ("-refresh=false", "-refresh=false")),
    ("-refresh -refresh=true -destroy=false", ()),
    ("-refresh=perhaps", ("-refresh=perhaps",)),
    ("-target", ("-target=",)),
    ("-var password=hunter2 -var=token=s3cr3t -backend-config=key=abc", ()),
    ("-targets=aws_x.y -target_x=1 -refresher", ()),
]


@pytest.mark.parametrize(("line", "flags"), LINES)
def test_what_counts_of_a_command_line(line: str, flags: tuple[str, ...]) -> None:
    assert cli_flags.read(line) == flags
    assert cli_flags.read(cli_flags.joined(flags)) == flags


@pytest.mark.parametrize(("line", "told"), [("-target='aws", "quotation mark"), ("-target=" + "x" * 10_000, "10,000")])
def test_what_is_no_command_line_is_refused(line: str, told: str) -> None:
    with pytest.raises(Invalid, match=told):
        cli_flags.read(line)


@given(st.text(max_size=60).filter(lambda value: not value.lstrip().startswith("-")))
def test_no_value_of_another_flag_is_kept(value: str) -> None:
    assert cli_flags.read(shlex.join(["-var", value, f"-var-file={value}", value, "-destroy"])) == ("-destroy",)


@pytest.mark.parametrize(
    ("flags", "stated", "complete", "verifies"),
    [
        ((), None, None, True),
        ((), True, True, True),
        ((), False, False, False),
        (("-target=a.b",), None, False, False),
        (("-exclude=a.b",), True, False, False),
        (("-refresh=false",), True, True, False),
        (("-refresh=perhaps",), True, True, False),
        (("-replace=a.b", "-destroy"), True, True, True),
    ],
)
def test_what_a_plan_made_with_them_is(
    flags: tuple[str, ...],
    stated: bool | None,
    complete: bool | None,
    verifies: bool,
) -> None:
    found = cli_flags.planned_with(change_set(complete=stated), flags)
    assert (found.complete, found.flags) == (complete, flags)
    assert cli_flags.verifies(found) is verifies


def test_a_plan_that_failed_verifies_nothing() -> None:
    assert not cli_flags.verifies(change_set(errored=True))
