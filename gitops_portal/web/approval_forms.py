"""What people type in about one approval rule, plain values as a file says them out; and a rule back in fields."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django import forms

from gitops_portal.core.model import Action, Severity
from gitops_portal.records.queries import SLUG
from gitops_portal.web.forms import Labels

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from gitops_portal.core.placed import Misplaced

_SPARE: Final = 1
"""Empty conditions and needs at the end of a form; more come with every save."""
_ANYWHERE = "One line each: labels such as env=prod, team=web, or workspaces such as web-staging. Empty: everywhere."


class Words(forms.CharField):
    """`aws_vpc, aws_route*` in, ["aws_vpc", "aws_route*"] out.

    Where they go `by_line`, one stands in a line: a comma may be a part of it.
    """

    def __init__(self, *, by_line: bool = False, **given: Any) -> None:
        self.parting = "\n" if by_line else ","
        widget = forms.Textarea(attrs={"rows": 2}) if by_line else forms.TextInput
        super().__init__(required=False, max_length=4000, widget=widget, **given)

    def prepare_value(self, value: Any) -> Any:
        between = self.parting if self.parting == "\n" else ", "
        return between.join(map(str, value)) if isinstance(value, list | tuple) else value

    def to_python(self, value: Any) -> list[str]:  # type: ignore[override]  # the stubs know text only
        return [word.strip() for word in str(value or "").split(self.parting) if word.strip()]

    def has_changed(self, initial: Any, data: Any) -> bool:
        return self.to_python(self.prepare_value(initial)) != self.to_python(data)

    def run_validators(self, value: Any) -> None:
        """What a word may be, the reading of the rules says."""


class Places(Words):
    """Lines of labels or of workspaces in, scopes as a rules file says them out."""

    def __init__(self) -> None:
        super().__init__(by_line=True, label="Where", help_text=_ANYWHERE)

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(map(_line, value)) if isinstance(value, list | tuple) else value

    def to_python(self, value: Any) -> list[Any]:  # type: ignore[override]
        return [_place(line) for line in super().to_python(value)]


def _line(scope: Mapping[str, Any]) -> str:
    labels = [f"{name}={value}" for name, value in scope["labels"].items()]
    return ", ".join(labels or scope["workspaces"])


def _place(line: str) -> dict[str, Any]:
    if "=" in line:
        return {"labels": Labels().clean(line)}
    names = [name.strip() for name in line.split(",") if name.strip()]
    for name in names:
        SLUG(name)
    return {"workspaces": names}


class _Rule(forms.Form):
    """What every kind of rule says."""

    id = forms.CharField(
        max_length=63, help_text="Used in the audit trail and in files: lower-case letters, digits and hyphens."
    )
    title = forms.CharField(max_length=200, required=False, help_text="Display name. Empty: the id.")
    scopes = Places()

    def __init__(self, *args: Any, rule: str = "", **given: Any) -> None:
        super().__init__(*args, **given)
        if rule:  # the id of a rule that is there never changes
            del self.fields["id"]

    @property
    def told(self) -> dict[str, Any]:
        """As a rules file says it."""
        return _said({name: value for name, value in self.cleaned_data.items() if name != "id"})


class Approval(_Rule):
    approval_hours = forms.IntegerField(
        required=False,
        label="Hours an approval is valid",
        help_text="Empty: the workspace's setting. Never longer than that.",
    )
    shares_people = forms.BooleanField(
        required=False,
        label="One approval may count for this and for other rules",
    )


class AutoApproval(_Rule):
    types = Words(label="Types", help_text="All that changes is of one of them: aws_cloudwatch_*, aws_s3_object")
    authors = Words(label="Authors", help_text="As CI proves them: github:renovate, gitlab:deploy-bot")
    cost_delta_at_most = forms.DecimalField(
        required=False, label="Cost rises by at most", help_text="US dollars a month."
    )
    coverage_at_least = forms.DecimalField(
        required=False, label="Minimum share that is priced", help_text="Between 0 and 1. Empty: all of it."
    )


class Freeze(_Rule):
    time_zone = forms.CharField(max_length=60, help_text="Such as Europe/Berlin or UTC.")
    begins = forms.CharField(max_length=40, label="From", help_text="2026-12-20 18:00, or fri 16:00 for every week.")
    ends = forms.CharField(max_length=40, label="Until", help_text="In the same form: 2027-01-04 06:00, or mon 08:00.")
    exceptions = Words(label="Exceptions", help_text="E-mails: what one of them approves may be applied.")

    @property
    def told(self) -> dict[str, Any]:
        told = super().told
        window = {"time_zone": told.pop("time_zone"), "from": told.pop("begins"), "until": told.pop("ends")}
        return {**told, "window": window}


class _OneOfSeveral(forms.Form):
    @property
    def is_spare(self) -> bool:
        """Whether it stands there to be filled in, and nobody did."""
        return self.empty_permitted and not (self.is_bound and self.has_changed())


class Condition(_OneOfSeveral):
    """One line of `when`: everything filled in has to match."""

    types = Words(label="Types", help_text="A resource of one of them changes: aws_route*, aws_vpc")
    actions = forms.MultipleChoiceField(
        required=False,
        label="Actions; none: any action",
        choices=[(action, action) for action in Action if action not in {Action.NO_OP, Action.UNKNOWN}],
        widget=forms.CheckboxSelectMultiple,
    )
    addresses = Words(by_line=True, label="Addresses", help_text="One a line: module.network.*")
    modules = Words(label="Modules", help_text="Such as module.network*")
    providers = Words(label="Providers", help_text="As types begin: aws, google, azurerm")
    downstream_of = Words(label="Downstream of types", help_text="One of them changes, and something depends on it.")
    cost_delta = forms.DecimalField(
        required=False, label="Cost rises by", help_text="US dollars per month or more; an unknown change counts too."
    )
    findings = Words(label="Findings", help_text="Guardrails, by id: sg-open-ssh")
    severities = forms.MultipleChoiceField(
        required=False,
        label="Findings of severity",
        choices=[(severity, severity) for severity in Severity],
        widget=forms.CheckboxSelectMultiple,
    )


class Need(_OneOfSeveral):
    """So many of a team, or of some people."""

    count = forms.IntegerField(min_value=1, max_value=10, initial=1, label="How many")
    team = forms.ChoiceField(required=False)
    people = Words(label="Or people", help_text="E-mails, comma-separated.")

    def __init__(self, *args: Any, teams: Iterable[tuple[str, str]], **given: Any) -> None:
        super().__init__(*args, **given)
        self.fields["team"].choices = [("", "None"), *teams]  # type: ignore[attr-defined]  # a choice field has choices


class Seen(forms.Form):
    """Which version of the rules was looked at; 0 for none."""

    onto = forms.IntegerField(min_value=0)


KINDS: Final[Mapping[str, type[_Rule]]] = {"approvals": Approval, "auto_approve": AutoApproval, "freezes": Freeze}
"""By the part of a rules file."""


class Sheet:
    """The fields of one rule, with those of its conditions and needs where it has any."""

    def __init__(self, part: str, rule: str, teams: list[tuple[str, str]], held: Any = None, sent: Any = None) -> None:
        self.form = KINDS[part](sent, rule=rule, initial=_initial(held) if held else None)
        self.sets: dict[str, Any] = {}
        if part == "approvals":
            conditions = forms.formset_factory(Condition, extra=_SPARE)
            needs = forms.formset_factory(Need, extra=_SPARE)
            held = held or {"when": [], "needs": []}
            always = any(not _said(when) for when in held["when"])  # one that asks for nothing holds for every plan
            self.sets = {
                "when": conditions(sent, prefix="when", initial=[] if always else held["when"]),
                "needs": needs(sent, prefix="needs", initial=held["needs"], form_kwargs={"teams": teams}),
            }

    def is_valid(self) -> bool:
        return all([self.form.is_valid(), *(each.is_valid() for each in self.sets.values())])

    @property
    def told(self) -> dict[str, Any]:
        """The rule as a file says it; what is left empty in a condition or a need takes that away."""
        lists = {name: [_said(form.cleaned_data) for form in self._filled(name)] for name in self.sets}
        return {**self.form.told, **lists}

    def _filled(self, name: str) -> list[Any]:
        return [form for form in self.sets[name].forms if set(_said(form.cleaned_data)) - {"count"}]

    def object_to(self, error: Misplaced) -> None:
        """Say what is wrong beside its field, as far as it has one."""
        first, number, field = [*error.place, *[""] * 5][2:5]
        form: Any = self.form
        if isinstance(number, int) and str(first) in self.sets:
            form = self._filled(str(first))[number]
        else:
            field = "begins" if first == "window" else first
        form.add_error(field if field in form.fields else None, error.why)


def _said(values: Mapping[str, Any]) -> dict[str, Any]:
    """What is filled in, as plain values: amounts are text, as in a file."""
    return {
        name: value if isinstance(value, bool | int | list) else str(value)
        for name, value in values.items()
        if not (value is None or value is False or value in ("", [], ()))
    }


def _initial(held: Mapping[str, Any]) -> dict[str, Any]:
    window = held.get("window", {})
    return {**held, "time_zone": window.get("time_zone"), "begins": window.get("from"), "ends": window.get("until")}
