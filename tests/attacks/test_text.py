"""Attacks 11, 12 and 13: markup, formulas, escapes and turned lines in everything that a plan or CI can name."""

from __future__ import annotations

import csv
import json
import re
import urllib.error
import urllib.request
from collections.abc import Callable
from html.parser import HTMLParser
from http.cookiejar import CookieJar
from io import StringIO
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from django.core.management import call_command

from gitops_portal.records.models import Run, RunChange
from tests.attacks.conftest import Attacked, content
from tests.documents import HARMLESS, WRITTEN, entry, plan
from tests.portal import Portal, portal
from tests.servers import Database

MARKUP = "</script><script>alert(1)</script>\"'><img src=x onerror=alert(2)><svg/onload=alert(3)>"
"""Ends a script, an attribute and an element."""
CONTROLS = "\x07\x1b[31m\x9b31m"
"""A bell, and red letters in a terminal, in seven and in eight bits."""
TURNED = "\u202egnp\u2066\u200b\ufeff"
"""Reads as `png` in what follows."""
EVIL = MARKUP + CONTROLS + TURNED
LINK = "javascript:alert(4)//https://example.org/"


def evil_plan(evil: str = EVIL) -> bytes:
    """Hostile text in every field that is a text."""
    address = f"module.{evil}.aws_instance.{evil}[{json.dumps(evil)}]"
    attributes = {"ami": evil, evil: evil, "tags": {evil: evil, "Name": evil}, "user_data": json.dumps({evil: evil})}
    change = {
        "address": address, "module_address": f"module.{evil}", "mode": "managed", "type": "aws_instance", "name": evil,
        "index": evil, "provider_name": evil, "action_reason": evil, "previous_address": evil, "deposed": evil,
        "change": {
            "actions": ["delete", "create"], "before": attributes, "after": attributes | {"ami": evil + "2"},
            "after_unknown": {evil: True}, "before_sensitive": {}, "after_sensitive": {},
            "replace_paths": [[evil], ["tags", evil]], "importing": {"id": evil},
        },
    }  # fmt: skip
    plain = entry("aws_ebs_volume.plain", "update", before=attributes, after=attributes | {"size": 1, "type": evil})
    return plan(
        change,
        {**change, "type": evil, "mode": evil, "address": evil, "deposed": None},
        plain,
        entry("aws_x.y", evil, after=attributes),
        resource_drift=[change],
        deferred_changes=[{"reason": evil, "resource_change": change}],
        output_changes={evil: {"actions": ["create"], "before": None, "after": evil, "after_unknown": False}},
        checks=[{"address": {"to_display": evil}, "status": evil}],
        action_invocations=[{"address": evil}],
        relevant_attributes=[{"resource": evil, "attribute": [evil]}],
        terraform_version=evil,
        timestamp=evil,
        configuration={
            "provider_config": {
                evil: {"name": evil, "full_name": evil, "expressions": {"region": {"constant_value": evil}}}
            },
            "root_module": {
                "resources": [
                    {
                        "address": f"aws_instance.{evil}", "mode": "managed", "type": "aws_instance", "name": evil,
                        "provider_config_key": evil, "depends_on": [evil],
                        "expressions": {evil: {"references": [evil, f"aws_x.{evil}"]}},
                    }
                ],
                "module_calls": {evil: {"source": evil, "module": {"outputs": {evil: {"expression": {"references": [evil]}}}}}},
            },
        },
    )  # fmt: skip


def said(evil: str = EVIL) -> str:
    fields = dict.fromkeys(("branch", "title", "actor"), evil)
    return "?" + urlencode({**fields, "commit": evil[:64], "pull_request": LINK, "ci_url": LINK})


