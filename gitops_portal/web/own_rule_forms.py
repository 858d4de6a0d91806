"""What people type in about a guardrail of their own, plain values as a file says them out; and a rule back in fields.

What nobody touches stays as the file says it, whatever a form makes of it, and so does what it has no field for.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django import forms

from gitops_portal.core.model import Enforcement, Severity
from gitops_portal.core.rules.cel.reads import CHANGE, PLAN
from gitops_portal.core.rules.own_kinds import OWN_KINDS
from gitops_portal.core.rules.rule import Judges
from gitops_portal.web import own_rule_fields
from gitops_portal.web.approval_forms import Words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from msgspec import Struct

    from gitops_portal.core.placed import Misplaced
    from gitops_portal.core.rules.own_kinds import OwnKind
    from gitops_portal.web.own_rule_fields import Declared

_ORDER: Final = (
    "title", "severity", "enforcement", "types", "kind", "parameters", "condition", "message", "why", "remedy",
    "references", "examples",
)  # fmt: skip
"""Of what a rule says in a file."""
_NAME: Final = "name"
"""Of what stands by name in a file; no noun that does has a field of this name."""
_EMPTY: Final[tuple[object, ...]] = (None, "", [], (), {})


_OF_A_PLAN: Final = f"Violated if true: plan.deletes > 3. Available of plan: {', '.join(PLAN)}."
_OF_A_RESOURCE: Final = (
    f"Violated if true: after.size > 100. Available: after and before; of change {', '.join(CHANGE)}; plan and lists; "
    "refs('aws_subnet'), unknown('path') and sensitive('path')."
)


class Common(forms.Form):
    """What every kind of rule says, as far as this one says it."""

    id = own_rule_fields.Text(
        required=True, max_length=63, help_text="Used in findings and files: lower-case letters, digits and hyphens."
    )
    title = own_rule_fields.Text(required=True, max_length=200, help_text="What holds, such as: instances are small.")
    severity = forms.ChoiceField(choices=[(each, each.capitalize()) for each in Severity], initial=Severity.MEDIUM)
    enforcement = forms.ChoiceField(
        required=False,
        choices=[("", "As its severity says"), *((each, each.replace("_", "-").capitalize()) for each in Enforcement)],
        help_text="Critical is mandatory, high soft-mandatory, the others advisory. "
        "Settings for labels and workspaces stand on the guardrail's page.",
    )
    types = Words(label="Types", help_text="Comma-separated: aws_instance, aws_db_*")
    condition = own_rule_fields.Prose(rows=6, mono=True, required=True, max_length=4000)
    message = own_rule_fields.Prose(
        label="What it says", help_text="What is wrong, such as: it is larger than what we use."
    )
    why = own_rule_fields.Prose(help_text="Why it matters.")
    remedy = own_rule_fields.Prose(label="How to fix it")
    references = Words(by_line=True, label="References", help_text="One per line: a link, or a control.")
    examples = own_rule_fields.Examples()

    def __init__(self, kind: OwnKind, held: Mapping[str, Any], sent: Any) -> None:
        super().__init__(sent, initial={**held} or None)
        of_plan = kind.judges is Judges.PLAN
        absent = {
            "id": bool(held) and "id" not in held,  # of a rule that is there it never changes
            "types": of_plan,
            "condition": not kind.condition,
            "message": not kind.speaks,
            "examples": of_plan and not kind.condition,
        }
        for name in (name for name, gone in absent.items() if gone):
            del self.fields[name]
        if kind.condition:
            self.fields["condition"].help_text = _OF_A_PLAN if of_plan else _OF_A_RESOURCE
        if "types" in self.fields and not kind.speaks:
            self.fields["types"].help_text += ". Empty: all."

    def shown(self, *names: str) -> list[Any]:
        return [self[name] for name in names if name in self.fields]

    @property
    def beginning(self) -> list[Any]:
        return self.shown("title", "id", "severity", "enforcement", "types")

    @property
    def words(self) -> list[Any]:
        return self.shown("message", "why", "remedy", "references")


class Parameters(forms.Form):
    """What a noun declares, but for what it takes several of; `by_name`: with the name that it stands by."""

    def __init__(
        self,
        *args: Any,
        declared: Iterable[Declared],
        lists: Sequence[str],
        by_name: str = "",
        **given: Any,
    ) -> None:
        told = given.pop("initial", None) or {}
        super().__init__(*args, **given)
        declared = list(declared)
        self.needed = [each.name for each in declared if each.required]
        if by_name:
            self.fields[_NAME] = own_rule_fields.Text(label=by_name)
            self.needed.insert(0, _NAME)
        for each in declared:
            self.fields[each.name] = own_rule_fields.field_of(each, lists, told.get(each.name))
        self.initial = {
            name: own_rule_fields.shown(value, self.fields[name]) for name, value in told.items() if name in self.fields
        }

    def clean(self) -> dict[str, Any]:
        """What a file could not leave out either, unless all of it is left out in a list of several."""
        cleaned = super().clean() or {}
        if not self.is_one_of_several or self.says_something:
            for name in self.needed:
                if name not in self.errors and cleaned.get(name) in _EMPTY:
                    self.add_error(name, "This field is required.")
        return cleaned

    is_one_of_several = False

    @property
    def says_something(self) -> bool:
        return any(value not in _EMPTY for value in self.cleaned_data.values())


class OneOfSeveral(Parameters):
    """One of those that a parameter takes; left empty, it is none."""

    is_one_of_several = True

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        if not str(self.prefix).endswith("-0"):  # the first says it for all
            for field in self.fields.values():
                field.help_text = ""

    @property
    def is_spare(self) -> bool:
        """Whether it stands there to be filled in, and nobody did."""
        return self.empty_permitted and not (self.is_bound and self.has_changed())


@dataclass(frozen=True, slots=True)
class Several:
    """What a parameter takes several of."""

    name: str
    label: str
    help_text: str
    one: str
    """What each is called."""
    by_name: bool
    needed: bool
    held: Any
    rows: Any
    """The set of them, one spare among them."""

    @property
    def filled(self) -> list[Any]:
        return [form for form in self.rows.forms if form.says_something]

    @property
    def told(self) -> Any:
        """As a file says it."""
        rows = [_told(form, self._row(form)) for form in self.filled]
        if self.by_name:
            return {row.pop(_NAME): row for row in rows}
        return rows

    def _row(self, form: Any) -> Mapping[str, Any]:
        """What the file says there now."""
        rows = self.rows_of(self.held)
        number = self.rows.forms.index(form)
        return rows[number] if number < len(rows) else {}

    @staticmethod
    def rows_of(held: Any) -> list[dict[str, Any]]:
        if isinstance(held, list | tuple):
            return [{**each} for each in held]
        return [{_NAME: name, **each} for name, each in (held or {}).items()]

    @property
    def is_touched(self) -> bool:
        return any(form.has_changed() for form in self.rows.forms)

    def is_valid(self) -> bool:
        """Also that no name stands twice."""
        if not self.rows.is_valid():
            return False
        told = [form.cleaned_data[_NAME] for form in self.filled] if self.by_name else []
        for number, name in enumerate(told):
            if name in told[:number]:
                self.filled[number].add_error(_NAME, f"“{name}” stands twice.")
        return len(set(told)) == len(told)


def _several(each: Declared, noun: type[Struct], lists: Sequence[str], held: Any, sent: Any) -> Several:
    called, by_name = noun.__name__.removeprefix("Written"), own_rule_fields.by_name(each)
    given = {
        "declared": list(own_rule_fields.declared(noun)),
        "lists": lists,
        "by_name": f"{called} name" if by_name else "",
    }
    made = forms.formset_factory(OneOfSeveral, extra=1)
    rows = made(sent, prefix=each.name, initial=Several.rows_of(held), form_kwargs=given)
    return Several(each.name, each.label, each.help_text, called, by_name, each.required, held, rows)


class Sheet:
    """The fields of one rule of a kind. `held` is what the file says of it now, nothing for a new one."""

    def __init__(self, kind: str, lists: Sequence[str], held: Mapping[str, Any], sent: Any = None) -> None:
        self.kind, self.held = kind, held
        own = OWN_KINDS[kind]
        self.form = Common(own, held, sent)
        told: Mapping[str, Any] = held.get("parameters") or {}
        declared = [] if own.condition else list(own_rule_fields.declared(own.parameters))
        plain = [each for each in declared if not own_rule_fields.of_several(each)]
        self.parameters = Parameters(sent, declared=plain, lists=lists, initial=told, prefix="parameters")
        self.several = {
            each.name: _several(each, noun, lists, told.get(each.name), sent)
            for each in declared
            if (noun := own_rule_fields.of_several(each))
        }
        self.begins_with_several = bool(declared) and declared[0] not in plain

    def is_valid(self) -> bool:
        parts: list[Any] = [self.form, self.parameters, *self.several.values()]
        return all([part.is_valid() for part in parts])  # noqa: C419 - each tells what is wrong with it

    @property
    def told(self) -> dict[str, Any]:
        """The rule as a file says it."""
        told = _told(self.form, self.held)
        told.pop("id", None)
        if not OWN_KINDS[self.kind].condition:
            told["parameters"] = self._parameters()
        told["kind"] = self.kind
        return {name: told[name] for name in _ORDER if name in told}

    def _parameters(self) -> dict[str, Any]:
        told = _told(self.parameters, self.held.get("parameters") or {})
        for name, each in self.several.items():
            if each.is_touched or (each.needed and name not in told):
                told[name] = each.told
        return told

    def object_to(self, error: Misplaced, name: str) -> None:
        """Say what is wrong beside its field, as far as it has one."""
        said = error.why[:1].upper() + error.why[1:]
        part, *rest = [*error.place[2:], ""]
        form: Any = self.form
        if error.place[:2] != ("rules", name):
            part, said = "", str(error)
        elif part == "parameters":
            form, part = self._place(rest)
        elif part == "":
            part = "id"
        elif error.spot:
            said = f"Line {error.spot[0]}, column {error.spot[1]}: {said}"
        form.add_error(part if part in form.fields else None, said)

    def _place(self, place: Sequence[Any]) -> tuple[Any, Any]:
        """The form that a place of the parameters leads to, and its field."""
        first, row, field = [*place, "", "", ""][:3]
        several = self.several.get(first)
        if several and isinstance(row, int):
            return several.filled[row], field
        return self.parameters, first


def _told(form: Any, held: Mapping[str, Any]) -> dict[str, Any]:
    """What is held, with what was changed in a form, or stood there to begin with."""
    told = {**held}
    for name, value in form.cleaned_data.items():
        if name in held and name not in form.changed_data:
            continue
        if value in _EMPTY:
            told.pop(name, None)
        else:
            told[name] = value
    return told
