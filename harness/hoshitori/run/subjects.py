"""From selectors and rows to subjects, and from subjects to what a probe is pointed at."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import combinations
from typing import Any, cast

from hoshitori.facts.base import fact_type
from hoshitori.facts.ports import PortSurvey
from hoshitori.model.case import NeedSpec, Selector
from hoshitori.model.declaration import Declaration
from hoshitori.model.declaration import Row as DeclaredRow
from hoshitori.model.observation import Observation, ObservationKey, State, Vantage
from hoshitori.model.subject import DEVICE, Device, Endpoint, FieldValue, Row, Subject, Target

_LINK_DEPTH = 4
_LIST_LIMIT = 4_096
PORT_SURVEY = fact_type(PortSurvey).name
OVER_IPV6 = "@ipv6"
"""How the name of an endpoint ends that was found over IPv6 (`tcp/443@ipv6`)."""

Lookup = Callable[[ObservationKey], Observation | None]
"""Returns the observation on record under a key, or nothing."""


class UnresolvedSelectorError(Exception):
    """A selector whose discovery is not on record, or on record as unavailable."""

    def __init__(self, key: ObservationKey, observation: Observation | None) -> None:
        """Keep which observation it waits for and, where there is one without a fact, that one."""
        super().__init__(key.text)
        self.key = key
        self.observation = observation


def row_subject(declaration: Declaration, row: DeclaredRow) -> Subject:
    """Return the subject a declared row is judged under, with the endpoint its links lead to."""
    return Subject(
        id=row.reference, kind="row", fields=dict(row.fields), endpoint=_endpoint_of(declaration, row, _LINK_DEPTH)
    )


def _endpoint_of(declaration: Declaration, row: DeclaredRow, depth: int) -> str:
    transport, port = row.text("transport"), row.number("port")
    if transport in ("tcp", "udp") and port:
        return f"{transport}/{port}"
    links = row.texts("interface") if depth else ()
    linked = (other for link in links for other in declaration.ixit if other.reference == link)
    return next((found for other in linked if (found := _endpoint_of(declaration, other, depth - 1))), "")


def select(
    selector: Selector, declaration: Declaration, lookup: Lookup, *, sample: str, firmware: str
) -> tuple[Subject, ...]:
    """Return the subjects of a selector, each once, in order.

    Raises:
        UnresolvedSelectorError: if it lists what a discovery found and that is not on record.
    """
    if selector.kind == "device":
        return (DEVICE,)
    if selector.kind == "rows":
        return tuple(row_subject(declaration, row) for row in declaration.rows(selector.table, **selector.where))
    if selector.kind == "samples":
        return tuple(sample_subject(unit.id) for unit in declaration.samples)
    if selector.kind == "pairs":
        units = select(selector.members[0], declaration, lookup, sample=sample, firmware=firmware)
        return tuple(pair_subject(first.id, second.id) for first, second in combinations(units, 2))
    if selector.kind == "union":
        subjects: dict[str, Subject] = {}
        for member in selector.members:
            for subject in select(member, declaration, lookup, sample=sample, firmware=firmware):
                subjects.setdefault(subject.id, subject)
        return tuple(subjects.values())
    return _entries(selector, lookup, sample, firmware)


def sample_subject(sample: str) -> Subject:
    """Return a sample as a subject."""
    return Subject(id=sample, kind="sample", fields={"sample": sample})


def pair_subject(first: str, second: str) -> Subject:
    """Return two samples as one subject."""
    return Subject(id=f"{first}+{second}", kind="pair", fields={"first": first, "second": second})


def _sample_of(need: NeedSpec, subject: Subject, sample: str) -> str:
    """Return on which sample a need is taken: the subject's where it is one or two, else the run's main one."""
    if subject.kind == "pair":
        return subject.text(need.unit or "first")
    return subject.text("sample", sample) if subject.kind == "sample" else sample


def selector_key(selector: Selector, *, sample: str, firmware: str) -> ObservationKey:
    """Return the key of the discovery that a selector over entries lists."""
    return ObservationKey(
        fact=selector.fact, subject=DEVICE.id, parameters=selector.parameters, sample=sample, firmware=firmware
    )


def _entries(selector: Selector, lookup: Lookup, sample: str, firmware: str) -> tuple[Subject, ...]:
    key = selector_key(selector, sample=sample, firmware=firmware)
    observation = lookup(key)
    if observation is None or observation.fact is None:
        raise UnresolvedSelectorError(key, observation)
    listed = observation.fact.get(selector.list, ())
    members = cast("Sequence[object]", listed)
    entries = [cast("Mapping[str, Any]", entry) for entry in members if isinstance(entry, Mapping)][:_LIST_LIMIT]
    # where a port was found belongs to the survey; an address in any other list may be anybody's
    address = str(observation.fact.get("address", "")) if selector.fact == PORT_SURVEY else None
    return tuple(_entry_subject(entry, address) for entry in entries if _matches(entry, selector.where))


def _matches(entry: Mapping[str, Any], where: Mapping[str, FieldValue]) -> bool:
    return all(entry.get(name) == value for name, value in where.items())


def _entry_subject(entry: Mapping[str, Any], address: str | None) -> Subject:
    fields = {name: value for name, value in entry.items() if isinstance(value, str | int)}
    transport, port = entry.get("transport"), entry.get("port")
    endpoint = f"{transport}/{port}" if transport in ("tcp", "udp") and isinstance(port, int) else ""
    if endpoint and entry["id"] == endpoint + OVER_IPV6:
        endpoint += OVER_IPV6
    found_at = "" if address is None else str(entry.get("address") or address)
    return Subject(id=str(entry["id"]), kind="entry", fields=fields, endpoint=endpoint, address=found_at)


def address_of(subject: Subject, address: str) -> str:
    """Return where a subject is reached: at the address at which it was found, else at the device's own."""
    return subject.address or address


