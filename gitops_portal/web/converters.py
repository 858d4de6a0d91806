"""Names in addresses: what a row is called in, a part of a path out, and back."""

from __future__ import annotations


class WorkspaceSlug:
    """A workspace's slug. Any text makes an address: one row of no usable form takes no list down."""

    regex = "[^/]+"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value.replace("/", "%2F") or "-"
