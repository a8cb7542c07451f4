"""Nmap's second opinion: on real servers, and what is made of reports that are none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hoshitori.facts.base import encode
from hoshitori.facts.ports import OpenPort, PortSurvey
from hoshitori.model.observation import Observation, ObservationKey
from hoshitori.probe import Unavailable
from hoshitori_plugins.nmap_names import name_services, read_report
from tests.plugins.daemons import needs
from tests.plugins.support import Notes
from tests.plugins.wire import DEVICE, bench, device_target

ASKED = (OpenPort(id="tcp/22", transport="tcp", port=22, evidence="SYN-ACK"),)


def on_record(transport: str, *numbers: int) -> Observation:
    """Return a survey on record that found these ports open."""
    survey = PortSurvey(
        transport=transport, family="ipv4", address=DEVICE,
        open=tuple(OpenPort(id=f"{transport}/{n}", transport=transport, port=n, evidence="SYN-ACK") for n in numbers),
        open_or_filtered=(), open_or_filtered_ranges=(), filtered=(), undetermined=(),
        closed=65_535 - len(numbers), tries=0, controls=(), icmp_answers=True, rate=1,
    )  # fmt: skip
    key = ObservationKey(fact="port-survey", subject="device", parameters={"transport": transport})
    return Observation(
        id="o-0001", key=key, attempt=1, probe="", probe_version="", started_at="", ended_at="", fact=encode(survey)
    )


@pytest.mark.netns
def test_open_ports_get_nmaps_names_and_closed_ones_a_disagreement() -> None:
    """A server that greets as SSH is called ssh; a port that is closed by now is said to be."""
    needs("nmap")
    code = (
        "import socket\n"
        "s = socket.create_server(('', 22)); print('ready', flush=True)\n"
        "while True:\n"
        "    c, _ = s.accept(); c.sendall(b'SSH-2.0-OpenSSH_9.2\\r\\n'); c.close()\n"
    )
    notes = Notes()
    with bench() as pair:
        pair.script(code)
        reach = pair.reach(notes, facts=(on_record("tcp", 22, 81),))
        found = name_services(device_target(), reach)
    assert [(service.id, service.name) for service in found.services if service.state == "open"] == [("tcp/22", "ssh")]
    assert found.disagreements == ("tcp/81",)
    assert b"<nmaprun" in notes.artefacts["nmap.xml"]["data"]
    encode(found)


@pytest.mark.netns
def test_without_an_open_port_there_is_nothing_to_name() -> None:
    """No list of names is not an empty list of names."""
    with bench() as pair, pytest.raises(Unavailable, match="nothing to name"):
        name_services(device_target(), pair.reach(Notes(), facts=(on_record("tcp"), on_record("udp"))))


@pytest.mark.parametrize(
    "report", [b"", b"<nmaprun/>", b"<nmaprun", b"<?xml version='1.0'?><nmaprun><host/></nmaprun>"]
)
def test_a_report_that_is_none_is_unavailable(report: bytes) -> None:
    """A cut or empty report says nothing of any port."""
    needs("nmap")
    with pytest.raises(Unavailable):
        read_report(report, DEVICE, ASKED)


@given(st.text(max_size=60), st.text(max_size=6), st.text(max_size=6))
def test_any_words_of_a_device_become_plain_ones(product: str, confidence: str, state: str) -> None:
    """Names, confidence and state of any text give a fact or none."""
    from xml.sax.saxutils import quoteattr

    kept = [quoteattr("".join(c for c in text if c.isprintable())) for text in (product, confidence, state)]
    xml = (
        "<nmaprun><scaninfo type='syn' protocol='tcp' numservices='1' services='22'/>"
        "<host><status state='up' reason='x'/>"
        f"<address addr='{DEVICE}' addrtype='ipv4'/><ports><port protocol='tcp' portid='22'>"
        f"<state state={kept[2]} reason='syn-ack'/><service name='ssh' product={kept[0]} conf={kept[1]}/>"
        "</port></ports></host></nmaprun>"
    )
    try:
        encode(read_report(xml.encode(), DEVICE, ASKED))
    except Unavailable:
        return
