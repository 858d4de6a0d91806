"""What stands in a guardrails file, as nouns: `core.rules.book` reads them, `core.rules.book_schema` describes them."""

from __future__ import annotations

from collections.abc import Mapping  # noqa: TC003 - a struct reads its annotations
from typing import TYPE_CHECKING, Annotated, Any, Final

from msgspec import Meta, Struct, field

from gitops_portal.core.model import Enforcement, Severity
from gitops_portal.core.rules.scope import Scope, ScopeKind

if TYPE_CHECKING:
    from collections.abc import Iterator

STRICTNESS: Final[list[object]] = [*map(str, Enforcement), False]
"""YAML 1.1 takes a bare `off` for false."""
Strictness = Annotated[str, Meta(extra_json_schema={"enum": STRICTNESS})]


class WrittenPlaces(Struct, frozen=True, forbid_unknown_fields=True):
    """Workspaces that have all these labels, and these workspaces."""

    labels: Mapping[str, str] = field(default_factory=dict)
    workspaces: tuple[str, ...] = ()

    def scopes(self) -> Iterator[Scope]:
        if self.labels:
            yield Scope(ScopeKind.LABELS, ",".join(f"{name}={value}" for name, value in self.labels.items()))
        yield from (Scope(ScopeKind.WORKSPACE, name) for name in self.workspaces)


class WrittenScope(WrittenPlaces, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How strictly it holds in the organisation, where a workspace has all these labels, or in these workspaces."""

    enforcement: Strictness
    organisation: bool = False
    exclude: WrittenPlaces = WrittenPlaces()
    """Where it does not hold all the same."""
    weaker: bool = False
    """It holds though what holds more widely is stricter; without this the stricter one does."""

    def scopes(self) -> Iterator[Scope]:
        if self.organisation:
            yield Scope()
        yield from WrittenPlaces.scopes(self)


class WrittenSetting(Struct, frozen=True, forbid_unknown_fields=True):
    """How strictly a guardrail holds in the organisation, and where otherwise; and parameters of a built-in one."""

    enforcement: Strictness = ""
    parameters: dict[str, Any] = field(default_factory=dict)
    scopes: tuple[WrittenScope, ...] = ()


class WrittenExamples(Struct, frozen=True, forbid_unknown_fields=True):
    """Attributes of resources, by what the rule must answer to them; (known after apply) stands for such a value."""

    violates: tuple[dict[str, Any], ...] = ()
    passes: tuple[dict[str, Any], ...] = ()
    undetermined: tuple[dict[str, Any], ...] = ()


class WrittenRule(Struct, frozen=True, forbid_unknown_fields=True):
    """A rule of your own: a kind, and what it is told."""

    title: str
    severity: Severity
    kind: str
    parameters: dict[str, Any] | None = None
    condition: str | None = None
    types: tuple[str, ...] = ()
    message: str = ""
    why: str = ""
    remedy: str = ""
    references: tuple[str, ...] = ()
    enforcement: Strictness = ""
    examples: WrittenExamples = WrittenExamples()
