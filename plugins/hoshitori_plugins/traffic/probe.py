"""What the device said over the whole run, from the bench's capture alone.

Impact: passive.

What the bench itself sends (guesses, scans, questions in clear) is never charged to the device: only what the device
sends, what comes in answer to conversations that it began, and what the declaration makes users send to a declared
place of authentication. ICMP errors quote what others sent and are left out.

Known sources of false results: a value that was never known to the bench (a personal datum nobody planted) cannot be
looked for; encryption or compression of a kind that is not read here hides a value; a value of fewer than six bytes
stands anywhere by chance and is not looked for; of an encrypted stream the first 64 KiB are looked at; packets that
came in parts are looked at part by part; a device that waits longer than the run lasted was not heard. A service that
repeats what the bench sent it would say a declared value aloud that it was given there, and rightly so: the bench gives
such values to declared places alone.
"""

from __future__ import annotations

import datetime
import time
from collections import Counter
from collections.abc import Iterable
from typing import Final

from hoshitori.facts.base import Control
from hoshitori.facts.traffic import AskedName, Began, ClearTalk, Destination, Encoding, Leak, Role, Standing, Traffic
from hoshitori.instrument import Capture as CaptureInstrument
from hoshitori.model.declaration import RowAbsentError
from hoshitori.model.observation import Impact
from hoshitori.model.subject import Device
from hoshitori.probe import Reach, Unavailable, probe
from hoshitori_plugins.traffic.conversation import Conversation
from hoshitori_plugins.traffic.listening import Listening
from hoshitori_plugins.traffic.packet import TCP, read_packet
from hoshitori_plugins.traffic.pcap import Capture
from hoshitori_plugins.traffic.protocols import ENCRYPTED, brought_along, named_host
from hoshitori_plugins.traffic.search import Hit, Search
from hoshitori_plugins.traffic.standing import Declared, known_words

_MOST_DESTINATIONS: Final = 512
_MOST_NAMES: Final = 512
_MOST_LEAKS: Final = 128
_MOST_PROTOCOLS: Final = 64
_STILL_RUNNING_SECONDS: Final = 60
_WORD: Final = "word "
_LINKS: Final = 4
_GIVEN_BY_USERS: Final = frozenset({"password", "community", "token"})


@probe(provides=Traffic, impact=Impact.PASSIVE, uses=[CaptureInstrument], timeout_ms=300_000, memory_mb=3_072)
def listen_to_traffic(target: Device, reach: Reach) -> Traffic:
    """Destinations, protocols and secrets in clear, over the whole run."""
    instrument = reach.instrument(CaptureInstrument)  # type: ignore[type-abstract]  # a Protocol
    capture = Capture(instrument.read())
    dropped = _dropped(instrument)
    words = known_words(reach.declaration)
    values = _values(reach)
    search = Search.over({**{_WORD + word: word.encode() for word in words}, **values})
    heard = Listening(_mac(capture, target), search, _required(reach))
    heard.hear(capture)
    if not heard.packets:
        raise Unavailable("the capture holds no packet of the device")
    talks = heard.conversations
    sought = Search.over(values)
    reach.spend(packets=capture.frames, device_packets=heard.packets, conversations=len(talks), secrets=sought.sought)
    declared = Declared.by(reach.declaration)
    destinations, clear = _places(talks, heard, declared)
    spans = bool(reach.round_began and capture.first and capture.first <= reach.round_began)
    protocols = sorted({one.protocol for one in talks if one.protocol})
    return Traffic(
        destinations=destinations[:_MOST_DESTINATIONS],
        names=_asked(heard, declared),
        protocols=tuple(protocols[:_MOST_PROTOCOLS]),
        clear=clear[:_MOST_LEAKS],
        leaks=_leaks(heard)[:_MOST_LEAKS],
        secrets=sought.sought,
        too_short=sought.too_short,
        dropped=dropped,
        spans=spans and capture.last >= time.time() - _STILL_RUNNING_SECONDS,
        complete=capture.complete,
        cut_short=sum(one.cut_short for one in talks) + heard.fragments,
        first_at=_instant(capture.first),
        last_at=_instant(capture.last),
        control=_control(heard, words),
    )


def _dropped(instrument: CaptureInstrument) -> int | None:
    try:
        return instrument.dropped()
    except Unavailable:
        return None


def _values(reach: Reach) -> dict[str, bytes]:
    """Return every secret that is known, by its reference; what was met on the way by a number."""
    values: dict[str, bytes] = {}
    for reference in reach.declaration.secrets():
        try:
            values[reference] = reach.secret(reference).encode()
        except Unavailable:
            continue
    declared = {value.strip() for value in values.values()}
    met = (value for value in reach.sealed if value.strip() not in declared)
    return values | {f"met-{number}": value for number, value in enumerate(met, start=1)}


def _required(reach: Reach) -> frozenset[str]:
    """Return the places to which the declaration makes users send a value that authenticates them."""
    declaration = reach.declaration
    found: set[str] = set()
    for mechanism in declaration.rows("1-AuthMech"):
        if mechanism.text("authentication_kind") not in _GIVEN_BY_USERS:
            continue
        row = mechanism
        for _ in range(_LINKS):
            if row.text("transport") and row.number("port"):
                found.add(f"{row.text('transport')}/{row.number('port')}")
                break
            try:
                row = declaration.row(row.text("interface"))
            except RowAbsentError:
                break
    return frozenset(found)


