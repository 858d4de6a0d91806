"""`integrations/portal-ci` in, GitLab's template that carries it out: GitLab includes YAML and no other files."""

from __future__ import annotations

import re
from pathlib import Path

INTEGRATIONS = Path(__file__).resolve().parent.parent / "integrations"
TEMPLATE = INTEGRATIONS / "gitlab" / "portal.yml"
CARRIED = re.compile(r"(?<=<<'PORTAL_CI_ENDS'\n).*?(?=^ +PORTAL_CI_ENDS$)", re.DOTALL | re.MULTILINE)


def carrying(template: str, script: str) -> str:
    """The template with this script in its place, indented as the block that it stands in."""
    lines = "".join(f"      {line}".rstrip() + "\n" for line in script.splitlines())
    return CARRIED.sub(lambda _: lines, template)


if __name__ == "__main__":
    script = (INTEGRATIONS / "portal-ci").read_text(encoding="utf-8")
    TEMPLATE.write_text(carrying(TEMPLATE.read_text(encoding="utf-8"), script), encoding="utf-8")
