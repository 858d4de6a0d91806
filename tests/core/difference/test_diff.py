"""What differs, attribute by attribute: tables of cases; and for any value at all, no secret and no crash."""

from __future__ import annotations

import base64
import gzip
import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gitops_portal.core.difference import diff as diff_module
from gitops_portal.core.difference.diff import diff, of_output, rank
from gitops_portal.core.model import (
    UNKNOWN,
    Action,
    Diff,
    Difference,
    Mode,
    OutputChange,
    Path,
    ReplaceOrder,
    Sensitive,
)
from tests.builders import change

LATER = "known after apply"


def differences(before: Any, after: Any, *paths: Path) -> list[Difference]:
    return list(diff(change("t.a", Action.UPDATE, before, after, replace_paths=paths)).differences)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ({"a": 1}, {"a": 1}, []),
        ({"a": 1}, {"a": 1.0}, []),
        ({"a": 1}, {"a": True}, [("a", "1", "true")]),
        ({"a": None}, {}, []),
        ({"a": None}, {"a": "x"}, [("a", None, '"x"')]),
        ({"a": "x"}, {"a": None}, [("a", '"x"', None)]),
        ({"a": ""}, {"a": "0"}, [("a", '""', '"0"')]),
        ({"a": {}}, {"a": []}, [("a", "{}", None), ("a", None, "[]")]),
        ({"a": []}, {"a": [None]}, [("a[0]", None, "null")]),
        ({"tags": {"a.b": "x", "c-d": 1}}, {"tags": {"a.b": "y", "c-d": 2}}, [('tags["a.b"]', '"x"', '"y"'), ("tags.c-d", "1", "2")]),
        ({"ingress": [{"cidr_blocks": ["a", "b"]}]}, {"ingress": [{"cidr_blocks": ["a", "c"]}]}, [("ingress[0].cidr_blocks[1]", '"b"', '"c"')]),
        ({"a": ["x"]}, {"a": ["x", {"b": None, "c": 1}]}, [("a[1].c", None, "1")]),
        ({"a": {"b": 1}}, {"a": "b"}, [("a.b", "1", None), ("a", None, '"b"')]),
        ({"a": "x"}, {"a": UNKNOWN}, [("a", '"x"', LATER)]),
        ({"a": {"b": [1, "x"]}}, {"a": UNKNOWN}, [("a", '{"b": [1, "x"]}', LATER)]),
        ({"a": {"b": Sensitive("m")}}, {"a": UNKNOWN}, [("a", '{"b": "(sensitive)"}', LATER)]),
        ({}, {"a": UNKNOWN}, [("a", None, LATER)]),
        ({"a": Sensitive("m")}, {"a": Sensitive("m")}, []),
        ({"a": Sensitive("m")}, {"a": Sensitive("n")}, [("a", "(sensitive)", "(sensitive, changed)")]),
        ({"a": "clear"}, {"a": Sensitive("n")}, [("a", "(sensitive)", "(sensitive, changed)")]),
        ({"a": Sensitive("m")}, {"a": {"b": "clear"}}, [("a", "(sensitive)", "(sensitive, changed)")]),
        ({"a": Sensitive("m")}, {"a": UNKNOWN}, [("a", "(sensitive)", LATER)]),
        ({"a": Sensitive("m")}, {}, [("a", "(sensitive)", None)]),
        (None, {"a": 1, "b": None, "c": [], "d": {"e": Sensitive("m")}}, [("a", None, "1"), ("c", None, "[]"), ("d.e", None, "(sensitive)")]),
        ({"a": 1, "b": None}, None, [("a", "1", None)]),
        ({"a": "x\u202ey\n"}, {"a": "\u200b"}, [("a", '"x\\u202ey\\n"', '"\\u200b"')]),
        ({"a\u202e": 1}, {}, [('["a\\u202e"]', "1", None)]),
        ({"": {"é": 1}}, {}, [('[""]["é"]', "1", None)]),
    ],
)  # fmt: skip
def test_differences_between(before: Any, after: Any, expected: list[tuple[str, str | None, str | None]]) -> None:
    assert [(found.path, found.before, found.after) for found in differences(before, after)] == expected


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ('{"Statement": [{"Action": "a"}]}', '{"Statement":[{"Action":"b","X":null}]}', [("policy.Statement[0].Action", '"a"', '"b"'), ("policy.Statement[0].X", None, "null")]),
        ('{"a": 1}', '{"a":1}', [("policy", '"{\\"a\\": 1}"', '"{\\"a\\":1}"')]),
        ('{"a": 1, "a": 2}', '{"a": 2}', [("policy", '"{\\"a\\": 1, \\"a\\": 2}"', '"{\\"a\\": 2}"')]),
        ('{"a": 1}', "[1]", [("policy", '"{\\"a\\": 1}"', '"[1]"')]),
        ('{"a": 1', '{"a": 2}', [("policy", '"{\\"a\\": 1"', '"{\\"a\\": 2}"')]),
        ('{"a": NaN}', '{"a": 2}', [("policy", '"{\\"a\\": NaN}"', '"{\\"a\\": 2}"')]),
        ('{"a": "{\\"b\\": 1}"}', '{"a": "{\\"b\\": 2}"}', [("policy.a.b", "1", "2")]),
    ],
)  # fmt: skip
def test_json_texts_differ_as_what_they_say(before: str, after: str, expected: list[tuple[str, str, str]]) -> None:
    found = differences({"policy": before}, {"policy": after})
    assert [(one.path, one.before, one.after) for one in found] == expected


