"""Uploads are bounded before they fill the disk."""

from typing import Any

from django.core.files.uploadhandler import FileUploadHandler, StopUpload

MOST_BYTES = 40 << 20
"""The largest workbook of a regency at hand has 2 MiB."""


class Bounded(FileUploadHandler):
    """Takes no file from a request that says to be larger than any workbook of an operation.

    Django reads no more of a request than it says to have.
    """

    said = 0

    def handle_raw_input(self, _data: Any, _meta: Any, content_length: int, *_more: Any) -> None:  # noqa: ANN401 -- as Django calls it
        """Remember how much is said to come."""
        self.said = content_length or 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 -- as Django calls it
        """Take no file where too much is said to come."""
        super().new_file(*args, **kwargs)
        if self.said > MOST_BYTES:
            raise StopUpload(connection_reset=False)

    def receive_data_chunk(self, raw_data: bytes, _start: int) -> bytes:
        """Hand the piece on to the handler that keeps it."""
        return raw_data

    def file_complete(self, _file_size: int) -> None:
        """Another handler holds the file."""
