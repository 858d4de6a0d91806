"""Secrets and texts in, the texts out that hold one: as it is, or as JSON, HTML, URLs, hex and base64 write it."""

from __future__ import annotations

import html
import json
import re
import string
from base64 import b64encode
from typing import TYPE_CHECKING, Final

from ahocorasick_rs import BytesAhoCorasick, MatchKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

SHORTEST: Final = 8
"""Characters; a shorter secret stands inside harmless texts by chance."""

_UNCHANGED: Final = re.compile(r"[A-Za-z0-9_.-]+")
"""What JSON, HTML and URLs leave as it is."""
_FOR_HTML: Final = tuple(str.maketrans({sign: f"\\u{ord(sign):04x}" for sign in signs}) for signs in ("&<>", "&<>'"))
"""How Go and others write these in JSON that may come to stand in a page."""
_UNRESERVED: Final = frozenset(string.ascii_letters + string.digits + "-._~")
_URL_SAFE: Final = bytes.maketrans(b"+/", b"-_")
_SIX: Final = 6
_FEW: Final = 10**9
"""Bytes that are compared in less time than a search for thousands of forms is built in."""
_PARTED: Final = "\0"
"""Stands between texts: the reader lets none of it into a document."""


def holding(secrets: Iterable[str], texts: Iterable[str]) -> set[str]:
    """The texts that hold a secret. One pass over them, however many secrets there are."""
    everything = _PARTED.join(texts).encode()
    forms = {form for secret in secrets if SHORTEST <= len(secret) <= len(everything) for form in forms_of(secret)}
    if len(forms) * len(everything) <= _FEW:  # to look for each by itself is done before a search is built
        forms = {form for form in forms if form in everything}
    if not forms:
        return set()
    # the longest first, for that search skips what no secret can begin with
    search = BytesAhoCorasick(sorted(forms), matchkind=MatchKind.LeftmostLongest)
    found: set[str] = set()
    end = -1
    for _, start, stop in search.find_matches_as_indexes(everything):
        if start > end:
            begin = everything.rfind(b"\0", 0, start) + 1
            end = everything.find(b"\0", stop)
            end = len(everything) if end < 0 else end
            found.add(everything[begin:end].decode())
    return found


def forms_of(secret: str) -> Iterator[bytes]:
    """Every way in which a secret may stand inside a longer text."""
    if _UNCHANGED.fullmatch(secret):
        yield secret.encode()
        yield from _coded(secret.encode())
        return
    once = {secret, *_in_json(secret)}
    for text in once:
        yield text.encode()
        yield from _coded(text.encode())
        for twice in _in_json(text):
            yield twice.encode()
    for text in (*_in_html(secret), *_in_urls(secret)):
        yield text.encode()


def _in_json(text: str) -> Iterator[str]:
    for written in (json.dumps(text)[1:-1], json.dumps(text, ensure_ascii=False)[1:-1]):
        yield written
        yield written.replace("/", "\\/")
        for signs in _FOR_HTML:
            yield written.translate(signs)
            yield re.sub(r"(?<=\\u)[0-9a-f]{4}", lambda code: code[0].upper(), written.translate(signs))


def _in_html(text: str) -> Iterator[str]:
    yield html.escape(text)
    yield html.escape(text, quote=False)
    yield html.escape(text).replace("&quot;", "&#34;").replace("&#x27;", "&#39;")
    yield html.escape(text).replace("&#x27;", "&apos;")


def _in_urls(text: str) -> Iterator[str]:
    for kept in (_UNRESERVED, _UNRESERVED | {"/"}):
        written = "".join(sign if sign in kept else "".join(f"%{byte:02X}" for byte in sign.encode()) for sign in text)
        yield written
        yield written.replace("%20", "+")
        yield re.sub(r"%[0-9A-F]{2}", lambda code: code[0].lower(), written)


def _coded(data: bytes) -> Iterator[bytes]:
    """In hex, and in base64: there by where in three bytes it begins, without the signs that its neighbours share."""
    digits = data.hex()
    yield digits.encode()
    yield digits.upper().encode()
    for before in range(3):
        first, last = -(-8 * before // _SIX), 8 * (before + len(data)) // _SIX
        written = b64encode(bytes(before) + data)[first:last]
        yield written
        yield written.translate(_URL_SAFE)
