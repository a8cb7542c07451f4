"""The pipe between a run and its observer worker: length-prefixed MessagePack, bounded, read as data only."""

from __future__ import annotations

import struct
from typing import Any, BinaryIO, cast

import msgspec

FRAME_LIMIT = 300 * 1024 * 1024
"""Bytes of one message: a capture fits, a runaway worker does not."""

_HEADER = struct.Struct(">I")


class PipeClosedError(Exception):
    """The other end is gone."""


def send(stream: BinaryIO, message: dict[str, Any]) -> None:
    """Write one message.

    Raises:
        PipeClosedError: if nobody reads any more.
    """
    data = msgspec.msgpack.encode(message)
    if len(data) > FRAME_LIMIT:
        raise ValueError(f"a message of {len(data)} bytes")
    try:
        stream.write(_HEADER.pack(len(data)) + data)
        stream.flush()
    except (BrokenPipeError, ValueError) as error:
        raise PipeClosedError from error


def receive(stream: BinaryIO) -> dict[str, Any]:
    """Return the next message.

    Raises:
        PipeClosedError: if the other end closed, or sent something that is no message of ours.
    """
    (length,) = _HEADER.unpack(_exactly(stream, _HEADER.size))
    if length > FRAME_LIMIT:
        raise PipeClosedError
    try:
        message = msgspec.msgpack.decode(_exactly(stream, length))
    except msgspec.DecodeError as error:
        raise PipeClosedError from error
    if not isinstance(message, dict):
        raise PipeClosedError
    return cast("dict[str, Any]", message)


def _exactly(stream: BinaryIO, count: int) -> bytes:
    data = bytearray()
    while len(data) < count:
        part = stream.read(min(count - len(data), 1 << 20))
        if not part:
            raise PipeClosedError
        data += part
    return bytes(data)