class Page(HTMLParser):
    """What a browser would run or follow."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.live: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        if tag == "script" and "src" not in told and told.get("type") != "application/json":
            self.live.append("an inline script")
        if tag in {"iframe", "object", "embed", "base", "style"} or (tag == "img" and told.get("src") == "x"):
            self.live.append(tag)
        self.live += [f"{tag} {name}" for name in told if name.startswith("on") or name in {"style", "srcdoc"}]
        links = (told.get(name) or "" for name in ("href", "src", "action", "formaction", "xlink:href"))
        self.live += [f"{tag} {link}" for link in links if re.match(r"(?i)\s*(javascript|data|vbscript):", link)]


def test_the_reader_of_pages_sees_what_is_live() -> None:
    assert len(Page(f"<p>{MARKUP}<a href='{LINK}'>x</a>").live) == 5


@pytest.fixture
def run(attacked: Attacked) -> Run:
    attacked.workspace.repository = LINK
    attacked.workspace.save()
    run = attacked.uploaded(evil_plan(), said())
    assert (run.error, run.verdict) == ("", "needs_approval")
    attacked.decide(attacked.owner, run, "reject", reason=EVIL)
    attacked.uploaded(evil_plan(), said())
    return run


def nodes(run: Run) -> list[str]:
    blocks = RunChange.objects.filter(run=run).values_list("block", flat=True)
    return [f"/workspaces/orders-prod/runs/{run.number}/node/?address={quote(block)}" for block in blocks]


def test_nothing_of_a_plan_is_live_on_any_page(attacked: Attacked, run: Run) -> None:
    pages = {path: content(page) for path, page in attacked.pages(run.number).items() if "export" not in path}
    pages |= {path: content(attacked.owner.get(path)) for path in nodes(run)}
    report = f"/workspaces/orders-prod/runs/{run.number}/report.html"
    live = {path: Page(text).live for path, text in pages.items() if Page(text).live}
    assert live == {report: ["style"]}, "a file that opens anywhere carries its own styles, known by their hash"
    assert sum("&lt;script&gt;alert(1)" in text for text in pages.values()) > 5
    assert not any("<script>alert" in text for text in pages.values())


def test_nothing_unseen_stands_on_any_page(attacked: Attacked, run: Run) -> None:
    pages = {path: content(page) for path, page in attacked.pages(run.number).items() if "export" not in path}
    pages |= {path: content(attacked.owner.get(path)) for path in nodes(run)}
    unseen = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u202e\u2066\ufeff]")
    assert {path: unseen.findall(text) for path, text in pages.items() if unseen.search(text)} == {}
    assert any(r"\u202e" in text for text in pages.values())


def test_what_scripts_read_cannot_end_its_element(attacked: Attacked, run: Run) -> None:
    found = []
    for path, page in attacked.pages(run.number).items():
        if not page.streaming:
            found += re.findall(r'<script[^>]*type="application/json"[^>]*>(.*?)</script>', content(page), re.DOTALL)
        if path.endswith("/graph.json"):
            found.append(page.text)
    assert found
    assert not any("<" in data for data in found)
    assert all(json.loads(data) is not None for data in found)


def test_the_api_answers_json_and_a_zip_to_keep(attacked: Attacked, run: Run) -> None:
    for path, answer in attacked.answers(run).items():
        if path.endswith(".zip"):
            assert answer["Content-Type"] == "application/zip"
            assert answer["Content-Disposition"].startswith("attachment; ")
        else:
            assert answer["Content-Type"].startswith(("application/json", "application/problem+json")), path
        assert answer["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("first", ["=", "+", "-", "@", "\t", "\r", "\n", "＝"])
def test_a_spreadsheet_takes_no_cell_for_a_formula(attacked: Attacked, first: str) -> None:
    formula = f"{first}cmd|' /C calc'!A0"
    run = attacked.uploaded(HARMLESS, "?" + urlencode({"title": formula, "branch": formula, "actor": formula}))
    attacked.decide(attacked.owner, run, "reject", reason=f"{formula}.")
    out = StringIO()
    call_command("audit", "export", "--workspace", "orders-prod", "--format", "csv", stdout=out)
    page = content(attacked.owner.get("/workspaces/orders-prod/audit/export/?format=csv")).partition("\n\n")[2]
    for text in (out.getvalue(), page):
        cells = [cell for row in csv.reader(StringIO(text)) for cell in row]
        assert not [cell for cell in cells if cell[:1] in tuple("=+-@\t\r\n＝＋－＠")]
    assert "cmd|" in out.getvalue()


@pytest.mark.parametrize("options", [[], ["--json"]])
def test_a_terminal_obeys_no_plan(tmp_path: Path, options: list[str]) -> None:
    (tmp_path / "plan.json").write_bytes(evil_plan())
    out, err = StringIO(), StringIO()
    with pytest.raises(SystemExit):
        call_command("evaluate", str(tmp_path / "plan.json"), *options, stdout=out, stderr=err)
    assert "alert(1)" in out.getvalue()
    assert all(char.isprintable() or char == "\n" for char in out.getvalue() + err.getvalue())


@pytest.mark.parametrize("body", [evil_plan() + b"{}", json.dumps({EVIL: 1}).encode(), evil_plan()[:-1] + b',"' + EVIL.encode() + b'":1,"' + EVIL.encode() + b'":2}'])  # fmt: skip
def test_a_terminal_obeys_no_refused_plan(tmp_path: Path, body: bytes) -> None:
    (tmp_path / "plan.json").write_bytes(body)
    out, err = StringIO(), StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("evaluate", str(tmp_path / "plan.json"), stdout=out, stderr=err)
    assert ended.value.code == 1
    assert all(char.isprintable() or char == "\n" for char in out.getvalue() + err.getvalue())


def test_the_gate_answers_a_shell_in_one_line(attacked: Attacked, run: Run) -> None:
    line = attacked.ci.get(f"/api/v1/runs/{run.pk}/gate", headers={"Accept": "text/plain"})
    assert line["Content-Type"].startswith("text/plain")
    assert re.fullmatch(r"refused: [^\n]*\n", line.text)
    assert line.text[:-1].isprintable()


def test_a_log_has_one_line_for_each_thing_done(attacked: Attacked, caplog: pytest.LogCaptureFixture) -> None:
    forged = "x\n2026-01-01 INFO gitops_portal event=run_approved"
    attacked.uploaded(evil_plan(forged), said(forged))
    attacked.upload(b"{", said(forged))
    attacked.owner.get(f"/workspaces/{quote(forged)}/")
    attacked.ci.get(f"/api/v1/workspaces/{quote(forged)}")
    assert caplog.records
    assert all(record.getMessage().isprintable() for record in caplog.records)


UNFIT = ["\ud800", "\udfff x", "a\x00b"]


@pytest.mark.parametrize("unfit", UNFIT, ids=ascii)
@pytest.mark.parametrize("name", ["reason", "digest", "action", "guardrails"])
def test_text_that_no_database_holds_is_refused_at_the_door(attacked: Attacked, name: str, unfit: str) -> None:
    """Half a surrogate pair has no UTF-8, and PostgreSQL holds no NUL: neither may end in an error of ours."""
    run = attacked.uploaded()
    attacked.owner.raise_request_exception = False
    told: dict[str, Any] = {"action": "reject", name: [unfit] if name == "guardrails" else unfit}
    answer = attacked.decide(attacked.owner, run, **told)
    assert answer.status_code in {201, 400, 409, 422}
    run.refresh_from_db()
    assert "\0" not in "".join(run.decisions.values_list("reason", flat=True))


@pytest.mark.parametrize(
    "body",
    [b'{"outcome": "applied", "serial": 1e400}', b'{"outcome": "applied", "serial": NaN}', b"[" * 100_000,
     b'{"outcome": "applied", "serial": ' + b"9" * 4_000 + b"}", b'{"outcome": "applied", "serial": -1}',
     b'{"outcome": "applied", "x": ' + b"[" * 10_000 + b"]" * 10_000 + b"}", b"\xff\xfe", b"null", b"[]", b'"applied"'],
)  # fmt: skip
def test_small_bodies_meet_the_same_reader(attacked: Attacked, body: bytes) -> None:
    run = attacked.uploaded()
    answer = attacked.ci.post(f"/api/v1/runs/{run.pk}/outcome", body, content_type="application/json")
    assert answer.status_code in {400, 422}


NUL = ["/api/v1/workspaces/a%00b", "/api/v1/workspaces/a%00b/audit", "/sign-in/a%00/", "/sign-in/?next=%00"]
RUN = "/workspaces/orders-prod/runs/1/"
NUL_PAGES = [
    "/workspaces/a%00b/",
    "/guardrails/a%00/",
    "/?q=%00&label=%00&sort=%00",
    "/workspaces/orders-prod/?page=%00",
]
NUL_PAGES += [f"/audit/?{name}=%00" for name in ("person", "verb", "text", "resource", "since", "before", "verify")]
NUL_PAGES += [f"{RUN}?tab=changes&{name}=%00" for name in ("action", "type", "module", "block", "text", "page")]
NUL_PAGES += [f"{RUN}?tab=guardrails&rule=%00", f"{RUN}?node=%00", f"{RUN}node/?address=%00", "/drift/?q=%00", "/audit/export/?format=%00"]  # fmt: skip


def signed_in(running: Portal) -> Callable[..., int]:
    """An owner's browser: a path in, the status out; with fields it sends a form."""
    link = running.owner()
    jar = CookieJar()
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))

    def ask(address: str, **fields: str) -> int:
        token = next((cookie.value for cookie in jar if cookie.name == "csrftoken"), "") or ""
        form = urlencode({**fields, "csrfmiddlewaretoken": token}).encode() if fields else None
        url = address if address.startswith("http") else running.url + address
        try:
            with browser.open(urllib.request.Request(url, form, {"Referer": running.url + "/"})) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as refused:
            with refused:
                return refused.code

    assert ask(link) == 200
    assert ask(link, sign="in") == 200
    return ask


