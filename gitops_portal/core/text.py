"""A value of a plan in, text that may be shown out: bounded, no secret, and nothing invisible."""

from __future__ import annotations

import json
import re
from bisect import bisect_left
from collections import Counter
from decimal import Decimal
from json.encoder import encode_basestring
from typing import TYPE_CHECKING, Any, Final, cast

from gitops_portal.core.memo import Memo
from gitops_portal.core.model import UNKNOWN, Bare, Path, Sensitive, Value

if TYPE_CHECKING:
    from collections.abc import Iterator

    Span = tuple[int, int]
    """Where a part of a text begins and ends."""
    Part = tuple[int, int, int, int]
    """Where words begin and end on one side, and on the other."""

LONGEST: Final = 300
"""Characters of one value that are shown; how many there are in all is told beside them."""

SENSITIVE: Final = "(sensitive)"
SUSPECTED: Final = "(suspected secret)"
_WORDS: Final = {None: "null", True: "true", False: "false"}
_LATER: Final = "known after apply"
_LEAD: Final = 40
_PLACES: Final = 4
"""Places in which two long strings differ that are shown; how many more there are is told."""
_FEW_WORDS: Final = 400
_MOST_PAIRS: Final = 10_000
"""Words, and pairs of equal ones, of both sides among which the best match is looked for: the time grows with both."""
_WORD: Final = re.compile(r"\s*\S+|\s+")
_LONG: Final = frozenset({str, dict, list, int, Decimal})
"""Types of which a value may be long."""
_UNSEEN: Final = re.compile(r"[^\t\n\x20-\x7e]")
"""What cannot be seen is among these characters."""
_FORMULAS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def shown(value: Value) -> str:
    """JSON as people write it: strings in quotes, numbers plain."""
    if isinstance(value, str):
        return _quoted(value)
    if isinstance(value, Sensitive):
        return SUSPECTED if value.suspected else SENSITIVE
    if value is UNKNOWN:
        return _LATER
    if isinstance(value, Bare):
        return bounded(visible(value.text))
    if value is None or isinstance(value, bool):
        return _WORDS[value]
    return bounded(visible(_json(value)))


def shown_pair(before: Value, after: Value) -> tuple[str, str]:
    """Both sides of a difference; of long strings the parts that differ, by whole words, with what stands around."""
    if isinstance(before, str) and isinstance(after, str) and max(len(before), len(after)) > LONGEST:
        places = _apart(before, after)
        old, new = ([place[side] for place in places[:_PLACES]] for side in (0, 1))
        more = max(0, len(places) - _PLACES)
        return _parts(before, old, more), _parts(after, new, more)
    return shown(before), shown(after)


def in_order(before: Value, after: Value) -> tuple[str, str]:
    """Both sides of a list in another order; of long ones the part in which they differ."""
    old, new = visible(_json(before)), visible(_json(after))
    if max(len(old), len(new)) <= LONGEST:
        return old, new
    start = max(0, _equal(old, new) - _LEAD)
    return _from(old, start), _from(new, start)


def is_cut(value: Value) -> bool:
    """Whether not all of a value is shown."""
    return len(value if isinstance(value, str) else _json(value)) > LONGEST if type(value) in _LONG else False


def whole(value: Value) -> str:
    """All of a value as it may be shown: a text with its lines, of other values the JSON."""
    return _UNSEEN.sub(_seen, value if isinstance(value, str) else _json(value))


def shown_path(path: Path) -> str:
    """`ingress[0].cidr_blocks[1]`, `tags["a.b"]`."""
    text = ""
    for step in path:
        text = shown_step(text, step)
    return text


def shown_step(place: str, step: str | int) -> str:
    """The place of a member or an element, by the place of what holds it."""
    return _steps[place, step]


def _step(key: tuple[str, str | int]) -> str:
    place, step = key
    if isinstance(step, int):
        return f"{place}[{step}]"
    if step.isascii() and len(step) <= LONGEST and (step.isidentifier() or step.replace("-", "_").isidentifier()):
        return f"{place}.{step}" if place else step
    return f"{place}[{shown(step)}]"


_steps: Final = Memo(_step, 16_384)
"""Resources of one type have the same attributes, thousands of times."""


def visible(text: str) -> str:
    r"""Characters that cannot be seen, or that turn the line around, as escapes such as `\u202e`."""
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else _escape(ord(char)) for char in text)


def _seen(found: re.Match[str]) -> str:
    return found[0] if found[0].isprintable() else _escape(ord(found[0]))


