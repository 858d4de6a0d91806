"""What owners type in about guardrails: the file, and how strictly one of them holds where; checked values out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from django import forms

from gitops_portal.actions import backtests
from gitops_portal.adapters import rule_files
from gitops_portal.core import words
from gitops_portal.core.rules.scope import Scope, ScopeKind
from gitops_portal.records.queries import rulebook

if TYPE_CHECKING:
    from gitops_portal.core.errors import PortalError
    from gitops_portal.records.queries import GuardrailSetting

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
        help_text="Check also evaluates its plan with the change: a workspace and a number, such as orders-prod/4.",
    )

    days = forms.IntegerField(
        label="Backtest it on the plans of so many days",
        required=False,
        min_value=1,
        max_value=backtests.DAYS,
        initial=30,
        help_text=f"1 to {backtests.DAYS}. Shows which runs would be blocked, need approval or be undetermined.",
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


class Enforce(forms.Form):
    """How strictly a guardrail holds for whom, and whom that leaves out; what is set for the same is replaced."""

    scope = forms.ChoiceField(label="Where", choices=list(words.SCOPES.items()))
    selector = forms.CharField(
        required=False, max_length=300, label="Which", help_text="env=prod,team=network for labels, a slug for one."
    )
    except_workspaces = forms.CharField(
        required=False, max_length=1_000, help_text="Slugs, comma-separated: sandbox, scratch."
    )
    except_labels = forms.CharField(
        required=False, max_length=300, help_text="Workspaces that have all of them: team=lab,env=test."
    )
    enforcement = forms.ChoiceField(label="How strictly", choices=list(words.ENFORCEMENTS.items()))
    weaker = forms.BooleanField(required=False, label="Even if weaker than the organisation's setting")
    onto = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)
    """The digest of the settings that it was made from."""

    @classmethod
    def of(cls, setting: GuardrailSetting, onto: str) -> Enforce:
        """What is set now, to be changed: for whom it is stays."""
        told = rulebook.scoped(setting)
        form = cls(
            initial={
                "scope": setting.scope,
                "selector": setting.selector,
                "except_workspaces": ", ".join(told.left_out(ScopeKind.WORKSPACE)),
                "except_labels": ",".join(told.left_out(ScopeKind.LABELS)),
                "enforcement": setting.enforcement,
                "weaker": setting.weaker,
                "onto": onto,
            }
        )
        for name in ("scope", "selector"):
            form.fields[name].widget = forms.HiddenInput()
        return form

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("scope") == ScopeKind.ORGANISATION:
            cleaned["selector"] = ""
        elif not cleaned.get("selector"):
            self.add_error("selector", "Say which.")
        slugs = dict.fromkeys(filter(None, map(str.strip, cleaned.pop("except_workspaces", "").split(","))))
        labels = cleaned.pop("except_labels", "")
        told = [Scope(ScopeKind.LABELS, labels)] if labels else []
        return cleaned | {"exclude": (*told, *(Scope(ScopeKind.WORKSPACE, slug) for slug in slugs))}


class Release(forms.Form):
    setting = forms.IntegerField()
    onto = forms.CharField(max_length=64, required=False)
