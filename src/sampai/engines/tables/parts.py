"""Unpacking a workbook: only the parts that are read, and never more than the limits allow."""

import io
import lzma
import posixpath
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass

from sampai.engines.tables import unreadable
from sampai.engines.tables.limits import MEBIBYTE, Limits

_SUSPECT_BYTES = 16 * MEBIBYTE
_MOST_MEMBERS = 5_000
_PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED = 0x1

BROKEN_ZIP = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    NotImplementedError,
    OSError,
    OverflowError,
    RuntimeError,
    ValueError,
)
"""What `zipfile` raises for damaged archives."""


@dataclass(frozen=True, slots=True)
class Package:
    """An opened archive: its members by name, small letters, forward slashes."""

    archive: zipfile.ZipFile
    members: Mapping[str, zipfile.ZipInfo]
    file: str
    limits: Limits

    def has(self, name: str) -> bool:
        """Whether there is such a part."""
        return name.lower() in self.members

    def read(self, name: str) -> bytes:
        """The bytes of a part; at most as many as its entry says. Raises `Unreadable`."""
        info = self.members.get(name.lower())
        if info is None or info.compress_type not in _PACKED:
            raise unreadable.damaged(self.file)
        if info.flag_bits & _ENCRYPTED:
            raise unreadable.locked(self.file)
        if info.file_size > _SUSPECT_BYTES and info.file_size > self.limits.ratio * info.compress_size:
            raise unreadable.unpacks_too_large(self.file, limits=self.limits)
        try:
            return self.archive.read(info)
        except BROKEN_ZIP as error:
            raise unreadable.damaged(self.file) from error


def open_package(data: bytes, *, file: str, limits: Limits) -> Package:
    """Look into an archive without unpacking it.

    Raises `Unreadable` when it is damaged or would grow too large.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        infos = archive.infolist()
    except BROKEN_ZIP as error:
        raise unreadable.damaged(file) from error
    if len(infos) > _MOST_MEMBERS:
        raise unreadable.unpacks_too_large(file, limits=limits)
    members = {part_name(info.filename): info for info in infos}
    if sum(info.file_size for info in infos if part_name(info.filename).endswith((".xml", ".rels"))) > (
        limits.unpacked_bytes
    ):
        raise unreadable.unpacks_too_large(file, limits=limits)
    return Package(archive, members, file, limits)


def part_name(name: str) -> str:
    """A member's name as packages compare it: small letters, forward slashes, no leading one."""
    return posixpath.normpath(name.replace("\\", "/").lstrip("/")).lower()
