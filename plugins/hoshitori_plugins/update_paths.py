"""What speaks for updates over a network: names the device looks up and asks for, pages that take an image.

Impact: active; it reads the bench's capture (TLS servers are told by the names that the device asks them by), asks for
a few web pages without a session, and reads the declared web interfaces with the administrator's where a log-in is
declared.

Known sources of false results: a host name that says nothing of updates (a cloud that also delivers them) and a page
whose field for a file is made by a script are out of sight; a name such as `update.example` that is looked up for
another purpose would be a false trace, which is why the trace is shown with its words.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from hoshitori.facts.client_hello import SeenHello
from hoshitori.facts.ports import PortSurvey
from hoshitori.facts.update_paths import Strength, TraceKind, UpdatePaths, UpdateTrace
from hoshitori.instrument import Capture as CaptureInstrument
from hoshitori.model.observation import Impact
from hoshitori.model.subject import Device, Endpoint, Subject
from hoshitori.probe import Reach, Unavailable, probe
from hoshitori_plugins.login.browser import Browser
from hoshitori_plugins.ports.found import open_ports
from hoshitori_plugins.tls.client_hellos import gather
from hoshitori_plugins.tls.conversations import device_segments, opened_by_device
from hoshitori_plugins.traffic.packet import TCP, UDP, Packet, read_packet
from hoshitori_plugins.traffic.pcap import Capture
from hoshitori_plugins.web.uploads import read_all, ways_of

DNS_PORT: Final = 53
_MOST_TRACES: Final = 64
_EVIDENCE: Final = 160
_PLAIN: Final = re.compile(
    r"(^|[./_-])(update|updates|firmware|fota|ota|swupdate|fwupdate|fw)([./_?-]|$)", re.IGNORECASE
)
_HINT: Final = re.compile(r"upgrade|firmware|update|download", re.IGNORECASE)
_IMAGE: Final = re.compile(r"\.(swu|raucb|mender|img|bin|fw|ota)(\?|$)", re.IGNORECASE)
_REQUEST: Final = re.compile(rb"^(GET|POST|HEAD|PUT) (\S{1,400}) HTTP/1\.[01]\r\n")
_HOST: Final = re.compile(rb"\r\nhost:[ \t]*([^\r\n]{1,200})", re.IGNORECASE)
_FILE_INPUT: Final = re.compile(r"<input[^>]*type\s*=\s*[\"']?file", re.IGNORECASE)
_PAGES: Final = (
    "/",
    "/login",
    "/update",
    "/firmware",
    "/upgrade",
    "/api/update",
    "/api/firmware",
    "/cgi-bin/upgrade.cgi",
)
_WEB: Final = {"https": True, "http": False}


@probe(
    provides=UpdatePaths,
    impact=Impact.ACTIVE,
    requires=[PortSurvey],
    uses=[CaptureInstrument],
    timeout_ms=300_000,
)
def look_for_updates(target: Device, reach: Reach) -> UpdatePaths:
    """Traces of updates that reach the device over a network."""
    traces: dict[str, UpdateTrace] = {}
    recorder = reach.instrument(CaptureInstrument)  # type: ignore[type-abstract]  # a Protocol
    capture = Capture(recorder.read())
    wanted = bytes.fromhex(target.mac.replace(":", ""))
    frames = (frame for _, frame in capture if not wanted or frame[6:12] == wanted)
    own = (packet for frame in frames if (packet := read_packet(frame)) is not None and _from(packet, target))
    for trace in wire_traces(own):
        traces.setdefault(trace.id, trace)
    hellos, _ = gather(opened_by_device(device_segments(Capture(recorder.read()), wanted, target.address)))
    for trace in tls_traces(hellos):
        traces.setdefault(trace.id, trace)
    reach.spend(packets=capture.frames)
    pages: list[str] = []
    hidden = ["what is said inside encrypted connections"]
    for trace in _upload_traces(target, reach, pages, hidden):
        traces.setdefault(trace.id, trace)
    ports = _web_ports(target, reach)
    for endpoint, tls in ports:
        for trace in _page_traces(endpoint, reach, pages, hidden, tls=tls):
            traces.setdefault(trace.id, trace)
    reach.spend(pages=len(pages))
    ordered = sorted(traces.values(), key=lambda trace: (trace.strength is not Strength.PLAIN, trace.id))
    return UpdatePaths(
        traces=tuple(ordered[:_MOST_TRACES]),
        capture_read=capture.frames > 0,
        packets=capture.frames,
        seconds=capture.seconds,
        pages=tuple(pages),
        web_ports=tuple(endpoint.subject.id for endpoint, _ in ports),
        not_looked_at=tuple(dict.fromkeys(hidden)),
    )


def _from(packet: Packet, target: Device) -> bool:
    return packet.mac == target.mac if target.mac else packet.source == target.address


def wire_traces(own: Iterable[Packet]) -> Iterator[UpdateTrace]:
    """Yield what the device's own packets say, each by itself: names looked up, requests in clear."""
    for packet in own:
        if packet.protocol == UDP and packet.destination_port == DNS_PORT:
            for name in _names_asked(packet.payload):
                yield from _named(TraceKind.NAME_LOOKUP, name, f"looked up {name}")
        elif packet.protocol == TCP and packet.payload:
            found = _REQUEST.match(packet.payload)
            if found is not None:
                yield from _requested(packet.payload, found)


