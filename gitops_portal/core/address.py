"""The grammar of Terraform's addresses: `module.a["x.y"].data.aws_b.c[0]`. Nobody else takes one apart.

Text in, its steps out, and the other way: keys may hold dots, brackets, quotes and any letter. An address of a plan is
what somebody wrote: one that follows no grammar is taken apart as far as that goes, and never refused.
Source: developer.hashicorp.com/terraform/cli/state/resource-addressing, and what `terraform show -json` prints.
"""

from __future__ import annotations

import json
import re
from typing import Final, NamedTuple

from gitops_portal.core.memo import Memo

Key = str | int | None

_BRACKETS: Final = r'\[(?:"(?:[^"\\]|\\.)*"|[^\[\]"]*)\]'
_KEY: Final = re.compile(_BRACKETS)
_STEP: Final = re.compile(rf"([^.\[\]]*)({_BRACKETS})?(\.|\Z)")
_LAST: Final = re.compile(rf'(?:\.[^.\[\]"]+|{_BRACKETS})\Z')
_MODES: Final = frozenset({"data", "ephemeral"})
"""Words in front of a type; a managed resource has none."""
WORDS: Final = frozenset({"module", *_MODES})
"""Steps that name nothing."""


class Step(NamedTuple):
    """A name, and the key behind it as it is written: `["a"]`, `[0]`, or nothing."""

    name: str
    brackets: str = ""

    @property
    def key(self) -> Key:
        """What the brackets hold; None without any. What is neither a text nor a whole number stands for itself."""
        return key(self.brackets)

    @property
    def literal(self) -> bool:
        """Whether its key is a text or a whole number, as people write it."""
        return self.key is not None and self.key != self.brackets


class Address(NamedTuple):
    """Where something stands: the modules around it from the outermost, and the steps inside the innermost."""

    modules: tuple[Step, ...]
    inside: tuple[Step, ...]

    def __str__(self) -> str:
        own = ".".join(step.name + step.brackets for step in self.inside)
        return inside(self.module, own) if own else self.module

    @property
    def module(self) -> str:
        """The address of the module around it; empty in the root."""
        return ".".join(f"module.{step.name}{step.brackets}" for step in self.modules)

    @property
    def around(self) -> tuple[str, ...]:
        """The addresses of all modules around it, from the outermost."""
        return tuple(Address(self.modules[:end], ()).module for end in range(1, len(self.modules) + 1))

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the modules around it."""
        return tuple(step.name for step in self.modules)

    @property
    def own(self) -> str:
        """The block without the modules around it: `data.aws_b.c`."""
        return ".".join(step.name for step in self.inside)

    @property
    def mode(self) -> str:
        """`data`, `ephemeral`, or empty for a managed resource."""
        return self.inside[0].name if self.inside and self.inside[0].name in _MODES else ""

    @property
    def type(self) -> str:
        return self.inside[-2].name if len(self.inside) > 1 else ""

    @property
    def name(self) -> str:
        return self.inside[-1].name if self.inside else ""

    @property
    def key(self) -> Key:
        """The instance's own key; None for a block, and for the only instance of one."""
        return self.inside[-1].key if self.inside else None

    @property
    def keys(self) -> tuple[Key, ...]:
        """The keys of the modules around it, then its own."""
        return (*(step.key for step in self.modules), self.key)

    @property
    def order(self) -> tuple[tuple[str, int, int, str], ...]:
        """By what addresses are put in order as people count: `a[2]` before `a[10]`, numbers before texts."""
        return tuple(_order(step) for step in (*self.modules, *self.inside))


def parse(text: str) -> Address:
    """An address by its parts. A module's own address has nothing inside."""
    found = steps(text)
    end = 0
    while end + 1 < len(found) and found[end] == ("module", ""):
        end += 2
    return Address(found[1:end:2], found[end:])


def steps(text: str) -> tuple[Step, ...]:
    """The steps of an address, or of a reference such as `module.a["x"].out` or `var.name`, in order."""
    if "[" not in text:
        return tuple(map(Step, text.split("."))) if text else ()
    found: list[Step] = []
    start: int | None = 0
    while start is not None:
        match = _STEP.match(text, start)
        if match is None:
            return (*found, Step(text[start:]))
        found.append(Step(match[1], match[2] or ""))
        start = match.end() if match[3] else None
    return tuple(found)


def names(text: str) -> tuple[str, ...]:
    """The names of the steps of a reference, without its keys."""
    return tuple(without_keys(text).split("."))


def shorter(reference: str) -> str:
    """A reference without its last step: `aws_a.b["x"].id` -> `aws_a.b["x"]` -> `aws_a.b`; one step stays."""
    return _LAST.sub("", reference)


def key(brackets: str) -> Key:
    """`["a"]` or `[0]` as the key that it is; what is neither stands for itself, and nothing is None."""
    if not brackets:
        return None
    try:
        found = json.loads(brackets[1:-1])
    except ValueError:
        return brackets
    return found if isinstance(found, str | int) and not isinstance(found, bool) else brackets


def key_at_start(text: str) -> Key:
    """The key that the rest of a reference begins with: `["x"].id` -> `x`; None without one."""
    found = _KEY.match(text)
    return key(found[0]) if found else None


def bracketed(index: Key) -> str:
    """A key as it ends an address; nothing for none."""
    return "" if index is None else f"[{json.dumps(index, ensure_ascii=False)}]"


def without_keys(text: str) -> str:
    """An address without its instance keys: `module.a["x.y"].aws_b.c[0]` -> `module.a.aws_b.c`."""
    return _KEY.sub("", text) if "[" in text else text


block_of_module: Final = Memo(without_keys, 4_096)
"""The same of the address of a module: thousands of resources stand in one."""


def inside(module: str, own: str) -> str:
    """The address of what stands in a module; itself in the root."""
    return f"{module}.{own}" if module else own


def is_of(text: str, of: str) -> bool:
    """Whether an address is that of this block, or of one of its instances."""
    rest = text[len(of) :]
    return text.startswith(of) and (not rest or bool(_KEY.fullmatch(rest)))


def absolute(module: str, told: str, index: Key = None) -> str:
    """An address in full: where Terraform 0.12 left out the module around it, or its key, it gets them."""
    keyed = told if told.endswith("]") else told + bracketed(index)
    return keyed if not module or keyed.startswith(f"{module}.") else f"{module}.{keyed}"


def call(module: str, name: str) -> str:
    """The address of a module that is called in another."""
    return inside(module, f"module.{name}")


def block(module: str, mode: str, kind: str, name: str) -> str:
    """The address of a resource block; `mode` is `data`, `ephemeral`, or whatever else a managed one is called."""
    own = f"{mode}.{kind}.{name}" if mode in _MODES else f"{kind}.{name}"
    return f"{module}.{own}" if module else own


def _order(step: Step) -> tuple[str, int, int, str]:
    found = step.key
    if found is None:
        return step.name, 0, 0, ""
    return (step.name, 1, found, "") if isinstance(found, int) else (step.name, 2, 0, found)
