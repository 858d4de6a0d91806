"""No secret survives: where it is marked, where it is known, in whichever shape the marks come."""

from __future__ import annotations

import copy
import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gitops_portal.core.documents import parse
from gitops_portal.core.documents.secrecy.known import Secrets
from gitops_portal.core.documents.secrecy.marks import merged, trimmed
from gitops_portal.core.documents.secrecy.redact import Cut, Mask, placed
from gitops_portal.core.errors import HostileDocument
from gitops_portal.core.model import UNKNOWN, Change, Sensitive
from tests import strategies
from tests.documents import entry, plan

MASK = Mask(b"a key for tests")
SECRET = "correct-horse-7"


def masked(value: Any) -> Sensitive:
    return MASK(value)


def sides(before: Any, after: Any, before_marks: Any, after_marks: Any, unknown: Any = None) -> tuple[Any, Any]:
    """Both sides of a change as a reader sees them."""
    body = entry("aws_x.y", "update", before=before, after=after)
    body["change"] |= {"before_sensitive": before_marks, "after_sensitive": after_marks, "after_unknown": unknown}
    change = one(body)
    return change.before, change.after


def one(*entries: dict[str, Any], **top: Any) -> Change:
    return parse.load(plan(*entries, **top), MASK).changes.changes[0]


def test_secrets_differ_by_every_digit() -> None:
    mask = Mask(b"k")
    values = [Decimal("0.12345678901234567891"), Decimal("0.12345678901234567899"), "0.12345678901234567891"]
    assert len({mask(value) for value in values}) == 3


def test_equal_secrets_have_equal_macs_under_one_key_only() -> None:
    assert MASK({"a": 1, "b": 2}) == MASK({"b": 2, "a": 1})
    assert MASK("1") != MASK(1)
    assert MASK("a") != MASK("b")
    assert MASK("a") != Mask(b"another key")("a")
    assert len(MASK("a").mac) == 32


@pytest.mark.parametrize(
    ("before", "after", "before_marks", "after_marks", "expected"),
    [
        ({"p": "old"}, {"p": "new"}, {"p": True}, {"p": True}, ({"p": masked("old")}, {"p": masked("new")})),
        ({"p": "old"}, {"p": "new"}, {"p": True}, {}, ({"p": masked("old")}, {"p": masked("new")})),
        ({"p": "old"}, {"p": "new"}, False, {"p": True}, ({"p": masked("old")}, {"p": masked("new")})),
        ({"p": "old"}, {"p": "new"}, None, None, ({"p": "old"}, {"p": "new"})),
        ({"m": {"key": "v"}}, {"m": {}}, {"m": True}, {}, ({"m": masked({"key": "v"})}, {"m": masked({})})),
        ({"p": "a", "q": "b"}, None, True, False, ({"p": masked("a"), "q": masked("b")}, None)),
        ({"p": None}, {"p": "new"}, {"p": True}, {"p": True}, ({"p": None}, {"p": masked("new")})),
        # positions: the same marks stand where they stand
        ({"l": ["a", "b"]}, {"l": ["a", "c"]}, {"l": [False, True]}, {"l": [False, True]},
         ({"l": ["a", masked("b")]}, {"l": ["a", masked("c")]})),
        # what moved in a list takes its mark along, nobody knows where to
        ({"l": ["a"]}, {"l": ["b", "a"]}, {"l": [True]}, {"l": [False, True]},
         ({"l": [masked("a")]}, {"l": [masked("b"), masked("a")]})),
        ({"l": [{"v": "a", "n": 1}]}, {"l": [{"v": "b", "n": 2}, {"v": "a", "n": 1}]}, {}, {"l": [{}, {"v": True}]},
         ({"l": [{"v": masked("a"), "n": 1}]}, {"l": [{"v": masked("b"), "n": 2}, {"v": masked("a"), "n": 1}]})),
        # overlays of other lengths and shapes
        ({"l": ["a", "b"]}, None, {"l": [True]}, False, ({"l": [masked("a"), "b"]}, None)),
        ({"l": ["a"]}, None, {"l": [True, True, True]}, False, ({"l": [masked("a")]}, None)),
        ({"l": ["a"]}, None, {"l": {"0": True}}, False, ({"l": masked(["a"])}, None)),
        ({"p": "text"}, None, {"p": {"inner": True}}, False, ({"p": masked("text")}, None)),
        ({"p": {"inner": 1}}, None, {"p": [True]}, False, ({"p": masked({"inner": 1})}, None)),
        ({"p": "a"}, None, {"p": "yes"}, False, ({"p": masked("a")}, None)),
        ({"p": "a"}, None, {"other": True}, False, ({"p": "a"}, None)),
        ({"p": "a"}, None, [True], False, ({"p": masked("a")}, None)),
        ({"p": {"a": "b"}}, None, {"p": {"a": {}}}, False, ({"p": {"a": "b"}}, None)),
    ],
)  # fmt: skip
def test_a_mark_on_either_side_hides_both(
    before: Any, after: Any, before_marks: Any, after_marks: Any, expected: tuple[Any, Any]
) -> None:
    assert sides(before, after, before_marks, after_marks) == expected


