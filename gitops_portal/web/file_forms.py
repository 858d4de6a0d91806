"""A text that is a YAML file in a form: what is wrong with it is told at its line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from gitops_portal.adapters import rule_files

if TYPE_CHECKING:
    from gitops_portal.core.errors import PortalError


class FileForm(forms.Form):
    """The digest of the file that a text was made from; whoever inherits has the text itself, as `text`."""

    onto = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)

    line = 0
    """Which line is wrong, from 1; 0 where none is."""

    def object_to(self, error: PortalError) -> int:
        """Say what is wrong, at its line where that is known; returns the status."""
        said = str(error)
        if isinstance(error, rule_files.Wrong) and error.line:
            self.line = error.line
            said = f"Line {error.line}: {error.why}"
        self.add_error("text", said)
        return error.status


def file_text(label: str, help_text: str) -> forms.CharField:
    """The field of a file; an empty one is allowed."""
    attributes: dict[str, Any] = {"rows": 22, "class": "mono", "spellcheck": "false", "autocomplete": "off"}
    return forms.CharField(
        label=label,
        max_length=rule_files.LARGEST,
        strip=False,
        required=False,
        help_text=help_text,
        widget=forms.Textarea(attrs=attributes),
    )
