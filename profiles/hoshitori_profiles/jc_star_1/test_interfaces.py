"""S1.1-13, the interfaces no packet reaches: sockets, slots, pads and radios, judged from the unit and photographs."""

from __future__ import annotations

from hoshitori.facts.judgement import Judgement
from hoshitori.profile import Case, Need, case, rows
from hoshitori_profiles.jc_star_1.reading import expect_judgement


@case("S1.1-13/2", subject=rows("15-PhyIntf"), judged=Need(Judgement, question="q-physical-interface"))
def test_interface_is_needed_or_closed(case: Case, judged: Judgement) -> None:
    """A physical or radio interface is needed for the intended use, or is disabled or protected."""
    expect_judgement(case, judged, "interface-needed-or-closed")
