"""Lists of software components: CycloneDX in JSON, as makers write it and devices show it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Final, cast

from hoshitori.facts.inventory import ListedComponent
from hoshitori.probe import Unavailable
from hoshitori_plugins.login.attempt import shown

MOST_COMPONENTS: Final = 512
_LARGEST: Final = 16 * 1024 * 1024
_DEEPEST: Final = 6


def read_bill(data: bytes, source: str) -> tuple[ListedComponent, ...]:
    """Return the components of a list, the product that it is about among them.

    Raises:
        Unavailable: if it is no CycloneDX list in JSON, or names no component.
    """
    try:
        document: object = json.loads(data[:_LARGEST])
    except (ValueError, RecursionError) as error:
        raise Unavailable(f"{source} is no JSON") from error
    bill = _object(document)
    if bill.get("bomFormat") != "CycloneDX":
        raise Unavailable(f"{source} is no CycloneDX list")
    found: dict[str, ListedComponent] = {}
    entries = [_object(_object(bill.get("metadata")).get("component")), *_entries(bill, 0)]
    for entry in entries:
        name, version, purl, kind = (shown(_text(entry, key)) for key in ("name", "version", "purl", "type"))
        if not name or len(found) >= MOST_COMPONENTS:
            continue
        identifier, number = f"{name} {version}".strip(), 1
        while identifier in found:
            number += 1
            identifier = f"{name} {version} ({number})"
        found[identifier] = ListedComponent(
            id=identifier, name=name, version=version, kind=kind, purl=purl, source=source
        )
    if not found:
        raise Unavailable(f"{source} names no component")
    return tuple(found.values())


def _entries(parent: Mapping[str, object], depth: int) -> Iterator[Mapping[str, object]]:
    listed = parent.get("components")
    if isinstance(listed, list) and depth < _DEEPEST:
        for one in cast("list[object]", listed):
            entry = _object(one)
            yield entry
            yield from _entries(entry, depth + 1)


def _object(value: object) -> Mapping[str, object]:
    return cast("Mapping[str, object]", value) if isinstance(value, dict) else {}


def _text(entry: Mapping[str, object], name: str) -> str:
    value = entry.get(name)
    return value if isinstance(value, str) else ""
