"""A marked value that stands again elsewhere in the document: what must vanish there, and what must stay."""

from __future__ import annotations

import base64
import gzip
import html
import json
from typing import Any
from urllib.parse import quote

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gitops_portal.core.documents import parse
from gitops_portal.core.documents.secrecy import known
from gitops_portal.core.documents.secrecy.common import common
from gitops_portal.core.documents.secrecy.forms import holding
from gitops_portal.core.documents.secrecy.redact import Mask
from gitops_portal.core.model import Sensitive
from tests import strategies
from tests.documents import entry, plan

MASK = Mask(b"a key for tests")
PLAIN = "Zk3vQ9xT7mB2"
ODD = "p&ss<w>\"or'd\\ 7/é?"
"""With everything that somebody writes in another way."""


def in_base64(before: int, secret: str, *, url: bool = False) -> str:
    data = b"\xff" * before + secret.encode() + b"\xfb\xff"
    return (base64.urlsafe_b64encode(data) if url else base64.b64encode(data)).decode()


def for_html_in_json(value: Any) -> str:
    """As Go writes JSON."""
    text = json.dumps(value, ensure_ascii=False)
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")


def zipped(text: str) -> str:
    return base64.b64encode(gzip.compress(text.encode(), mtime=0)).decode()


VANISHES: list[tuple[Any, Any]] = [
    # the whole value, from four characters on
    ("hunt", "hunt"),
    ("hunter2", "hunter2"),
    ("orders", "orders"),
    (PLAIN, PLAIN),
    (ODD, ODD),
    # figures
    (482_913_771, 482_913_771),
    (482_913_771, "482913771"),
    (482_913_771, "pin=482913771;"),
    ("482913771", 482_913_771),
    # as it is read from a file, and cut off
    (f"{PLAIN}\n", PLAIN),
    # inside texts, from eight on
    ("hunter2x", "the hunter2x one"),
    ("correcthorse", "my correcthorse battery"),
    (PLAIN, f"postgres://app:{PLAIN}@db/app"),
    (PLAIN, f"prefix{PLAIN}suffix"),
    # as others write it
    (ODD, json.dumps({"a": ODD})),
    (ODD, json.dumps({"a": ODD}, ensure_ascii=False)),
    (ODD, json.dumps({"a": json.dumps({"b": ODD})})),
    (ODD, for_html_in_json({"a": ODD})),
    (ODD, for_html_in_json({"a": for_html_in_json({"b": ODD})})),
    ("a&b<c>d-1234", for_html_in_json(["a&b<c>d-1234"])),
    (ODD, f"<p>{html.escape(ODD)}</p>"),
    (ODD, f"<p>{html.escape(ODD, quote=False)}</p>"),
    (ODD, f"<p>{html.escape(ODD).replace('&quot;', '&#34;').replace('&#x27;', '&#39;')}</p>"),
    (ODD, f"https://x.example/?q={quote(ODD, safe='')}"),
    (ODD, f"https://x.example/{quote(ODD)}"),
    (ODD, f"q={quote(ODD, safe='').replace('%20', '+')}"),
    (ODD, f"q={quote(ODD, safe='').lower()}".replace("p%26", "p%26")),
    *((PLAIN, f"x {code} y") for code in (PLAIN.encode().hex(), PLAIN.encode().hex().upper())),
    (ODD, ODD.encode().hex()),
    *((PLAIN, f"data: {in_base64(before, PLAIN)}") for before in range(5)),
    *((ODD, in_base64(before, ODD, url=True)) for before in range(3)),
    (ODD, base64.b64encode(json.dumps({"a": ODD}).encode()).decode()),
    (PLAIN, zipped(f"#cloud-config\nruncmd:\n- echo {PLAIN}\n")),
]

STAYS: list[tuple[Any, Any]] = [
    # common words, wherever they stand
    *((word, word) for word in ("postgres", "eu-west-1", "westeurope", "0.0.0.0/0", "public-read", "aws_instance")),
    *((word, word) for word in ("db.m6g.large", "Standard_D4s_v3", "admin", "ec2-user", "standard", "true", "5432")),
    *((figure, figure) for figure in (22, 5432, 65_535, 100_000)),
    ("postgres", "engine postgres 16"),
    ("0.0.0.0/0", '{"cidr": "0.0.0.0/0"}'),
    # common words that hold a secret
    ("aurora-my", "aurora-mysql"),
    ("amazonaws", "ec2.amazonaws.com"),
    # too short
    ("abc", "abc"),
    ("hunter2", "the hunter2 one"),
    ("hunt", "hunter"),
    # something else
    (PLAIN, PLAIN.lower()),
    (PLAIN, PLAIN[:-1]),
    (PLAIN, zipped(f"#cloud-config\nruncmd:\n- echo {PLAIN[1:]}\n")),
    (482_913_771, 482_913_772),
    ("orders", "orders-postgres16"),
]


