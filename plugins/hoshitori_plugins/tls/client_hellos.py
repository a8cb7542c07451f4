"""What the device offers as a TLS client, from the bench's capture."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from hoshitori.facts.client_hello import ClientHellos, SeenHello
from hoshitori.instrument import Capture as CaptureInstrument
from hoshitori.model.observation import Impact
from hoshitori.model.subject import Device
from hoshitori.probe import Reach, probe
from hoshitori_plugins.tls.answer import NotTlsError
from hoshitori_plugins.tls.conversations import Conversation, device_segments, opened_by_device
from hoshitori_plugins.tls.offers import Offer, begins_like_tls, read_client_hello
from hoshitori_plugins.tls.quiet import Quiet
from hoshitori_plugins.tls.registry import group_name, scheme_name, suite, version_name
from hoshitori_plugins.traffic.pcap import Capture

_MOST: Final = 256


@probe(provides=ClientHellos, impact=Impact.PASSIVE, uses=[CaptureInstrument], timeout_ms=180_000)
def read_client_hellos(target: Device, reach: Reach) -> ClientHellos:
    """Every ClientHello that the device sent over TCP, by reading the capture alone.

    Impact: passive.

    Known sources of false results: connections that were opened before the capture began, over QUIC or DTLS, or after a
    STARTTLS, are not read; an encrypted ClientHello shows the outer name alone; a device that did not connect while the
    capture ran offered nothing that could be seen. A request may be caused by what reached the device longer before, or
    over a connection of its own; IPv6 packets with extension headers do not end its quiet.
    """
    capture = Capture(reach.instrument(CaptureInstrument).read())  # type: ignore[type-abstract]  # a Protocol
    mac = bytes.fromhex(target.mac.replace(":", ""))
    quiet = Quiet(mac=mac, address=target.address)
    conversations = opened_by_device(device_segments(quiet.watch(capture), mac, target.address))
    reach.spend(packets=capture.frames, connections=len(conversations))
    hellos, unreadable = gather(conversations, quiet)
    return ClientHellos(
        hellos=hellos,
        connections=len(conversations),
        unreadable=unreadable,
        complete=capture.complete,
        watched_seconds=capture.seconds,
    )


def gather(conversations: Sequence[Conversation], quiet: Quiet | None = None) -> tuple[tuple[SeenHello, ...], int]:
    """Return the hellos of some connections, equal ones to the same peer once, and how many could not be read."""
    seen: dict[tuple[str, Offer], tuple[int, int, int]] = {}
    unreadable = 0
    for conversation in conversations:
        data = conversation.beginning()
        if not begins_like_tls(data):
            continue
        try:
            offer = read_client_hello(data)
        except NotTlsError:
            unreadable += 1
            continue
        address = conversation.destination
        host = f"[{address}]" if ":" in address else address
        key = (f"{host}:{conversation.destination_port}", offer)
        first, count, longest = seen.get(key, (conversation.first_at, 0, 0))
        if count or len(seen) < _MOST:
            before = quiet.before(conversation.first_at) if quiet is not None else 0
            seen[key] = (first, count + 1, max(longest, before))
    numbers: dict[str, int] = {}
    hellos: list[SeenHello] = []
    for (destination, offer), (first, count, longest) in seen.items():
        name = f"tcp/{destination} {offer.server_name}".strip()
        numbers[name] = numbers.get(name, 0) + 1
        identifier = name if numbers[name] == 1 else f"{name} ({numbers[name]})"
        hellos.append(replace(_hello(identifier, destination, offer, first, count), quiet_seconds=longest))
    return tuple(hellos), unreadable


def _hello(identifier: str, destination: str, offer: Offer, first: int, count: int) -> SeenHello:
    moment = datetime.datetime.fromtimestamp(first, datetime.UTC)
    return SeenHello(
        id=identifier,
        destination=destination,
        server_name=offer.server_name,
        versions=tuple(version_name(version) for version in offer.versions),
        suites=tuple(suite(code) for code in offer.suites),
        groups=tuple(group_name(code) for code in offer.groups),
        signatures=tuple(scheme_name(code) for code in offer.schemes),
        alpn=offer.alpn,
        compression=offer.compression,
        seen=count,
        first_at=moment.strftime("%Y-%m-%dT%H:%M:%SZ"),
    )
