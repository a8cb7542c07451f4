"""S1.1-02, counter-evidence: what well-known credentials do at every service that was found."""

from __future__ import annotations

from hoshitori.facts.login import DefaultLogin, OfferedLogin
from hoshitori.profile import Case, Need, case
from hoshitori_profiles.jc_star_1.ports import EVERY_OPEN_PORT


def _listed(offered: OfferedLogin) -> int:
    """Return how many pairs the list held for a log-in, those that were left alone included."""
    return max(offered.refused + offered.unanswered, offered.tries, 1)


@case("S1.1-02/1", subject=EVERY_OPEN_PORT, login=Need(DefaultLogin))
def test_default_logins_are_refused(case: Case, login: DefaultLogin) -> None:
    """No known default or weak value opens a session at any service that was found."""
    opened = ", ".join(f"{session.login}: {session.user.value}" for session in login.opened)
    if login.accepts_anything and not (opened or login.open_without_login):
        opened = f"{login.protocol}: a random wrong value opened a session"
    case.expect(
        login.open_without_login or not (login.opened or login.accepts_anything),
        on=login,
        expected="default-login-refused",
        observed=opened
        or (
            f"{login.protocol}: {login.refused} of {login.tried} tries refused"
            if login.tried
            else f"{login.protocol}: nothing asked for a password"
        ),
    )
    for offered in login.offered:
        if not (offered.refused or login.opened or login.open_without_login):
            case.undecided(on=login, reason="undecided-no-password-tried")
    share: int = case.threshold("default-login-share")
    if any(offered.locked_out and offered.refused * 100 < share * _listed(offered) for offered in login.offered):
        case.undecided(on=login, reason="undecided-list-cut-short")
    case.limit("limit-known-defaults")
    if case.subject.text("transport") == "udp" and not login.offered and login.protocol != "snmp":
        case.limit("limit-datagrams")
    if login.open_without_login:
        case.limit("limit-no-login-at-all")
    if login.locked_out:
        case.limit("limit-list-cut-short")
