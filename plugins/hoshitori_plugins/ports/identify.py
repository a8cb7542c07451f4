"""Asking silent UDP ports in the protocols they may speak."""

from __future__ import annotations

import select
import socket
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from hoshitori.probe import Reach
from hoshitori_plugins.ports.family import Family
from hoshitori_plugins.ports.frame import Path
from hoshitori_plugins.ports.listening import answers_filter, listen
from hoshitori_plugins.ports.requests import REQUESTS, Request, recognise
from hoshitori_plugins.ports.sweep import now_us
from hoshitori_plugins.ports.syns import source_base

_UDP: Final = 17
_WHOLE: Final = 65_535
_AT_ONCE: Final = 15
_TFTP: Final = next(request for request in REQUESTS if request.protocol == "tftp")
_BY_PORT: Final = tuple(request for request in REQUESTS if request is not _TFTP)


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """That a UDP port answered a request; `request` is nothing where the answer was in no protocol known here."""

    port: int
    request: Request | None
    data: bytes


def usual_ports() -> tuple[int, ...]:
    """Return the ports at which the known protocols usually stand."""
    return tuple(dict.fromkeys(port for request in REQUESTS for port in request.ports))


def identify(
    path: Path, reach: Reach, ports: Sequence[int], *, family: Family, address: str, wait_ms: int
) -> dict[int, Spoken]:
    """Send each request to each port and return what answered."""
    found: dict[int, Spoken] = {}
    sock = reach.frames(family.ether_type)
    try:
        base = source_base()
        listen(sock, answers_filter(address, _UDP, base, snap=_WHOLE))
        talk = _Talk(sock=sock, base=base, path=path, family=family, found=found, wait_us=wait_ms * 1_000)
        for start in range(0, len(_BY_PORT), _AT_ONCE):
            wave = _BY_PORT[start : start + _AT_ONCE]
            talk.ask({number: (request, tuple(ports)) for number, request in enumerate(wave)})
        unknown = [port for port in ports if port not in found or found[port].request is None]
        for start in range(0, len(unknown), _AT_ONCE):
            # TFTP answers from another port than the one asked, so that our own port must tell which one that was
            talk.ask({number: (_TFTP, (port,)) for number, port in enumerate(unknown[start : start + _AT_ONCE])})
        reach.spend(packets=talk.sent)
    finally:
        sock.close()
    return found


@dataclass(slots=True, kw_only=True)
class _Talk:
    """Requests on their way: our port number tells which request an answer is to."""

    sock: socket.socket
    base: int
    path: Path
    family: Family
    found: dict[int, Spoken]
    wait_us: int
    sent: int = 0

    def ask(self, requests: Mapping[int, tuple[Request, tuple[int, ...]]]) -> None:
        """Send requests to ports, each from its own port of ours, and take the answers."""
        for number, (request, ports) in requests.items():
            for port in ports:
                self.sock.send(self.family.request(self.path, self.base + number, port, request.data))
                self.sent += 1
        deadline = now_us() + self.wait_us
        while (left := deadline - now_us()) > 0:
            if select.select([self.sock], [], [], left / 1_000_000)[0]:
                self._take(self.sock.recv(_WHOLE), requests)

    def _take(self, frame: bytes, requests: Mapping[int, tuple[Request, tuple[int, ...]]]) -> None:
        answer, data = self.family.read_datagram(frame), self.family.payload(frame)
        if answer is None or data is None:
            return
        port, _, own = answer
        request, asked = requests.get(own - self.base, (_TFTP, ()))
        if request is _TFTP and len(asked) == 1:
            port = asked[0]
        if port not in asked:
            return
        if recognise(request, data):
            self.found[port] = Spoken(port=port, request=request, data=data)
        elif port not in self.found:
            self.found[port] = Spoken(port=port, request=None, data=data)
