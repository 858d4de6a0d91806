"""The environment in, and where the portal's data lies out: what settings and commands without Django share."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple
from urllib.parse import urlsplit

from gitops_portal import places

if TYPE_CHECKING:
    from collections.abc import Sequence

_OF_USER: Final = places.of_user(Path("~").expanduser(), os.environ.get("XDG_DATA_HOME", ""))
_FILE: Final = (_OF_USER if places.INSTALLED else places.FILES) / ".env"
DEFAULT_DATA_DIR: Final = _OF_USER if places.INSTALLED else places.FILES / "var"
SHIPPED_PRICES_DIR: Final = places.FILES / "prices"


def read_file() -> None:
    """Take over what `.env` says and the environment does not."""
    if _FILE.is_file():
        import environ  # it takes Django along

        environ.Env.read_env(_FILE)


def data_dir() -> Path:
    """The data folder, whether or not it is there; `~` is home in every shell."""
    return Path(os.environ.get("PORTAL_DATA_DIR") or DEFAULT_DATA_DIR).expanduser().resolve()


def kept_prices_dir() -> Path:
    """Where `prices refresh` writes: beside the data, so that a new version of the code leaves it alone."""
    return data_dir() / "prices"


def prices_dir() -> Path:
    """The price book: the one that was refreshed, else the one that came with the code."""
    kept = kept_prices_dir()
    return kept if kept.is_dir() else SHIPPED_PRICES_DIR


class Opa(NamedTuple):
    """How policies in Rego are judged: by the operator's own `opa`, from a folder or an archive."""

    binary: str
    policies: str
    query: str
    v0: bool
    """Whether they are written in the syntax before OPA 1.0."""


def opa() -> Opa | None:
    """None where no policies are judged. Raises ValueError, with a sentence, for half of it."""
    binary, policies = (os.environ.get(name, "").strip() for name in ("OPA_BINARY", "OPA_POLICIES"))
    if not binary and not policies:
        return None
    if not (Path(binary).is_absolute() and Path(policies).is_absolute()):
        raise ValueError("OPA_BINARY and OPA_POLICIES are set together, each to a whole path: /usr/local/bin/opa")
    query = os.environ.get("OPA_QUERY", "").strip() or "data.main"
    if not re.fullmatch(r"data(\.[A-Za-z_][A-Za-z0-9_]*)+", query):
        raise ValueError("OPA_QUERY is the name of a package, or of a rule in it: data.main")
    return Opa(binary, policies, query, os.environ.get("OPA_V0", "").strip().lower() in {"1", "true", "yes", "on"})


def pairs(name: str, told: Sequence[str]) -> dict[str, str]:
    """`one=other, two=another`; what is no such list stops the start with a sentence."""
    from django.core.exceptions import ImproperlyConfigured

    found = [pair.strip().rpartition("=")[::2] for pair in told if pair.strip()]
    if not all(before and after for before, after in found):
        raise ImproperlyConfigured(f"{name} must be pairs with commas between them: group=team, other-group=other-team")
    return dict(found)


def servers(name: str, addresses: Sequence[str], tokens: str) -> dict[str, str]:
    """`NAME_SERVERS` and, in their order, `NAME_TOKENS`, with blanks between: the token of each address.

    What is no such list stops the start with a sentence.
    """
    from django.core.exceptions import ImproperlyConfigured

    found, given = [one.strip().rstrip("/") for one in addresses if one.strip()], tokens.split()
    if not all(_is_address(one) for one in found):
        raise ImproperlyConfigured(f"{name}_SERVERS must be addresses, with commas between: https://argocd.example.org")
    if len(found) != len(given) or len(found) != len(set(found)):
        raise ImproperlyConfigured(f"{name}_TOKENS must be one token for each of {name}_SERVERS, with blanks between")
    return dict(zip(found, given, strict=True))


def _is_address(told: str) -> bool:
    parts = urlsplit(told)
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and not set(told) & set("@?# ")
