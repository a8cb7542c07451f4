"""The sixth question, first half: is every signed piece of evidence there, unchanged, and nothing else?"""

from __future__ import annotations

from collections.abc import Iterable

from hoshitori.bundle.errors import BundleError, ContainerError
from hoshitori.bundle.items import content_name, disclosure_name
from hoshitori.bundle.reader import BundleReader
from hoshitori.bundle.statement import material_name, statement_name
from hoshitori.model.predicate_evidence import Item, ItemClass
from hoshitori.model.trust import StatementRole
from hoshitori.verify.errors import RefusalError


def check_evidence(bundle: BundleReader, items: Iterable[Item], required: Iterable[StatementRole]) -> tuple[Item, ...]:
    """Return the sealed items withheld from this copy, once all others proved to be the signed ones.

    Raises:
        RefusalError: with the code of the first thing missing, changed or left over.
    """
    items = tuple(items)
    expected = {statement_name(role) for role in bundle.roles} | {material_name(role) for role in bundle.roles}
    for item in items:
        expected |= {disclosure_name(item.id), content_name(item.id)} if item.path is None else {item.path}
    external = {item.id for item in items if item.class_ is ItemClass.EXTERNAL}
    expected -= {name(one) for one in external for name in (disclosure_name, content_name)}
    extra = bundle.names - expected
    if extra:
        raise RefusalError("E_EXTRA", ", ".join(sorted(extra)[:5]))
    for role in required:
        if role not in bundle.roles:
            raise RefusalError("E_REQUIRED", role.value)
    return tuple(item for item in items if item.class_ is not ItemClass.EXTERNAL and not _present(bundle, item))


def _present(bundle: BundleReader, item: Item) -> bool:
    """Whether an item is in this copy; a public one must be."""
    if item.class_ is ItemClass.SEALED:
        halves = {disclosure_name(item.id), content_name(item.id)} & bundle.names
        if len(halves) == 1:
            raise RefusalError("E_PARTIAL", item.id)
        if not halves:
            return False
        try:
            bundle.disclosure(item)
        except BundleError as error:
            raise RefusalError("E_COMMITMENT", str(error)) from None
    elif item.path not in bundle.names:
        raise RefusalError("E_MISSING", item.id)
    try:
        for _ in bundle.stream(item):
            pass
    except ContainerError as error:
        raise RefusalError("E_ITEM", str(error)) from None
    return True
