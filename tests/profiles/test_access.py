"""The counter-evidence of S1.1-01: what opens without the right session FAILs, what was not settled is undecided."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hoshitori.facts.base import Control
from hoshitori.facts.web import Doubt, Looked, Opening, PageAccess, PageKind, ReadPage, Visitor, WebSweep
from hoshitori.model.subject import Subject
from hoshitori.model.verdict import FAIL, PASS, Verdict
from tests.profiles.sound_surface import NO_LOGIN
from tests.profiles.support import judged, port

HTTPS = port("tcp/443")
CASES = {
    "pages_need_a_session": Visitor.NOBODY,
    "log_out_ends_the_session": Visitor.LOGGED_OUT,
    "roles_are_kept_apart": Visitor.LESSER_USER,
}
WEB, API = "28-LogIntf/LI-web", "28-LogIntf/LI-api"
SOUND = WebSweep(
    protocol="https",
    interfaces=(WEB, API),
    login="1-AuthMech/AM-admin",
    pages=(
        ReadPage(id="/", interface=WEB, kind=PageKind.PAGE, found_by="declared", access=PageAccess.GUARDED),
        ReadPage(id="/api/users", interface=API, kind=PageKind.DATA, found_by="link", access=PageAccess.GUARDED),
    ),
    opened=(),
    unclear=(),
    logged_out=Looked.TRIED,
    lesser_user=Looked.TRIED,
    cut_short="",
    not_looked_at=(),
    control=Control(held=True, what="the administrator's session reads 2 pages"),
)


def opening(visitor: Visitor, interface: str = API) -> Opening:
    """A path that opened to a visitor."""
    name, path = f"{visitor.value} GET /api/users", "/api/users"
    return Opening(
        id=name, visitor=visitor, interface=interface, request=f"GET {path}", page=path, evidence="200, 80 bytes"
    )


def doubt(visitor: Visitor) -> Doubt:
    """A page of which it could not be told."""
    return Doubt(id=f"{visitor.value} GET /help", visitor=visitor, interface=WEB, request="GET /help", why="the same")


@pytest.mark.parametrize("case", CASES)
def test_guarded_interface_passes(case: str) -> None:
    """Where nothing opened to the visitor and the control held, the case PASSes."""
    assert judged(case, {"sweep": SOUND}, HTTPS).decision == PASS


@pytest.mark.parametrize(("case", "visitor"), CASES.items())
def test_opened_page_fails_for_its_interface_alone(case: str, visitor: Visitor) -> None:
    """A page opened to the visitor FAILs; the other interface at the port, a path of its own, is not accused."""
    result = judged(case, {"sweep": replace(SOUND, opened=(opening(visitor),))}, HTTPS)

    assert result.decision == FAIL
    assert [one.held for one in result.expectations] == [True, False]


@pytest.mark.parametrize(("case", "visitor"), CASES.items())
def test_what_opened_to_others_is_another_cases_matter(case: str, visitor: Visitor) -> None:
    """Each case judges its own visitor."""
    others = tuple(opening(one) for one in Visitor if one is not visitor)

    assert judged(case, {"sweep": replace(SOUND, opened=others)}, HTTPS).decision == PASS


@pytest.mark.parametrize(("case", "visitor"), CASES.items())
def test_page_that_could_not_be_told_leaves_it_undecided(case: str, visitor: Visitor) -> None:
    """A doubt forbids PASS."""
    result = judged(case, {"sweep": replace(SOUND, unclear=(doubt(visitor),))}, HTTPS)

    assert result.decision.verdict is Verdict.INCONCLUSIVE


@pytest.mark.parametrize(
    ("case", "sweep"),
    [
        ("pages_need_a_session", replace(SOUND, cut_short="150 pages")),
        ("log_out_ends_the_session", replace(SOUND, logged_out=Looked.NO_WAY_OUT)),
        ("log_out_ends_the_session", replace(SOUND, logged_out=Looked.FAILED)),
        ("roles_are_kept_apart", replace(SOUND, lesser_user=Looked.FAILED)),
        ("roles_are_kept_apart", replace(SOUND, lesser_user=Looked.NO_PAGES)),
    ],
)
def test_what_was_not_tried_to_the_end_leaves_it_undecided(case: str, sweep: WebSweep) -> None:
    """A sweep cut short, a log-out that is not known and a lesser user who could not log in forbid PASS."""
    assert judged(case, {"sweep": sweep}, HTTPS).decision.verdict is Verdict.INCONCLUSIVE


@pytest.mark.parametrize("case", CASES)
def test_sweep_without_control_shows_nothing(case: str) -> None:
    """Where the administrator's session read nothing that is guarded, a refusal says nothing."""
    sweep = replace(SOUND, control=Control(held=False, what="read nothing"))

    assert judged(case, {"sweep": sweep}, HTTPS).decision.verdict is Verdict.INCONCLUSIVE


@pytest.mark.parametrize("case", CASES)
def test_port_without_pages_says_so(case: str) -> None:
    """Where no page can be asked for, that is what the PASS says; pages on record all the same contradict it."""
    empty = replace(SOUND, protocol="", interfaces=(), login="", pages=())

    result = judged(case, {"sweep": empty}, port("tcp/22"))

    assert result.decision == PASS
    assert [one.expected for one in result.expectations] == ["no-page-to-ask-for"]
    assert judged(case, {"sweep": replace(SOUND, protocol="")}, HTTPS).decision == FAIL


def test_device_without_roles_passes_with_a_limit() -> None:
    """Where no lesser user is declared, that roles were not tried stands beside the PASS."""
    result = judged("roles_are_kept_apart", {"sweep": replace(SOUND, lesser_user=Looked.NOT_DECLARED)}, HTTPS)

    assert result.decision == PASS
    assert "limit-roles-not-tried" in result.limits


@pytest.mark.parametrize("subject", [port("tcp/1883"), port("udp/5683")], ids=str)
def test_service_that_takes_anybody_fails(subject: Subject) -> None:
    """A service that opens a session to who shows no credential is a way in without authentication, over UDP too."""
    assert judged("no_service_lets_everybody_in", {"surface": NO_LOGIN}, subject).decision == PASS
    opened = replace(NO_LOGIN, open_without_login=True)
    assert judged("no_service_lets_everybody_in", {"surface": opened}, subject).decision == FAIL
    unknown = replace(NO_LOGIN, conclusive=False, why="speaks none of the known protocols")
    assert (
        judged("no_service_lets_everybody_in", {"surface": unknown}, subject).decision.verdict is Verdict.INCONCLUSIVE
    )


def test_service_of_files_for_everybody_is_undecided() -> None:
    """TFTP knows no credential (RFC 1350), so that nobody logs in there shows nothing: it may give out any file."""
    tftp = replace(NO_LOGIN, protocol="tftp")

    decision = judged("no_service_lets_everybody_in", {"surface": tftp}, port("udp/69")).decision

    assert decision.verdict is Verdict.INCONCLUSIVE
