"""The command line of `terraform plan` in; those of its flags that make the plan another one than the whole out.

The plan itself does not tell them: `-refresh=false` leaves no mark, nor does `-target` of OpenTofu. Every other flag is
dropped with its value, for `-var` and `-backend-config` may hold secrets.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from gitops_portal.core.errors import Invalid

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from gitops_portal.core.model import ChangeSet

LONGEST: Final = 10_000
"""Characters that are kept."""

_PARTIAL: Final = frozenset({"-target", "-target-file", "-exclude", "-exclude-file"})
_VALUED: Final = _PARTIAL | {"-replace"}
_SWITCHES: Final = frozenset({"-refresh", "-refresh-only", "-destroy"})
_TRUE: Final = frozenset({"1", "t", "T", "TRUE", "true", "True"})
_FALSE: Final = frozenset({"0", "f", "F", "FALSE", "false", "False"})
"""What Go's flag package takes for a truth value."""


def read(line: str) -> tuple[str, ...]:
    """The flags that count, each as `-name=value` or `-name`, in their order. Raises Invalid.

    `--name` is `-name`, and `-target ADDRESS` is `-target=ADDRESS`, as Terraform reads them. A switch that says what
    holds anyway (`-refresh=true`) is left out.
    """
    if len(line) > LONGEST:
        raise Invalid(f"flags has {len(line):,} characters: at most {LONGEST:,} are kept.")
    import shlex  # here, for whoever only judges does not wait for its import

    try:
        words = shlex.split(line)
    except ValueError as error:
        raise Invalid("flags is no command line: a quotation mark in it has no end.") from error
    return tuple(_counting(words))


def _counting(words: Iterable[str]) -> Iterator[str]:
    waiting = iter(words)
    for word in waiting:
        name, equals, value = word.partition("=")
        name = name[1:] if name.startswith("--") else name
        if name in _VALUED:
            yield f"{name}={value if equals else next(waiting, '')}"
        elif name in _SWITCHES and (told := _switch(name, value if equals else "true")):
            yield told


def _switch(name: str, value: str) -> str:
    """A switch that is not as it is anyway; one whose value nobody understands is told as it stands."""
    if value in _TRUE:
        return "" if name == "-refresh" else name
    if value in _FALSE:
        return "-refresh=false" if name == "-refresh" else ""
    return f"{name}={value[:40]}"


def joined(flags: Iterable[str]) -> str:
    """As one line that `read` reads again."""
    import shlex

    return shlex.join(flags)


def limits(flags: Iterable[str]) -> tuple[str, ...]:
    """Those by which a plan is of a part of the configuration only."""
    return tuple(flag for flag in flags if flag.partition("=")[0] in _PARTIAL)


def unrefreshed(flags: Iterable[str]) -> bool:
    """Whether the plan may have been made without a look at the real world: drift can't be seen in it."""
    return any(flag.startswith("-refresh=") for flag in flags)


def planned_with(changes: ChangeSet, flags: tuple[str, ...]) -> ChangeSet:
    """The plan with the flags that it was made with: what is limited is not complete, whatever it says itself."""
    if not flags:
        return changes
    complete = False if limits(flags) else changes.complete
    return msgspec.structs.replace(changes, flags=flags, complete=complete)


def verifies(changes: ChangeSet) -> bool:
    """Whether a plan compared the whole of a state with the real world."""
    return not changes.errored and changes.complete is not False and not unrefreshed(changes.flags)
