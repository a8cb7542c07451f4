"""A real bench as its file describes it: the nouns, and the strict reader."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal

import msgspec

from hoshitori.instrument import Adapter
from hoshitori.model.errors import ArgumentError
from hoshitori.schema.loader import SchemaError, validate

LARGEST_FILE: Final = 256 * 1024
SCHEMA: Final = "bench"


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkPlace:
    """Where the observer stands; empty addresses are read off the interface."""

    interface: str
    namespace: str = ""
    address: str = ""
    second_address: str = ""
    gateway: bool = False
    spare_sources: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SamplePlace:
    """Where a sample is; without an address the declaration's, without a port the first declared TCP port."""

    address: str = ""
    control_port: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Switch:
    """How power or link is worked; `seconds` is the limit until the device answers again."""

    how: Adapter = "impossible"
    on: tuple[str, ...] = ()
    off: tuple[str, ...] = ()
    seconds: int = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class ResetWay:
    """How the device is brought back to the shipped state."""

    how: Adapter = "impossible"
    command: tuple[str, ...] = ()
    seconds: int = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadOutWay:
    """How the device's storage is read out into `image`, a file or block device seen from the bench file."""

    how: Adapter = "impossible"
    image: str = ""
    command: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SuppliedImage:
    """An update image that the supplier gave for the test; `path` is relative to the bench file."""

    kind: Literal["genuine", "older", "unsigned", "foreign-signed", "supplied"]
    path: str
    version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateWay:
    """How images reach the device by one row of 7-UpdMech: laid in the folder `offers`, installed by the operator."""

    row: str
    how: Adapter = "operator-prompted"
    offers: str = "offers"
    image: tuple[SuppliedImage, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Plain:
    """An instrument without particulars."""

    how: Adapter = "impossible"


@dataclass(frozen=True, slots=True, kw_only=True)
class BenchDescription:
    """A real bench as its file describes it; `folder` is the file's own, from which paths are seen."""

    schema_version: int
    name: str
    network: NetworkPlace
    sample: Mapping[str, SamplePlace] = field(default_factory=dict[str, SamplePlace])
    power: Switch = field(default_factory=Switch)
    link: Switch = field(default_factory=Switch)
    reset: ResetWay = field(default_factory=ResetWay)
    disk: ReadOutWay = field(default_factory=ReadOutWay)
    ui: Plain = field(default_factory=Plain)
    capture: Plain = field(default_factory=Plain)
    update: tuple[UpdateWay, ...] = ()
    equipment: Mapping[str, str] = field(default_factory=dict[str, str])
    folder: str = ""


def load_bench(file: Path) -> BenchDescription:
    """Return the bench that a file describes.

    Raises:
        ArgumentError: if it cannot be read, is no TOML, or does not fit the schema; with the place in it.
    """
    try:
        with file.open("rb") as stream:
            data = stream.read(LARGEST_FILE + 1)
    except OSError as error:
        raise ArgumentError(f"cannot be read: {error.strerror}", where=str(file)) from error
    if len(data) > LARGEST_FILE:
        raise ArgumentError(f"more than {LARGEST_FILE} bytes", where=str(file))
    try:
        tree = tomllib.loads(data.decode())
        validate(SCHEMA, tree)
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        raise ArgumentError(
            f"is no TOML: {error}"[:300], where=str(file), remedy="mend it there; texts stand in quotes, in UTF-8"
        ) from error
    except SchemaError as error:
        raise ArgumentError(
            f"{error.where} {error.message}".strip(), where=str(file), remedy="docs/bench.md"
        ) from error
    described = tree | {"folder": str(file.resolve().parent)}
    try:
        return msgspec.convert(described, BenchDescription)
    except msgspec.ValidationError as error:
        raise ArgumentError(str(error), where=str(file), remedy="docs/bench.md") from error
