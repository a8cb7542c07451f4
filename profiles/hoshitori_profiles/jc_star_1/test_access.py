"""S1.1-01: the ways to the assets and what guards them; criterion by document, counter-evidence by trying the doors."""

from __future__ import annotations

from collections.abc import Iterator

from hoshitori.facts.document import DocumentElement
from hoshitori.facts.judgement import Judgement
from hoshitori.facts.login_surface import LoginSurface
from hoshitori.facts.web import Looked, Visitor, WebSweep
from hoshitori.profile import Case, Need, case, rows, the_device
from hoshitori_profiles.jc_star_1.ports import EVERY_OPEN_PORT, OPEN_TCP
from hoshitori_profiles.jc_star_1.reading import expect_element, expect_judgement

_MOST_SHOWN = 8
_GIVEN = {
    Visitor.NOBODY: "given without a session",
    Visitor.LOGGED_OUT: "given to a session that was logged out",
    Visitor.LESSER_USER: "given to the user with fewer rights",
}


@case(
    "S1.1-01/1",
    subject=the_device,
    paths=Need(DocumentElement, document="technical-file", element="e-access-paths"),
)
def test_access_paths_are_listed(case: Case, paths: DocumentElement) -> None:
    """The technical file lists the ways to the assets."""
    expect_element(case, paths)


@case(
    "S1.1-01/2",
    subject=rows("28-LogIntf", status="enabled"),
    judged=Need(Judgement, question="q-access-control"),
)
def test_access_goes_through_authentication(case: Case, judged: Judgement) -> None:
    """Access to assets through an enabled interface is controlled by authentication."""
    expect_judgement(case, judged, "access-path-authenticated")
    for path in case.declaration.access_paths:
        if path.interface == case.subject.id and path.assets:
            guards = (
                ", ".join(path.authentication) or f"no authentication declared; reason given: {path.reason or 'none'}"
            )
            case.expect(
                bool(path.authentication), on=judged, expected="access-path-guarded", observed=guards, path=path.id
            )


@case("S1.1-01/2", subject=OPEN_TCP, sweep=Need(WebSweep))
def test_pages_need_a_session(case: Case, sweep: WebSweep) -> None:
    """No page or path that the administrator reads is given to who has no session, however it is asked for."""
    if _no_page_to_ask_for(case, sweep):
        return
    for interface, opened, observed in _interfaces(case, sweep, Visitor.NOBODY):
        case.expect(not opened, on=sweep, expected="nothing-without-session", observed=observed, interface=interface)
    if sweep.unclear_for(Visitor.NOBODY):
        case.undecided(on=sweep, reason="undecided-pages")
    if sweep.cut_short:
        case.undecided(on=sweep, reason="undecided-sweep-cut-short")
    case.limit("limit-pages-found")
    if sweep.not_looked_at:
        case.limit("limit-pages-left-alone")
    if not sweep.login:
        case.limit("limit-no-login-to-compare")


@case("S1.1-01/2", subject=OPEN_TCP, sweep=Need(WebSweep))
def test_log_out_ends_the_session(case: Case, sweep: WebSweep) -> None:
    """What proved a session opens nothing any more once its user has logged out."""
    if _no_page_to_ask_for(case, sweep):
        return
    for interface, opened, observed in _interfaces(case, sweep, Visitor.LOGGED_OUT):
        case.expect(not opened, on=sweep, expected="nothing-after-log-out", observed=observed, interface=interface)
    if sweep.unclear_for(Visitor.LOGGED_OUT) or sweep.logged_out in {Looked.NO_WAY_OUT, Looked.FAILED}:
        case.undecided(on=sweep, reason="undecided-log-out")


@case("S1.1-01/2", subject=OPEN_TCP, sweep=Need(WebSweep))
def test_roles_are_kept_apart(case: Case, sweep: WebSweep) -> None:
    """A user with fewer rights gets nothing that is declared to be the administrator's alone."""
    if _no_page_to_ask_for(case, sweep):
        return
    for interface, opened, observed in _interfaces(case, sweep, Visitor.LESSER_USER):
        case.expect(not opened, on=sweep, expected="nothing-for-lesser-user", observed=observed, interface=interface)
    undecided = sweep.lesser_user is Looked.FAILED or (sweep.login and sweep.lesser_user is Looked.NO_PAGES)
    if sweep.unclear_for(Visitor.LESSER_USER) or undecided:
        case.undecided(on=sweep, reason="undecided-roles")
    if sweep.login and sweep.lesser_user is Looked.NOT_DECLARED:
        case.limit("limit-roles-not-tried")


@case("S1.1-01/2", subject=EVERY_OPEN_PORT, surface=Need(LoginSurface))
def test_no_service_lets_everybody_in(case: Case, surface: LoginSurface) -> None:
    """No service that was found opens a session to who shows no credential at all."""
    case.expect(
        not surface.open_without_login,
        on=surface,
        expected="no-session-without-credential",
        observed=f"{surface.protocol} serves who shows no credential"
        if surface.open_without_login
        else surface.protocol,
    )
    if surface.protocol == "tftp":
        case.undecided(on=surface, reason="undecided-files-for-everybody")
    elif not (surface.conclusive or surface.asked):
        case.undecided(on=surface, reason="undecided-no-login-seen")


def _no_page_to_ask_for(case: Case, sweep: WebSweep) -> bool:
    """Whether the port gives nobody a page to ask for, which is said in place of what would be expected of pages."""
    if sweep.protocol:
        return False
    nothing = not (sweep.pages or sweep.opened or sweep.unclear)
    case.expect(nothing, on=sweep, expected="no-page-to-ask-for", observed=sweep.control.what)
    return True


def _interfaces(case: Case, sweep: WebSweep, visitor: Visitor) -> Iterator[tuple[str, bool, str]]:
    """Yield for each interface, an access path of its own, whether something opened to a visitor, and what was seen."""
    for interface in sweep.interfaces or ("",):
        own = [one for one in sweep.opened_to(visitor) if one.interface == interface or not sweep.interfaces]
        guarded = sum(page.interface == interface for page in sweep.guarded)
        more = f" and {len(own) - _MOST_SHOWN} more" if len(own) > _MOST_SHOWN else ""
        given = f"{_GIVEN[visitor]}: {', '.join(one.request for one in own[:_MOST_SHOWN])}{more}"
        seen = given if own else f"{guarded} guarded pages of {len(sweep.pages)} found"
        yield interface or case.subject.id, bool(own), seen
