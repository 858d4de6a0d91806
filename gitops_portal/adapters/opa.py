"""Where policies in Rego lie in, what the operator's own `opa` prints of them out: see docs/decisions/0080.

The policies are read once, and their digest is of what was read: OPA is given a copy of exactly that. It runs in a
process of its own with bounds and no environment, and nothing that asks the network, the clock or chance is compiled.
"""

from __future__ import annotations

import hashlib
import io
import json
import logging
import os
import signal
import subprocess
import sys
import tarfile
import tempfile
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final, NamedTuple

from gitops_portal.core.rules.rego import reading
from gitops_portal.core.rules.rego.judging import Policies
from gitops_portal.core.rules.rule import Unjudged

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from gitops_portal.environment import Opa

log = logging.getLogger(__name__)

SECONDS: Final = 60
"""Of the processor, and by the clock, for one question: half of a run's lease."""
LARGEST_ANSWER: Final = 16
"""Megabytes that it may print."""
LARGEST: Final = 16 << 20
"""Bytes of policies and their data."""
MOST: Final = 2_000
"""Files of them."""
LEFT_OUT: Final = frozenset(
    {"http.send", "net.lookup_ip_addr", "opa.runtime", "time.now_ns", "rand.intn", "uuid.rfc4122"}
)
"""What asks the network, the clock or chance, or tells of the process, besides whatever this `opa` itself calls not
deterministic: a plan is judged the same whenever it is.
"""
_KINDS: Final = (".rego", ".json", ".yaml", ".yml")
_BOUNDED: Final = Path(__file__).with_name("bounded.py")


class _Read(NamedTuple):
    """Policies that were read: files by their path, or one archive under `bundle.tar.gz`."""

    files: Mapping[str, bytes]
    digest: str


