"""One hostile document after another, and a reader that says no within its time and lives on."""

from __future__ import annotations

import contextlib
import gc
import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gitops_portal.core.documents import reader
from gitops_portal.core.errors import DamagedDocument, HostileDocument, PortalError


def nested(depth: int) -> bytes:
    """An object with lists in it, `depth` deep in all."""
    return b'{"a":' + b"[" * (depth - 1) + b"]" * (depth - 1) + b"}"


HOSTILE: list[tuple[str, bytes, type[PortalError]]] = [
    ("10,000 deep", nested(10_000), HostileDocument),
    ("a million deep", nested(1_000_000), HostileDocument),
    ("a million deep, never closed", b'{"a":' + b"[" * 1_000_000, HostileDocument),
    ("deep objects", b'{"a":' * 1_000_000, HostileDocument),
    ("a number of 5,000 digits", b'{"a":' + b"1" * 5_000 + b"}", HostileDocument),
    ("a number of 5,000 digits, negative", b'{"a":-' + b"9" * 5_000 + b"}", HostileDocument),
    ("a million names at the top", b"{" + b",".join(b'"k%d":1' % n for n in range(1_000_000)) + b"}", HostileDocument),
    ("5,000 digits behind the point", b'{"a":0.' + b"9" * 5_000 + b"}", HostileDocument),
    ("5,000 digits behind a quoted quote", b'{"\\"a\\\\":' + b"1" * 5_000 + b"}", HostileDocument),
    ("twelve million lists", b'{"a":[' + b"[]," * 12_000_000 + b"0]}", HostileDocument),
    ("a name twice", b'{"a":1,"b":{"a":1},"a":2}', HostileDocument),
    ("a name twice, same value", b'{"a":1,"a":1}', HostileDocument),
    ("a name twice, once escaped", b'{"a":1,"\\u0061":2}', HostileDocument),
    ("a name of 5,000 characters", b'{"' + b"a" * 5_000 + b'":1}', HostileDocument),
    ("high half of a pair", b'{"a":"\\ud83d"}', HostileDocument),
    ("low half of a pair", b'{"a":"\\uDE00"}', HostileDocument),
    ("two high halves", b'{"a":"\\ud83d\\ud83d\\ude00"}', HostileDocument),
    ("a surrogate in UTF-8", b'{"a":"\xed\xa0\x80"}', DamagedDocument),
    ("half a character at the end", b'{"a":"\xc3', DamagedDocument),
    ("odd UTF-16", b"\xff\xfe{", DamagedDocument),
    ("NaN", b'{"a":NaN}', DamagedDocument),
    ("Infinity", b'{"a":-Infinity}', DamagedDocument),
    ("a raw control character", b'{"a":"\x01"}', DamagedDocument),
    ("a hundred million zeroes", b"\0" * 100_000_000, DamagedDocument),
    ("backslashes without end", b'{"a":"' + b"\\" * 20_000_000, DamagedDocument),
]


@pytest.mark.parametrize(("body", "error"), [case[1:] for case in HOSTILE], ids=[case[0] for case in HOSTILE])
def test_hostile_documents_are_refused(body: bytes, error: type[PortalError]) -> None:
    with pytest.raises(error):
        reader.top_level(reader.text(body))
    assert gc.isenabled()


@pytest.mark.parametrize(
    ("body", "value"),
    [
        (b'{"a":"b"}', "b"),
        (b'\xef\xbb\xbf{"a":"b"}', "b"),
        ('\ufeff{"a":"é"}'.encode("utf-16-le"), "é"),
        ('\ufeff{"a":"é"}'.encode("utf-16-be"), "é"),
        (b' \r\n{ "a" :\t"b" } \n', "b"),
        (b'{"a":"\\ud83d\\ude00"}', "\U0001f600"),
        (b'{"a":"\\\\ud83d"}', "\\ud83d"),
        (b'{"a":"x\\u0000y"}', "x\ufffdy"),
        (b'{"a":"x\\\\u0000y"}', "x\\u0000y"),
        (b'{"a":"\\\\\\u0000\\u0000"}', "\\\ufffd\ufffd"),
        (b'{"a":"' + b"." * (reader._PART - 7) + b'\\u0000y"}', "." * (reader._PART - 7) + "\ufffdy"),
        (b'{"a":"[[[[{{{{\\"[[[["}', '[[[[{{{{"[[[['),
        (b'{"a":18446744073709551616}', 2**64),
        (b'{"a":0.1}', 0.1),
        (b'{"a":1E5}', 100_000.0),
        (b'{"a":1.50}', 1.5),
        (b'{"a":0.12345678901234567891}', Decimal("0.12345678901234567891")),
        (b'{"a":[{"b":-9007199254740993.0}]}', [{"b": Decimal("-9007199254740993.0")}]),
        (b'{"a":1e-400}', Decimal("1e-400")),
        (b'{"a":"' + b"7" * 5_000 + b'"}', "7" * 5_000),
        (b'{"a":' + b"1" * 4_300 + b"}", int("1" * 4_300)),
    ],
)
def test_what_is_within_bounds_is_read(body: bytes, value: object) -> None:
    members = reader.top_level(reader.text(body))
    found = reader.decode(members["a"], object)
    assert (found, type(found)) == (value, type(value))


@pytest.mark.parametrize("digits", [b"1e400", b"-1e400", b"1e-99999999999999999999"])
def test_numbers_beyond_all_bounds_are_refused(digits: bytes) -> None:
    members = reader.top_level(reader.text(b'{"a":%s}' % digits))
    with pytest.raises(HostileDocument, match="larger than any number"):
        reader.decode(members["a"], object)


def test_a_string_of_a_hundred_megabytes_is_only_long() -> None:
    assert len(reader.top_level(reader.text(b'{"a":"' + b"x" * 100_000_000 + b'"}'))) == 1


TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=20)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXT,
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(TEXT, inner, max_size=5),
    max_leaves=20,
)


@given(st.dictionaries(TEXT, JSON, max_size=5), st.booleans())
def test_any_object_comes_through_as_it_was(document: dict[str, object], ascii_only: bool) -> None:
    body = json.dumps(document, ensure_ascii=ascii_only).encode()
    members = reader.top_level(reader.text(body))
    assert {name: reader.decode(raw, object) for name, raw in members.items()} == document


@given(st.binary() | st.text().map(str.encode))
def test_nothing_but_a_portal_error_comes_out(body: bytes) -> None:
    with contextlib.suppress(PortalError):
        reader.top_level(reader.text(body))
