"""What people type in about channels, checked values out; what a kind of channel asks for, its plug-in says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from gitops_portal.core import message, quiet, words
from gitops_portal.core.model import Gravity

if TYPE_CHECKING:
    from gitops_portal.adapters.notify import Field, Kind
    from gitops_portal.records.models import Workspace

_EVENTS = [(event, message.called(event)) for event in (*message.EVENTS, *message.BESIDE)]
_CLOCK = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
_LEAST = [(str(gravity), words.GRAVITIES[gravity]) for gravity in reversed(Gravity)]
LONGEST = 4000
"""Characters: a private key of 4096 bits has 3,300."""
KEEPS = "Empty: the one that is kept."


class Unseen(forms.Textarea):
    """Several lines that are never put into a page."""

    def format_value(self, _: Any) -> str:
        return ""


class ChannelSettings(forms.Form):
    """A name, and what the kind asks for. A secret is never put into a page: left empty, the one that is kept stays."""

    name = forms.CharField(max_length=100, help_text="Shown in lists and in the audit trail.")

    def __init__(self, *args: Any, kind: Kind, kept: bool = False, **given: Any) -> None:
        super().__init__(*args, **given)
        for field in kind.fields:
            stays = kept and field.secret
            self.fields[field.name] = forms.CharField(
                label=field.label,
                max_length=LONGEST,
                required=field.required and not stays,
                help_text=f"{field.help} {KEEPS}" if stays else field.help,
                widget=_widget(field),
            )

    @property
    def told(self) -> dict[str, str]:
        """What the kind asked for."""
        return {name: value for name, value in self.cleaned_data.items() if name != "name"}


def _widget(field: Field) -> forms.Widget:
    if field.long:
        return Unseen(attrs={"autocomplete": "off", "rows": 4, "spellcheck": "false", "class": "mono"})
    return forms.PasswordInput(attrs={"autocomplete": "off"}) if field.secret else forms.TextInput()


class Times(forms.Form):
    """When a channel that people read may speak."""

    time_zone = forms.CharField(max_length=63, help_text="Of the times below: Europe/Berlin, UTC.")
    quiet_from = forms.TimeField(required=False, widget=_CLOCK, label="Quiet from", help_text="Empty: no quiet hours.")
    quiet_until = forms.TimeField(required=False, widget=_CLOCK, label="Quiet until")
    digest_at = forms.TimeField(
        required=False, widget=_CLOCK, label="Digest at", help_text="One message a day. Empty: every message by itself."
    )
    through = forms.ChoiceField(
        required=False,
        choices=[("", "Nothing"), *((value, f"From “{title}” on") for value, title in _LEAST)],
        label="Sent immediately",
        help_text="Messages of this gravity do not wait for the digest or the end of quiet hours.",
    )

    @property
    def told(self) -> quiet.Times:
        return quiet.Times(**self.cleaned_data)


class Subscribe(forms.Form):
    workspace = forms.CharField(required=False, max_length=63, help_text="The slug of one workspace.")
    labels = forms.CharField(
        required=False, max_length=300, help_text="Or labels: env=prod,team=network. Neither: every workspace."
    )
    least = forms.ChoiceField(
        label="Minimum gravity", choices=_LEAST, help_text="Of the most serious sentence in a run's brief."
    )
    events = forms.MultipleChoiceField(
        label="When a run is … (none selected: always)",
        choices=_EVENTS,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, workspace: Workspace | None, kind: Kind, **given: Any) -> None:
        super().__init__(*args, **given)
        if workspace:  # its own channel is told of this one alone
            del self.fields["workspace"], self.fields["labels"]
        if kind.only:  # nothing to choose
            del self.fields["least"], self.fields["events"]


class OneSubscription(forms.Form):
    subscription = forms.IntegerField()


class OneDelivery(forms.Form):
    delivery = forms.IntegerField()
