"""A struct that a file is read into in, form fields for what it takes out: labels and help are what the struct says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import msgspec
from django import forms
from msgspec import NODEFAULT
from msgspec.inspect import (
    BoolType,
    DecimalType,
    DictType,
    EnumType,
    IntType,
    Metadata,
    NoneType,
    StrType,
    StructType,
    Type,
    UnionType,
    VarTupleType,
)

from gitops_portal.adapters import rule_files
from gitops_portal.core.errors import PortalError
from gitops_portal.core.model import Action
from gitops_portal.core.rules.lists import PLAIN, REFERENCE
from gitops_portal.web.approval_forms import Words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

LONGEST: Final = 10_000
"""Characters of a text."""
_DIGITS: Final = 15
_ONE_A_LINE: Final = "One per line; commas are part of the value."
_WITHOUT_COMMAS: Final = "One a line."
_IDLE: Final = frozenset({Action.NO_OP, Action.READ, Action.UNKNOWN})


class Text(forms.CharField):
    """A text of one line; browsers leave line breaks out of it."""

    def __init__(self, **given: Any) -> None:
        super().__init__(**{"max_length": LONGEST, "required": False, **given})

    def has_changed(self, initial: Any, data: Any) -> bool:
        return _joined(initial) != _joined(data)


class Prose(Text):
    """A text of several lines, as it stands in a file."""

    def __init__(self, *, rows: int = 2, mono: bool = False, **given: Any) -> None:
        attrs = {"rows": rows, **({"class": "mono", "spellcheck": "false"} if mono else {})}
        super().__init__(strip=False, widget=forms.Textarea(attrs=attrs), **given)

    def to_python(self, value: Any) -> str:
        return str(super().to_python(value)).replace("\r\n", "\n")


class Figure(forms.DecimalField):
    """A number, as a file says it."""

    def __init__(self, *, whole: bool, **given: Any) -> None:
        self.whole = whole
        places = 0 if whole else None
        super().__init__(min_value=0, required=False, max_digits=_DIGITS, decimal_places=places, **given)

    def clean(self, value: Any) -> str:
        number = super().clean(value)
        return "" if number is None else f"{number:f}"

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return self.to_python(initial) != self.to_python(data)
        except forms.ValidationError:
            return True


class Flag(forms.BooleanField):
    def prepare_value(self, value: Any) -> Any:
        return self.to_python(value)

    def clean(self, value: Any) -> str:
        return "true" if super().clean(value) else ""


class Plain(Words):
    """Texts, one a line, none of which can hold a comma: who writes one means several."""

    def __init__(self, **given: Any) -> None:
        super().__init__(by_line=True, **given)

    def validate(self, value: Any) -> None:
        super().validate(value)
        if joined := next((text for text in value if "," in text), ""):
            raise forms.ValidationError(f"Write one a line, without commas: “{joined}” would be one value.")


class Values(forms.MultiValueField):
    """Texts, one a line; or the name of one of the lists of the file, whose values they are then."""

    def __init__(self, names: Sequence[str], texts: Words, **given: Any) -> None:
        label = f"Or the values of a list: {given['label']}"
        choices = [("", "or the values of a list"), *((name, name) for name in names)]
        listed = forms.ChoiceField(choices=choices, required=False)
        listed.widget.attrs["aria-label"] = label
        super().__init__(
            (texts, listed), require_all_fields=False, required=False, widget=_TextsOrList(texts, listed), **given
        )

    def compress(self, data_list: Sequence[Any]) -> Any:
        texts, name = data_list or ([], "")
        if texts and name:
            raise forms.ValidationError("Write values, or take those of a list: one of the two.")
        return {REFERENCE: name} if name else texts


class _TextsOrList(forms.MultiWidget):
    def __init__(self, texts: forms.Field, listed: forms.Field) -> None:
        super().__init__((texts.widget, listed.widget))

    def id_for_label(self, id_: str) -> str:
        return f"{id_}_0"

    def decompress(self, value: Any) -> list[Any]:
        """Of what the file says: `Listed` texts, or the name of a list."""
        if isinstance(value, Mapping) and REFERENCE in value:
            return ["", value[REFERENCE]]
        return ["\n".join(map(str, value["texts"])) if value else "", ""]


class Examples(Prose):
    """What a rule answers to, as a file says it."""

    def __init__(self) -> None:
        told = (
            "As YAML: resources by what it must say, such as violates: [{instance_type: m5.large}]. Saving tries them."
        )
        super().__init__(rows=6, mono=True, help_text=told)

    def prepare_value(self, value: Any) -> Any:
        return rule_files.write_all(value) if isinstance(value, Mapping) else value

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        if not text.strip():
            return {}
        try:
            return rule_files.read(text).document
        except PortalError as error:
            raise forms.ValidationError(f"Line {error}") from error

    def run_validators(self, value: Any) -> None:
        """What they may be, the reading of the rules says."""

    def has_changed(self, initial: Any, data: Any) -> bool:
        return _joined(self.prepare_value(initial)) != _joined(data)


def _joined(text: Any) -> str:
    return "".join(str("" if text is None else text).splitlines()).strip()


class Declared(NamedTuple):
    """A parameter as its struct declares it."""

    name: str
    label: str
    help_text: str
    type: Type
    required: bool
    plain: bool = False
    """Whether its texts can't hold a comma."""


