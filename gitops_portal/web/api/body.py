"""A request in, the uploaded document out; what is packed goes to an unnamed file, and is counted meanwhile."""

from __future__ import annotations

import gzip
import math
import tempfile
import zlib
from contextlib import closing
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING, Any, Final, NamedTuple

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation, TooManyFilesSent
from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.http.multipartparser import MultiPartParser, MultiPartParserError

from gitops_portal.adapters import packing
from gitops_portal.core.errors import CutOff, DamagedDocument, DocumentTooLarge, Invalid
from gitops_portal.web.limits import MAX_STREAM_BYTES, declared, largest_body

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.core.files.uploadedfile import UploadedFile
    from django.http import HttpRequest, QueryDict
    from django.utils.datastructures import MultiValueDict

    from gitops_portal.adapters.packing import Readable

CHUNK: Final = 64 * 1024
RATIO: Final = 100
"""Beyond RATIO_FROM unpacked bytes, no honest plan packs better than so many to one."""
RATIO_FROM: Final = 10 * 1024 * 1024
MAX_DOT_BYTES: Final = 16 * 1024 * 1024
LINES: Final = ("application/x-ndjson", "application/jsonl", "application/json-lines")
REPORTS: Final = ("findings", "infracost")
"""Parts of a form that bring what other tools say of the plan, any number of each."""
_PARTS: Final = ("plan", "graph", *REPORTS)
_BROKEN: Final = (gzip.BadGzipFile, EOFError, zlib.error, packing.DamagedError)


@dataclass(frozen=True, slots=True)
class Upload:
    """The plan's bytes, the `terraform graph` output beside it, the text fields, and what other tools say of it."""

    plan: bytes
    dot: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    reports: Sequence[bytes] = ()


class Bound(NamedTuple):
    """How many bytes of what are taken, and which setting says so."""

    what: str
    most: int
    setting: str = ""

    def broken(self) -> DocumentTooLarge:
        told = f" ({self.setting})" if self.setting else ""
        return DocumentTooLarge(f"The {self.what} is larger than the {self.most:,} bytes that this portal takes{told}.")


class Counted:
    """A source that counts what was read from it."""

    def __init__(self, source: Readable) -> None:
        self.source = source
        self.count = 0

    def read(self, size: int = -1, /) -> bytes:
        chunk = self.source.read(size)
        self.count += len(chunk)
        return chunk


def read(request: HttpRequest) -> Upload:
    """Raises CutOff, DocumentTooLarge, DamagedDocument or Invalid; the file has no name, so nothing stays behind."""
    bound = Bound("plan", settings.MAX_PLAN_BYTES, "MAX_PLAN_BYTES")
    _check_length(request, bound, "@plan.json")
    if request.content_type == "multipart/form-data":
        with closing(Bounded(request, bound)) as parts:
            return _form(*_parsed(request, parts))
    if request.content_type not in {"application/json", "application/octet-stream", ""}:
        told = (request.content_type or "")[:100]
        raise Invalid(f"The Content-Type is {told}: send application/json, or a form with a part “plan”.")
    return Upload(_body(request, bound))


def told_lines(request: HttpRequest) -> tuple[bytes, dict[str, str]] | None:
    """What `apply -json` wrote and the text fields beside it, as the body itself or in a form; None for JSON.

    A field that is left blank is not told: a runner may have no `serial` to send, and was there all the same.
    Raises as `read` does.
    """
    if request.content_type not in {*LINES, "multipart/form-data"}:
        return None
    bound = Bound("stream", largest_body("POST", request.path_info))
    _check_length(request, bound, "@apply.ndjson")
    if request.content_type in LINES:
        return _body(request, bound), {}
    with closing(Bounded(request, bound)) as parts:
        fields, files = _parsed(request, parts)
        found = files.getlist("stream")
        if len(found) != 1:
            raise Invalid("The form has no part “stream”, or several: send -F stream=@apply.ndjson.")
        return found[0].read(), {name: str(value) for name, value in fields.items() if value}


def small(request: HttpRequest, most: int) -> bytes:
    """A body of JSON that a few bytes are enough for. Raises as `read` does."""
    bound = Bound("request", most)
    _check_length(request, bound, "@outcome.json")
    return _body(request, bound)


def _check_length(request: HttpRequest, bound: Bound, file: str) -> None:
    if declared(request) == math.inf or "Transfer-Encoding" in request.headers:
        raise Invalid(
            f"The request names no Content-Length: send the {bound.what} as a file (curl --data-binary {file})."
        )
    if declared(request) > bound.most:
        raise bound.broken()


def one(request: HttpRequest) -> bytes:
    """The body of a request that brings one document and no fields. Raises as `read` does."""
    if request.content_type == "multipart/form-data":
        raise Invalid("Send the document as the body itself (curl --data-binary @state.json), not as a form.")
    return read(request).plan


def _body(request: HttpRequest, bound: Bound) -> bytes:
    """What is not packed stands in a file of the server's already, and is no longer than it says."""
    counted = Counted(request)
    encoding = request.headers.get("Content-Encoding", "").strip().lower()
    if encoding in {"", "identity"}:
        body = counted.read(int(declared(request)))
        _complete(request, counted)
        return body
    unpacked = _unpacked(counted, encoding)
    with tempfile.TemporaryFile() as file:
        try:
            _write(unpacked, counted, bound, file)
        except _BROKEN as error:
            _complete(request, counted)
            raise DamagedDocument("The upload does not unpack: it is cut off, or Content-Encoding is wrong.") from error
        _complete(request, counted)
        return _whole(file)