def policy(*statements: Any) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def zipped(text: str) -> str:
    return base64.b64encode(gzip.compress(text.encode(), mtime=0)).decode()


READ = {"Sid": "Read", "Effect": "Allow", "Action": ["s3:GetObject", "s3:ListBucket"], "Resource": "*"}
WRITE = {"Sid": "Write", "Effect": "Allow", "Action": ["s3:PutObject"], "Resource": ["arn:aws:s3:::a"]}
SSH = {"from_port": 22, "to_port": 22, "protocol": "tcp", "cidr_blocks": ["10.0.0.0/8"], "description": None}
WEB = {"from_port": 80, "to_port": 80, "protocol": "tcp", "cidr_blocks": ["0.0.0.0/0"], "description": ""}
APP = {"name": "app", "image": "a:1", "environment": [{"name": "A", "value": "1"}, {"name": "B", "value": "2"}]}
LOG = {"name": "log", "image": "l:1"}
RULE_A = {"from": "d", "to": ["x"], "priority_hint": 1}
RULE_B = {"from": "e", "to": ["y"], "priority_hint": 2}
RULE_C = {"from": "f", "to": ["z"], "priority_hint": 3}


@pytest.mark.parametrize(
    ("before", "after", "expected", "equivalent"),
    [
        # lists
        (["a", "b"], ["b", "a"], [], ["x"]),
        (["a", "b", "c"], ["c", "a", "b"], [], ["x"]),
        (["b", "c"], ["a", "b", "c"], [("x[0]", None, '"a"')], []),
        (["a", "b", "c"], ["a", "c"], [("x[1]", '"b"', None)], []),
        (["a", "b"], ["b", "c", "a"], [("x[1]", None, '"c"')], ["x"]),
        (["a", "a"], ["a"], [("x[1]", '"a"', None)], []),
        ([1, 2], [2, 3], [("x[1]", "1", "3")], []),
        ([[1, 2], [3]], [[3], [2, 1]], [], ["x", "x[1]"]),
        ([Sensitive("m"), Sensitive("n")], [Sensitive("n"), Sensitive("m")], [], ["x"]),
        ([Sensitive("m")], [Sensitive("m"), Sensitive("n")], [("x[1]", None, "(sensitive)")], []),
        # blocks
        ([SSH, WEB], [WEB, SSH], [], ["x"]),
        ([SSH], [WEB, SSH], [("x[0].cidr_blocks[0]", None, '"0.0.0.0/0"'), ("x[0].description", None, '""'), ("x[0].from_port", None, "80"), ("x[0].protocol", None, '"tcp"'), ("x[0].to_port", None, "80")], []),
        ([SSH, WEB], [WEB, SSH | {"cidr_blocks": ["0.0.0.0/0"]}], [("x[1].cidr_blocks[0]", '"10.0.0.0/8"', '"0.0.0.0/0"')], []),
        ([SSH], [SSH | {"to_port": 23}], [("x[0].to_port", "22", "23")], []),
        ([{"name": "a", "v": 1}, {"name": "b", "v": 1}], [{"name": "b", "v": 2}, {"name": "a", "v": 1}], [("x[0].v", "1", "2")], []),
        ([{"key": "a", "v": 1}], [{"key": "b", "v": 1}], [("x[0].key", '"a"', '"b"')], []),
        ([{"key": "a"}, {"key": "c"}], [{"key": "b"}, {"key": "c"}], [("x[0].key", '"a"', None), ("x[0].key", None, '"b"')], []),
        ([{"a": 1}, "b"], ["b", {"a": 1}], [], ["x"]),
        ([{"cidr_block": "10.0.0.0/8", "n": 1}, {"cidr_block": "10.1.0.0/16", "n": 2}], [{"cidr_block": "10.1.0.0/16", "n": 2}, {"cidr_block": "10.0.0.0/8", "n": 3}], [("x[1].n", "1", "3")], []),
        # blocks without a name: what is most alike
        ([RULE_A, RULE_B], [RULE_B | {"priority_hint": 9}, RULE_A], [("x[0].priority_hint", "2", "9")], []),
        ([RULE_A, RULE_B], [RULE_C, RULE_A, RULE_B | {"priority_hint": 9}], [("x[0].from", None, '"f"'), ("x[0].priority_hint", None, "3"), ("x[0].to[0]", None, '"z"'), ("x[2].priority_hint", "2", "9")], []),
        ([RULE_A, RULE_B, RULE_C], [RULE_A, RULE_C | {"to": ["z", "zz"]}], [("x[1].from", '"e"', None), ("x[1].priority_hint", "2", None), ("x[1].to[0]", '"y"', None), ("x[1].to[1]", None, '"zz"')], []),
        ([RULE_A, RULE_B], [RULE_A, RULE_C], [("x[1].from", '"e"', None), ("x[1].priority_hint", "2", None), ("x[1].to[0]", '"y"', None), ("x[1].from", None, '"f"'), ("x[1].priority_hint", None, "3"), ("x[1].to[0]", None, '"z"')], []),
        ([{"Sid": "A", "p": 1, "q": 2}, "s"], [{"Sid": "B", "p": 1, "q": 2}, "s"], [("x[0].Sid", '"A"', '"B"')], []),
        ([{"rule": [RULE_A]}, {"rule": [RULE_B]}], [{"rule": [RULE_C]}, {"rule": [RULE_A | {"to": ["w"]}]}, {"rule": [RULE_B]}], [("x[0].rule[0].from", None, '"f"'), ("x[0].rule[0].priority_hint", None, "3"), ("x[0].rule[0].to[0]", None, '"z"'), ("x[1].rule[0].to[0]", '"x"', '"w"')], []),
        (["--level=info", "--name=portal"], ["--quiet", "--level=info", "--name=other"], [("x[0]", None, '"--quiet"'), ("x[2]", '"--name=portal"', '"--name=other"')], []),
        # policies
        (policy(READ, WRITE), policy(WRITE, READ), [], ["x.Statement"]),
        (policy(READ), policy(READ, WRITE), [("x.Statement[1].Action[0]", None, '"s3:PutObject"'), ("x.Statement[1].Effect", None, '"Allow"'), ("x.Statement[1].Resource[0]", None, '"arn:aws:s3:::a"'), ("x.Statement[1].Sid", None, '"Write"')], []),
        (policy(READ, WRITE), policy(WRITE, READ | {"Effect": "Deny"}), [("x.Statement[1].Effect", '"Allow"', '"Deny"')], []),
        (policy(READ), policy(READ | {"Action": ["s3:ListBucket", "s3:GetObject"]}), [], ["x.Statement[0].Action"]),
        (policy(READ), policy(READ | {"Action": ["s3:GetObject", "s3:*", "s3:ListBucket"]}), [("x.Statement[0].Action[1]", None, '"s3:*"')], []),
        (policy(READ), policy(READ | {"Resource": ["*"]}), [], ["x.Statement[0].Resource"]),
        (policy(READ), policy(READ | {"Resource": ["a", "*"]}), [("x.Statement[0].Resource[0]", None, '"a"')], ["x.Statement[0].Resource"]),
        (json.dumps({"p": policy(READ)}), json.dumps({"p": policy(READ | {"Sid": "R"})}), [("x.p.Statement[0].Sid", '"Read"', '"R"')], []),
        # containers
        (json.dumps([APP, LOG]), json.dumps([LOG, APP | {"image": "a:2"}]), [("x[1].image", '"a:1"', '"a:2"')], []),
        (json.dumps([APP]), json.dumps([APP | {"environment": [{"name": "B", "value": "3"}, {"name": "A", "value": "1"}]}]), [("x[0].environment[0].value", '"2"', '"3"')], []),
        # YAML
        ("image:\n  tag: 1.0.1\nreplicas: 2\n", "image:\n  tag: 1.0.2\nreplicas: 2\n", [("x.image.tag", '"1.0.1"', '"1.0.2"')], []),
        ("enabled: true\n", 'enabled: "true"\n', [("x.enabled", "true", '"true"')], []),
        ("regions:\n- country: DE\n- country: NO\n", "regions:\n- country: DE\n- country: false\n", [("x.regions[1].country", "NO", "false")], []),
        ("mode: on\nretry: 3\n", "mode: true\nretry: 3\n", [("x.mode", "on", "true")], []),
        ('mode: "012"\nretry: 3\n', "mode: 012\nretry: 3\n", [("x.mode", '"012"', "012")], []),
        ('{"a": 1, "b": [1.10]}', '{"a": 1.0, "b": [1.1]}', [("x.a", "1", "1.0"), ("x.b[0]", "1.10", "1.1")], []),
        ('{"a": 0.12345678901234567891}', '{"a": 0.12345678901234567899}', [("x.a", "0.12345678901234567891", "0.12345678901234567899")], []),
        ("hosts:\n- a\n- b\n", "hosts:\n- b\n- a\n", [], ["x.hosts"]),
        ("a: &b 1\nc: *b\nd: 1\n", "a: &b 1\nc: *b\nd: 2\n", [("x line 3", '"d: 1"', '"d: 2"')], []),
        ("#cloud-config\nruncmd:\n- a\n", "#cloud-config\nruncmd:\n- a\n- b\n", [("x.runcmd[1]", None, '"b"')], []),
        # scripts, also in base64
        ("#!/bin/sh\necho a\necho b\n", "#!/bin/sh\necho a\necho c\n", [("x line 3", '"echo b"', '"echo c"')], []),
        ("one two\nx\ny\n", "one two\nx\nnew\ny\n", [("x line 3", None, '"new"')], []),
        ("one two\nold\ny\n", "one two\ny\n", [("x line 2", '"old"', None)], []),
        ("IyEvYmluL3NoCmVjaG8gYQplY2hvIGIK", "IyEvYmluL3NoCmVjaG8gYQplY2hvIGMK", [("x line 3", '"echo b"', '"echo c"')], []),
        (zipped("#!/bin/sh\necho a\necho b\n"), zipped("#!/bin/sh\necho a\necho c\n"), [("x line 3", '"echo b"', '"echo c"')], []),
        # plain texts
        ("arn:aws:a", "arn:aws:b", [("x", '"arn:aws:a"', '"arn:aws:b"')], []),
        ("a: b", "12", [("x", '"a: b"', '"12"')], []),
    ],
)  # fmt: skip
def test_structure_is_compared_and_not_text(
    before: Any, after: Any, expected: list[tuple[str, str | None, str | None]], equivalent: list[str]
) -> None:
    found = diff(change("t.a", Action.UPDATE, {"x": before}, {"x": after}))
    assert [(one.path, one.before, one.after) for one in found.differences] == expected
    assert list(found.equivalent) == equivalent


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (Decimal("0.12345678901234567891"), Decimal("0.12345678901234567899"), ("0.12345678901234567891", "0.12345678901234567899")),
        (0.1, Decimal("0.1000000000000000055511151231257827021181583404541015625"), ("0.1", "0.1000000000000000055511151231257827021181583404541015625")),
        (9223372036854773256, 9223372036854773263, ("9223372036854773256", "9223372036854773263")),
        (2**70, 2**70 + 1, ("1180591620717411303424", "1180591620717411303425")),
        (1, 1.0, None),
        (Decimal("1E-400"), Decimal("1E-400"), None),
    ],
)  # fmt: skip
@pytest.mark.parametrize("wrapped", [False, True])
def test_numbers_differ_by_every_digit(
    before: Any, after: Any, expected: tuple[str, str] | None, wrapped: bool
) -> None:
    old, new = ({"x": [{"y": side}] if wrapped else side} for side in (before, after))
    found = differences(old, new)
    assert [(one.before, one.after) for one in found] == ([expected] if expected else [])


