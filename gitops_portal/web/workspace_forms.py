"""What an owner sets of a workspace in, checked values out; what is wrong is told beside its field."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError

from gitops_portal.core.dependencies import remote_state
from gitops_portal.core.errors import Invalid
from gitops_portal.web.forms import Labels


class WorkspaceSettings(forms.Form):
    name = forms.CharField(max_length=200)
    labels = Labels(required=False, help_text="env=prod, team=network")
    repository = forms.CharField(max_length=300, required=False, help_text="Such as https://github.com/acme/infra")
    branch = forms.CharField(max_length=200, required=False)
    directory = forms.CharField(max_length=300, required=False)
    state_address = forms.CharField(
        max_length=500,
        required=False,
        help_text="Address of its state, such as s3://bucket/key: used to find workspaces that read its outputs.",
    )
    budget = forms.DecimalField(
        max_digits=14, decimal_places=2, min_value=0, required=False, help_text="US dollars per month. Empty: none."
    )
    required_approvals = forms.IntegerField(
        min_value=0, max_value=10, help_text="0: runs that pass all guardrails are approved automatically."
    )
    approval_days = forms.IntegerField(
        min_value=1, max_value=365, help_text="Approvals, and runs without a decision, expire after so many days."
    )
    check_hours = forms.IntegerField(
        min_value=1,
        max_value=8784,
        label="Hours between checks",
        help_text="It is unverified after so many hours without a comparison with the real world.",
    )

    requires_plan_file = forms.BooleanField(
        required=False,
        label="Only runs bound to a plan file are applied",
        help_text="The gate refuses a run without the planfile_sha256 that CI sends with the plan.",
    )
    owners_for_unknown = forms.BooleanField(
        required=False,
        label="Only owners approve runs of unknown authors",
        help_text="An author is known if an account has the name that CI sends.",
    )
    applies_in_order = forms.BooleanField(
        required=False,
        label="What it reads from is applied first",
        help_text="Within one change request the gate waits until the workspaces whose outputs it reads are applied.",
    )
    carries_subsets = forms.BooleanField(
        required=False,
        label="An approval also covers part of what was approved",
        help_text="A newer plan that would do the same keeps its approvals in any case.",
    )
    infracost_figures = forms.BooleanField(
        required=False,
        label="Use Infracost's costs",
        help_text="Where CI sends its report with both sums in US dollars; otherwise the portal's own estimate.",
    )
    shows_badge = forms.BooleanField(required=False, label="Its badge is public; otherwise it needs a token")

    def clean_state_address(self) -> str:
        try:
            return remote_state.declared(self.cleaned_data["state_address"])
        except Invalid as error:
            raise ValidationError(str(error)) from error