def need_key(need: NeedSpec, subject: Subject, *, sample: str, firmware: str) -> ObservationKey | None:
    """Return the key under which a need of a case on a subject is recorded; nothing where it has no such target."""
    of_units = subject.kind in {"sample", "pair"}
    about = {
        "device": DEVICE.id,
        "endpoint": subject.endpoint,
        "subject": DEVICE.id if of_units else subject.id,
    }.get(need.about)
    if about is None:
        about = subject.id if subject.kind == "row" else ""
    if not about:
        return None
    return ObservationKey(
        fact=need.fact,
        subject=about,
        parameters=need.parameters,
        sample=_sample_of(need, subject, sample),
        firmware=firmware,
        state=State(need.state) if need.state else State.INITIALISED,
        vantage=Vantage.DOCUMENT if need.about == "subject" else Vantage.LAN,
    )


def target_of(need: NeedSpec, subject: Subject, declaration: Declaration, *, sample: str, address: str) -> Target:
    """Return what the probe for a need is pointed at; the caller made sure that `need_key` gives a key."""
    mac = next((unit.mac for unit in declaration.samples if unit.id == sample), "")
    if need.about == "device" or (need.about == "subject" and subject.kind in {"device", "sample", "pair"}):
        return Device(sample=sample, address=address, mac=mac)
    endpoint = _endpoint(subject.endpoint, subject, declaration, sample, address) if subject.endpoint else None
    if endpoint is not None and (need.about == "endpoint" or subject.kind != "row"):
        return endpoint
    table, _, identifier = subject.id.partition("/")
    return Row(
        sample=sample,
        address=address,
        subject=subject,
        table=table,
        id=identifier,
        fields=subject.fields,
        endpoint=endpoint,
    )


def _endpoint(name: str, subject: Subject, declaration: Declaration, sample: str, address: str) -> Endpoint:
    transport, _, port = name.removesuffix(OVER_IPV6).partition("/")
    protocol = subject.text("protocol") or next(
        (p.protocol for p in declaration.ports if p.transport == transport and p.number == int(port)), ""
    )
    return Endpoint(
        sample=sample,
        address=address_of(subject, address),
        transport=transport,
        port=int(port),
        protocol=protocol,
        subject=Subject(id=name, kind="endpoint", fields=subject.fields, endpoint=name),
    )