def test_long_texts_are_shown_by_words_around_what_differs() -> None:
    words = "lorem ipsum dolor sit amet " * 40
    (found,) = differences({"a": words + "old " + words}, {"a": words + "new " + words})
    assert found.before and found.before.startswith('…"') and "amet old lorem" in found.before
    assert len(found.before) < 150


def test_long_texts_show_every_place_where_they_differ() -> None:
    words = "lorem ipsum dolor sit amet " * 30
    (found,) = differences({"a": f"one {words}two {words}end"}, {"a": f"1 {words}2 {words}end"})
    assert found.before and found.after
    assert found.before.startswith('"one lorem') and "amet two lorem" in found.before
    assert found.after.startswith('"1 lorem') and "amet 2 lorem" in found.after
    assert len(found.before) < 300
    between = [" ".join(f"word{n}of{part}" for n in range(20)) for part in range(6)]
    (many,) = differences({"a": "one ".join(between)}, {"a": "two ".join(between)})
    assert many.after and many.after.endswith(" and 1 more place (1,154 characters)")


def test_secrets_that_stay_are_counted() -> None:
    found = diff(change("t.a", Action.UPDATE, {"a": Sensitive("m"), "b": 1}, {"a": Sensitive("m"), "b": 2}))
    assert (found.secrets, found.unchanged) == (1, 1)


