"""A size in, plans that are hard to read, to draw or to compare out: people at their worst, on purpose or not."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any, Final

import orjson

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

Change = dict[str, Any]


def rewritten(size: int) -> bytes:
    """Every resource an update of long texts, of which every third word is another."""
    return _plan(
        _change(number, {"user_data": _text(number, 400, 0)}, {"user_data": _text(number, 400, 1)})
        for number in range(size)
    )


def shuffled(size: int) -> bytes:
    """Lists of 200 blocks without a name, in another order and each a little different."""

    def rules(number: int, turn: int) -> list[dict[str, Any]]:
        ports = list(range(200))
        random.Random(number + turn).shuffle(ports)
        return [{"from": port, "to": port + turn, "cidr": [f"10.{port}.{number % 250}.0/24"]} for port in ports]

    return _plan(_change(n, {"rule": rules(n, 0)}, {"rule": rules(n, 1)}) for n in range(size // 20))


def policies(size: int) -> bytes:
    """Documents inside of texts, JSON in JSON, each with one statement more."""

    def policy(number: int, statements: int) -> str:
        inner = [
            {"Sid": f"s{n}", "Action": [f"s3:Get{n}"], "Resource": f"arn:aws:s3:::b-{number}"}
            for n in range(statements)
        ]
        return orjson.dumps({"Statement": inner, "inside": orjson.dumps(inner).decode()}).decode()

    return _plan(_change(n, {"policy": policy(n, 40)}, {"policy": policy(n, 41)}) for n in range(size // 2))


def tangled(size: int) -> bytes:
    """Every block refers to forty that stand before it; one of them to all."""
    chosen = random.Random(1)
    names = [f"aws_x.b{number}" for number in range(size)]
    references = [chosen.sample(names[:number], min(40, number)) for number in range(size)]
    references[-1] = names[:-1]
    blocks = [_block(name, found) for name, found in zip(names, references, strict=True)]
    return _plan((_change(number, {"a": 0}, {"a": 1}) for number in range(size)), blocks)


def secret(size: int) -> bytes:
    """Texts that are full of what looks like secrets, and marks on most of the values."""

    def values(number: int) -> dict[str, Any]:
        return {f"v{n}": f"password=hunter{number}{n} AKIAIOSFODNN7EXAMPLE" for n in range(20)}

    marks = {f"v{n}": True for n in range(15)}
    return _plan(_change(n, values(n), values(n + 1), marks) for n in range(size))


def deep(size: int) -> bytes:
    """Values nested ninety levels deep, and different at the bottom."""

    def nested(number: int) -> Any:
        value: Any = {"n": number}
        for level in range(90):
            value = {"a": [value]} if level % 2 else {"b": value, "c": level}
        return value

    return _plan(_change(n, {"v": nested(n)}, {"v": nested(n + 1)}) for n in range(size // 4))


def named(size: int) -> bytes:
    """Addresses with keys of brackets, quotes and dots in modules ten deep."""
    key = '["a.b[\\"]\\"].c"]'
    around = ".".join(f"module.m{level}{key}" for level in range(10))
    return _plan(
        _change(n, {"a": 0}, {"a": 1}) | {"address": f"{around}.aws_x.b{n}", "module_address": around}
        for n in range(size)
    )


SHAPES: Final[dict[str, Callable[[int], bytes]]] = {
    each.__name__: each for each in (rewritten, shuffled, policies, tangled, secret, deep, named)
}


def _text(number: int, words: int, turn: int) -> str:
    return " ".join(f"word{(n + number) % 97}{turn if n % 3 == 0 else ''}" for n in range(words))


def _change(number: int, before: dict[str, Any], after: dict[str, Any], marks: dict[str, Any] | None = None) -> Change:
    return {
        "address": f"aws_x.b{number}",
        "mode": "managed",
        "type": "aws_x",
        "name": f"b{number}",
        "provider_name": "registry.terraform.io/hashicorp/aws",
        "change": {
            "actions": ["update"],
            "before": before,
            "after": after,
            "after_unknown": {},
            "before_sensitive": marks or {},
            "after_sensitive": marks or {},
        },
    }


def _block(address: str, references: list[str]) -> dict[str, Any]:
    kind, name = address.split(".")
    expressions = {"a": {"references": references}} if references else {}
    return {"address": address, "mode": "managed", "type": kind, "name": name, "expressions": expressions}


def _plan(changes: Iterable[Change], blocks: Iterable[dict[str, Any]] = ()) -> bytes:
    return orjson.dumps(
        {
            "format_version": "1.2",
            "terraform_version": "1.11.0",
            "resource_changes": list(changes),
            "configuration": {"root_module": {"resources": list(blocks)}},
        }
    )
