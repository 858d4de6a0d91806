"""An option of a provider and its expression in; the constants out that get somebody in, for the plan marks none."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from gitops_portal.core.documents.secrecy import detectors

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gitops_portal.core.model import Value

PLAIN: Final = frozenset({
    "account_id", "address", "alias", "allowed_account_ids", "api_url", "api_version", "base_url", "billing_project",
    "client_id", "command", "config_context", "config_path", "config_paths", "context", "default_labels",
    "default_tags", "domain", "domain_name", "endpoint", "endpoints", "environment", "features",
    "forbidden_account_ids", "host", "hostname", "ignore_tags", "location", "namespace", "org", "organization", "owner",
    "partition", "profile", "project", "region", "registry", "role_arn", "server", "session_name",
    "shared_config_files", "shared_credentials_file", "shared_credentials_files", "site", "subscription_id",
    "tenant_id", "url", "user", "user_project_override", "username", "zone",
})  # fmt: skip
"""Options that say where and who, not how to get in."""
_PLACE: Final = re.compile(r"(?:.*_)?(?:region|location|zone|mode|env|version|timeout|retries|path|file|name)")
_DOOR: Final = re.compile(
    r"pass|pwd|secret|token|cred|key|auth|login|cert|private|session|signature|license|connection|cookie|header|bearer"
    r"|external_id|hook|sas|dsn|pem|pat$|pin$|otp|salt|hash|seed",
    re.IGNORECASE,
)
"""What an option is called that may get somebody in."""
_ARGUMENTS: Final = "args"


def credentials(option: str, expression: Any) -> Iterator[Value]:
    """Constants under a telling name, and others that no person would have written as a name."""
    if option not in PLAIN:
        yield from _within(option, expression, telling=_DOOR.search(option) is not None)


def _within(option: str, expression: Any, *, telling: bool) -> Iterator[Value]:
    if isinstance(expression, list):
        for part in expression:
            yield from _within(option, part, telling=telling)
    elif isinstance(expression, dict):
        for name, part in expression.items():
            if name == "constant_value":
                yield from _secret(option, part, telling=telling)
            elif name not in PLAIN:
                yield from _within(name, part, telling=telling or _DOOR.search(name) is not None)


def _secret(option: str, value: Value, *, telling: bool) -> Iterator[Value]:
    if isinstance(value, list) and option == _ARGUMENTS:
        yield from _said(value)
    elif isinstance(value, list):
        for element in value:
            yield from _secret(option, element, telling=telling)
    elif isinstance(value, dict):
        for name, member in value.items():
            if name not in PLAIN:
                yield from _secret(name, member, telling=telling or _DOOR.search(name) is not None)
    elif telling or (isinstance(value, str) and not _PLACE.fullmatch(option) and not detectors.speaking(value)):
        yield value


def _said(arguments: list[Value]) -> Iterator[Value]:
    """Of a command's arguments what follows the name of a secret: `--token abc`, `--token=abc`."""
    before = ""
    for argument in arguments:
        if isinstance(argument, str):
            name, sign, value = argument.partition("=")
            if sign and detectors.named(name):
                yield value
            elif detectors.named(before) and not argument.startswith("-"):
                yield argument
            else:
                yield from detectors.parts(argument)
            before = argument