def policies(told: Opa) -> Policies:
    """As they are now. It raises nothing: what can't be read is told where they are asked."""
    try:
        read = _read(Path(told.policies))
    except Unjudged as error:
        return Policies("", told.query, partial(_refuse, str(error)))
    except (OSError, tarfile.TarError, EOFError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        return Policies("", told.query, partial(_refuse, f"the policies can't be read: {reading.sentence(why)}"))
    how = json.dumps([read.digest, told.query, told.v0])
    return Policies(hashlib.sha256(how.encode()).hexdigest(), told.query, partial(_ask, told, read))


def _refuse(why: str, _input: bytes) -> bytes:
    raise Unjudged(why)


def _read(place: Path) -> _Read:
    files = dict(_files(place)) if place.is_dir() else {"bundle.tar.gz": _bytes(place)}
    texts = files if place.is_dir() else dict(_members(files["bundle.tar.gz"]))
    if not any(name.endswith(".rego") for name in texts):
        raise Unjudged("there is no policy in the folder or archive: a file that ends in .rego")
    for name, body in texts.items():
        if name.endswith(".rego") and (part := reading.asks_for(body.decode(errors="replace"))):
            raise Unjudged(f"{reading.sentence(name)} reads input.{part}, which policies are not shown")
    digest = hashlib.sha256()
    for name, body in sorted(files.items()):
        digest.update(f"{name}\n{len(body)}\n".encode() + body)
    return _Read(files, digest.hexdigest())


def _files(place: Path) -> Iterator[tuple[str, bytes]]:
    """Those that OPA reads of a folder, links not followed."""
    found = [
        Path(folder) / name
        for folder, _, names in os.walk(place)
        for name in names
        if name.endswith(_KINDS) or name == ".manifest"
    ]
    sizes = 0
    for path in _few(found):
        body = _bytes(path, LARGEST - sizes)
        sizes += len(body)
        yield path.relative_to(place).as_posix(), body


def _members(archive: bytes) -> Iterator[tuple[str, bytes]]:
    """Of a bundle, what is in it; never written anywhere."""
    with tarfile.open(fileobj=io.BytesIO(archive), mode="r:gz") as opened:
        sizes = 0
        for count, member in enumerate(opened, 1):
            sizes += member.size
            if count > MOST or sizes > LARGEST:
                raise Unjudged(_TOO_LARGE)
            if (held := opened.extractfile(member)) is not None:
                yield member.name, held.read()


_TOO_LARGE: Final = f"there are more than {MOST:,} files or {LARGEST >> 20} MB of policies"


def _few(found: Sequence[Path]) -> Sequence[Path]:
    if len(found) > MOST:
        raise Unjudged(_TOO_LARGE)
    return sorted(found)


def _bytes(path: Path, most: int = LARGEST) -> bytes:
    with path.open("rb") as opened:
        body = opened.read(most + 1)
    if len(body) > most:
        raise Unjudged(_TOO_LARGE)
    return body


# ── asking ───────────────────────────────────────────────────────────────────────────────────────────────────────


def _ask(told: Opa, read: _Read, document: bytes) -> bytes:
    """What it prints about an input. Raises Unjudged."""
    with tempfile.TemporaryDirectory(prefix="opa-") as folder:
        place = Path(folder)
        bundle = place / "policies"
        for name, body in read.files.items():
            path = bundle / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(body)
        syntax = ["--v0-compatible"] if told.v0 else []
        able = place / "capabilities.json"
        able.write_text(_capabilities(_run(told, ["capabilities", "--current", *syntax], b"", place)), encoding="utf-8")
        asked = ["--format", "json", "--strict-builtin-errors", "--capabilities", str(able), "--stdin-input"]
        source = bundle if "bundle.tar.gz" not in read.files else bundle / "bundle.tar.gz"
        return _run(told, ["eval", *asked, *syntax, "--bundle", str(source), told.query], document, place)


def _capabilities(printed: bytes) -> str:
    """What this `opa` is able to do, without LEFT_OUT and the network. Raises Unjudged."""
    try:
        able = json.loads(printed)
        able["builtins"] = [each for each in able["builtins"] if not _left_out(each)]
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise Unjudged("this opa does not tell what it is able to do: version 1.0 or newer is needed") from error
    return json.dumps({**able, "allow_net": []})


def _left_out(builtin: Mapping[str, Any]) -> bool:
    return builtin["name"] in LEFT_OUT or builtin.get("nondeterministic") is True


def _run(told: Opa, words: Sequence[str], document: bytes, place: Path) -> bytes:
    """All that it prints; whatever it began is ended with it. Raises Unjudged."""
    command = [sys.executable, "-I", str(_BOUNDED), str(SECONDS), str(LARGEST_ANSWER), told.binary, *words]
    with tempfile.TemporaryFile() as asked, tempfile.TemporaryFile() as printed:
        asked.write(document)
        asked.seek(0)
        process = subprocess.Popen(  # noqa: S603 - the operator's own program
            command,
            stdin=asked,
            stdout=printed,
            stderr=subprocess.DEVNULL,
            env={"HOME": str(place), "TMPDIR": str(place), "GOMEMLIMIT": "1GiB", "GOMAXPROCS": "2"},
            cwd=place,
            start_new_session=True,
        )
        try:
            code = process.wait(SECONDS)
        except subprocess.TimeoutExpired:
            raise Unjudged(f"OPA took longer than {SECONDS} seconds") from None
        finally:
            _end(process)
        return _told(printed, code, words[0])


def _end(process: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _told(printed: IO[bytes], code: int, verb: str) -> bytes:
    printed.seek(0)
    body = printed.read()
    if code and not (verb == "eval" and body.lstrip().startswith(b"{") and b'"errors"' in body[:_HEAD]):
        log.warning("event=opa_stopped verb=%s code=%s", verb, code)
        raise Unjudged(_why(code, len(body)))
    return body


_HEAD: Final = 64


def _why(code: int, printed: int) -> str:
    if printed >= LARGEST_ANSWER << 20 or -code == signal.SIGXFSZ:
        return f"OPA printed more than {LARGEST_ANSWER} MB"
    if -code in {signal.SIGXCPU, signal.SIGKILL}:
        return f"OPA was stopped, which happens over {SECONDS} seconds of the processor"
    return f"OPA ended with {'signal' if code < 0 else 'code'} {abs(code)} and no answer"
