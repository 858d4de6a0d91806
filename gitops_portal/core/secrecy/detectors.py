"""A name and the text that stands under it in; the parts that look like secrets, though nobody marked them, out."""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from gitops_portal.core import embedded

if TYPE_CHECKING:
    from collections.abc import Iterator

SHORTEST: Final = 8
LONGEST: Final = 4_096
"""A longer text is no password, whatever its name."""
PARSED: Final = 1_000_000
_BITS: Final = 3.0
"""Entropy per character from which on a text under the name of a secret is not one that people write."""
_SHORTEST_KEY: Final = 16

_FORMATS: Final = re.compile(
    r"""
      -----BEGIN\ (?:[A-Z0-9]+\ )*PRIVATE\ KEY(?:\ BLOCK)?-----[^"]*?
        (?:-----END\ [A-Z0-9 ]*PRIVATE\ KEY(?:\ BLOCK)?-----|(?=")|\Z)
    | (?<![A-Za-z0-9/+])A(?:KIA|SIA)[A-Z2-7]{16}(?![A-Za-z0-9/+=])
    | (?<![A-Za-z0-9])AIza[\w-]{35}(?![\w-])
    | (?<![A-Za-z0-9])ya29\.[\w-]{30,}
    | (?<![A-Za-z0-9])gh[pousr]_[A-Za-z0-9]{36,255}
    | (?<![A-Za-z0-9])github_pat_\w{60,255}
    | (?<![A-Za-z0-9])gl(?:pat|dt|rt|ptt|soat|cbt|ft|imt|agent)-[\w-]{20,}
    | (?<![A-Za-z0-9])xox[abeoprs]-[\w-]{10,}
    | (?<![A-Za-z0-9])xapp-\d-[\w-]{20,}
    | (?<=hooks\.slack\.com/services/)[\w/]{20,}
    | (?<![A-Za-z0-9])[sr]k_(?:live|test)_[A-Za-z0-9]{16,}
    | (?<![A-Za-z0-9])whsec_[A-Za-z0-9+/=]{24,}
    | (?<![A-Za-z0-9])SG\.[\w-]{22}\.[\w-]{43}
    | (?<![A-Za-z0-9])npm_[A-Za-z0-9]{36}
    | (?<![A-Za-z0-9])pypi-[\w-]{50,}
    | (?<![A-Za-z0-9])hv[sbr]\.[\w-]{24,}
    | (?<![A-Za-z0-9])do[opr]_v1_[a-f0-9]{64}
    | (?<![A-Za-z0-9])[A-Za-z0-9]{14}\.atlasv1\.[\w-]{60,}
    | (?<![\w-])sk-(?:proj-|ant-|svcacct-)?(?=[\w-]*\d)[\w-]{32,}
    | AGE-SECRET-KEY-1[0-9A-Z]{58}
    | (?<![A-Za-z0-9])eyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,}
    | (?<=AccountKey=)[A-Za-z0-9+/]{40,}={0,2}
    | (?<=SharedAccessKey=)[A-Za-z0-9+/]{40,}={0,2}
    | (?<=[?&]sig=)[A-Za-z0-9%+/=_-]{32,}
    """,
    re.VERBOSE,
)
_URL: Final = re.compile(r"://[^\s:/@\"'<>{}]{0,200}:([^\s@/\"'<>]{3,200})@")
_KEYWORD: Final = (
    r"(?:pass(?:word|wd|phrase)|pwd|secret|token|credential|api[_-]?key|secret[_-]?key(?:[_-]?base)?|access[_-]?key"
    r"|account[_-]?key|private[_-]?key|auth[_-]?key|shared[_-]?key|connection[_-]?string)"
)
_NAME: Final = re.compile(rf"{_KEYWORD}$", re.IGNORECASE)
_PASSWORD: Final = re.compile(r"(?:pass(?:word|wd|phrase)|pwd)$", re.IGNORECASE)
_HARMLESS: Final = re.compile(
    r"(?:creation|client|next|page|continuation|request|lock|idempotency|upload|change)[_-]?token$", re.IGNORECASE
)
_ASSIGNED: Final = re.compile(
    rf"""{_KEYWORD}(?=\\*["']?[ \t]{{0,8}}[=:][ \t]{{0,8}}\\*["']?([^\s"'\\,;&<>(){{}}\[\]]{{8,512}}))""", re.IGNORECASE
)
_LISTED: Final = re.compile(
    rf"""{_KEYWORD}(?=["']?[ \t]{{0,8}}\r?\n[ \t]{{0,200}}value:[ \t]{{0,8}}["']?([^\s"']{{8,512}}))""", re.IGNORECASE
)
_BEFORE: Final = 20
"""Characters before the word for a secret that may say that it is none, as in `creation_token`."""
_REFERENCE: Final = re.compile(
    r"arn:|projects/|https?:|/|\./|\$|\{\{|@|%|<|\*|#|(?:ssm|secretsmanager|vault|op|sm|ref\+\w+|file|env|data|var|local"
    r"|module|aws_\w+|random_\w+|sha256|sha1|md5):|(?:var|local|data|module|each|random_\w+|aws_\w+)\."
)
_WORDS: Final = re.compile(r"[A-Za-z]+(?:[-_./: ][A-Za-z]+)*")
_PIECE: Final = r"(?:(?:(?:[A-Z]?+[a-z]{2,}+)++|[A-Z]{2,}+|v)?+[0-9]{0,4}+)"
_SLUG: Final = re.compile(rf"{_PIECE}(?:[-_./:]{_PIECE})*+")
"""Words and short numbers, as people name things."""
_PLACEHOLDER: Final = re.compile(
    r"x{4}|\*{3}|change[-_ ]?me|replace[-_ ]?me|example|placeholder|your[-_]|dummy|todo", re.IGNORECASE
)
_PLAIN: Final = tuple(f"{before}sk-" for before in ('"', "'", " ", "=", ":", "\n"))
"""Where `sk-` begins a word; in `task-` it does not."""
_SIGNS: Final = (
    *("-----BEGIN", "AKIA", "ASIA", "AIza", "ya29.", "ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_"),
    *("glpat-", "gldt-", "glrt-", "glptt-", "glsoat-", "glcbt-", "glft-", "glimt-", "glagent-", "xox", "xapp-"),
    *("hooks.slack.com", "k_live_", "k_test_", "whsec_", "SG.", "npm_", "pypi-", "hvs.", "hvb.", "hvr.", "_v1_"),
    *(
        ".atlasv1.",
        "sk-proj-",
        "sk-ant-",
        "sk-svcacct-",
        *_PLAIN,
        "AGE-SECRET",
        "eyJ",
        "AccountKey=",
        "AccessKey=",
        "sig=",
    ),
)
"""One of these stands in every text that has one of the formats; looking for them is a tenth of the work."""
_SHORTEST_FORMAT: Final = 15
_SHORTEST_ENCODED: Final = 20
_SPOKEN: Final = (
    "pass",
    "pwd",
    "secret",
    "token",
    "credential",
    "key=",
    "key:",
    'key"',
    "key'",
    "key\\",
    "key =",
    "key\n",
)
"""The same for names of secrets in texts; `connection_string` comes with a password or a key inside."""