@pytest.mark.servers
def test_a_nul_breaks_no_question_to_postgresql(postgres: Database, tmp_path: Path) -> None:
    """SQLite holds a NUL and answers; PostgreSQL refuses it, which must not become an error of ours."""
    with postgres.fresh() as database, portal(tmp_path, "web", DATABASE_URL=database) as running:
        token = running.manage("token", "create", "--workspace", "orders-prod", "--create").strip()
        status, made = running.call("/api/v1/workspaces/orders-prod/runs", token, evil_plan())
        assert (status, made["verdict"]) == (201, "needs_approval"), running.logs()
        paths = [*NUL, f"/api/v1/runs/{made['id']}/changes?q=%00&type=%00", f"/api/v1/runs/{made['id']}/gate?planfile_sha256=%00"]  # fmt: skip
        told = {path: running.call(path, token)[0] for path in paths}
        owner = signed_in(running)
        told |= {path: owner(path) for path in NUL_PAGES}
        told["form"] = owner("/workspaces/orders-prod/runs/1/decide/", action="reject", reason="a\0b", evidence="\0")
        assert {path: status for path, status in told.items() if status >= 500} == {}, running.logs()
        sent = running.call("/api/v1/workspaces/orders-prod/runs?kind=a%00b", token, HARMLESS)
        assert sent[0] == 400
        status, held = running.call("/api/v1/workspaces/orders-prod/runs", token, HARMLESS.replace(WRITTEN, WRITTEN + rb', "arn": "a\u0000b"'))  # fmt: skip
        assert (status, held["verdict"]) == (201, "passed"), running.logs()
        dot = b'digraph "\\u0000" {\n "aws_sns_topic_policy.alerts\x00" -> "aws_x.\x00y"\n}'
        form = multipart(plan=HARMLESS, graph=dot, title=b"a\0b")
        status, _ = running.call("/api/v1/workspaces/orders-prod/runs", token, form, Content_Type=FORM)
        assert status == 422
        form = multipart(plan=HARMLESS, graph=dot)
        status, made = running.call("/api/v1/workspaces/orders-prod/runs", token, form, Content_Type=FORM)
        assert status < 500, running.logs()
        assert made["status"] != "errored", running.logs()


FORM = "multipart/form-data; boundary=x"


def multipart(**parts: bytes) -> bytes:
    written = b""
    for name, value in parts.items():
        file = b'; filename="f"' if name in {"plan", "graph"} else b""
        written += b'--x\r\nContent-Disposition: form-data; name="%s"%s\r\n\r\n%s\r\n' % (name.encode(), file, value)
    return written + b"--x--\r\n"


def test_nothing_of_the_metadata_is_dropped_silently(attacked: Attacked) -> None:
    run = attacked.uploaded(HARMLESS, said("plain"))
    told: dict[str, Any] = attacked.ci.get(f"/api/v1/runs/{run.pk}").json()
    assert (told["branch"], told["actor"], told["pull_request"]) == ("plain", "plain", LINK)
