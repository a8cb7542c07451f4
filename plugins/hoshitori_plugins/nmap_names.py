"""nmap's names for the services that our own survey found open, read through python-nmap; a process of its own.

Impact: active; nmap -sV sends its probes to the open TCP ports alone, at most one at a time per port.

Known sources of false results: service detection guesses by banners and is often wrong on embedded devices (a busybox
telnetd is called something else); that is why it stands beside our own dialogue and no verdict rests on it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, cast

import nmap

from hoshitori.facts.ports import PortSurvey
from hoshitori.facts.service_names import NamedService, ServiceNames
from hoshitori.model.observation import Impact
from hoshitori.model.subject import Device
from hoshitori.probe import Reach, Unavailable, probe

_MOST_PORTS: Final = 64
_MILLISECONDS: Final = 100_000
_LONGEST: Final = 160


@probe(provides=ServiceNames, impact=Impact.ACTIVE, requires=[PortSurvey], timeout_ms=120_000)
def name_services(target: Device, reach: Reach) -> ServiceNames:
    """What nmap calls the open TCP services."""
    ports = [one.port for one in reach.fact(PortSurvey, transport="tcp").open][:_MOST_PORTS]
    if not ports:
        raise Unavailable("no TCP port is open, so there is nothing to name")
    wanted = ",".join(map(str, ports))
    command = ["nmap", "-n", "-Pn", "-sT", "-sV", "--version-light", "--max-retries", "2", "-p", wanted, "-oX", "-"]
    ended = reach.program([*command, target.address], timeout_ms=_MILLISECONDS)
    if ended.exit_code != 0:
        raise Unavailable(f"nmap ended with {ended.exit_code}: {_visible(ended.stderr.decode(errors='replace'))}")
    reach.keep("nmap.xml", "application/xml", ended.stdout, role="transcript", sealed=True)
    reach.spend(ports=len(ports), milliseconds=ended.milliseconds)
    version, found = read_names(ended.stdout, target.address)
    seen_open = {one.port for one in found if one.state == "open"}
    return ServiceNames(
        tool=f"nmap {version}",
        services=tuple(found),
        disagreements=tuple(f"tcp/{port}" for port in ports if port not in seen_open),
    )


def read_names(xml: bytes, address: str) -> tuple[str, list[NamedService]]:
    """Return nmap's version and the services in its XML.

    Raises:
        Unavailable: if it is no scan of that address.
    """
    scanner = nmap.PortScanner.__new__(nmap.PortScanner)  # its constructor starts nmap, which only `reach` may do
    try:
        result = cast("Mapping[str, Any]", scanner.analyse_nmap_xml_scan(xml.decode("utf-8", "replace")))
        hosts = cast("Mapping[str, Mapping[str, Any]]", result["scan"])
        ports = cast("Mapping[int, Mapping[str, str]]", hosts[address]["tcp"])
    except (nmap.PortScannerError, KeyError, AttributeError, ValueError, TypeError) as error:
        raise Unavailable(f"nmap's answer cannot be read: {_visible(str(error))}") from error
    return _version(xml), _services(ports)


def _services(ports: Mapping[int, Mapping[str, str]]) -> list[NamedService]:
    def text(said: Mapping[str, str], names: Sequence[str]) -> str:
        return _visible(" ".join(said.get(name, "") for name in names).strip())

    return [
        NamedService(
            id=f"tcp/{port}",
            transport="tcp",
            port=int(port),
            state=text(said, ["state"]),
            name=text(said, ["name"]),
            product=text(said, ["product", "version"]),
            tunnel=text(said, ["tunnel"]),
        )
        for port, said in sorted(ports.items())
    ]


def _version(xml: bytes) -> str:
    head = xml[:2_000].decode("ascii", "replace")
    _, found, rest = head.partition('version="')
    _, _, rest = rest.partition('version="') if "xml version" in head[:20] else ("", "", rest)
    return _visible(rest.partition('"')[0]) if found else "of unknown version"


def _visible(text: str) -> str:
    return "".join(c if c.isprintable() else f"\\x{ord(c):02x}" for c in text[:_LONGEST])[:_LONGEST]
