"""What people type in, checked values out; what is wrong is told beside its field."""

from __future__ import annotations

import re
from datetime import UTC, datetime, time
from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm, SetPasswordForm
from django.core.exceptions import ValidationError

from gitops_portal.core import words
from gitops_portal.core.model import Role
from gitops_portal.records.queries import SLUG, Person, Trail

_LABEL = re.compile(r"[A-Za-z0-9_.\-/]{1,63}=[^,=\s]{1,200}")
_ROLES = list(words.ROLES.items())
_ORGANISATION_ROLES = [("", "None: by workspace"), *_ROLES]


class SignIn(AuthenticationForm):
    username = forms.EmailField(
        label="E-mail", widget=forms.EmailInput(attrs={"autofocus": True, "autocomplete": "username"})
    )
    error_messages = AuthenticationForm.error_messages | {
        "invalid_login": "Wrong e-mail or password. No password yet? Ask for a one-time link.",
        "inactive": "This account is closed. An owner of the organisation can open it again.",
    }


class Labels(forms.CharField):
    """`env=prod, team=network` in, {"env": "prod", "team": "network"} out."""

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(f"{name}={word}" for name, word in value.items()) if isinstance(value, dict) else value

    def to_python(self, value: Any) -> dict[str, str]:  # type: ignore[override]  # the stubs know text only
        pairs = [pair.strip() for pair in str(value or "").split(",") if pair.strip()]
        if wrong := [pair for pair in pairs if not _LABEL.fullmatch(pair)]:
            raise ValidationError(f"“{wrong[0]}” is not a label. Write name=value, and a comma between two.")
        return dict(pair.split("=", 1) for pair in pairs)

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(super().has_changed(self.prepare_value(initial), data))

    def run_validators(self, value: Any) -> None:
        """Text validators do not fit; `to_python` has said all there is to say."""


class NewWorkspace(forms.Form):
    slug = forms.CharField(
        validators=[SLUG],
        help_text="Used in URLs and uploads: lower-case letters, digits and hyphens. It never changes.",
    )
    name = forms.CharField(max_length=200, required=False, help_text="Display name. Empty: the slug.")
    labels = Labels(required=False, help_text="For guardrails and filters: env=prod, team=network")


