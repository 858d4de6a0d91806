"""Requests to addresses that somebody typed in: nothing inside the network, in time, in bounds, where it was checked."""

from __future__ import annotations

import datetime as dt
import socket
import ssl
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from gitops_portal.adapters import outbound
from gitops_portal.core.errors import Invalid, PortalError, Refused, Unavailable
from tests.hooks import Behaviour, Server, server


@pytest.fixture
def hook() -> Iterator[Server]:
    with server() as running:
        yield running


def sent(hook: Server, path: str = "/", **headers: str) -> outbound.Answer:
    return outbound.send("POST", hook.url + path, b"told", headers, allowed={hook.host})


def test_a_host_that_is_allowed_by_name_is_asked(hook: Server) -> None:
    answer = sent(hook, "/in?a=b", X_More="yes")
    assert (answer.status, answer.body) == (200, b"ok")
    asked = hook.asked[0]
    assert (asked.method, asked.path, asked.body) == ("POST", "/in?a=b", b"told")
    assert asked.headers["host"] == hook.host


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.8.8.8", "0.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1",
        "192.0.2.1", "198.18.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255",
        "::", "::1", "::ffff:127.0.0.1", "::ffff:169.254.169.254", "::ffff:7f00:1", "::127.0.0.1", "fe80::1", "fe80::1%eth0",
        "fc00::1", "fd12:3456::1", "ff02::1", "2001:db8::1", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::1",
        "2002:7f00:1::", "2002:a9fe:a9fe::", "2001:0:0:0:0:0:80ff:fffe", "nothing",
    ],
)  # fmt: skip
def test_no_address_of_a_network_is_public(address: str) -> None:
    assert not outbound.public(address)


@pytest.mark.parametrize(
    "address", ["1.1.1.1", "140.82.112.3", "2606:4700::1111", "::ffff:1.1.1.1", "64:ff9b::101:101"]
)
def test_an_address_of_the_internet_is(address: str) -> None:
    assert outbound.public(address)


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1", "localhost", "2130706433", "0x7f000001", "017700000001", "127.1", "[::1]", "[::ffff:127.0.0.1]",
        "[::ffff:a9fe:a9fe]", "169.254.169.254", "10.0.0.1", "LOCALHOST.",
    ],
)  # fmt: skip
def test_no_spelling_leads_inside(host: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "create_connection", lambda *_, **__: pytest.fail("connected"))
    with pytest.raises((Refused, Unavailable)):
        outbound.send("POST", f"https://{host}/", b"", {})


def test_one_private_address_among_many_refuses_them_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        socket, "getaddrinfo", lambda *_, **__: [(2, 1, 6, "", (ip, 443)) for ip in ("1.1.1.1", "10.0.0.1")]
    )
    monkeypatch.setattr(socket, "create_connection", lambda *_, **__: pytest.fail("connected"))
    with pytest.raises(Refused, match="inside a network"):
        outbound.send("POST", "https://hooks.example.org/", b"", {})


def test_a_name_is_resolved_once_and_what_was_checked_is_called(monkeypatch: pytest.MonkeyPatch) -> None:
    """A resolver that answers with something public first and with this machine then gets nowhere."""
    answers = iter(["1.1.1.1", "127.0.0.1", "127.0.0.1"])
    called: list[Any] = []
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [(2, 1, 6, "", (next(answers), 443))])

    def refuse(address: Any, **_: Any) -> None:
        called.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "create_connection", refuse)
    with pytest.raises(Unavailable):
        outbound.send("POST", "https://hooks.example.org/", b"", {})
    assert called == [("1.1.1.1", 443)]


@pytest.mark.parametrize(
    ("url", "allowed"),
    [
        ("http://hooks.example.org/", ()),
        ("https://hooks.example.org:8443/", ()),
        ("http://hooks.example.org:8080/", ("hooks.example.org",)),
        ("https://user:word@hooks.example.org/", ()),
        ("https://hooks.example.org/#part", ()),
        ("ftp://hooks.example.org/", ("hooks.example.org",)),
        ("file:///etc/passwd", ()),
        ("https:///nowhere", ()),
        ("https://hooks.example.org/ with blanks", ()),
        ("https://hooks.example.org/\r\nX-More: yes", ()),
        ("https://[::1/", ()),
        ("https://hooks.example.org:99999/", ()),
        ("", ()),
    ],
)
def test_what_is_no_address_of_a_channel_is_told(url: str, allowed: tuple[str, ...]) -> None:
    with pytest.raises(Invalid):
        outbound.place(url, allowed)


@pytest.mark.parametrize(
    ("url", "allowed"),
    [
        ("https://hooks.example.org", ()),
        ("http://hooks.example.org/", ("hooks.example.org",)),
        ("http://hooks.example.org:8080/", ("hooks.example.org:8080",)),
    ],
)
def test_what_the_operator_names_is_taken(url: str, allowed: tuple[str, ...]) -> None:
    assert outbound.place(url, allowed).host == "hooks.example.org"


def test_a_redirect_is_an_answer_and_is_not_followed(hook: Server) -> None:
    hook.answers(Behaviour(302, {"Location": f"{hook.url}/inside"}), Behaviour(200))
    assert sent(hook).status == 302
    assert len(hook.asked) == 1


def test_no_proxy_of_the_environment_is_asked(hook: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert sent(hook).status == 200


def test_of_a_huge_answer_only_the_beginning_is_read(hook: Server) -> None:
    hook.answers(Behaviour(body=b"x" * 30_000_000))
    assert len(sent(hook).body) == outbound.MOST_BYTES


def test_an_answer_that_drips_is_left(hook: Server) -> None:
    """It would end after three seconds, which is long before what bounds others."""
    hook.answers(Behaviour(body=b"x" * 30, slow=0.1))
    bounds = outbound.Bounds(seconds=0.6)
    with pytest.raises(Unavailable, match="in time"):
        outbound.send("POST", f"{hook.url}/hook", b"{}", {}, allowed=[hook.host], bounds=bounds)


def test_silence_is_left(hook: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbound, "TIME_OUT", 0.3)
    hook.answers(Behaviour(slow=2))
    with pytest.raises(Unavailable, match="in time"):
        sent(hook)


def test_nobody_there_is_told() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        host = f"127.0.0.1:{free.getsockname()[1]}"
    with pytest.raises(Unavailable, match="can't be reached"):
        outbound.send("POST", f"http://{host}/", b"", {}, allowed={host})


def test_a_header_of_two_lines_is_not_sent(hook: Server) -> None:
    with pytest.raises(PortalError):
        sent(hook, X_More="a\r\nX-Other: b")
    assert not hook.asked


def test_a_certificate_that_nobody_vouches_for_is_told(tmp_path: Path) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(_self_signed(tmp_path))
    with server(context) as running, pytest.raises(Unavailable, match="certificate does not hold"):
        outbound.send("POST", f"https://{running.host}/", b"", {}, allowed={running.host})
    assert not running.asked


def _self_signed(folder: Path) -> Path:
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "hook")])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    path = folder / "both.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return path