def test_a_suspected_secret_says_that_nobody_marked_it() -> None:
    (found,) = differences({"a": Sensitive("m", suspected=True)}, {"a": Sensitive("n", suspected=True)})
    assert (found.before, found.after, found.suspected) == ("(suspected secret)", "(suspected secret, changed)", True)
    (mixed,) = differences({"a": Sensitive("m")}, {"a": Sensitive("n", suspected=True)})
    assert not mixed.suspected
    assert differences({"a": Sensitive("m")}, {"a": Sensitive("m", suspected=True)}) == []


def test_long_texts_are_shown_where_they_begin_to_differ_and_say_how_long_they_are() -> None:
    (found,) = differences({"a": "x" * 5000 + "old"}, {"a": "x" * 5000 + "new"})
    assert found.before and found.after
    assert found.before.startswith('…"xxx') and found.before.endswith('old" (5,003 characters)')
    assert 'new"' in found.after
    (grown,) = differences({"a": "x" * 400}, {"a": "x" * 401})
    assert grown.before != grown.after


def test_unchanged_counts_single_values_that_are_set() -> None:
    same: dict[str, Any] = {"a": 1, "b": None, "c": {"d": [1, 2], "e": Sensitive("m")}, "f": []}
    assert diff(change("t.a", Action.UPDATE, same, same | {"g": 1})).unchanged == 5


