"""Uploads that never touch a disk: what comes is held in memory, up to a limit that the page shows before.

Django's own handlers write larger files into a temporary folder, or drop them. A bid's plain text may do neither.
"""

from collections.abc import Callable
from functools import wraps
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.csrf import csrf_exempt, csrf_protect

View = Callable[..., HttpResponseBase]


class MemoryUploads(FileUploadHandler):
    """Holds every file of one request in memory. A file that does not fit any more is left out, and told."""

    def __init__(self, request: HttpRequest, limit: int) -> None:
        super().__init__(request)
        self.room = limit  # bytes
        self.too_large: list[tuple[str, str]] = []  # field and name of each file that did not fit
        self._parts: list[bytes] = []

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self._parts = []

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.room -= len(raw_data)
        self._parts.append(raw_data)
        if self.room < 0:
            self.room += sum(map(len, self._parts))
            self._parts = []
            self.too_large.append((self.field_name or "", self.file_name or ""))
            raise SkipFile

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        content, self._parts = b"".join(self._parts), []
        return InMemoryUploadedFile(
            file=BytesIO(content),
            field_name=self.field_name,
            name=self.file_name,
            content_type=self.content_type or "",
            size=file_size,
            charset=self.charset,
            content_type_extra=self.content_type_extra,
        )


def uploads_in_memory(limit: int) -> Callable[[View], View]:
    """Take the view's uploads in memory, at most `limit` bytes a request.

    The handler must be set before anything reads the body, and the check against forged requests reads it. So that
    check happens here, inside, and the one outside is told to let the view pass.
    """

    def decorate(view: View) -> View:
        protected = csrf_protect(view)

        @csrf_exempt
        @wraps(view)
        def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            request.upload_handlers = [MemoryUploads(request, limit)]
            return protected(request, *args, **kwargs)

        return wrapper

    return decorate


def left_out(request: HttpRequest) -> list[tuple[str, str]]:
    """Return field and name of each file of this request that did not fit into memory."""
    return [pair for handler in request.upload_handlers for pair in getattr(handler, "too_large", [])]
