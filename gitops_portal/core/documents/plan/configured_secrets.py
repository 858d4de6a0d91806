"""The configuration of a plan in; what it holds in clear that is a secret told, the names of secret variables out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gitops_portal.core.documents.plan.credentials import credentials
from gitops_portal.core.documents.plan.document import ConfiguredModule
from gitops_portal.core.documents.secrecy.marks import trimmed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from gitops_portal.core.documents.plan.document import Configuration
    from gitops_portal.core.documents.secrecy.known import Secrets
    from gitops_portal.core.model import Value


def learn(written: Configuration, variables: Mapping[str, Value], secrets: Secrets) -> set[str]:
    """Tell `secrets` what the configuration holds in clear; return the names of the root variables that are secret."""
    for config in (written.provider_config or {}).values():
        for option, expression in (config.expressions or {}).items():
            secrets.learn(list(credentials(option, expression)))
    root = written.root_module or ConfiguredModule()
    _learn_defaults(root, secrets)
    sensitive = {name for name, variable in (root.variables or {}).items() if trimmed(variable.sensitive)}
    for name in sensitive & variables.keys():
        secrets.learn(variables[name])
    return sensitive


def _learn_defaults(written: ConfiguredModule, secrets: Secrets) -> None:
    for variable in (written.variables or {}).values():
        if trimmed(variable.sensitive):
            secrets.learn(variable.default)
    for call in (written.module_calls or {}).values():
        if call.module is None:
            continue
        for name, variable in (call.module.variables or {}).items():
            if trimmed(variable.sensitive):
                secrets.learn(list(_constants((call.expressions or {}).get(name))))
        _learn_defaults(call.module, secrets)


def _constants(expression: Any) -> Iterator[Value]:
    """Constants of an expression or a tree of blocks."""
    if isinstance(expression, list):
        for part in expression:
            yield from _constants(part)
    elif isinstance(expression, dict):
        for name, part in expression.items():
            if name == "constant_value":
                yield part
            else:
                yield from _constants(part)
