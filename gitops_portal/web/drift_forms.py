"""What people type in about drift, checked values out."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any

from django import forms

from gitops_portal.core import words
from gitops_portal.core.drift.silencing import LONGEST
from gitops_portal.core.rules.scope import ScopeKind


def end_of(day: date) -> datetime:
    """The last moment of a day, in UTC as the trail counts."""
    return datetime.combine(day, time.max, UTC)


class Day(forms.DateField):
    """A day that is chosen; its last moment out."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

    def clean(self, value: Any) -> datetime | None:
        day = super().clean(value)
        return end_of(day) if day else None


class NewRule(forms.Form):
    address = forms.CharField(
        required=False, max_length=500, help_text="Of the resource; * is any text: module.web.* or aws_instance.web[0]."
    )
    type = forms.CharField(required=False, max_length=200, help_text="Of the resource: aws_autoscaling_group.")
    attribute = forms.CharField(
        required=False, max_length=200, help_text="A resource's own: desired_capacity. Empty: whatever differs."
    )
    scope = forms.ChoiceField(label="Where", choices=list(words.SCOPES.items()), initial=ScopeKind.WORKSPACE)
    selector = forms.CharField(
        required=False, max_length=300, label="Which", help_text="env=prod,team=network for labels, a slug for one."
    )
    ends_at = Day(label="Until", help_text=f"At most {LONGEST} days; then it has to be reviewed.")
    reason = forms.CharField(max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))


class OneRule(forms.Form):
    rule = forms.IntegerField()


class DriftAct(forms.Form):
    act = forms.ChoiceField(label="Do", choices=list(words.DRIFT_ACTS.items()))
    reason = forms.CharField(
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Kept in the audit trail of each workspace. Needed to accept and to snooze.",
    )
    until = Day(required=False, label="Snooze until", help_text="At most 90 days.")
    to = forms.EmailField(required=False, label="Assign to", help_text="E-mail of a member. Empty: nobody.")

    @property
    def items(self) -> list[int]:
        """The keys of what was chosen."""
        told = self.data.getlist("item") if hasattr(self.data, "getlist") else []
        return [int(key) for key in told if key.isascii() and key.isdecimal() and len(key) < 19]  # noqa: PLR2004 - a 64-bit number's digits