def declared(noun: type[msgspec.Struct]) -> Iterator[Declared]:
    """What a struct says of each of its fields."""
    told: Any = msgspec.inspect.type_info(noun)
    for field in told.fields:
        kind: Any = field.type
        said: Mapping[str, Any] = {}
        plain = False
        if isinstance(kind, Metadata):
            plain = kind.extra == PLAIN
            kind, said = kind.type, kind.extra_json_schema or {}
        if isinstance(kind, UnionType):
            (kind,) = (each for each in kind.types if not isinstance(each, NoneType))
        label = said.get("title") or field.name.replace("_", " ").capitalize()
        needed = field.required and field.default is NODEFAULT
        yield Declared(field.name, label, said.get("description", ""), kind, needed, plain)


def of_several(told: Declared) -> type[msgspec.Struct] | None:
    """The noun of which it takes several: in a list, or by name; None where it takes something else."""
    match told.type:
        case VarTupleType(item_type=StructType() as item) | DictType(value_type=StructType() as item):
            return item.cls
    return None


def by_name(told: Declared) -> bool:
    return isinstance(told.type, DictType)


def field_of(told: Declared, lists: Sequence[str], held: Any = None) -> forms.Field:
    """The field that takes what a file may say there, and says now; `lists` are the names of those of the file."""
    said: dict[str, Any] = {"label": told.label, "help_text": told.help_text}
    match told.type:
        case StrType():
            return Text(**said)
        case IntType() | DecimalType():
            return Figure(whole=isinstance(told.type, IntType), **said)
        case BoolType():
            return Flag(required=False, **said)
        case EnumType(cls=words):
            return forms.ChoiceField(choices=[("", "–"), *_choices(words, held)], required=False, **said)
        case VarTupleType(item_type=EnumType(cls=words)):
            choices, boxes = _choices(words, held), forms.CheckboxSelectMultiple
            return forms.MultipleChoiceField(choices=choices, required=False, widget=boxes, **said)
        case VarTupleType():
            return _of_texts(told, lists, said)
    raise TypeError(f"no form has a field for {told.name}, which takes {told.type}")


def _of_texts(told: Declared, lists: Sequence[str], said: dict[str, Any]) -> forms.Field:
    said["help_text"] = f"{told.help_text} {_WITHOUT_COMMAS if told.plain else _ONE_A_LINE}".strip()

    def texts(**given: Any) -> Words:
        return Plain(**given) if told.plain else Words(by_line=True, **given)

    return Values(lists, texts(), **said) if lists else texts(**said)


def shown(value: Any, field: forms.Field) -> Any:
    """What a file says, as the field takes it for its initial value."""
    if isinstance(field, Values) and isinstance(value, list | tuple):
        return {"texts": value}
    return value


def _choices(words: Any, held: Any) -> list[tuple[str, str]]:
    """Of an enumeration. Actions that do nothing are nothing to choose, unless a file chose them."""
    offered = [str(word) for word in words if word not in _IDLE or str(word) in (held or ())]
    return [(word, word.replace("_", " ")) for word in offered]
