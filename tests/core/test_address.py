"""Addresses and references: taken apart and put together, whatever stands in their keys."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from gitops_portal.core import address
from gitops_portal.core.address import parse, without_keys

NAMES = st.sampled_from(["a", "aws_b", "ü", "x-y", "data", "module"])
KEYS = st.one_of(st.none(), st.integers(0, 10**6), st.text(max_size=6))


@st.composite
def resources(draw: st.DrawFn) -> tuple[str, list[tuple[str, address.Key]], address.Key]:
    """An address, the names and keys of the modules around it, and its own key."""
    modules = draw(st.lists(st.tuples(NAMES, KEYS), max_size=3))
    around = ""
    for name, key in modules:
        around = address.call(around, name) + address.bracketed(key)
    own = draw(KEYS)
    return address.inside(around, "aws_c.d") + address.bracketed(own), modules, own


@given(resources())
def test_what_is_put_together_is_taken_apart(made: tuple[str, list[tuple[str, address.Key]], address.Key]) -> None:
    text, modules, own = made
    found = parse(text)
    assert str(found) == text
    assert (found.mode, found.type, found.name, found.key) == ("", "aws_c", "d", own)
    assert found.names == tuple(name for name, _ in modules)
    assert found.keys == (*(key for _, key in modules), own)
    assert without_keys(text) == address.inside(without_keys(found.module), found.own)


@given(st.text(alphabet='module.data[]"\\0ü', max_size=30))
@example("module.a")
@example("module.")
@example("a[0].")
@example("a[0]b.c")
def test_any_text_is_taken_apart_and_comes_back(text: str) -> None:
    assert str(parse(text)) == text


@pytest.mark.parametrize(
    ("text", "module", "around", "own", "mode", "kind", "name", "key"),
    [
        ("t.a", "", (), "t.a", "", "t", "a", None),
        ("data.t.a[0]", "", (), "data.t.a", "data", "t", "a", 0),
        ('ephemeral.t.a["k"]', "", (), "ephemeral.t.a", "ephemeral", "t", "a", "k"),
        (
            'module.m["x.y"].module.n[1].t.a',
            'module.m["x.y"].module.n[1]',
            ('module.m["x.y"]', 'module.m["x.y"].module.n[1]'),
            "t.a",
            "",
            "t",
            "a",
            None,
        ),
        ("module.m", "module.m", ("module.m",), "", "", "", "", None),
        ('t.a["]\\"["]', "", (), "t.a", "", "t", "a", ']"['),
        ("t.a[each.key]", "", (), "t.a", "", "t", "a", "[each.key]"),
        ("", "", (), "", "", "", "", None),
    ],
)
def test_the_parts_of_an_address(
    text: str, module: str, around: tuple[str, ...], own: str, mode: str, kind: str, name: str, key: address.Key
) -> None:
    found = parse(text)
    assert (found.module, found.around, found.own) == (module, around, own)
    assert (found.mode, found.type, found.name, found.key) == (mode, kind, name, key)


def test_people_count_instances_by_number() -> None:
    told = ['t.a["b"]', "t.a[10]", "t.a[2]", "t.a", "module.m[10].t.a", "module.m[9].t.a", "s.z"]
    ordered = ["module.m[9].t.a", "module.m[10].t.a", "s.z", "t.a", "t.a[2]", "t.a[10]", 't.a["b"]']
    assert sorted(told, key=lambda text: parse(text).order) == ordered


@pytest.mark.parametrize(
    ("mode", "told"),
    [("managed", "module.m.t.a"), ("data", "module.m.data.t.a"), ("ephemeral", "module.m.ephemeral.t.a")],
)
def test_the_address_of_a_block(mode: str, told: str) -> None:
    assert address.block("module.m", mode, "t", "a") == told
    assert address.inside("", "t.a") == "t.a"


@pytest.mark.parametrize(
    ("module", "told", "index", "full"),
    [
        ("", "t.a", None, "t.a"),
        ("", "t.a", "x", 't.a["x"]'),
        ("", "t.a[0]", 0, "t.a[0]"),
        ("module.m", "t.a", 0, "module.m.t.a[0]"),
        ("module.m", "module.m.t.a[0]", 0, "module.m.t.a[0]"),
    ],
)
def test_an_address_gets_what_terraform_0_12_left_out(module: str, told: str, index: address.Key, full: str) -> None:
    assert address.absolute(module, told, index) == full


@pytest.mark.parametrize(
    ("text", "of", "is_of"),
    [
        ("t.a", "t.a", True),
        ('t.a["x.y"]', "t.a", True),
        ("t.ab", "t.a", False),
        ("t.a[0].s.b[1]", "t.a", False),
        ("module.m.t.a", "t.a", False),
    ],
)
def test_an_instance_is_of_its_block(text: str, of: str, is_of: bool) -> None:
    assert address.is_of(text, of) is is_of


@pytest.mark.parametrize(
    ("reference", "shorter"),
    [('t.a["x.y"].id', 't.a["x.y"]'), ('t.a["x.y"]', "t.a"), ("module.m[0].out", "module.m[0]"), ("t", "t")],
)
def test_a_reference_without_its_last_step(reference: str, shorter: str) -> None:
    assert address.shorter(reference) == shorter


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("t.a", "t.a"),
        ("t.a[0]", "t.a"),
        ('module.m["x.y"].t.a[10].id', "module.m.t.a.id"),
        ('t.a["[0].b"]', "t.a"),
        ('t.a["]\\"]"].b', "t.a.b"),
        ("t.a[", "t.a["),
        ('t.a["x', 't.a["x'),
    ],
)
def test_without_keys(text: str, plain: str) -> None:
    assert without_keys(text) == plain


@pytest.mark.parametrize("part", ["[", "[0", '["', '["a', '["\\', "a.", 'a["b"].', "a[0]"])
def test_broken_addresses_take_no_longer_than_others(part: str) -> None:
    """A million characters; a pattern that looks back would need hours."""
    text = part * 300_000
    assert str(parse(text)) == text
    assert without_keys(text).startswith(("[", "a"))
