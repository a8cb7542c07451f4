"""The probe that reads what a device shows of itself."""

from __future__ import annotations

import contextlib

from hoshitori.facts.inventory import ComponentVersion, Inventory, ListedComponent, ShownBy, ShownIdentity
from hoshitori.instrument import Ui
from hoshitori.model.observation import Impact
from hoshitori.model.subject import Device
from hoshitori.probe import Reach, Unavailable, probe
from hoshitori_plugins.inventory.bill import MOST_COMPONENTS, read_bill
from hoshitori_plugins.inventory.places import Fetched, Visitor, component_lists, user_interfaces, version_pages
from hoshitori_plugins.inventory.reading import Readable, identity_in


@probe(provides=Inventory, impact=Impact.ACTIVE, timeout_ms=180_000)
def take_inventory(target: Device, reach: Reach) -> Inventory:
    """Model, version and components, where the device shows them to its users.

    Impact: active; it asks for the declared pages, without a session first, with the declared one where that is needed.

    Method: every row of 27-UserIntf that is declared to show model or firmware is fetched; what a page itself names
    as model (`型番`, `model`) counts before words that merely stand on it. The list of components is read from the
    maker's document (topic `sbom`) and from the device (`component_list_path`). Where no page can be read, the
    bench's instrument or the operator is asked, and the fact says so.

    What makes it wrong:
    - What scripts write into a page is not seen: such a page shows little (`letters`), and the operator is not asked
      where another page could be read.
    - A page that names no value as the model is searched for the word; then the model of something else that happens
      to be called the same counts.
    - A list of components is the maker's word; nothing here looks into the software.
    """
    visitor, device = Visitor(reach), reach.declaration.device
    not_read: list[str] = []
    fetched: list[Fetched] = []
    for place in user_interfaces(target, reach.declaration):
        if isinstance(place, str):
            not_read.append(place)
            continue
        try:
            fetched.append(visitor.fetch(place))
        except Unavailable as lost:
            not_read.append(f"{place.id}: {lost.reason}")
    shown = [
        identity_in(one.document, one.place.id, one.by, model=device.model, version=device.versions.firmware)
        for one in fetched
    ]
    if not shown:
        shown = [_by_instrument(reach, not_read)]
    components, lists = _components(target, reach, visitor, not_read)
    reach.spend(places=len(shown), components=len(components))
    documents = [one.document for one in fetched] + _version_documents(target, reach, visitor)
    return Inventory(
        shown=tuple(shown),
        components=components,
        lists=lists,
        versions=component_versions(reach, documents),
        not_read=tuple(not_read),
    )


def pages_with_versions(target: Device, reach: Reach, visitor: Visitor) -> list[Readable]:
    """Return the documents in which the device shows versions, as far as they can be read."""
    found: list[Readable] = []
    for place in user_interfaces(target, reach.declaration):
        if not isinstance(place, str):
            with contextlib.suppress(Unavailable):
                found.append(visitor.fetch(place).document)
    return found + _version_documents(target, reach, visitor)


def _version_documents(target: Device, reach: Reach, visitor: Visitor) -> list[Readable]:
    found: list[Readable] = []
    for place in version_pages(target, reach.declaration):
        try:
            found.append(visitor.fetch(place).document)
        except Unavailable as lost:
            reach.remark(f"{place.id}: {lost.reason}")
    return found


def component_versions(reach: Reach, documents: list[Readable]) -> tuple[ComponentVersion, ...]:
    """Return the versions that documents of the device show of the declared components."""
    found: list[ComponentVersion] = []
    for row in reach.declaration.rows("6-SoftComp"):
        names = [name for name in (row.text("shown_as"), row.text("name")) if name]
        values = (document.value(name) for name in names for document in documents)
        found.append(ComponentVersion(id=row.reference, version=next((one for one in values if one), "")))
    return tuple(found)


def _by_instrument(reach: Reach, not_read: list[str]) -> ShownIdentity:
    """Have model and version read by the bench's instrument.

    Raises:
        Unavailable: if the bench has none, or it saw neither.
    """
    try:
        identity = reach.instrument(Ui).identity()  # type: ignore[type-abstract]  # a Protocol names the instrument
    except Unavailable as lost:
        why = "; ".join(not_read) or "no page is declared that shows model or version"
        reason = f"{why}; and {lost.reason}"
        raise Unavailable(reason[:1_000], impossible_adapter=lost.impossible_adapter) from lost
    device = reach.declaration.device
    pairs = tuple((name, value) for name, value in (("model", identity.model), ("version", identity.version)) if value)
    document = Readable(text="\n".join(value for _, value in pairs), pairs=pairs)
    return identity_in(
        document,
        f"Ui: {identity.where}" if identity.where else "Ui",
        ShownBy.INSTRUMENT,
        model=device.model,
        version=device.versions.firmware,
    )


def _components(
    target: Device, reach: Reach, visitor: Visitor, not_read: list[str]
) -> tuple[tuple[ListedComponent, ...], tuple[str, ...]]:
    found: list[ListedComponent] = []
    lists: list[str] = []
    for document in reach.declaration.documents_on("sbom"):
        source = f"document {document.id}"
        try:
            found += read_bill(reach.document(document.id), source)
            lists.append(source)
        except Unavailable as lost:
            not_read.append(f"{source}: {lost.reason}")
    for place in component_lists(target, reach.declaration):
        source = f"{place.endpoint.subject.id} {place.path}"
        try:
            body = visitor.fetch(place).body
            reach.keep("component-list.json", "application/json", body, role="component-list")
            found += read_bill(body, source)
            lists.append(source)
        except Unavailable as lost:
            not_read.append(f"{source}: {lost.reason}")
    return _numbered(found), tuple(lists)


def _numbered(components: list[ListedComponent]) -> tuple[ListedComponent, ...]:
    """Return the entries of several lists under names of their own."""
    several = len({one.source for one in components}) > 1
    named = {f"{one.source}: {one.id}" if several else one.id: one for one in components}
    return tuple(
        ListedComponent(id=name, name=one.name, version=one.version, kind=one.kind, purl=one.purl, source=one.source)
        for name, one in list(named.items())[:MOST_COMPONENTS]
    )