def _mac(capture: Capture, target: Device) -> bytes:
    """Return the device's Ethernet address, declared or learnt from a packet with its IP address."""
    if target.mac:
        return bytes.fromhex(target.mac.replace(":", ""))
    for _, frame in capture:
        packet = read_packet(frame)
        if packet is not None and target.address and packet.source == target.address:
            capture.frames = capture.first = 0
            return frame[6:12]
    raise Unavailable("the capture holds no packet of the device")


def _places(
    talks: Iterable[Conversation], heard: Listening, declared: Declared
) -> tuple[tuple[Destination, ...], tuple[ClearTalk, ...]]:
    """Return where the device began conversations, undeclared places first, and what of it was in clear."""
    grouped: dict[tuple[int, str, int, str], list[Conversation]] = {}
    for one in talks:
        if one.began is not Began.OTHER:
            called = named_host(bytes(one.sent.head[:65_536]))
            grouped.setdefault((one.transport, one.peer, one.peer_port, called), []).append(one)
    found: list[Destination] = []
    clear: list[ClearTalk] = []
    for (transport, address, port, called), members in grouped.items():
        place = _destination(transport, address, port, called, members, heard, declared)
        found.append(place)
        if place.standing in {Standing.DECLARED, Standing.UNDECLARED}:
            clear += _in_clear(place, called, members, declared)
    found.sort(key=lambda place: (place.standing is not Standing.UNDECLARED, place.id))
    return tuple(found), tuple(clear)


def _destination(
    transport: int,
    address: str,
    port: int,
    called: str,
    members: list[Conversation],
    heard: Listening,
    declared: Declared,
) -> Destination:
    host = f"[{address}]" if ":" in address else address
    resolved = sorted(heard.names.get(address, ()))[:16]
    protocols = tuple(sorted({one.protocol for one in members if one.protocol}))
    standing, why = declared.standing(address, protocols, called, resolved, heard.servers)
    name = "tcp" if transport == TCP else "udp"
    return Destination(
        id=f"{name}/{host}:{port} {called}".strip(),
        transport=name,
        address=address,
        port=port,
        names=(called,) if called else tuple(resolved),
        protocols=protocols,
        began=Began.DEVICE if all(one.began is Began.DEVICE for one in members) else Began.UNSEEN,
        standing=standing,
        why=why,
        conversations=len(members),
        sent=sum(one.sent.total for one in members),
        first_at=_instant(min(one.first_at for one in members)),
    )


def _in_clear(place: Destination, called: str, members: list[Conversation], declared: Declared) -> list[ClearTalk]:
    """Return what was said to a place in clear, each kind once."""
    found: dict[tuple[str, str], ClearTalk] = {}
    for one in members:
        protocol = one.protocol
        if protocol and protocol not in ENCRYPTED:
            carries = brought_along(protocol, bytes(one.sent.head[:65_536]), one.sent.total)
            if protocol != "http":
                carries = "a payload" if carries else ""
            protected = declared.protection(called or place.address, place.address, *place.names)
            talk = ClearTalk(
                id=f"{place.id} {protocol} {carries}".strip(),
                host=called or next(iter(place.names), place.address),
                protocol=protocol,
                carries=carries,
                declared_protected=protected,
            )
            found.setdefault((protocol, carries), talk)
    return list(found.values())


def _asked(heard: Listening, declared: Declared) -> tuple[AskedName, ...]:
    names = [
        AskedName(id=name, declared=bool(declared.declares(name)), asked=count) for name, count in heard.asked.items()
    ]
    return tuple(sorted(names, key=lambda name: (name.declared, name.id))[:_MOST_NAMES])


def _leaks(heard: Listening) -> tuple[Leak, ...]:
    """Return the secrets that were found, the same one in the same place once."""
    found: Counter[tuple[Hit, Role, str, str]] = Counter()
    for one in heard.conversations:
        name = "tcp" if one.transport == TCP else "udp"
        peer = f"[{one.peer}]" if ":" in one.peer else one.peer
        where = f"{name}/{one.own_port}" if one.began is Began.OTHER else f"{name}/{peer}:{one.peer_port}"
        for (hit, role), times in one.found.items():
            found[hit, role, where, one.protocol] += times
    for hit, times in heard.elsewhere.items():
        found[hit, Role.SENT, "other packets", ""] += times
    listed = [(*key, times) for key, times in found.items() if not key[0].secret.startswith(_WORD)]
    listed.sort(key=lambda one: (one[0].secret, one[2], one[0].encoding.value))
    return tuple(
        Leak(
            id=f"{hit.secret} {hit.encoding.value} {role.value} {where}",
            secret=hit.secret,
            encoding=hit.encoding,
            role=role,
            where=where,
            protocol=protocol,
            times=times,
        )
        for hit, role, where, protocol, times in listed
    )


def _control(heard: Listening, words: Iterable[str]) -> Control:
    """Say which known words the same search found in what the device itself sent."""
    found: dict[str, set[str]] = {}
    for one in heard.conversations:
        for hit, role in one.found:
            if hit.secret.startswith(_WORD) and hit.encoding is Encoding.PLAIN and role is Role.SENT:
                found.setdefault(hit.secret.removeprefix(_WORD), set()).add("TCP" if one.transport == TCP else "UDP")
    if not found:
        return Control(held=False, what=f"none of {len(tuple(words))} known words was seen in what the device sent")
    told = ", ".join(f"{word} ({'/'.join(sorted(over))})" for word, over in sorted(found.items())[:8])
    return Control(held=True, what=f"known words were found in what the device itself sent: {told}")


def _instant(second: int) -> str:
    return datetime.datetime.fromtimestamp(second, datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
