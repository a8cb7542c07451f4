"""S1.1-12 over the whole run's traffic: nothing worth protecting in clear, no destination that nobody declared."""

from __future__ import annotations

from hoshitori.facts.judgement import Judgement
from hoshitori.facts.login_surface import LoginSurface
from hoshitori.facts.traffic import ClearTalk, Leak, Standing, Traffic
from hoshitori.profile import Case, Need, case, rows, the_device, union
from hoshitori_profiles.jc_star_1.ports import EVERY_OPEN_PORT
from hoshitori_profiles.jc_star_1.reading import expect_judgement

_MOST_SHOWN = 8


@case("S1.1-12/3", subject=the_device, traffic=Need(Traffic))
def test_no_secret_is_sent_in_clear(case: Case, traffic: Traffic) -> None:
    """No known secret was on the wire in clear, and no peer was spoken to in clear that is declared protected."""
    announced = _announced(case, traffic)
    leaks = [leak for leak in traffic.leaks if leak not in announced]
    case.expect(not leaks, on=traffic, expected="no-secret-in-clear", observed=_shown(leaks) or _looked_at(traffic))
    assetless: tuple[str, ...] = case.threshold("assetless-protocols")
    clear = [talk for talk in traffic.clear if talk.protocol not in assetless]
    # what is not understood may be the peer's own encryption
    broken = [talk for talk in clear if talk.declared_protected and talk.carries and talk.protocol != "unknown"]
    case.expect(not broken, on=traffic, expected="peers-under-protection", observed=_talks(broken or clear))
    if announced:
        case.undecided(on=traffic, reason="undecided-marker-announced")
    if any(talk not in broken for talk in clear):
        case.undecided(on=traffic, reason="undecided-clear-talk")
    _say_what_is_left(case, traffic)


@case(
    "S1.1-12/3",
    subject=the_device,
    traffic=Need(Traffic),
    judged=Need(Judgement, question="q-destinations", optional=True),
)
def test_destinations_are_declared(case: Case, traffic: Traffic, judged: Judgement | None) -> None:
    """The device begins conversations with declared hosts alone, or an assessor knows why with others."""
    strangers = [*(place.id for place in traffic.undeclared), *(name.id for name in traffic.undeclared_names)]
    facts = traffic if judged is None else (traffic, judged)
    seen = ", ".join(strangers[:_MOST_SHOWN]) or _looked_at(traffic)
    if not strangers:
        case.expect(not strangers, on=facts, expected="destinations-declared", observed=seen)
    elif judged is None:
        case.expect(traffic.control.held, on=traffic, expected="device-heard", observed=seen)
        case.undecided(on=traffic, reason="undecided-destinations")
    else:
        expect_judgement(case, judged, "destinations-intended")
        case.expect(judged.holds, on=facts, expected="destinations-intended", observed=seen)
    _say_what_is_left(case, traffic)


@case("S1.1-01/2", subject=the_device, traffic=Need(Traffic))
def test_no_credential_is_seen_in_clear(case: Case, traffic: Traffic) -> None:
    """No declared authentication value was on the wire in clear (counter-evidence)."""
    leaks = [leak for leak in traffic.leaks if leak.is_credential]
    case.expect(not leaks, on=traffic, expected="no-credential-in-clear", observed=_shown(leaks) or _looked_at(traffic))
    _say_what_is_left(case, traffic)


@case(
    "S1.1-12/3",
    subject=union(the_device, EVERY_OPEN_PORT),
    traffic=Need(Traffic),
    surface=Need(LoginSurface, optional=True),
)
def test_no_asset_is_seen_on_the_wire(case: Case, traffic: Traffic, surface: LoginSurface | None) -> None:
    """Nothing worth protecting goes over the network: no log-in is asked for, no known secret is seen (absence)."""
    if case.subject.id != "device":
        if surface is None:
            case.undecided(on=traffic, reason="undecided-login-look")
            return
        asked = ", ".join(one.id for one in surface.asked)
        both = (surface, traffic)
        case.expect(not asked, on=both, expected="no-authentication-asked", observed=asked or surface.protocol)
        if not surface.conclusive:
            case.undecided(on=both, reason="undecided-login-look")
        return
    case.expect(
        not traffic.leaks,
        on=traffic,
        expected="no-secret-in-clear",
        observed=_shown(traffic.leaks) or _looked_at(traffic),
    )
    if any(place.standing in {Standing.DECLARED, Standing.UNDECLARED} for place in traffic.destinations):
        case.undecided(on=traffic, reason="undecided-what-is-sent")
    _say_what_is_left(case, traffic)


@case(
    "S1.1-12/1",
    subject=union(
        *(
            rows("11-SecComMech", protection=means)
            for means in ("dtls", "quic", "ipsec", "wpa", "bluetooth", "application", "none")
        ),
        rows("11-SecComMech", protection="ssh", role="client"),
    ),
    judged=Need(Judgement, question="q-protected-otherwise"),
)
def test_protection_by_other_means_is_adequate(case: Case, judged: Judgement) -> None:
    """A channel protected by means that no packet here can try is protected adequately, as an assessor judges."""
    declared = case.subject.text("protection")
    case.expect(declared != "none", on=judged, expected="channel-is-protected", observed=declared)
    expect_judgement(case, judged, "protected-otherwise")
    case.limit("limit-protected-otherwise")


def _announced(case: Case, traffic: Traffic) -> list[Leak]:
    """Return what was seen in protocols that only announce: a name that a user gave may be meant to be seen there."""
    assetless: tuple[str, ...] = case.threshold("assetless-protocols")
    return [leak for leak in traffic.leaks if leak.secret.startswith("met-") and leak.protocol in assetless]


def _say_what_is_left(case: Case, traffic: Traffic) -> None:
    if not traffic.whole:
        case.undecided(on=traffic, reason="undecided-capture")
    if traffic.too_short:
        case.limit("limit-short-secrets")
    case.limit("limit-traffic")


def _shown(leaks: list[Leak] | tuple[Leak, ...]) -> str:
    return ", ".join(f"{leak.id} ×{leak.times}" for leak in leaks[:_MOST_SHOWN])


def _talks(talks: list[ClearTalk]) -> str:
    return ", ".join(f"{talk.id} ({talk.declared_protected})" for talk in talks[:_MOST_SHOWN])


def _looked_at(traffic: Traffic) -> str:
    return (
        f"{traffic.secrets} values, {len(traffic.destinations)} destinations, {traffic.first_at} to {traffic.last_at};"
        f" {traffic.control.what}"
    )
