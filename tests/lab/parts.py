"""Which cases of which twin every run of the tests has from boot to verdict, where it has not the whole run."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from hoshitori.model.verdict import Cause, Verdict
from hoshitori_lab.expected import load_expected

TEMPTED: Final[Mapping[str, frozenset[str]]] = {
    "busy-at-first": frozenset({"unsigned_images_are_refused", "foreign_signed_images_are_refused"}),
    "debug-port-closed": frozenset({"interface_is_needed_or_closed"}),
    "default-drop-firewall": frozenset({"open_tcp_ports_are_declared", "open_udp_ports_are_declared"}),
    "hangs-up-on-bad-images": frozenset({"unsigned_images_are_refused", "altered_images_are_refused"}),
    "http-redirects-home": frozenset({"no_service_speaks_in_clear", "no_service_lets_everybody_in"}),
    "ipv6-services": frozenset(
        {"open_tcp_ports_are_declared", "tls_versions_are_current", "ssh_algorithms_are_suitable"}
    ),
    "library-unexploitable": frozenset({"known_vulnerabilities_cannot_be_exploited"}),
    "self-signed-pinned": frozenset({"tls_certificate_is_trustworthy"}),
    "slow-line": frozenset({"tls_versions_are_current", "ssh_algorithms_are_suitable"}),
    "snmp-v3": frozenset({"snmp_asks_for_proof", "snmp_answers_under_protection_alone", "default_logins_are_refused"}),
    "throttle-by-account-sound": frozenset({"every_password_login_was_guessed_at", "guessing_takes_too_long"}),
    "tls13-only": frozenset(
        {"tls_versions_are_current", "tls_algorithms_are_suitable", "every_tls_service_is_current"}
    ),
    "two-units": frozenset({"units_share_neither_values_nor_keys"}),
    "undeclared-destination": frozenset({"destinations_are_declared"}),
    "web-soft-refusals": frozenset({"pages_need_a_session", "log_out_ends_the_session"}),
}
"""Of twins that fail nothing: the cases that the looks of a sound one might take in, or that one leaves undecided."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Came:
    """What a case came to on a subject, and what the judge said of it."""

    case: str
    subject: str
    verdict: Verdict
    cause: Cause | None
    why: str


def failing_cases(twin: str) -> frozenset[str]:
    """The cases that are listed to fail on a twin."""
    listed = load_expected().differences(twin).cases
    return frozenset(one.case for one in listed if one.verdict is Verdict.FAIL)


def cases_of(twin: str) -> frozenset[str]:
    """The cases in which a twin shows what it is there to show."""
    return TEMPTED.get(twin) or failing_cases(twin)