@pytest.mark.parametrize(
    ("forcing", "path", "forces"),
    [
        (("a",), "a[0].b", True),
        (("a", 0, "b"), "a[0].b", True),
        (("a", 0), "a[0].b", True),
        (("a", 1, "b"), "a[0].b", False),
        (("a", 0, "b", "c"), "a[0].b", True),
        (("a", 1), "a[0].b", False),
        (("b",), "a[0].b", False),
    ],
)
def test_marks_what_forces_a_replacement(forcing: Path, path: str, forces: bool) -> None:
    (found,) = differences({"a": [{"b": 1}]}, {"a": [{"b": 2}]}, forcing)
    assert (found.path, found.forces_replacement) == (path, forces)


def test_flags() -> None:
    secret, unknown = differences({"b": Sensitive("m")}, {"a": UNKNOWN, "b": Sensitive("n")})
    assert (unknown.unknown, unknown.sensitive) == (True, False)
    assert (secret.unknown, secret.sensitive) == (False, True)


def test_what_forces_a_replacement_stands_first_and_what_is_not_known_yet_last() -> None:
    before = {"arn": "x", "engine": "a", "id": "x", "size": 1, "zone": "a"}
    after = {"arn": UNKNOWN, "engine": "b", "id": UNKNOWN, "size": 2, "zone": "b"}
    paths = [found.path for found in differences(before, after, ("zone",), ("id",))]
    assert paths == ["id", "zone", "engine", "size", "arn"]