@pytest.mark.parametrize(
    ("after", "unknown", "marks", "expected"),
    [
        ({"a": 1}, {"id": True}, {}, {"a": 1, "id": UNKNOWN}),
        ({"l": [1, None]}, {"l": [False, True]}, {}, {"l": [1, UNKNOWN]}),
        ({"l": [{"a": 1}]}, {"l": [{"b": True}]}, {}, {"l": [{"a": 1, "b": UNKNOWN}]}),
        ({}, {"l": True}, {}, {"l": UNKNOWN}),
        ({}, {"deep": {"er": True}}, {}, {"deep": UNKNOWN}),
        ({"a": None}, {"a": {"b": True}}, {}, {"a": UNKNOWN}),
        ({"a": "text"}, {"a": {"b": True}}, {}, {"a": UNKNOWN}),
        ({"l": []}, {"l": [True]}, {}, {"l": UNKNOWN}),
        ({"p": None}, {"p": True}, {"p": True}, {"p": UNKNOWN}),
        ({"m": {"k": "v"}}, {"m": {"id": True}}, {"m": True}, {"m": MASK({"k": "v"}, {"id": True})}),
        ({"a": 1}, {"tags": {}, "l": [False, {}]}, {}, {"a": 1}),
        (None, {"id": True}, {}, {"id": UNKNOWN}),
        (None, True, {}, {"b": UNKNOWN}),
    ],
)
def test_unknown_values_are_leaves_in_their_places(after: Any, unknown: Any, marks: Any, expected: Any) -> None:
    assert sides({"b": 0}, after, {}, marks, unknown)[1] == expected


VARIABLES: dict[str, Any] = {
    "variables": {"p": {"value": SECRET}},
    "configuration": {"root_module": {"variables": {"p": {"sensitive": True}}}},
}
DEFAULT: dict[str, Any] = {
    "configuration": {
        "root_module": {"module_calls": {"m": {"module": {"variables": {"p": {"default": SECRET, "sensitive": True}}}}}}
    }
}
ARGUMENT: dict[str, Any] = {
    "configuration": {
        "root_module": {
            "module_calls": {
                "m": {
                    "expressions": {"p": {"constant_value": SECRET}},
                    "module": {"variables": {"p": {"sensitive": True}}},
                }
            }
        }
    }
}
OUTPUT: dict[str, Any] = {
    "output_changes": {"p": {"actions": ["create"], "before": None, "after": SECRET, "after_sensitive": True}}
}
OLD_OUTPUT: dict[str, Any] = {
    "output_changes": {"p": {"actions": ["create"], "before": None, "after": SECRET}},
    "configuration": {"root_module": {"outputs": {"p": {"sensitive": True}}}},
}
STATE_OUTPUT: dict[str, Any] = {"prior_state": {"values": {"outputs": {"p": {"value": SECRET, "sensitive": True}}}}}
PROVIDER: dict[str, Any] = {
    "configuration": {"provider_config": {"x": {"expressions": {"login": [{"api_key": {"constant_value": SECRET}}]}}}}
}