def elsewhere(secret: Any, text: Any) -> Any:
    """What is left of a text in one resource while the secret is marked in another."""
    marked = entry("aws_x.marked", after={"p": secret}, sensitive={"p": True})
    loaded = parse.load(plan(entry("aws_x.y", after={"note": text, "list": [text]}), marked), MASK)
    other, hidden = loaded.changes.changes
    assert isinstance(hidden.after["p"], Sensitive)  # type: ignore[index]
    assert other.after["list"] == [other.after["note"]]  # type: ignore[index]
    assert parse.read(loaded.clean, MASK) == loaded.changes
    return other.after["note"]  # type: ignore[index]


@pytest.mark.parametrize(("secret", "text"), VANISHES)
def test_vanishes(secret: Any, text: Any) -> None:
    assert elsewhere(secret, text) == MASK(text)


@pytest.mark.parametrize(("secret", "text"), STAYS)
def test_stays(secret: Any, text: Any) -> None:
    assert elsewhere(secret, text) == text


ADDRESS = f'aws_x.y["{PLAIN}"]'
NAMES: list[dict[str, Any]] = [
    {"resource_changes": [entry(ADDRESS, after={})]},
    {"resource_changes": [entry("aws_x.y", "no-op", before={}, after={}, previous_address=ADDRESS)]},
    {"resource_changes": [entry(f'module.a["{PLAIN}"].aws_x.y', after={})]},
    {"relevant_attributes": [{"resource": ADDRESS, "attribute": ["id"]}]},
    {"action_invocations": [{"address": f'action.a.b["{PLAIN}"]'}]},
    {"planned_values": {"root_module": {"resources": [{"address": ADDRESS, "mode": "managed"}]}}},
    {"prior_state": {"values": {"root_module": {"resources": [{"address": ADDRESS, "depends_on": [ADDRESS]}]}}}},
    {"output_changes": {PLAIN: {"actions": ["create"], "before": None, "after": PLAIN, "after_sensitive": False}}},
    {"checks": [{"address": {"to_display": f'check.a["{PLAIN}"]'}, "status": "fail"}]},
    {"configuration": {"root_module": {"resources": [{"address": "aws_x.y", "expressions": {"a": {"references": [ADDRESS]}}}]}}},
    {"configuration": {"provider_config": {"aws": {"expressions": {"region": {"constant_value": PLAIN}}}}}},
    {"resource_drift": [entry(ADDRESS, after={})]},
    {"deferred_changes": [{"reason": "unknown", "resource_change": entry(ADDRESS, after={})}]},
]  # fmt: skip


@pytest.mark.parametrize("where", NAMES)
def test_vanishes_from_names(where: dict[str, Any]) -> None:
    marked = entry("aws_x.marked", after={"p": PLAIN}, sensitive={"p": True})
    document = json.loads(plan(marked)) | where
    if marked not in document["resource_changes"]:
        document["resource_changes"] = [*where["resource_changes"], marked]
    loaded = parse.load(json.dumps(document).encode(), MASK)
    assert PLAIN.encode() not in loaded.clean
    assert PLAIN not in repr(loaded.changes)
    assert parse.read(loaded.clean, MASK) == loaded.changes


def test_the_same_stand_in_takes_the_place_of_a_key_everywhere() -> None:
    other = ADDRESS.replace(PLAIN, "another")
    loaded = parse.load(
        plan(
            entry("aws_x.marked", after={"p": PLAIN}, sensitive={"p": True}),
            entry(ADDRESS, after={}),
            entry(other, after={}),
        ),
        MASK,
        f'digraph {{\n "{ADDRESS.replace(chr(34), chr(92) + chr(34))}" -> "aws_x.z"\n}}',
    )
    _, hidden, shown = loaded.changes.changes
    assert (hidden.address, hidden.index) == (f'aws_x.y["{MASK.stand_in(PLAIN)}"]', MASK.stand_in(PLAIN))
    assert (shown.address, shown.index) == (other, "another")
    assert PLAIN not in loaded.dot
    assert MASK.stand_in(PLAIN) in loaded.dot


@pytest.mark.parametrize("word", ["orders", "payments-worker"])
def test_a_word_is_hidden_as_the_key_of_an_instance_and_stays_in_names(word: str) -> None:
    marked = entry("aws_x.marked", after={"p": word}, sensitive={"p": True})
    loaded = parse.load(plan(marked, entry(f'aws_x.{word}["{word}"]', after={})), MASK)
    assert loaded.changes.changes[1].address == f'aws_x.{word}["{MASK.stand_in(word)}"]'


@pytest.mark.parametrize("word", ["s3_bucket", "route53_zone", "ipv6_cidr_blocks", "hashicorp/aws2"])
def test_names_of_types_and_attributes_stay(word: str) -> None:
    marked = entry("aws_x.marked", after={"p": word}, sensitive={"p": True})
    made = entry(f"aws_{word.partition('/')[0]}.a", after={"a": [{word: "b"}]}, provider_name=f"registry/{word}")
    change = parse.load(plan(marked, made), MASK).changes.changes[1]
    assert (change.address, change.type, change.provider) == (made["address"], made["type"], made["provider_name"])