class AddMember(forms.Form):
    person = forms.TypedChoiceField(coerce=int, empty_value=None)
    role = forms.ChoiceField(choices=_ROLES, initial=Role.REVIEWER)

    def __init__(self, *args: Any, people: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = people  # type: ignore[attr-defined]  # a choice field has choices


class MemberRole(forms.Form):
    person = forms.IntegerField()
    role = forms.ChoiceField(choices=[("", "None"), *_ROLES], required=False)


class NewTeam(forms.Form):
    slug = forms.CharField(
        validators=[SLUG], help_text="Approval rules and groups name it: lower-case letters, digits and hyphens."
    )
    name = forms.CharField(max_length=200, required=False, help_text="Display name. Empty: the slug.")


class TeamMember(forms.Form):
    person = forms.TypedChoiceField(coerce=int, empty_value=None)

    def __init__(self, *args: Any, people: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = people  # type: ignore[attr-defined]  # a choice field has choices


class TeamRole(forms.Form):
    role = forms.ChoiceField(choices=_ROLES, initial=Role.REVIEWER)
    workspace = forms.CharField(required=False, max_length=63, help_text="The slug of one workspace.")
    labels = forms.CharField(
        required=False, max_length=300, help_text="Or labels: env=prod,team=network. Neither: every workspace."
    )


class OneTeamRole(forms.Form):
    role = forms.IntegerField()


class OnePerson(forms.Form):
    person = forms.IntegerField()


class Code(forms.Form):
    code = forms.CharField(
        max_length=40, label="Code", widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autofocus": True})
    )


class ShownPasskey(forms.Form):
    credential = forms.CharField(max_length=16_384)
    next = forms.CharField(max_length=2_000, required=False)


class NewPasskey(forms.Form):
    credential = forms.CharField(max_length=16_384)
    name = forms.CharField(max_length=100, required=False)


class OnePasskey(forms.Form):
    passkey = forms.IntegerField()


class OneSession(forms.Form):
    session = forms.CharField(max_length=40)


class CiNames(forms.CharField):
    """`github:ana, gitlab:ana.k` in, ["github:ana", "gitlab:ana.k"] out."""

    def __init__(self, **said: Any) -> None:
        super().__init__(max_length=2000, **said)

    def clean(self, value: Any) -> list[str]:
        return [name for part in str(super().clean(value)).split(",") if (name := part.strip())]


class Invite(forms.Form):
    email = forms.EmailField(label="E-mail", max_length=254)
    name = forms.CharField(max_length=200)
    ci_names = CiNames(
        required=False, label="Names in CI", help_text="github:ana, gitlab:ana.k, ana: nobody approves their own."
    )
    organisation_role = forms.ChoiceField(choices=_ORGANISATION_ROLES, required=False, label="Role in every workspace")


class PersonCiNames(OnePerson):
    ci_names = CiNames(required=False, label="Names in CI")


class OrganisationRole(OnePerson):
    organisation_role = forms.ChoiceField(choices=_ORGANISATION_ROLES, required=False, label="Role in every workspace")


class NewToken(forms.Form):
    name = forms.CharField(max_length=200, help_text="What uses it, such as “GitHub Actions of acme/infra”.")
    days = forms.IntegerField(
        min_value=1, max_value=3650, initial=90, required=False, label="Days", help_text="Empty: never expires."
    )
    scopes = forms.MultipleChoiceField(
        choices=list(words.TOKEN_SCOPES.items()),
        initial=list(words.TOKEN_SCOPES),
        label="May",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose what the token may do."},
    )


class NewOrganisationToken(NewToken):
    workspace = forms.CharField(
        required=False, max_length=63, help_text="The slug of the workspace it is for. Empty: every workspace."
    )
    may_create = forms.BooleanField(required=False, label="May create workspaces")


class OneToken(forms.Form):
    token = forms.IntegerField()


class RotateToken(OneToken):
    hours = forms.IntegerField()


def password(person: Person, sent: Any = None) -> SetPasswordForm[Person]:
    """Who has a password says it again; who came in by a link sets their first."""
    form = (PasswordChangeForm if person.has_usable_password() else SetPasswordForm)(person, sent)
    next(iter(form.fields.values())).widget.attrs.pop("autofocus", None)  # it stands far down a long page
    return form


class SavedView(forms.Form):
    name = forms.CharField(max_length=80)
    shared = forms.BooleanField(required=False)


class AuditFilter(forms.Form):
    person = forms.CharField(required=False, max_length=200)
    verb = forms.CharField(required=False, max_length=64)
    text = forms.CharField(required=False, max_length=300)
    resource = forms.CharField(required=False, max_length=500)
    workspace = forms.CharField(required=False, max_length=63)
    since = forms.DateField(required=False)
    until = forms.DateField(required=False)
    order = forms.ChoiceField(required=False, choices=[("", "Newest first"), ("first", "First to last")])

    @property
    def asked(self) -> dict[str, str]:
        """What was asked for by name, as the trail tells of an export."""
        return {name: str(value) for name, value in self.cleaned_data.items() if value}

    def trail(self, workspace: str = "") -> Trail:
        """What was asked for; days count from the first's beginning to the last's end, in UTC as the trail does."""
        asked = dict(self.cleaned_data)
        since, until, order = asked.pop("since"), asked.pop("until"), asked.pop("order")
        workspace = workspace or asked.pop("workspace", "")
        asked.pop("workspace", None)
        return Trail(
            **asked,
            since=datetime.combine(since, time.min, UTC) if since else None,
            until=datetime.combine(until, time.max, UTC) if until else None,
            workspace=workspace,
            forwards=order == "first",
        )
