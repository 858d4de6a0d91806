"""A name and the text that stands under it in; the parts that look like secrets, though nobody marked them, out."""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from ahocorasick_rs import AhoCorasick, MatchKind

from gitops_portal.core import embedded
from gitops_portal.core.documents.secrecy.common import common
from gitops_portal.core.memo import Memo

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

SHORTEST: Final = 8
LONGEST: Final = 4_096
"""A longer text is no password, whatever its name."""
PARSED: Final = 1_000_000
_BITS: Final = 3.0
"""Entropy per character from which on a text under the name of a secret is not one that people write."""
_SHORTEST_KEY: Final = 16

MOST: Final = 1_000
"""Parts of one text that are looked at as secrets; where there are more, the whole is taken for one."""
_MOST_SIGNS: Final = 20_000
_PIECE_OF_TEXT: Final = 1 << 16
"""Characters of a long text that are searched for signs at a time."""

_FORMATS: Final = (
    (
        "-----BEGIN",
        0,
        (
            r"-----BEGIN (?:[A-Z0-9]+ ){0,4}PRIVATE KEY(?: BLOCK)?-----[^\"]*?"
            r"(?:-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----|(?=\")|\Z)"
        ),
    ),
    *((sign, 0, r"(?<![A-Za-z0-9/+])A(?:KIA|SIA)[A-Z2-7]{16}(?![A-Za-z0-9/+=])") for sign in ("AKIA", "ASIA")),
    ("AIza", 0, r"(?<![A-Za-z0-9])AIza[\w-]{35}(?![\w-])"),
    ("ya29.", 0, r"(?<![A-Za-z0-9])ya29\.[\w-]{30,2000}"),
    *((f"gh{kind}_", 0, r"(?<![A-Za-z0-9])gh[pousr]_[A-Za-z0-9]{36,255}") for kind in "pousr"),
    ("github_pat_", 0, r"(?<![A-Za-z0-9])github_pat_\w{60,255}"),
    *(
        (f"gl{kind}-", 0, r"(?<![A-Za-z0-9])gl(?:pat|dt|rt|ptt|soat|cbt|ft|imt|agent)-[\w-]{20,300}")
        for kind in ("pat", "dt", "rt", "ptt", "soat", "cbt", "ft", "imt", "agent")
    ),
    ("xox", 0, r"(?<![A-Za-z0-9])xox[abeoprs]-[\w-]{10,300}"),
    ("xapp-", 0, r"(?<![A-Za-z0-9])xapp-\d-[\w-]{20,300}"),
    ("hooks.slack.com/services/", -25, r"[\w/]{20,300}"),
    *((sign, 1, r"(?<![A-Za-z0-9])[sr]k_(?:live|test)_[A-Za-z0-9]{16,300}") for sign in ("k_live_", "k_test_")),
    ("whsec_", 0, r"(?<![A-Za-z0-9])whsec_[A-Za-z0-9+/=]{24,300}"),
    ("SG.", 0, r"(?<![A-Za-z0-9])SG\.[\w-]{22}\.[\w-]{43}"),
    ("npm_", 0, r"(?<![A-Za-z0-9])npm_[A-Za-z0-9]{36}"),
    ("pypi-", 0, r"(?<![A-Za-z0-9])pypi-[\w-]{50,1000}"),
    *((f"hv{kind}.", 0, r"(?<![A-Za-z0-9])hv[sbr]\.[\w-]{24,1000}") for kind in "sbr"),
    ("_v1_", 3, r"(?<![A-Za-z0-9])do[opr]_v1_[a-f0-9]{64}"),
    (".atlasv1.", 14, r"(?<![A-Za-z0-9])[A-Za-z0-9]{14}\.atlasv1\.[\w-]{60,300}"),
    ("sk-", 0, r"(?<![\w-])sk-(?:proj-|ant-|svcacct-)?(?=[\w-]{0,300}\d)[\w-]{32,300}"),
    ("AGE-SECRET-KEY-1", 0, r"AGE-SECRET-KEY-1[0-9A-Z]{58}"),
    ("eyJ", 0, r"(?<![A-Za-z0-9])eyJ[\w-]{10,2000}\.eyJ[\w-]{10,8000}\.[\w-]{10,2000}"),
    ("AccountKey=", -11, r"[A-Za-z0-9+/]{40,300}={0,2}"),
    ("SharedAccessKey=", -16, r"[A-Za-z0-9+/]{40,300}={0,2}"),
    ("sig=", -4, r"(?<=[?&]sig=)[A-Za-z0-9%+/=_-]{32,300}"),
)
"""A sign, how many characters before it the secret begins, and what the secret looks like."""
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
    r"""\\*["']?(?:[ \t]{0,8}[=:][ \t]{0,8}\\*["']?([^\s"'\\,;&<>(){}\[\]]{8,512})
    |[ \t]{0,8}\r?\n[ \t]{0,200}value:[ \t]{0,8}["']?([^\s"']{8,512}))""",
    re.IGNORECASE | re.VERBOSE,
)
"""What follows a name in a script or a configuration file, or in a list of names and values below it."""
_BEFORE: Final = 40
"""Characters up to the end of a name that tell whether it is one of a secret, as `creation_token` is not."""
_REFERENCE: Final = re.compile(
    r"arn:|projects/|https?:|/|\./|\$|\{\{|@|%|<|\*|#|(?:ssm|secretsmanager|vault|op|sm|ref\+\w+|file|env|data|var|local"
    r"|module|aws_\w+|random_\w+|sha256|sha1|md5):|(?:var|local|data|module|each|random_\w+|aws_\w+)\."
)
_WORDS: Final = re.compile(r"[A-Za-z]+(?:[-_./: ][A-Za-z]+)*")
_PIECE: Final = r"(?:(?:(?:[A-Z]?+[a-z]{2,}+)++|[A-Z]{2,}+|v)?+[0-9]{0,4}+)"
_SLUG: Final = re.compile(rf"{_PIECE}(?:[-_./:]{_PIECE})*+")
"""Words and short numbers, as people name things."""
_BLANK: Final = re.compile(r"\s")
_PLACEHOLDER: Final = re.compile(
    r"x{4}|\*{3}|change[-_ ]?me|replace[-_ ]?me|example|placeholder|your[-_]|dummy|todo", re.IGNORECASE
)
_SHORTEST_ENCODED: Final = 20
_NAMES: Final = (
    *("password", "passwd", "passphrase", "pwd", "secret", "token", "credential"),
    *(
        f"{kind}{sign}key"
        for kind in ("api", "secret", "access", "account", "private", "auth", "shared")
        for sign in ("", "_", "-")
    ),
    *(f"secret{one}key{two}base" for one in ("", "_", "-") for two in ("", "_", "-")),
    *(f"connection{sign}string" for sign in ("", "_", "-")),
)
"""What `_KEYWORD` knows, spelled out."""
_SIGNS: Final = (*(sign.lower() for sign, _, _ in _FORMATS), "://", *_NAMES)
_SEARCH: Final = AhoCorasick(_SIGNS)
_ADDRESS: Final = len(_FORMATS)
"""Which sign is that of an address; before it stand those of formats, behind it names."""
_LONGEST_SIGN: Final = max(map(len, _SIGNS))


