"""A page in, what a browser would send of its forms out."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any


class Sent(HTMLParser):
    """What a browser would send of a page's own forms, untouched."""

    def __init__(self) -> None:
        super().__init__()
        self.fields: dict[str, Any] = {}
        self.within, self.select = "", ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        field = {name: value if value is not None else "" for name, value in attrs}
        name, kind = field.get("name", ""), field.get("type")
        if tag == "select":
            self.select = name
        elif tag == "option" and "selected" in field:
            self.fields[self.select] = field["value"]
        elif tag == "textarea":
            self.within, self.fields[name] = name, ""
        elif tag == "input" and name and kind != "checkbox":
            self.fields[name] = field.get("value", "")
        elif tag == "input" and "checked" in field:
            self.fields.setdefault(name, []).append(field.get("value", "on"))

    def handle_data(self, data: str) -> None:
        if self.within:
            self.fields[self.within] += data.removeprefix("\n").replace("\n", "\r\n")  # as browsers send it

    def handle_endtag(self, tag: str) -> None:
        self.within = "" if tag == "textarea" else self.within


def filled(page: str) -> dict[str, Any]:
    found = Sent()
    found.feed(page.partition("<main")[2])
    return found.fields
