"""S1.1-13, the interfaces no packet reaches: sockets, slots, pads and radios, as an assessor judged them."""

from __future__ import annotations

from hoshitori.facts.judgement import Judgement
from hoshitori.profile import Case, Need, case, rows
from hoshitori_profiles.jc_star_1.reading import expect_judgement

SEEN = frozenset({"usb", "sd", "serial", "jtag"})
"""Connectors and pads that a photograph shows; without one the answer rests on words alone."""


@case("S1.1-13/2", subject=rows("15-PhyIntf"), judged=Need(Judgement, question="q-physical-interface"))
def test_interface_is_needed_or_closed(case: Case, judged: Judgement) -> None:
    """A physical or radio interface is needed for the intended use, or is disabled or protected."""
    declared = case.subject
    debugging = declared.fields.get("debug_interface") is True
    photographs = [digest for digest in judged.digests if digest]
    expect_judgement(case, judged, "interface-needed-or-closed")
    if photographs:
        shown = ", ".join(
            f"{name} (SHA-256 {digest})"
            for name, digest in zip(judged.attachments, judged.digests, strict=False)
            if digest
        )
        case.expect(
            bool(photographs), on=judged, expected="interface-photographed", observed=shown, count=len(photographs)
        )
    elif debugging or declared.text("type") in SEEN:
        case.undecided(on=judged, reason="undecided-interface-unseen")
    else:
        case.limit("limit-no-photograph")
    if debugging:
        closed = declared.text("status") == "disabled" or bool(declared.text("protection").strip())
        case.expect(
            closed,
            on=judged,
            expected="debug-interface-closed",
            observed=f"{declared.text('type')}: {declared.text('status')}",
        )