def _write(unpacked: Readable, packed: Counted, bound: Bound, file: IO[bytes]) -> None:
    written = 0
    while chunk := unpacked.read(CHUNK):
        written += len(chunk)
        if written > bound.most:
            raise bound.broken()
        if written > RATIO_FROM and written > RATIO * packed.count:
            raise DocumentTooLarge(f"The {bound.what} unpacks to more than {RATIO} times its size: none does.")
        file.write(chunk)


def _complete(request: HttpRequest, counted: Counted) -> None:
    """Read what is left of the body. Raises CutOff where it ends early."""
    while counted.read(CHUNK):
        pass
    if counted.count < declared(request):
        raise CutOff("The upload ended before its Content-Length: send it again.")


def _whole(file: IO[bytes]) -> bytes:
    file.seek(0)
    return file.read()


def _unpacked(source: Readable, encoding: str) -> Readable:
    packed: Any = source
    if encoding == "gzip":
        return gzip.GzipFile(fileobj=packed)
    if encoding == "zstd":
        return packing.unpacking(source)
    raise Invalid(f"The Content-Encoding is {encoding[:100]}: send none, gzip or zstd, and only one.")


class Bounded(FileUploadHandler):
    """Parts into unnamed files, none larger than the limit; file names are never looked at."""

    def __init__(self, request: HttpRequest, bound: Bound) -> None:
        super().__init__(request)
        self.bound = bound
        self.parts: list[IO[bytes]] = []
        self.over = False

    def new_file(self, field_name: str, *args: Any, **kwargs: Any) -> None:
        super().new_file(field_name, *args, **kwargs)
        self.part = tempfile.TemporaryFile()  # noqa: SIM115 - closed by `close`
        self.parts.append(self.part)
        self.written = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:  # noqa: ARG002 - Django's signature
        self.written += len(raw_data)
        if self.written > self.bound.most:
            self.over = True
            raise StopUpload(connection_reset=True)
        self.part.write(raw_data)

    def file_complete(self, file_size: int) -> UploadedFile[Any]:
        from django.core.files.uploadedfile import UploadedFile  # Django's own import cycle

        self.part.seek(0)
        return UploadedFile(self.part, str(self.field_name), self.content_type, file_size)

    def close(self) -> None:
        """Whoever sent the parts, and however far they were read."""
        for part in self.parts:
            part.close()

    upload_interrupted = close


def _parsed(request: HttpRequest, parts: Bounded) -> tuple[QueryDict, MultiValueDict[str, UploadedFile[Any]]]:
    if request.headers.get("Content-Encoding"):
        what = parts.bound.what
        raise Invalid(f"A multipart upload takes no Content-Encoding: send the packed {what} as the body itself.")
    counted: Any = Counted(request)
    try:
        fields, files = MultiPartParser(request.META, counted, [parts], "utf-8").parse()
    except (TooManyFilesSent, RequestDataTooBig, SuspiciousOperation) as error:
        raise Invalid(
            "The form has too many parts, or a text field of more than 2.5 MB: send the document as a file part."
        ) from error
    except MultiPartParserError as error:
        _complete(request, counted)
        raise DamagedDocument("The form is malformed: send multipart/form-data as curl -F writes it.") from error
    if parts.over:
        raise parts.bound.broken()
    _complete(request, counted)
    return fields, files


def _form(fields: QueryDict, files: MultiValueDict[str, UploadedFile[Any]]) -> Upload:
    if twice := [name for name in ("plan", "graph") if len(files.getlist(name)) + len(fields.getlist(name)) > 1]:
        raise Invalid(f"The form holds “{twice[0]}” more than once.")
    if unread := [name for name in files if name not in _PARTS]:
        raise Invalid(f"Nothing reads the file part “{unread[0][:100]}” of the form: send {', '.join(_PARTS)}.")
    plan = files.get("plan")
    if plan is None and not fields.get("plan"):
        raise Invalid("The form has no part “plan”: send -F plan=@plan.json.")
    dot = files.get("graph")
    drawn = dot.read(MAX_DOT_BYTES + 1) if dot else fields.get("graph", "").encode()
    if len(drawn) > MAX_DOT_BYTES:
        raise DocumentTooLarge(f"The graph is larger than {MAX_DOT_BYTES:,} bytes.")
    body = plan.read() if plan else str(fields["plan"]).encode()
    told = {name: value for name in fields if name not in _PARTS and (value := fields.get(name)) is not None}
    return Upload(body, drawn.decode(errors="replace"), told, _reports(fields, files))


def _reports(fields: QueryDict, files: MultiValueDict[str, UploadedFile[Any]]) -> list[bytes]:
    bound = Bound("report of another tool", MAX_STREAM_BYTES)
    sent = [file for name in REPORTS for file in files.getlist(name)]
    if any((file.size or 0) > bound.most for file in sent):
        raise bound.broken()
    return [file.read() for file in sent] + [str(text).encode() for name in REPORTS for text in fields.getlist(name)]