AT_START: Final = "sk-"
"""A sign only where a text begins with it: elsewhere it is the end of words such as `disk-`."""
SIGNS: Final = frozenset({*(sign.casefold() for sign in _SIGNS), *_SPOKEN, "@"})
"""In one case. A text with none of them, that is no base64 either, has no parts that look like secrets."""


@lru_cache(4096)
def named(name: str) -> bool:
    """Whether what is called so should be a secret: the name of one, not what is said about one (`token_ttl`)."""
    return _NAME.search(name) is not None and _HARMLESS.search(name) is None


def secret(name: str, text: str) -> bool:
    """Whether a text looks like the secret that its name promises."""
    if not SHORTEST <= len(text) <= LONGEST or _REFERENCE.match(text) or any(map(str.isspace, text)):
        return False
    if _PLACEHOLDER.match(text) or _WORDS.fullmatch(text):
        return False
    if _PASSWORD.search(name):
        return True
    return len(text) >= _SHORTEST_KEY and not _SLUG.fullmatch(text) and _entropy(text) >= _BITS


def parts(text: str) -> list[str]:
    """The parts of a text that look like secrets, whatever its own name is; the longest first."""
    if text.startswith("arn:") and " " not in text:
        return []  # a name, and a third of all texts of a plan
    found = {match[0] for match in _FORMATS.finditer(text)} if _signed(text) else set()
    if "://" in text and "@" in text:
        found.update(_in_urls(text))
    if ("=" in text or ":" in text) and _speaks(text):
        found.update(_spoken(text))
    if not found and encoded(text) and _holds_encoded(text):
        return [text]  # nothing of it can be read, so nothing of it can be left standing
    return sorted(filter(None, found), key=lambda part: (-len(part), part))