@pytest.mark.parametrize("where", [VARIABLES, DEFAULT, ARGUMENT, OUTPUT, OLD_OUTPUT, STATE_OUTPUT, PROVIDER])
@pytest.mark.parametrize(
    "value", [SECRET, f"postgres://app:{SECRET}@db/app", json.dumps({"env": {"P": SECRET}}), {SECRET: "a name"}]
)
def test_what_is_known_to_be_secret_is_found_without_a_mark(where: dict[str, Any], value: Any) -> None:
    loaded = parse.load(plan(entry("aws_x.y", after={"plain": ["of course", {"text": value}]}), **where), MASK)
    after = loaded.changes.changes[0].after
    assert after == {"plain": ["of course", {"text": masked(value)}]}
    assert SECRET.encode() not in loaded.clean
    assert SECRET not in repr(loaded.changes)


def test_a_marked_string_is_found_where_it_stands_by_itself() -> None:
    secret = entry("aws_x.a", after={"password": SECRET}, sensitive={"password": True})
    copied = entry("aws_x.b", after={"env": [SECRET], "note": "shorter"})
    assert one(copied, secret).after == {"env": [masked(SECRET)], "note": "shorter"}


@pytest.mark.parametrize("plain", ["eu-west-1", "us-gov-east-1", "europe-west1-b", "5432", "Standard_B2s", "dev"])
def test_common_words_are_not_hunted(plain: str) -> None:
    secret = entry("aws_x.a", after={"where": plain}, sensitive={"where": True})
    assert one(entry("aws_x.b", after={"region": plain}), secret).after == {"region": plain}


def test_options_of_a_provider_that_open_no_door_are_not_hunted() -> None:
    tags = {"default_tags": [{"tags": {"constant_value": {"owner": "platform-team"}}}]}
    configuration = {"provider_config": {"aws": {"expressions": tags}}}
    assert one(entry("aws_x.y", after={"o": "platform-team"}), configuration=configuration).after == {
        "o": "platform-team"
    }


def test_a_secret_that_is_a_plain_word_hides_no_attribute_of_that_name() -> None:
    secret = entry("aws_x.a", after={"p": "username"}, sensitive={"p": True})
    assert one(entry("aws_x.b", after={"login": {"username": "joe"}}), secret).after == {"login": {"username": "joe"}}


def test_the_values_of_an_action_are_hunted() -> None:
    invocation = {"address": "action.a.b", "config_values": {"p": SECRET}, "config_sensitive": {"p": True}}
    assert one(entry("aws_x.y", after={"p": SECRET}), action_invocations=[invocation]).after == {"p": masked(SECRET)}


def test_a_plan_cannot_forge_a_leaf() -> None:
    forged = {"a": {"hidden": [[[], "mac"]], "value": 1}, "b": "known after apply", "c": [["p"], "mac"]}
    assert one(entry("aws_x.y", after=forged)).after == forged


def test_names_inside_a_hidden_map_are_hidden_in_the_paths_that_force_replacement() -> None:
    body = entry("aws_x.y", "delete", "create", before={"m": {"inner-name": "a"}}, after={"m": {"inner-name": "b"}},
                 sensitive={"m": True}, unknown={"m": {"inner-other": True}})  # fmt: skip
    body["change"]["replace_paths"] = [["m", "inner-name"], ["m", "inner-other"], ["n", 0], "odd", [None]]
    loaded = parse.load(plan(body), MASK)
    assert loaded.changes.changes[0].replace_paths == (("m",), ("n", 0))
    assert b"inner-" not in loaded.clean


def test_a_secret_import_id_is_left_out() -> None:
    body = entry("aws_x.y", after={"p": SECRET}, sensitive={"p": True})
    body["change"]["importing"] = {"id": SECRET}
    change = one(body)
    assert (change.importing, change.import_id) == (True, "")


def test_many_secrets_are_hunted_as_surely_as_few() -> None:
    secrets = Secrets()
    secrets.learn([f"{number:05}-secret" for number in range(1000)])
    secrets.left("a string with 00777-secret inside")
    secrets.left("a string with 01000-secret inside")
    assert secrets.hunt()
    assert secrets.know("a string with 00777-secret inside")
    assert not secrets.know("a string with 01000-secret inside")