def test_more_differences_than_are_listed_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(diff_module, "DIFFERENCES", 3)
    for old, new in ((None, {f"a{n}": n for n in range(10)}), ({"a": [0]}, {"a": list(range(11))})):
        found = diff(change("t.a", Action.UPDATE, old, new))
        assert (len(found.differences), found.left_out) == (3, 7)


@pytest.mark.parametrize("gone", [False, True])
def test_what_comes_or_goes_and_is_too_long_to_be_listed_stands_in_one_line(gone: bool) -> None:
    value = {"few": [1, 2], "many": [{"port": n, "note": "x"} for n in range(1_500)], "name": "y"}
    found = diff(change("t.a", Action.UPDATE, *((value, None) if gone else (None, value))))
    rows = {row.path: row for row in found.differences}
    assert (list(rows), found.left_out) == (["few[0]", "few[1]", "many", "name"], 0)
    assert rows["many"].cut == ((value["many"], None) if gone else (None, value["many"]))


def test_depth_is_no_danger() -> None:
    deep: Any = 1
    for _ in range(50_000):
        deep = [deep]
    assert len(differences({"a": deep}, {"a": UNKNOWN})) == 1
    assert len(differences({"a": deep}, {})) == 1
    nested = "[" * 900 + "%d" + "]" * 900
    assert len(differences({"a": nested % 1}, {"a": nested % 2})) == 1
    assert len(differences({"a": "[" * 99_999}, {"a": "{" * 99_999})) == 1


@pytest.mark.parametrize("odd", [10**5000, object(), b"x", float("inf"), "\ud800", (1, 2)], ids=range(6))
def test_what_no_plan_should_hold_is_shown_somehow(odd: object) -> None:
    (found,) = differences({"a": odd}, {"a": UNKNOWN})
    assert found.before is not None
    found.before.encode()


@pytest.mark.parametrize(
    ("kind", "action", "before", "after", "expected"),
    [
        ("t", Action.UNKNOWN, {}, {}, 0),
        ("aws_db_instance", Action.REPLACE, {}, {}, 1),
        ("aws_s3_bucket", Action.DELETE, {}, None, 1),
        ("aws_instance", Action.DELETE, {}, None, 2),
        ("aws_iam_role", Action.UPDATE, {"a": 1}, {"a": 2}, 3),
        ("aws_security_group_rule", Action.UPDATE, {"a": 1}, {"a": 2}, 3),
        ("aws_instance", Action.UPDATE, {"vpc_security_group_ids": ["a"]}, {"vpc_security_group_ids": ["b"]}, 3),
        ("aws_instance", Action.UPDATE, {"x": [{"iam_role": "a"}]}, {"x": [{"iam_role": "b"}]}, 3),
        ("aws_db_instance", Action.UPDATE, {"a": 1}, {"a": 2}, 4),
        ("aws_instance", Action.UPDATE, {"a": 1}, {"a": 2}, 4),
        ("aws_instance", Action.UPDATE, {"tags": {"a": 1}}, {"tags": {"a": 2}}, 9),
        ("t", Action.FORGET, {}, None, 5),
        ("aws_db_instance", Action.CREATE, None, {}, 6),
        ("t", Action.READ, None, {}, 7),
        ("t", Action.NO_OP, {}, {}, 8),
    ],
)
def test_rank(kind: str, action: Action, before: Any, after: Any, expected: int) -> None:
    moved = change(f"{kind}.a", action, before, after, mode=Mode.MANAGED)
    assert rank(moved, diff(moved)) == expected


def test_a_replacement_that_keeps_the_old_object_ranks_as_an_update() -> None:
    kept = change("aws_db_instance.a", Action.REPLACE, {"a": 1}, {"a": 2}, order=ReplaceOrder.FORGET_AND_CREATE)
    assert rank(kept, diff(kept)) == 4


