"""How TLS is held against the thresholds, for servers and clients alike."""

from __future__ import annotations

from collections.abc import Iterable

from hoshitori.facts.tls import Answer, CipherSuite, TlsSurvey, older
from hoshitori.profile import Case


def expect_current_versions(case: Case, survey: TlsSurvey, *, beside: tuple[object, ...] = ()) -> None:
    """Expect that no version older than the threshold is accepted, and that one from there on is.

    `beside` are further facts on which the last expectation rests.
    """
    least: str = case.threshold("tls-minimum-version")
    accepted = f"versions accepted: {', '.join(survey.accepted) or 'none'}"
    for version in survey.versions:
        if older(version.id, least):
            case.expect(
                not version.accepted, on=survey, expected="tls-version-refused", observed=accepted, version=version.id
            )
            if version.why is Answer.SILENT:
                case.undecided(on=survey, reason="undecided-tls-version")
    current = any(not older(version, least) for version in survey.accepted)
    case.expect(current, on=(survey, *beside), expected="tls-version-offered", observed=accepted, least=least)


def unsuitable(case: Case, suites: Iterable[CipherSuite]) -> list[str]:
    """Return the suites with a part that is not on the lists."""
    ciphers: tuple[str, ...] = case.threshold("tls-ciphers")
    exchanges: tuple[str, ...] = case.threshold("tls-key-exchanges")
    hashes: tuple[str, ...] = case.threshold("tls-hashes")
    return [
        suite.name
        for suite in suites
        if suite.cipher not in ciphers
        or suite.hash not in hashes
        or (suite.key_exchange and suite.key_exchange not in exchanges)
    ]


def not_listed(names: Iterable[str]) -> str:
    """Return what is not on a list, named as such; nothing where all is."""
    told = ", ".join(names)
    return f"not on the list: {told}" if told else ""
