"""What a declaration claims under a catalogue: rows, alternatives, and what does not apply.

The plan is made by it and a report is counted again by it, so that neither can leave a row out.
"""

from __future__ import annotations

from collections.abc import Mapping

from hoshitori.model.catalogue import Catalogue, Item
from hoshitori.model.declaration import Claim, Declaration
from hoshitori.model.subject import FieldValue

DEVICE_ROW = "device"
"""The subject of an item that is judged once, for the device."""


def rows_of(item: Item, declaration: Declaration) -> tuple[str, ...]:
    """Return the rows an item is judged for; `device` where it is judged once."""
    if item.per == DEVICE_ROW:
        return (DEVICE_ROW,)
    return tuple(row.reference for row in declaration.rows(item.per, **item.where))


def claimed_alternatives(item: Item, requirement: str, row: str, declaration: Declaration) -> tuple[str, ...]:
    """Return the alternatives claimed for a row: by its columns, by the declaration, or as the only one there is."""
    if len(item.alternatives) == 1:
        return (item.alternatives[0].id,)
    said = declaration.claimed(f"{requirement}/{item.id}", "" if row == DEVICE_ROW else row)
    fields: Mapping[str, FieldValue] = {} if row == DEVICE_ROW else declaration.row(row).fields
    by_column = (a.id for a in item.alternatives if a.where and a.where.items() <= fields.items())
    return tuple(dict.fromkeys((*said, *by_column)))


def claimed_away(catalogue: Catalogue, declaration: Declaration) -> dict[str, tuple[str, str]]:
    """Return requirement → (claim, absence case) for what the declaration says does not apply."""
    found: dict[str, tuple[str, str]] = {}
    for requirement in catalogue.requirements:
        for condition in requirement.not_applicable:
            answer = declaration.answer(condition.claim)
            if answer is not None and answer.claim is Claim.CLAIMED and requirement.id not in found:
                found[requirement.id] = (condition.claim, condition.absence)
    return found