SECRET = "s3cr3t"
scalars = (
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8) | st.just(UNKNOWN)
)
secrets = st.builds(Sensitive, st.sampled_from([SECRET + "1", SECRET + "2"]))
values = st.recursive(
    scalars | secrets,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=12,
)
attributes = st.none() | st.dictionaries(st.text(max_size=4), values, max_size=4)


@given(attributes, attributes)
def test_any_two_values_are_compared_and_no_secret_shows(before: Any, after: Any) -> None:
    found = diff(change("t.a", Action.UPDATE, before or {}, after or {}))
    for difference in found.differences:
        text = "".join(filter(None, (difference.path, difference.before, difference.after)))
        assert SECRET not in text
        assert text.isprintable()
        text.encode()
        assert not (difference.before is None and difference.after is None)


@given(attributes)
def test_nothing_differs_from_itself(value: Any) -> None:
    assert diff(change("t.a", Action.NO_OP, value or {}, value or {})).differences == ()


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
)


@given(json_values, json_values)
def test_texts_that_differ_never_look_equal(before: Any, after: Any) -> None:
    texts = json.dumps(before), json.dumps(after)
    found = diff(change("t.a", Action.UPDATE, {"p": texts[0]}, {"p": texts[1]}))
    assert bool(found.differences or found.equivalent) is (texts[0] != texts[1])


blocks = st.lists(st.dictionaries(st.sampled_from("abc"), json_values, min_size=1), max_size=6)


@given(values | blocks, values | blocks)
def test_what_is_not_listed_is_counted_as_if_it_were(before: Any, after: Any) -> None:
    update = change("t.a", Action.UPDATE, {"x": before}, {"x": after})
    listed = diff(update)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(diff_module, "DIFFERENCES", 1)
        counted = diff(update)
    assert len(counted.differences) + counted.left_out == len(listed.differences)
    assert counted.unchanged == listed.unchanged


@given(blocks, st.randoms(use_true_random=False))
def test_another_order_is_no_difference(before: list[Any], random: Any) -> None:
    after = list(before)
    random.shuffle(after)
    assert differences({"p": before}, {"p": after}) == []


def leaves(value: Any) -> int:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else []
    return 1 + sum(map(leaves, inner))


@given(json_values, json_values)
def test_there_are_no_more_differences_than_values(before: Any, after: Any) -> None:
    assert len(differences({"p": before}, {"p": after})) <= leaves(before) + leaves(after)


@given(json_values, blocks)
def test_one_more_element_is_one_insertion(more: Any, before: list[Any]) -> None:
    found = differences({"p": before}, {"p": [{"new": more}, *before]})
    assert all(one.before is None and one.path.startswith("p[0]") for one in found)


def test_a_diff_carries_the_key_of_a_deposed_object() -> None:
    assert diff(change("t.a", Action.DELETE, {}, None, deposed="c0ffee")) == Diff("t.a", deposed="c0ffee")


@pytest.mark.parametrize(
    ("action", "before", "after", "expected"),
    [
        (Action.UPDATE, {"a": [1, 2], "b": "x"}, {"a": [1, 2, 3], "b": "x"}, [("o.a[2]", None, "3")]),
        (Action.UPDATE, ["a", "b"], ["b", "c", "a"], [("o[1]", None, '"c"')]),
        (Action.UPDATE, '{"a": 1}', '{"a": 2}', [("o.a", "1", "2")]),
        (Action.UPDATE, "x", {"a": 1}, [("o", '"x"', None), ("o.a", None, "1")]),
        (Action.UPDATE, "x", "y", [("o", '"x"', '"y"')]),
        (Action.UPDATE, ["x"], UNKNOWN, [("o", '["x"]', LATER)]),
        (Action.UPDATE, Sensitive("a"), Sensitive("b"), [("o", "(sensitive)", "(sensitive, changed)")]),
        (Action.CREATE, None, {"a": [1]}, [("o.a[0]", None, "1")]),
        (Action.DELETE, {"a": 1}, None, [("o.a", "1", None)]),
        (Action.CREATE, None, "x", [("o", None, '"x"')]),
    ],
)
def test_an_output_differs_like_an_attribute(action: Action, before: Any, after: Any, expected: Any) -> None:
    found = of_output(OutputChange("o", action, before, after))
    assert [tuple(row[:3]) for row in found.differences] == expected
