"""What owners type in about the guardrails file, checked values out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from django import forms

from gitops_portal.actions import backtests
from gitops_portal.adapters import rule_files

if TYPE_CHECKING:
    from gitops_portal.core.errors import PortalError

_RUN: Final = re.compile(r"([\w-]+)(?:/| run )([0-9]{1,9})")


class RunName(forms.CharField):
    """`orders-prod/4`, or as pages call it, in; its workspace and its number out, None where nothing is typed in."""

    def clean(self, value: str) -> tuple[str, int] | None:
        written = super().clean(value)
        if not written:
            return None
        if (found := _RUN.fullmatch(written)) is None:
            raise forms.ValidationError("Write a workspace and a number, such as orders-prod/4.")
        return found[1], int(found[2])


class Trial(forms.Form):
    """What a change of guardrails is tried on, and the digest of those that it was made from."""

    onto = forms.CharField(max_length=64, widget=forms.HiddenInput)
    run = RunName(
        label="Try it on a run",
        required=False,
        max_length=200,
        help_text="Check judges its plan under the file, too: a workspace and a number, such as orders-prod/4.",
    )

    days = forms.IntegerField(
        label="Backtest it on the plans of so many days",
        required=False,
        min_value=1,
        max_value=backtests.DAYS,
        initial=30,
        help_text=f"1 to {backtests.DAYS}. In the background: which runs would be blocked, ask or be undetermined.",
    )


class GuardrailsFile(Trial):
    """The text of the file."""

    text = forms.CharField(
        label="Guardrails file",
        max_length=rule_files.LARGEST,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 28, "class": "mono", "spellcheck": "false", "autocomplete": "off"}),
    )

    line = 0
    """Which line is wrong, from 1; 0 where none is."""

    def object_to(self, error: PortalError) -> int:
        """Say what is wrong, at its line where that is known; returns the status."""
        said = str(error)
        if isinstance(error, rule_files.Wrong) and error.line:
            self.line = error.line
            said = f"Line {error.line}{f', column {error.column}' if error.column else ''}: {error.why}"
        self.add_error("text", said)
        return error.status
