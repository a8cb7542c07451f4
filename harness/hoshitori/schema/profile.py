"""The reader of a profile's catalogue: TOML, checked against a JSON Schema, then against itself; never its code.

A profile's folder holds `profile.toml`; it may `include` further files of the folder, each with requirements,
thresholds, texts and sheet remarks of its own, so that a large catalogue stays readable.
"""

from __future__ import annotations

import functools
import json
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from importlib import resources
from pathlib import Path
from typing import Any, cast

import msgspec
from jsonschema import Draft202012Validator, ValidationError

from hoshitori.model.catalogue import Catalogue, Requirement
from hoshitori.model.errors import ProfileError

__all__ = ["CATALOGUE_FILE", "load_catalogue"]

CATALOGUE_FILE = "profile.toml"
_LARGEST_FILE = 1 << 20  # bytes; the largest part of the largest profile has some 20 kB
_MOST_FAULTS = 20
_SECTIONS = ("thresholds", "texts", "sheet_remarks")

Table = dict[str, Any]


def load_catalogue(folder: Path) -> Catalogue:
    """Return the catalogue in a profile's folder, read as data alone.

    Raises:
        ProfileError: if a file cannot be read or the catalogue does not hold together; all faults are named at once.
    """
    where = folder / CATALOGUE_FILE
    head = _read(where)
    _check_shape(head, where, "")
    for part in head.pop("include", ()):
        _merge(head, _read_part(folder, part), where=folder / part)
    for requirement in head.setdefault("requirements", []):
        for item in requirement["items"]:
            _complete(item)
    try:
        catalogue = msgspec.convert(head, Catalogue, strict=True)
    except msgspec.ValidationError as error:
        raise ProfileError(str(error), where=str(where)) from error
    faults = list(_faults(catalogue))
    if faults:
        raise _error(faults, where)
    return catalogue


def _read(path: Path) -> Table:
    try:
        if path.stat().st_size > _LARGEST_FILE:
            raise ProfileError(f"larger than {_LARGEST_FILE} bytes", where=str(path))
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        reason = error.strerror or "cannot be read"
        raise ProfileError(reason, where=str(path), remedy=f"a profile's folder holds {CATALOGUE_FILE}") from error
    except UnicodeDecodeError as error:
        raise ProfileError(f"not UTF-8 at byte {error.start}", where=str(path)) from error
    except tomllib.TOMLDecodeError as error:
        raise ProfileError(f"no TOML: {error}", where=str(path)) from error


def _read_part(folder: Path, name: str) -> Table:
    path = folder / name
    if not path.resolve().is_relative_to(folder.resolve()):
        raise ProfileError(f"includes {name!a}, which leads out of the profile's folder", where=str(folder))
    part = _read(path)
    _check_shape(part, path, "/$defs/part")
    return part


def _merge(head: Table, part: Table, *, where: Path) -> None:
    for section in _SECTIONS:
        known: Table = head.setdefault(section, {})
        twice = sorted(known.keys() & part.get(section, {}).keys())
        if twice:
            raise ProfileError(f"{section} given twice: {', '.join(twice)}", where=str(where))
        known.update(part.get(section, {}))
    head.setdefault("requirements", []).extend(part.get("requirements", ()))


def _complete(item: Table) -> None:
    """Give an item that can be met in one way only its single, nameless alternative."""
    if "alternatives" not in item:
        item["alternatives"] = [{"id": "", "title": item["title"], "cases": item.pop("cases", [])}]


@functools.cache
def _validator(definition: str) -> Any:  # noqa: ANN401 — its stub names a type that is not known
    text = resources.files("hoshitori.schema").joinpath("profile.schema.json").read_text(encoding="utf-8")
    schema: Table = json.loads(text)
    if definition:
        schema = {"$schema": schema["$schema"], "$ref": f"#{definition}", "$defs": schema["$defs"]}
    return Draft202012Validator(schema)


def _check_shape(data: Table, where: Path, definition: str) -> None:
    errors: Iterator[ValidationError] = _validator(definition).iter_errors(data)
    found = sorted(errors, key=lambda error: [str(step) for step in error.path])
    if found:
        raise _error([f"{_place(data, list(error.absolute_path))}: {_short(error.message)}" for error in found], where)


def _place(data: object, path: Sequence[str | int]) -> str:
    """Return a path that names a list's members by their ids, as a reader of the file knows them."""
    words: list[str] = []
    value: Any = data
    for step in path:
        value = cast("Mapping[str | int, Any]", value)[step]
        identifier = cast("Mapping[str, object]", value).get("id") if isinstance(value, dict) else None
        words.append(str(identifier) if isinstance(step, int) and isinstance(identifier, str) else str(step))
    return " → ".join(words) or "the whole file"


def _short(message: str) -> str:
    return message if len(message) <= 200 else f"{message[:90]} … {message[-90:]}"  # noqa: PLR2004  # one line of a terminal


def _error(faults: Sequence[str], where: Path) -> ProfileError:
    shown = "; ".join(faults[:_MOST_FAULTS])
    left = f"; and {len(faults) - _MOST_FAULTS} more" if len(faults) > _MOST_FAULTS else ""
    return ProfileError(shown + left, where=str(where))


def _faults(catalogue: Catalogue) -> Iterator[str]:
    """Yield whatever a catalogue says that contradicts itself."""
    if not catalogue.requirements:
        yield "a profile without a requirement could not fail anything"
    yield from (f"requirement {name} given twice" for name in _twice([r.id for r in catalogue.requirements]))
    for requirement in catalogue.requirements:
        yield from _requirement_faults(requirement)
    notes = {case for requirement in catalogue.requirements for item in requirement.items for case in item.notes}
    for case, text in catalogue.sheet_remarks.items():
        if case not in notes:
            yield f"sheet_remarks: {case} is the note of no item"
        if text not in catalogue.texts:
            yield f"sheet_remarks: no text {text!a}"
    for language in ("ja", "en"):
        line = catalogue.first_line.in_language(language)
        if "{attested}" not in line or "{total}" not in line:
            yield f"first_line ({language}) does not say how many requirements are {{attested}} of {{total}}"


def _requirement_faults(requirement: Requirement) -> Iterator[str]:
    roles: list[str] = []
    yield from (f"{requirement.id}: item {name} given twice" for name in _twice([i.id for i in requirement.items]))
    for item in requirement.items:
        name = f"{requirement.id}/{item.id}"
        yield from (f"{name}: alternative {one} given twice" for one in _twice([a.id for a in item.alternatives]))
        if item.per == "device" and (item.where or any(alternative.where for alternative in item.alternatives)):
            yield f"{name}: `where` is about rows, and `per` names no table"
        criteria = {case for alternative in item.alternatives for case in alternative.cases}
        roles += [*criteria, *item.counter_evidence, *item.notes]
    roles += [condition.absence for condition in requirement.not_applicable if condition.absence]
    yield from (f"{requirement.id}: case {name} has two parts in it" for name in _twice(roles))
    yield from (
        f"{requirement.id}: claim {name} given twice" for name in _twice([c.claim for c in requirement.not_applicable])
    )


def _twice(names: Sequence[str]) -> list[str]:
    return sorted({name for name in names if names.count(name) > 1})
