"""The device's storage as the bench shows it: files, or an image that was read out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final, Protocol

from hoshitori.instrument import Disk, StorageImage
from hoshitori.probe import Reach, Unavailable
from hoshitori_plugins.storage.unpacked import unpacked

LARGEST_FILE: Final = 16 * 1024 * 1024
"""Bytes that the bench's disk hands out of one file."""

PIECE: Final = 4 * 1024 * 1024

_UNPACKED: Final = "#unpacked"
"""Behind the name of a compressed file, where what it holds is shown; a device may give any name to its own files."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One file, what a compressed file holds, or a whole image.

    Attributes:
        file: the file's path, or `image`.
        pieces: its content; to be read to its end before the next place is asked for.
        unpacked: whether this is what the file holds, not the file as it lies there.
    """

    file: str
    pieces: Iterator[bytes]
    unpacked: bool = False

    @property
    def name(self) -> str:
        """How it is told."""
        return f"{self.file}{_UNPACKED}" if self.unpacked else self.file


class StorageView(Protocol):
    """A storage that can be read from its beginning to its end."""

    unread: list[str]

    @property
    def kind(self) -> str:
        """`FILES` or `IMAGE`."""
        ...

    def places(self) -> Iterator[Place]:
        """Yield each place; read one to its end before asking for the next."""
        ...


@dataclass(slots=True)
class FilesView:
    """The files of a mounted storage, or of a folder that stands for one.

    Attributes:
        unread: files that could not be read to their end.
    """

    disk: Disk
    reach: Reach
    unread: list[str] = field(default_factory=list[str])

    @property
    def kind(self) -> str:
        """Files."""
        return "FILES"

    def places(self) -> Iterator[Place]:
        """Yield each file, and behind a compressed one what it holds.

        One that is there no more when it is read was the device's scratch.
        """
        for path in self.disk.files():
            try:
                content = self.disk.content(path)
            except Unavailable:
                if path in self.disk.files():
                    self.unread.append(path)
                continue
            if len(content) >= LARGEST_FILE:
                self.unread.append(path)
            self.reach.spend(files=1, bytes=len(content))
            yield Place(file=path, pieces=iter((content,)))
            if inside := unpacked(content):
                yield Place(file=path, pieces=iter((inside,)), unpacked=True)


@dataclass(slots=True)
class ImageView:
    """The raw bytes of a storage, read out anew for every look."""

    image: StorageImage
    reach: Reach
    unread: list[str] = field(default_factory=list[str])

    @property
    def kind(self) -> str:
        """An image."""
        return "IMAGE"

    def places(self) -> Iterator[Place]:
        """Yield the one image."""
        size = self.image.read_out()
        self.reach.spend(files=1)
        yield Place(file="image", pieces=self._pieces(size))

    def _pieces(self, size: int) -> Iterator[bytes]:
        done = 0
        while done < size:
            piece = self.image.piece(done, min(PIECE, size - done))
            if not piece:
                self.unread.append(f"image from byte {done} on")
                return
            done += len(piece)
            self.reach.spend(bytes=len(piece))
            self.reach.progress(done // PIECE, size // PIECE)
            yield piece


def storage_view(reach: Reach) -> StorageView:
    """Return how this bench sees the storage.

    Raises:
        Unavailable: if it does not see it at all.
    """
    try:
        return FilesView(disk=reach.instrument(Disk), reach=reach)  # type: ignore[type-abstract]  # a Protocol
    except Unavailable as missing:
        try:
            return ImageView(image=reach.instrument(StorageImage), reach=reach)  # type: ignore[type-abstract]
        except Unavailable:
            raise missing from None