def named(name: str) -> bool:
    """Whether what is called so should be a secret: the name of one, not what is said about one (`token_ttl`)."""
    return _named[name]


_named: Final = Memo[str, bool](lambda name: _NAME.search(name) is not None and _HARMLESS.search(name) is None, 4_096)


def secret(name: str, text: str) -> bool:
    """Whether a text looks like the secret that its name promises."""
    if not SHORTEST <= len(text) <= LONGEST or _REFERENCE.match(text) or _BLANK.search(text):
        return False
    if _PLACEHOLDER.match(text) or _WORDS.fullmatch(text) or common(text):
        return False
    if _PASSWORD.search(name):
        return True
    return len(text) >= _SHORTEST_KEY and not _SLUG.fullmatch(text) and _entropy(text) >= _BITS


def speaking(text: str) -> bool:
    """Whether a text says something to people: words and short numbers, an address, a path, a reference."""
    return bool(_SLUG.fullmatch(text) or _REFERENCE.match(text) or _BLANK.search(text) or common(text))


def worded(text: str) -> bool:
    """Whether a text is made of words and short numbers, as nothing is that was drawn at random."""
    return _SLUG.fullmatch(text) is not None


def parts(text: str) -> list[str]:
    """The parts of a text that look like secrets, whatever its own name is; the longest first."""
    if text.startswith("arn:") and " " not in text:
        return []  # a name, and a third of all texts of a plan
    signs = _signs(text)
    if not signs:  # of most
        return [text] if _holds_encoded(text) else []
    found: set[str] = set()
    end = looked = seen = 0
    spoken = False
    for which, start, stop in signs:
        seen += 1
        spoken = spoken or which > _ADDRESS
        if start < end:
            continue
        part, over = _part(text, which, start, stop)
        looked += over > 0
        if part:
            found.add(part)
            end = over
            if end == len(text):
                break
        if looked > MOST or seen > _MOST_SIGNS:
            return [text]  # to look closer would take for ever
    if spoken and len(text) <= PARSED:
        found.update(_in_document(text))
    if not found and _holds_encoded(text):
        return [text]  # nothing of it can be read, so nothing of it can be left standing
    return sorted(found, key=lambda part: (-len(part), part))


