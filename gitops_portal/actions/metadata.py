"""What CI says about a plan in, checked and as the columns of a run out."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass, fields
from datetime import datetime, timedelta
from typing import Any, Final

from gitops_portal.actions import clock
from gitops_portal.core import cli_flags
from gitops_portal.core.errors import Invalid
from gitops_portal.records.models import Run

KINDS: Final = ("plan", "drift")
AHEAD: Final = timedelta(days=1)
"""How far the clock of whoever made a commit may be ahead of ours."""
_SHA256: Final = re.compile(r"[0-9a-f]{64}")
_NUMBER: Final = re.compile(r"[0-9]{1,18}")
_GIT: Final = 1970


@dataclass(frozen=True, slots=True)
class Metadata:
    """What CI says about a plan; every field is text that anybody may have written."""

    kind: str = "plan"
    commit: str = ""
    committed_at: str = ""
    pipeline: str = ""
    branch: str = ""
    pull_request: str = ""
    title: str = ""
    actor: str = ""
    ci_url: str = ""
    planfile_sha256: str = ""
    lineage: str = ""
    serial: str = ""
    flags: str = ""
    """Of the command line of the plan; of it is kept what `core.cli_flags` reads, for the rest may hold secrets."""

    def __post_init__(self) -> None:
        """Raises Invalid when a field is too long or of no usable form."""
        if self.planfile_sha256 and not _SHA256.fullmatch(self.planfile_sha256):
            raise Invalid(
                "planfile_sha256 is not a SHA-256: send 64 lower-case hexadecimal digits, as sha256sum prints."
            )
        object.__setattr__(self, "flags", cli_flags.joined(cli_flags.read(self.flags)))
        self.columns()
        for field in fields(self):
            value, limit = getattr(self, field.name), getattr(Run._meta.get_field(field.name), "max_length", None)  # noqa: SLF001 - Django's public way to the column
            if limit and len(value) > limit:
                raise Invalid(f"{field.name} has {len(value)} characters: at most {limit} are kept.")
            if "\x00" in value:
                raise Invalid(f"{field.name} holds a NUL character.")
        if self.kind not in KINDS:
            raise Invalid(f"kind is “{self.kind}”: send {' or '.join(KINDS)}.")

    def columns(self) -> dict[str, Any]:
        """The fields as a run's columns hold them. Raises Invalid when a time or a number is none."""
        if self.pipeline and not _NUMBER.fullmatch(self.pipeline):
            raise Invalid("pipeline is not a number: send its own, such as GITHUB_RUN_NUMBER or CI_NUMBER_IID.")
        if self.serial and not _NUMBER.fullmatch(self.serial):
            raise Invalid("serial is not a number: send that of the state, as `terraform state pull` prints it.")
        return {
            **asdict(self),
            "committed_at": _moment(self.committed_at) if self.committed_at else None,
            "pipeline": int(self.pipeline) if self.pipeline else None,
            "serial": int(self.serial) if self.serial else None,
        }


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None or moment.year < _GIT:
        raise Invalid("committed_at is not a time with a time zone: send what `git show -s --format=%cI` prints.")
    if moment > clock.now() + AHEAD:
        raise Invalid("committed_at lies in the future: no newer plan could replace this one.")
    return moment
