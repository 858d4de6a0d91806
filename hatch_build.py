"""The requirements of the repository in, the dependencies of the wheel out: each is written once, with its reason."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hatchling.metadata.plugin.interface import MetadataHookInterface


class Requirements(MetadataHookInterface):
    """What `requirements.in` asks for, without its reasons."""

    def update(self, metadata: dict[str, Any]) -> None:
        lines = Path(self.root, "requirements.in").read_text(encoding="utf-8").splitlines()
        asked = (line.partition("#")[0].strip() for line in lines)
        metadata["dependencies"] = [line for line in asked if line]