def test_zipped_texts_that_are_too_many_to_be_looked_into_are_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(known, "UNZIPPED", 1)
    texts = [zipped(f"a text of no secret, {number}") for number in range(2)]
    marked = entry("aws_x.marked", after={"p": PLAIN}, sensitive={"p": True})
    after = parse.load(plan(marked, entry("aws_x.y", after={"l": texts})), MASK).changes.changes[1].after
    assert sum(isinstance(text, Sensitive) for text in after["l"]) == 1  # type: ignore[index]


def test_figures_outside_of_texts_are_left() -> None:
    marked = entry("aws_x.marked", after={"p": "48291377"}, sensitive={"p": True})
    loaded = parse.load(plan(marked, entry("aws_x.y", after={"n": 148_291_377, "l": [482_913_771]})), MASK)
    assert loaded.changes.changes[1].after == {"n": 148_291_377, "l": [482_913_771]}


def test_a_secret_import_id_is_left_out_also_where_it_only_holds_one() -> None:
    body = entry("aws_x.y", after={"p": PLAIN}, sensitive={"p": True})
    body["change"]["importing"] = {"id": f"team/{PLAIN}"}
    assert parse.load(plan(body), MASK).changes.changes[0].import_id == ""


def test_secrets_in_a_marked_document_are_hunted_too() -> None:
    kept = json.dumps({"username": "orders_app", "password": PLAIN})
    marked = entry("aws_x.marked", after={"p": kept}, sensitive={"p": True})
    (change, _) = parse.load(
        plan(entry("aws_x.y", after={"a": PLAIN, "b": "orders_app"}), marked), MASK
    ).changes.changes
    assert change.after == {"a": MASK(PLAIN), "b": "orders_app"}


def test_a_map_with_a_secret_name_is_hidden_with_all_that_marks_took_out_of_it() -> None:
    inner = {"m": {PLAIN: "x", "q": "marked-1"}, "p": PLAIN}
    body = entry("aws_x.y", after=inner, sensitive={"m": {"q": True}, "p": True}, unknown={"m": {"later": True}})
    loaded = parse.load(plan(body), MASK)
    assert PLAIN.encode() not in loaded.clean
    assert isinstance(loaded.changes.changes[0].after["m"], Sensitive)  # type: ignore[index]
    assert parse.read(loaded.clean, MASK) == loaded.changes


# ── laws ─────────────────────────────────────────────────────────────────────────────────────────────────────────

secrets = st.text(st.characters(min_codepoint=33, max_codepoint=0x2FF, categories=["L", "N", "P", "S"]), min_size=8, max_size=20)  # fmt: skip
codings = st.sampled_from([
    lambda text: text,
    lambda text: json.dumps([text]),
    lambda text: json.dumps([text], ensure_ascii=False),
    lambda text: for_html_in_json([text]),
    html.escape,
    lambda text: quote(text, safe=""),
    lambda text: text.encode().hex(),
    lambda text: text.encode().hex().upper(),
    lambda text: base64.b64encode(text.encode()).decode(),
    lambda text: base64.urlsafe_b64encode(text.encode()).decode(),
])  # fmt: skip


@given(secrets, codings, st.text(max_size=5), st.text(max_size=5))
def test_a_secret_is_found_in_every_coding(secret: str, coding: Any, before: str, after: str) -> None:
    around = (before + "|", "|" + after)
    text = coding(secret).join(around).replace("\0", "")
    assert holding([secret], [text, "nothing of the kind"]) == {text}


@given(secrets, st.binary(max_size=7), st.binary(max_size=7), st.booleans())
def test_a_secret_is_found_in_base64_whatever_stands_around_it(
    secret: str, before: bytes, after: bytes, url: bool
) -> None:
    data = before + secret.encode() + after
    text = (base64.urlsafe_b64encode(data) if url else base64.b64encode(data)).decode()
    assert holding([secret], [text]) == {text}


@given(secrets, codings, st.data())
def test_no_coding_of_a_marked_value_is_kept_whatever_marks_it(secret: str, coding: Any, data: st.DataObject) -> None:
    held = data.draw(st.sampled_from([secret, [secret], {"a": [secret]}, {"a": {"b": secret}, "c": 1}]))
    marks = data.draw(strategies.overlays({"p": held}))
    if secret not in strategies.under({"p": held}, marks) or common(secret):
        return
    text = f"|{coding(secret)}|"
    elsewhere = {"note": text, "map": {"deep": [text, coding(secret)]}, text: 1, "tags": {text: "a"}}
    body = plan(
        entry("aws_x.marked", after={"p": held}, sensitive=marks),
        entry("aws_x.y", "update", before=elsewhere, after=elsewhere),
        output_changes={"o": {"actions": ["create"], "before": None, "after": [text], "after_sensitive": False}},
    )
    kept = msgspec.json.decode(parse.load(body, MASK).clean)
    said = [leaf for leaf in strategies.leaves(kept) if isinstance(leaf, str)]
    assert not [leaf for leaf in said if coding(secret) in leaf or secret in leaf]