def tls_traces(hellos: Iterable[SeenHello]) -> Iterator[UpdateTrace]:
    """Yield the TLS servers that the device asked for by a name that speaks of updates."""
    for hello in hellos:
        yield from _named(TraceKind.TLS_SERVER_NAME, hello.server_name, f"asked {hello.id} by TLS")


def _names_asked(payload: bytes) -> list[str]:
    """Return the names that a DNS query asks for."""
    from scapy.layers.dns import DNS  # noqa: PLC0415  # half a second of imports, only where a query is to be read

    try:
        message: Any = DNS(payload)
        questions: Sequence[Any] = message.qd if message.qr == 0 and message.qd is not None else []
        return [str(question.qname, "ascii", "replace").rstrip(".")[:255] for question in questions]
    except Exception:  # noqa: BLE001  # scapy raises whatever hostile bytes make it raise
        return []


def _named(kind: TraceKind, name: str, evidence: str) -> Iterator[UpdateTrace]:
    strength = Strength.PLAIN if _PLAIN.search(name) else Strength.HINT if _HINT.search(name) else None
    if strength is not None:
        yield _trace(kind, strength, name, evidence)


def _requested(payload: bytes, found: re.Match[bytes]) -> Iterator[UpdateTrace]:
    path = found[2].decode("latin-1")
    host = _HOST.search(payload)
    where = (host[1].decode("latin-1").strip() if host else "") + path
    plain = _IMAGE.search(path) or _PLAIN.search(where)
    if plain or _HINT.search(where):
        strength = Strength.PLAIN if plain else Strength.HINT
        yield _trace(TraceKind.HTTP_REQUEST, strength, where, f"{found[1].decode()} {where}")


def _trace(kind: TraceKind, strength: Strength, where: str, evidence: str) -> UpdateTrace:
    shown = _visible(where)
    return UpdateTrace(
        id=f"{kind.value} {shown}", kind=kind, strength=strength, where=shown, evidence=_visible(evidence)
    )


def _visible(text: str) -> str:
    return "".join(c if c.isprintable() else f"\\x{ord(c):02x}" for c in text[:_EVIDENCE])[:_EVIDENCE]


def _web_ports(target: Device, reach: Reach) -> list[tuple[Endpoint, bool]]:
    """Return the declared web endpoints that are open, with whether they speak TLS."""
    declared = {(port.transport, port.number): port.protocol for port in reach.declaration.ports}
    found = open_ports(reach, "tcp")
    endpoints: list[tuple[Endpoint, bool]] = []
    for port in found:
        protocol = declared.get(
            ("tcp", port.port), {80: "http", 443: "https", 8080: "http", 8443: "https"}.get(port.port, "")
        )
        if protocol in _WEB:
            subject = Subject(id=port.id, kind="endpoint", endpoint=port.id)
            endpoint = Endpoint(
                sample=target.sample,
                address=port.address or target.address,
                transport="tcp",
                port=port.port,
                subject=subject,
                protocol=protocol,
            )
            endpoints.append((endpoint, _WEB[protocol]))
    return endpoints


def _upload_traces(target: Device, reach: Reach, pages: list[str], hidden: list[str]) -> Iterator[UpdateTrace]:
    """Yield the pages that take an update file, as the administrator of the declared web interfaces reads them."""
    for read in read_all(target, reach, hidden):
        place = read.endpoint.subject.id
        if read.login is None:
            hidden.append(f"{place}: pages behind a log-in, since none is declared there")
        pages += [f"{place} {_visible(path)}" for path in read.crawled.pages]
        for way in ways_of(read, reach.declaration):
            evidence = f"{place} {way.page} takes a file and sends it to {way.target}"
            yield _trace(TraceKind.UPLOAD_FORM, Strength.PLAIN, f"{place} {way.page}", evidence)


def _page_traces(
    endpoint: Endpoint, reach: Reach, pages: list[str], hidden: list[str], *, tls: bool
) -> Iterator[UpdateTrace]:
    """Yield what pages without a session show: a form that takes a file, a path that is there for updates."""
    browser = Browser(endpoint, reach, tls=tls, cookies=False)
    for path in _PAGES:
        place = f"{endpoint.subject.id} {path}"
        try:
            answer = browser.get(path)
        except Unavailable as lost:
            hidden.append(f"{place}: {lost.reason}")
            continue
        pages.append(place)
        if (
            answer.status in (401, 403, 405)
            and _PLAIN.search(path)
            and not _answers_so_anyway(browser, path, answer.status)
        ):
            kind = TraceKind.UPDATE_API if path.startswith("/api") else TraceKind.UPDATE_PAGE
            yield _trace(kind, Strength.PLAIN, place, f"{place} answers with {answer.status}")
        elif answer.status == 200:  # noqa: PLR2004  # RFC 9110
            takes_file = bool(_FILE_INPUT.search(answer.text))
            if takes_file and _HINT.search(answer.text):
                yield _trace(TraceKind.UPLOAD_FORM, Strength.PLAIN, place, f"{place} has a form that takes a file")
            elif _PLAIN.search(path) and _HINT.search(answer.text):
                yield _trace(TraceKind.UPDATE_PAGE, Strength.PLAIN, place, f"{place} is there and speaks of updates")


def _answers_so_anyway(browser: Browser, path: str, status: int) -> bool:
    """Whether a server says the same of a path that nothing has: then it tells nothing of this one."""
    try:
        return browser.get(f"{path.rpartition('/')[0]}/nothing-{secrets.token_hex(4)}").status == status
    except Unavailable:
        return False
