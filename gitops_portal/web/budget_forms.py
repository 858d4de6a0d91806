"""What an owner types in about a budget, checked values out."""

from __future__ import annotations

from django import forms

from gitops_portal.core import words
from gitops_portal.core.rules.budgets import LONGEST_KEY, LONGEST_VALUE
from gitops_portal.core.rules.scope import ScopeKind


class BudgetForm(forms.Form):
    name = forms.CharField(max_length=LONGEST_KEY)
    amount = forms.DecimalField(max_digits=14, decimal_places=2, help_text="US dollars per month.")
    scope = forms.ChoiceField(label="Where", choices=list(words.SCOPES.items()), initial=ScopeKind.ORGANISATION)
    selector = forms.CharField(
        required=False, max_length=300, label="Which", help_text="env=prod,team=network for labels, a slug for one."
    )
    tag_key = forms.CharField(
        required=False,
        max_length=LONGEST_KEY,
        strip=False,
        label="Tag, its key",
        help_text="Only resources with this tag or label count. Empty: all of them.",
    )
    tag_value = forms.CharField(required=False, max_length=LONGEST_VALUE, strip=False, label="Tag, its value")


class OneBudget(forms.Form):
    budget = forms.IntegerField(min_value=1, max_value=2**63 - 1)
