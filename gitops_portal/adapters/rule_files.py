"""A YAML file of rules in, plain values and the line of each out; Invalid where it is none, with the line. And back."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import yaml

from gitops_portal.core.errors import Invalid
from gitops_portal.core.placed import Misplaced

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

LARGEST: Final = 1_000_000
"""Characters of a file."""
DEEPEST: Final = 20

_BREAKS: Final = frozenset("\r\x85\u2028\u2029")
"""YAML takes them for line breaks, too, and reads another one back."""

Place = tuple[str | int, ...]


def write(document: Any) -> str:
    """The file that says these plain values; what is empty is left out, as reading takes it for the same: but not in
    owners' own rules, where a tag may have to say nothing, and examples speak of plans.
    """
    return write_all(_said(document))


def write_all(document: Any) -> str:
    """The same with what is empty."""
    told: str = yaml.dump(
        document, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=120, default_flow_style=None
    )
    return told


class _Dumper(yaml.SafeDumper):
    """With lines as they are, where YAML can say them so; else in quotes."""


def _text(dumper: _Dumper, text: str) -> yaml.ScalarNode:
    style = '"' if _BREAKS & {*text} else "|" if "\n" in text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _text)


def _said(value: Any) -> Any:
    if isinstance(value, Mapping):
        said = {name: each if name == "rules" else _said(each) for name, each in value.items()}
        return {name: told for name, told in said.items() if told}
    return [_said(each) for each in value] if isinstance(value, list | tuple) else value


class Wrong(Invalid):
    """With the line and the column of the file, from 1; 0 where they are not known. The message begins with them."""

    def __init__(self, why: str, line: int = 0, column: int = 0) -> None:
        at = f"{line}:{column}: " if column else f"{line}: " if line else ""
        super().__init__(f"{at}{why}")
        self.why, self.line, self.column = why, line, column


class Written(NamedTuple):
    """What a file says, every value as the text that stands there: `off` is no false, and 010 no eight."""

    source: str
    document: Any
    lines: dict[Place, int]

    def line(self, place: Sequence[str | int]) -> int:
        """The line of a place, or of the nearest around it."""
        for length in range(len(place), -1, -1):
            if line := self.lines.get(tuple(place[:length])):
                return line
        return 1

    def spot(self, place: Place, spot: tuple[int, int] | None) -> tuple[int, int]:
        """Line and column in the file, from 1, of a spot in the text that stands there; the column is 0 where
        the lines of that text can't be found in the file, as with `>`.
        """
        line = self.line(place)
        value = self.document
        for step in place if spot else ():
            value = value[step]
        if not spot or not isinstance(value, str):
            return line, 0
        wanted = value.split("\n")[spot[0] - 1]
        beside, below = ([*self.source.split("\n"), ""][number] for number in (line + spot[0] - 2, line + spot[0] - 1))
        if below.strip() == wanted.strip():
            return line + spot[0], below.find(wanted.strip()) - wanted.find(wanted.strip()) + spot[1]
        start = beside.rfind(wanted)
        return (line + spot[0] - 1, start + spot[1]) if start >= 0 else (line, 0)


def read(text: str) -> Written:
    """Raises Wrong for what is no YAML, and for what YAML allows and nobody means: aliases, and a name twice."""
    if len(text) > LARGEST:
        raise Wrong(f"The file has {len(text):,} characters; at most {LARGEST:,} are read.")
    try:
        _refuse_aliases(text)
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise Wrong(f"this is no YAML: {error.problem}.", line) from error
    except (yaml.YAMLError, RecursionError) as error:
        raise Wrong(f"this is no YAML: {error}.", 1) from error
    lines: dict[Place, int] = {}
    return Written(text, _value(node, (), lines) if node else None, lines)


@contextmanager
def placed(text: str) -> Iterator[Written]:
    """What a text says, for whoever works with it. Raises Wrong: also for what is found to be Misplaced meanwhile."""
    written = read(text)
    try:
        yield written
    except Misplaced as error:
        raise Wrong(str(error), *written.spot(error.place, error.spot)) from error


@contextmanager
def opened(path: Path) -> Iterator[Written]:
    """The same of a file. Raises Invalid, which begins with the file and, where it is known, the line."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise Invalid(f"{path} cannot be read: {error}.") from error
    try:
        with placed(text) as written:
            yield written
    except Wrong as error:
        raise Invalid(f"{path}:{error}") from error


_NULL: Final = "tag:yaml.org,2002:null"
_SECTIONS: Final = frozenset({"lists", "guardrails", "rules"})
"""Of a guardrails file."""


def _refuse_aliases(text: str) -> None:
    depth = 0
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        if isinstance(event, yaml.AliasEvent):
            raise Wrong("it refers to another place (*): write it out.", _line(event))
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            raise Wrong(f"it is nested {DEEPEST} deep and more.", _line(event))


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 1


def _value(node: yaml.Node, place: Place, lines: dict[Place, int]) -> Any:
    lines[place] = node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        return dict(_pairs(node, place, lines))
    if isinstance(node, yaml.SequenceNode):
        return [_entry(child, (*place, number), lines) for number, child in enumerate(node.value)]
    return node.value


def _entry(node: yaml.Node, place: Place, lines: dict[Place, int]) -> Any:
    """One of a list. Raises Wrong for null, but in examples, which may speak of one."""
    of_example = place[0] == "rules" and place[2:3] == ("examples",)
    if node.tag == _NULL and place[0] in _SECTIONS and not of_example:
        of = " ".join(f"“{step}”" for step in place[:-1][-1:] if isinstance(step, str)) or "a list"
        if not node.value:
            raise Wrong(f"an entry of {of} is empty: write a value, or leave the entry out.", node.start_mark.line + 1)
        why = f'an entry of {of} is {node.value}, which is no value: write "{node.value}" in quotes for the text, or '
        raise Wrong(f"{why}leave the entry out.", node.start_mark.line + 1)
    return _value(node, place, lines)


def _pairs(node: yaml.MappingNode, place: Place, lines: dict[Place, int]) -> Iterator[tuple[str, Any]]:
    seen: dict[str, int] = {}
    for key, child in node.value:
        line = key.start_mark.line + 1
        name = str(key.value)
        if name in seen:
            raise Wrong(f"“{name}” stands twice, here and in line {seen[name]}.", line)
        seen[name] = line
        value = _value(child, (*place, name), lines)
        lines[*place, name] = line
        yield name, value
