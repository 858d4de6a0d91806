"""A function in, the same that remembers what it gave out: for texts from plans, so bounded in number and length."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

K = TypeVar("K")
V = TypeVar("V")

LONGEST: Final = 256
"""Characters of what is remembered for the next plan. A longer name is rare, and worked out each time."""


class Memo(dict[K, V], Generic[K, V]):
    """Looked up as a dictionary is, in C; what is missing is made. Of several arguments, the key is their tuple.

    >>> double = Memo(lambda text: text * 2, 1_000)
    >>> double["ab"]
    'abab'
    """

    __slots__ = ("function", "most")

    def __init__(self, function: Callable[[K], V], most: int) -> None:
        super().__init__()
        self.function, self.most = function, most

    def __missing__(self, key: K) -> V:
        value = self.function(key)
        if _length(key) <= LONGEST:
            if len(self) >= self.most:
                self.clear()  # choosing what goes would cost more than making some of it again
            self[key] = value
        return value


def _length(key: Any) -> int:
    return len(key) if isinstance(key, str) else sum(map(_length, key)) if isinstance(key, tuple) else 0
