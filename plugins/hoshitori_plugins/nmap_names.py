"""A second opinion on the open ports: nmap's version detection, through python-nmap.

Impact: active; nmap sends what its own tables hold, up to 100 s long; of all probes here this one is the hardest on
small stacks, which have been seen to stop on a service scan.

Known sources of false results: nmap guesses from banners and numbers (`confidence` 3 is a number looked up, no
dialogue); telnet servers of busybox are called otherwise, and CoAP over TCP keeps it busy until its time is over.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import nmap

from hoshitori.facts.ports import NamedService, OpenPort, PortSurvey, ServiceNames
from hoshitori.model.observation import Impact
from hoshitori.model.subject import Device
from hoshitori.probe import Reach, Unavailable, probe

_HOST_SECONDS: Final = 100
_MOST: Final = 200
_LONGEST: Final = 120
_CONFIDENCES: Final = frozenset(map(str, range(11)))


@probe(provides=ServiceNames, impact=Impact.ACTIVE, requires=[PortSurvey], timeout_ms=150_000, usual_ms=13_000)
def name_services(target: Device, reach: Reach) -> ServiceNames:
    """What nmap calls the TCP ports that were found open."""
    asked = _open_ports(reach, over_ipv6=":" in target.address)
    if not asked:
        raise Unavailable("no TCP port was found open, so there is nothing to name")
    report = reach.program(_command(target.address, asked), timeout_ms=(_HOST_SECONDS + 20) * 1_000)
    reach.keep("nmap.xml", "application/xml", report.stdout, role="scan", sealed=True)
    if report.exit_code:
        raise Unavailable(f"nmap ended with {report.exit_code}: {_plain(report.stderr.decode(errors='replace'))}")
    reach.spend(ports=len(asked))
    return read_report(report.stdout, target.address, asked)


def read_report(xml: bytes, address: str, asked: Sequence[OpenPort]) -> ServiceNames:
    """Return what an XML report of nmap says of the ports that were asked.

    Raises:
        Unavailable: if it is no whole report about that address.
    """
    try:
        scanner = nmap.PortScanner()
        found: Mapping[str, Any] = scanner.analyse_nmap_xml_scan(xml.decode("utf-8", "replace"))
        host: Mapping[str, Any] = found["scan"][address]
        version = ".".join(str(part) for part in scanner.nmap_version())
        services = tuple(_service(port, host.get(port.transport, {}).get(port.port, {})) for port in asked)
    except nmap.PortScannerError as error:
        raise Unavailable(f"nmap's report cannot be read: {_plain(str(error))}") from error
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise Unavailable(f"nmap says nothing of {address}") from error
    if not any(service.state for service in services):
        raise Unavailable(f"nmap did not come to an end within {_HOST_SECONDS} s")
    return ServiceNames(
        scanner=version,
        services=services,
        disagreements=tuple(service.id for service in services if service.state not in {"open", "open|filtered"}),
    )


def _open_ports(reach: Reach, *, over_ipv6: bool) -> tuple[OpenPort, ...]:
    """Return the open TCP ports: nmap takes a minute and more to guess at a few UDP ports, which ours asks by name."""
    if over_ipv6:
        return reach.fact(PortSurvey, transport="tcp", family="ipv6").open[:_MOST]
    return reach.fact(PortSurvey, transport="tcp").open[:_MOST]


def _command(address: str, ports: Sequence[OpenPort]) -> list[str]:
    listed = ",".join(str(port.port) for port in ports)
    limits = ["--host-timeout", f"{_HOST_SECONDS}s", "--version-light"]
    family = ["-6"] if ":" in address else []
    return ["nmap", *family, "-n", "-Pn", "-sS", "-sV", "-p", listed, *limits, "-oX", "-", address]


def _service(port: OpenPort, said: Mapping[str, Any]) -> NamedService:
    confidence = str(said.get("conf", ""))
    return NamedService(
        id=port.id,
        transport=port.transport,
        port=port.port,
        state=_plain(str(said.get("state", ""))),
        name=_plain(str(said.get("name", ""))),
        tunnel=_plain(str(said.get("tunnel", ""))),
        product=_plain(str(said.get("product", ""))),
        version=_plain(str(said.get("version", ""))),
        confidence=int(confidence) if confidence in _CONFIDENCES else 0,
    )


def _plain(text: str) -> str:
    """Return foreign words as one bounded line of ASCII."""
    return text[:_LONGEST].encode("unicode_escape").decode("ascii")[:_LONGEST]
