"""Modules and the keys of all provider configurations in; the modules, each block with the key of its provider, out."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gitops_portal.core.documents.plan.document import ProviderConfig
    from gitops_portal.core.model import Block, Module


def resolved(module: Module, configs: Mapping[str, ProviderConfig], path: str = "") -> Module:
    """`path` is where the module stands."""
    return replace(
        module,
        blocks=tuple(
            block if _is_whole(block, configs) else replace(block, provider_key=_key(block, configs, path))
            for block in module.blocks
        ),
        calls={
            name: replace(
                call, module=resolved(call.module, configs, f"{path}.module.{name}" if path else f"module.{name}")
            )
            for name, call in module.calls.items()
        },
    )


def _is_whole(block: Block, configs: Mapping[str, ProviderConfig]) -> bool:
    """Whether its key is that of a configuration. By `name:aws` modules of other places may be named as well."""
    return block.provider_key in configs and (":" not in block.provider_key or block.provider_key.startswith("module."))


def _key(block: Block, configs: Mapping[str, ProviderConfig], path: str) -> str:
    """Terraform before 1.2 names a provider by the module that uses it, wherever it is configured, or not at all."""
    kind = block.address.removeprefix("data.").removeprefix("ephemeral.")
    local = block.provider_key.rpartition(":")[2].removeprefix("provider.") or kind.partition("_")[0]
    while path:
        for key in (f"{path}:{local}", f"{'.'.join(path.split('.')[1::2])}:{local}"):  # 0.12 left `module` out
            config = configs.get(key)
            if config and config.expressions:
                return key
        path = path.rpartition(".module.")[0]
    return local if local in configs else block.provider_key
