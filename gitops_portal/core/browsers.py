"""What a browser says of itself in, its name and system in words out: text that anybody may have made up."""

from __future__ import annotations

import re
from typing import Final

LONGEST: Final = 300
"""Characters that are kept of it."""
_BROWSERS: Final = (
    ("Edg(?:e|A|iOS)?/", "Edge"),
    ("(?:OPR|Opera)/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("(?:Firefox|FxiOS)/", "Firefox"),
    ("(?:Headless)?Chrom(?:e|ium)/|CriOS/", "Chrome"),
    ("Version/.*Safari/", "Safari"),
    ("curl/", "curl"),
    ("python|httpx", "a Python program"),
)
_SYSTEMS: Final = (
    ("iPhone|iPad", "iOS"),
    ("Android", "Android"),
    ("CrOS", "ChromeOS"),
    ("Windows", "Windows"),
    ("Macintosh|Mac OS X", "macOS"),
    ("Linux|X11", "Linux"),
)


def in_words(said: str) -> str:
    """`Firefox on Windows`; the first that fits, since browsers name those that they want to be taken for, too."""
    browser, system = _first(_BROWSERS, said), _first(_SYSTEMS, said)
    if not browser:
        return f"a browser on {system}" if system else "unknown"
    return f"{browser} on {system}" if system else browser


def _first(known: tuple[tuple[str, str], ...], said: str) -> str:
    return next((name for pattern, name in known if re.search(pattern, said[:LONGEST])), "")
