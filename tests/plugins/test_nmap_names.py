"""nmap as a second opinion: run for real, read through python-nmap."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hoshitori.facts.base import encode
from hoshitori.facts.ports import OpenPort, PortControl, PortSurvey
from hoshitori.model.observation import Observation, ObservationKey
from hoshitori.model.subject import Device
from hoshitori.probe import BenchNetwork, Unavailable
from hoshitori.run.reach import WorkerReach
from hoshitori_plugins.nmap_names import name_services, read_names
from tests.plugins.support import LOOPBACK, Notes, declare
from tests.plugins.test_ssh_survey import dropbear, free_port


def survey_of(*ports: int) -> Observation:
    """Return a port survey that found these ports open."""
    fact = PortSurvey(
        transport="tcp",
        family="ipv4",
        address=LOOPBACK,
        open=tuple(OpenPort(id=f"tcp/{p}", transport="tcp", port=p, evidence="SYN-ACK") for p in ports),
        open_or_filtered=(),
        open_or_filtered_ranges=(),
        filtered=(),
        undetermined=(),
        closed=65_535 - len(ports),
        tries=1,
        controls=(PortControl(what="a test", asked=1, answered=1),),
        icmp_answers=False,
        rate=1,
    )
    return Observation(
        id="o-0001",
        key=ObservationKey(fact="port-survey", subject="device", parameters={"transport": "tcp"}),
        attempt=1,
        probe="test",
        probe_version="test 1",
        started_at="2026-01-01T00:00:00Z",
        ended_at="2026-01-01T00:00:00Z",
        fact=encode(fact),
    )


def reach_over(*ports: int) -> WorkerReach:
    """Return a reach on loopback that knows these ports as open."""
    return WorkerReach(
        Notes(),
        declaration=declare(),
        network=BenchNetwork(interface="lo", address=LOOPBACK, mac=""),
        address=LOOPBACK,
        instruments=frozenset(),
        adapters={},
        facts=[survey_of(*ports)],
        secrets={},
        documents=Path("/nonexistent"),
    )


def test_names_what_is_open(tmp_path: Path) -> None:
    """A real SSH server is named, and a port that is closed again is a disagreement."""
    closed = free_port()
    with dropbear(tmp_path) as port:
        names = name_services(Device(sample="S1", address=LOOPBACK), reach_over(port, closed))

    named = {service.id: service.name for service in names.services}
    assert named[f"tcp/{port}"] == "ssh"
    assert names.disagreements == (f"tcp/{closed}",)
    assert names.tool.startswith("nmap 7")


def test_without_an_open_port_there_is_nothing_to_name() -> None:
    """Nothing open is nothing asked."""
    with pytest.raises(Unavailable, match="no TCP port is open"):
        name_services(Device(sample="S1", address=LOOPBACK), reach_over())


@given(st.binary(max_size=300))
def test_any_bytes_are_names_or_unavailable(data: bytes) -> None:
    """No output of nmap makes the reader fail in another way."""
    with pytest.raises(Unavailable):
        read_names(data, LOOPBACK)