def test_texts_that_say_the_same_are_held_once() -> None:
    cut = Cut(MASK, Secrets())
    one, two = (cut(json.loads('{"a": "a plain text", "l": [{"b": "another text"}]}'), None) for _ in range(2))
    assert one == two
    assert (one["a"] is two["a"], one["l"][0]["b"] is two["l"][0]["b"]) == (True, True)


def test_an_object_with_too_many_names_is_refused() -> None:
    body = plan(entry("aws_x.y", after={"m": {f"k{n}": n for n in range(100_001)}}))
    with pytest.raises(HostileDocument, match="members"):
        parse.load(body, MASK)


# ── laws ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@given(strategies.planted())
def test_no_secret_survives(planted: strategies.Planted) -> None:
    loaded = parse.load(planted.body, MASK)
    kept, said = loaded.clean.decode(), repr(loaded.changes)
    assert not [secret for secret in planted.secrets if secret in kept or secret in said]
    assert parse.read(loaded.clean, MASK) == loaded.changes


def test_a_secret_of_zeroes_hides_no_zero_and_no_false() -> None:
    marked = entry(
        "aws_x.y", after={"pin": "000000000000000", "replicas": 0, "public": False, "named": "a000000000000000"}
    )
    marked["change"]["after_sensitive"] = {"pin": True}
    after = one(marked).after or {}
    assert isinstance(after["pin"], Sensitive)
    assert isinstance(after["named"], Sensitive)
    assert (after["replicas"], after["public"]) == (0, False)


@given(strategies.values, strategies.values)
def test_masked_values_are_equal_where_the_secrets_are(before: Any, after: Any) -> None:
    hidden_before, hidden_after = sides({"p": before}, {"p": after}, {"p": True}, {"p": True})
    assert (hidden_before == hidden_after) == (canonical(before) == canonical(after))


@given(st.data())
def test_more_marks_never_show_more(data: st.DataObject) -> None:
    value = data.draw(strategies.attributes)
    some, others = data.draw(strategies.overlays(value)), data.draw(strategies.overlays(value))
    fewer, more = trimmed(some), merged(trimmed(some), trimmed(others), None, None)
    assert visible(value, more) <= visible(value, fewer)


def lists(depth: int) -> Any:
    value: Any = '[[[[{{{{\\"[[[['
    for _ in range(depth):
        value = [value]
    return value


@pytest.mark.parametrize(("depth", "read"), [(1, True), (198, True), (199, True), (200, False), (400, False)])
@pytest.mark.parametrize("side", ["before", "after"])
def test_depth_is_counted_exactly(side: str, depth: int, read: bool) -> None:
    """The attributes are the first level; brackets in texts are none."""
    body = plan(entry("aws_x.y", **{side: {"deep": lists(depth)}}))
    if read:
        assert getattr(parse.load(body, MASK).changes.changes[0], side) == {"deep": lists(depth)}
    else:
        with pytest.raises(HostileDocument, match="nested deeper"):
            parse.load(body, MASK)


@given(strategies.attributes)
def test_what_is_not_marked_is_left_as_it_is(value: Any) -> None:
    assert canonical(one(entry("aws_x.y", after=value)).after) == canonical(value)


@given(st.data())
def test_leaves_go_back_where_they_were_taken(data: st.DataObject) -> None:
    value = data.draw(strategies.values)
    cut = Cut(MASK, Secrets())
    left = cut(copy.deepcopy(value), trimmed(data.draw(strategies.overlays(value))))
    for path, mac in cut.hidden:
        part: Any = value
        for step in path:
            part = part[step]
        assert Sensitive(mac) == MASK(part)
        left = placed(left, path, part)
    assert canonical(left) == canonical(value)


def visible(value: Any, marks: Any) -> set[str]:
    if marks is not None and not isinstance(marks, dict):
        marks = dict.fromkeys(value, True)
    left = Cut(MASK, Secrets())(copy.deepcopy(value), marks)
    return {leaf for leaf in strategies.leaves(left) if isinstance(leaf, str)}


def canonical(value: Any) -> str:
    """Equality of JSON: 1 is neither 1.0 nor true."""
    return json.dumps(value, sort_keys=True)
