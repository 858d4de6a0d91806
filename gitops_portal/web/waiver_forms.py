"""What people type in about waivers, checked values out."""

from __future__ import annotations

from django import forms

from gitops_portal.core.rules.waivers import LONGEST, LONGEST_ADDRESS, LONGEST_REASON
from gitops_portal.web.drift_forms import Day


class NewWaiver(forms.Form):
    guardrail = forms.SlugField(max_length=100, help_text="Its id, such as sg-open-ssh.")
    address = forms.CharField(
        required=False,
        max_length=LONGEST_ADDRESS,
        help_text="Of the resource. Empty if the guardrail checks the plan as a whole.",
    )
    pattern = forms.BooleanField(required=False, label="It is a pattern: * is any text")
    ceiling = forms.DecimalField(
        required=False,
        max_digits=13,
        decimal_places=4,
        label="Up to so much a month",
        help_text="Only for a guardrail about cost: higher costs are not waived.",
    )
    ends_at = Day(label="Until", help_text=f"At most {LONGEST} days; then it has to be reviewed.")
    reason = forms.CharField(max_length=LONGEST_REASON, widget=forms.Textarea(attrs={"rows": 3}))
