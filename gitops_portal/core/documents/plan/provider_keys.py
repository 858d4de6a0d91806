"""Modules and the keys of all provider configurations in; the modules, each block with the key of its provider, out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from gitops_portal.core import address as addresses

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
            name: replace(call, module=resolved(call.module, configs, addresses.call(path, name)))
            for name, call in module.calls.items()
        },
    )


def _is_whole(block: Block, configs: Mapping[str, ProviderConfig]) -> bool:
    """Whether its key is that of a configuration. By `name:aws` modules of other places may be named as well."""
    return block.provider_key in configs and (":" not in block.provider_key or block.provider_key.startswith("module."))


def _key(block: Block, configs: Mapping[str, ProviderConfig], path: str) -> str:
    """Terraform before 1.2 names a provider by the module that uses it, wherever it is configured, or not at all."""
    kind = addresses.parse(block.address).type
    local = block.provider_key.rpartition(":")[2].removeprefix("provider.") or kind.partition("_")[0]
    for module in reversed(addresses.parse(path).around):
        for key in (f"{module}:{local}", f"{'.'.join(addresses.parse(module).names)}:{local}"):  # 0.12 had no `module`
            config = configs.get(key)
            if config and config.expressions:
                return key
    return local if local in configs else block.provider_key