def cell(text: str) -> str:
    """A text as a cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_FORMULAS) else text


def bounded(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}… ({len(text):,} characters)"


def _apart(before: str, after: str) -> list[tuple[Span, Span]]:
    """Where two texts differ: one place, or several when all that lies between would hide one of them."""
    start = _equal(before, after)
    end = min(_equal(before[::-1], after[::-1]), min(len(before), len(after)) - start)
    whole = (start, len(before) - end), (start, len(after) - end)
    if max(stop - begin for begin, stop in whole) <= LONGEST - 2 * _LEAD:
        return [whole]
    begin = start - len(before[:start].rsplit(maxsplit=1)[-1]) if before[:start].split() else start  # not inside a word
    old, new = (_WORD.findall(text[begin:stop]) for text, (_, stop) in zip((before, after), whole, strict=True))
    return _joined(_places(old, new, begin)) or [whole]


def _places(old: list[str], new: list[str], begin: int) -> Iterator[tuple[Span, Span]]:
    one, other = _ends(old, begin), _ends(new, begin)
    few = len(old) + len(new) <= _FEW_WORDS and pairs(old, new) <= _MOST_PAIRS
    for i, j, k, m in _differing(old, new) if few else _between_anchors(old, new):
        yield (one[i], one[j]), (other[k], other[m])


def _differing(old: list[str], new: list[str]) -> Iterator[Part]:
    from difflib import SequenceMatcher  # slow to import; who judges a plan compares no texts

    for kind, *part in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind != "equal":
            yield cast("Part", part)


def _between_anchors(old: list[str], new: list[str]) -> Iterator[Part]:
    """What differs between words that stand once on either side, in the same order: the time grows as the texts do."""
    i = k = 0
    for j, m in (*_anchors(old, new), (len(old), len(new))):
        same = next((n for n in range(min(j - i, m - k)) if old[i + n] != new[k + n]), min(j - i, m - k))
        if i + same < j or k + same < m:
            yield i + same, j, k + same, m
        i, k = j, m


def _anchors(old: list[str], new: list[str]) -> list[tuple[int, int]]:
    """The longest row of words that stand once on either side and do not change places."""
    counts, others = Counter(old), Counter(new)
    places = {word: place for place, word in enumerate(new) if others[word] == 1}
    pairs = [(place, places[word]) for place, word in enumerate(old) if counts[word] == 1 and word in places]
    ends: list[int] = []  # the smallest place on the other side at which a row of each length ends
    lengths = []
    for _, other in pairs:
        length = bisect_left(ends, other)
        ends[length : length + 1] = [other]
        lengths.append(length)
    row: list[tuple[int, int]] = []
    wanted = len(ends) - 1
    for pair, length in zip(reversed(pairs), reversed(lengths), strict=True):
        if length == wanted and (not row or pair[1] < row[-1][1]):
            row.append(pair)
            wanted -= 1
    return row[::-1]


def _ends(words: list[str], begin: int) -> list[int]:
    """Where each word begins, and where the last one ends."""
    return [begin, *(begin := begin + len(word) for word in words)]


def _joined(places: Iterator[tuple[Span, Span]]) -> list[tuple[Span, Span]]:
    """Places so near to each other that the words around them would be shown twice, as one."""
    found: list[tuple[Span, Span]] = []
    for old, new in places:
        near = found and old[0] - found[-1][0][1] <= 2 * _LEAD
        first, other = found.pop() if near else (old, new)
        found.append(((first[0], old[1]), (other[0], new[1])))
    return found


def pairs(old: list[str], new: list[str]) -> int:
    """In how many ways a word of one side can be matched with an equal one of the other, blanks apart."""
    counts = Counter(new)
    return sum(counts[word] for word in old if not word.isspace())


def _equal(one: str, other: str) -> int:
    """How many characters both begin with."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _quoted(value: str) -> str:
    return visible(encode_basestring(value)) if len(value) <= LONGEST else _parts(value, [(0, len(value))], 0)


def _from(text: str, start: int) -> str:
    lead, more = "…" if start else "", "…" if start + LONGEST < len(text) else ""
    return f"{lead}{text[start : start + LONGEST]}{more} ({len(text):,} characters)"


def _parts(value: str, spans: list[Span], more: int) -> str:
    """Some parts of a long text, and how long it is in all."""
    share = LONGEST // len(spans)
    told = " ".join(_excerpt(value, start, end, share) for start, end in spans)
    further = f" and {more} more place{'s' if more > 1 else ''}" if more else ""
    return f"{told}{further} ({len(value):,} characters)"


def _excerpt(value: str, start: int, end: int, most: int) -> str:
    """The text from about `start` to about `end`; words are not cut where they begin or end near by."""
    begin = max(0, start - _LEAD)
    if begin:
        begin = value.find(" ", begin, start) + 1 or begin
    stop = min(len(value), end + _LEAD, begin + most)
    if end < stop < len(value):
        stop = max(value.rfind(" ", end, stop), end) if " " in value[end:stop] else stop
    lead = "…" if begin else ""
    more = "…" if stop < len(value) else ""
    return f"{lead}{visible(encode_basestring(value[begin:stop]))}{more}"


def _json(value: Value) -> str:
    try:
        if isinstance(value, int | float | Decimal):
            return str(value)
        return _encoded(value)
    except RecursionError:
        return "[…]" if isinstance(value, list) else "{…}"
    except ValueError:  # Python prints no integer of more than 4,300 digits
        return "(a number too long to show)"


def _leaf(value: Any) -> str:
    """Leaves inside lists and maps; of anything that should not stand in a plan only the kind is shown."""
    if value is UNKNOWN:
        return _LATER
    return shown(value) if isinstance(value, Sensitive | Bare | Decimal) else f"({type(value).__name__})"


_encoded: Final = json.JSONEncoder(ensure_ascii=False, default=_leaf).encode


def _escape(code: int) -> str:
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"  # noqa: PLR2004 - the largest code of four digits
