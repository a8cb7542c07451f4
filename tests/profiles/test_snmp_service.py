"""S1.1-12 at a port that speaks SNMP, over facts made by hand."""

from __future__ import annotations

from dataclasses import replace

from hoshitori.facts.service import Dialogue, Heard
from hoshitori.model.verdict import FAIL, PASS, Cause, inconclusive
from tests.profiles.support import judged, port
from tests.profiles.test_surfaces import SNMP as AGENT


def test_version_3_of_snmp_is_judged_by_what_it_was_seen_to_answer() -> None:
    """Encrypted it passes, with an answer in clear it fails and says to what, and else it is open."""
    asked = (
        Dialogue(id="snmp v3", heard=Heard.UNDERSTOOD),
        Dialogue(id="snmp noAuthNoPriv declared-1", heard=Heard.UNDERSTOOD),
        Dialogue(id="snmp noAuthNoPriv known-1", heard=Heard.REFUSED),
    )
    agent = replace(AGENT, versions=("v3",), dialogues=asked)
    results = {
        encrypted: judged(
            "no_service_speaks_in_clear", {"service": replace(agent, encrypted=encrypted)}, port("udp/161")
        )
        for encrypted in (True, False, None)
    }

    assert [results[one].decision.verdict for one in (True, False, None)] == [
        PASS.verdict,
        FAIL.verdict,
        inconclusive(Cause.UNAVAILABLE).verdict,
    ]
    assert results[False].expectations[0].observed == "snmp, v3, noAuthNoPriv declared-1"