def encoded(text: str) -> bool:
    """Whether a text is another one in base64, as far as we look."""
    return _SHORTEST_ENCODED <= len(text) <= PARSED and embedded.decoded(text) is not None


def _holds_encoded(text: str) -> bool:
    """Whether a text in base64, as scripts of new machines come, has a secret inside."""
    clear = embedded.decoded(text)
    return clear is not None and bool(parts(clear))


def _in_urls(text: str) -> Iterator[str]:
    """Passwords of connection strings; a short one with its signs, for it may be a word that stands elsewhere too."""
    for match in _URL.finditer(text):
        if not _REFERENCE.match(match[1]):
            yield match[1] if len(match[1]) >= SHORTEST else f":{match[1]}@"


def _signed(text: str) -> bool:
    if len(text) >= _SHORTEST_FORMAT:
        for sign in _SIGNS:  # `any` would take twice the time, and this runs for every text of a plan
            if sign in text:
                return True
    return text.startswith(AT_START)


def _speaks(text: str) -> bool:
    lowered = text.lower()
    for word in _SPOKEN:  # noqa: SIM110 - as above
        if word in lowered:
            return True
    return False


def _spoken(text: str) -> Iterator[str]:
    """Secrets that stand under their names in a script, a configuration file or a JSON document."""
    for pattern in (_ASSIGNED, _LISTED):
        for match in pattern.finditer(text):
            name = text[max(0, match.start() - _BEFORE) : match.end()]
            if named(name) and secret(name, match[1]):
                yield match[1]
    if len(text) <= PARSED and (document := embedded.json_in(text)) is not None:
        for value in _members(document):
            yield from (written for written in (json.dumps(value)[1:-1], json.dumps(value, ensure_ascii=False)[1:-1]))


def pairs(value: dict[str, Any]) -> Iterator[tuple[str, str, Any]]:
    """Members by the names that they go under: their own, or in `{name: …, value: …}` the one that stands beside."""
    for key, member in value.items():
        yield key, key, member
    for name, holder in (("name", "value"), ("Name", "Value"), ("key", "value"), ("Key", "Value")):
        if holder in value and isinstance(value.get(name), str):
            yield holder, value[name], value[holder]


def _members(document: Any) -> Iterator[str]:
    waiting = [document]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            waiting.extend(value.values())
            for _, name, member in pairs(value):
                if isinstance(member, str) and named(name) and secret(name, member):
                    yield member
        elif isinstance(value, list):
            waiting.extend(value)


def _entropy(text: str) -> float:
    counts = Counter(text).values()
    return -sum(count / len(text) * math.log2(count / len(text)) for count in counts)