def without(text: str, found: list[str], stand_in: Callable[[str], str]) -> str:
    """A text with another in the place of each of its parts, the longest first where one holds another."""
    search = AhoCorasick(found, matchkind=MatchKind.LeftmostLongest)
    pieces: list[str] = []
    end = 0
    for which, start, stop in search.find_matches_as_indexes(text):
        pieces += (text[end:start], stand_in(found[which]))
        end = stop
    return "".join((*pieces, text[end:]))


def _signs(text: str) -> Iterable[tuple[int, int, int]]:
    """Which signs stand where; of a long text as far as anybody asks."""
    plain = text.lower() if text.isascii() else text.encode().lower().decode()  # a character stays a character
    return (
        _SEARCH.find_matches_as_indexes(plain, overlapping=True) if len(plain) <= _PIECE_OF_TEXT else _piecewise(plain)
    )


def _piecewise(plain: str) -> Iterator[tuple[int, int, int]]:
    for begin in range(0, len(plain), _PIECE_OF_TEXT):
        piece = plain[begin : begin + _PIECE_OF_TEXT + _LONGEST_SIGN - 1]
        for which, start, stop in _SEARCH.find_matches_as_indexes(piece, overlapping=True):
            if start < _PIECE_OF_TEXT:
                yield which, begin + start, begin + stop


@cache
def _format(which: int) -> re.Pattern[str]:
    """What a secret of this format looks like: compiled for the first sign of one, since few plans hold any."""
    return re.compile(_FORMATS[which][2])


def _part(text: str, which: int, start: int, stop: int) -> tuple[str, int]:
    """The secret that a sign tells of and where it ends, if it is one; where what was looked at ends, if it is none."""
    if which < _ADDRESS:
        match = _format(which).match(text, start - back) if start >= (back := _FORMATS[which][1]) else None
        return (match[0], match.end()) if match else ("", 0)
    if which == _ADDRESS:
        match = _URL.match(text, start)
        if match is None or _REFERENCE.match(match[1]):
            return "", 0
        # a short one with its signs, for it may be a word that stands elsewhere too
        return (match[1] if len(match[1]) >= SHORTEST else f":{match[1]}@"), match.end()
    match = _ASSIGNED.match(text, stop)
    if match is None or not named(text[max(0, stop - _BEFORE) : stop]):
        return "", 0
    value = match[1] or match[2]
    return (value if secret(text[max(0, stop - _BEFORE) : stop], value) else ""), match.end()


def _in_document(text: str) -> Iterator[str]:
    """Secrets that stand under their names in a text that is JSON, as they may be written there."""
    for value in members(embedded.json_in(text)):
        yield json.dumps(value)[1:-1]
        yield json.dumps(value, ensure_ascii=False)[1:-1]


def _holds_encoded(text: str) -> bool:
    """Whether a text in base64, as scripts of new machines come, has a secret inside."""
    clear = embedded.decoded(text) if _SHORTEST_ENCODED <= len(text) <= PARSED else None
    return clear is not None and bool(parts(clear))


def pairs(value: dict[str, Any]) -> Iterator[tuple[str, str, Any]]:
    """Members by the names that they go under: their own, or in `{name: …, value: …}` the one that stands beside."""
    for key, member in value.items():
        yield key, key, member
    for name, holder in (("name", "value"), ("Name", "Value"), ("key", "value"), ("Key", "Value")):
        if holder in value and isinstance(value.get(name), str):
            yield holder, value[name], value[holder]


def members(document: Any) -> Iterator[str]:
    """Every text in a document that stands under the name of a secret, and looks like one."""
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
