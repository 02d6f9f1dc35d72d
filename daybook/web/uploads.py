"""Files that people send stay in memory: what is clinical must not lie about on the disk, not even for a second."""

from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile

from daybook.records.file_kinds import MOST_BYTES


class KeptInMemory(FileUploadHandler):
    """One file of at most MOST_BYTES. A larger one is read past and dropped; `request.too_large_a_file` says so."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self._parts = BytesIO()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        if start + len(raw_data) > MOST_BYTES:
            self._parts = BytesIO()
            if self.request is not None:
                self.request.too_large_a_file = True  # type: ignore[attr-defined]
            raise SkipFile
        self._parts.write(raw_data)
        return None

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        self._parts.seek(0)
        return InMemoryUploadedFile(
            file=self._parts,
            field_name=self.field_name,
            name=self.file_name or "",
            content_type=self.content_type,
            size=file_size,
            charset=self.charset,
            content_type_extra=self.content_type_extra,
        )
