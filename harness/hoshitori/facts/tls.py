"""What a TLS server accepts and which certificates it shows, seen by hellos of our own making."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from hoshitori.facts.base import NonEmpty, fact
from hoshitori.model.subject import Endpoint


class Answer(enum.Enum):
    """How a server took a ClientHello."""

    ACCEPTED = "ACCEPTED"
    OTHER_VERSION = "OTHER_VERSION"
    ALERT = "ALERT"
    CLOSED = "CLOSED"
    RESET = "RESET"
    SILENT = "SILENT"
    NOT_TLS = "NOT_TLS"


class ChainFault(enum.Enum):
    """What is wrong with a chain of certificates, as anybody may see it; whether it matters is for the profile."""

    EXPIRED = "EXPIRED"
    NOT_YET_VALID = "NOT_YET_VALID"
    NAME_MISMATCH = "NAME_MISMATCH"
    SELF_SIGNED = "SELF_SIGNED"
    BROKEN_LINK = "BROKEN_LINK"
    ISSUER_NOT_SENT = "ISSUER_NOT_SENT"
    SHORT_KEY = "SHORT_KEY"
    OLD_SIGNATURE_HASH = "OLD_SIGNATURE_HASH"
    ISSUER_IS_NO_CA = "ISSUER_IS_NO_CA"
    UNREADABLE = "UNREADABLE"


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionSupport:
    """Whether a protocol version is accepted.

    Attributes:
        id: `SSLv3`, `TLS 1.0`, `TLS 1.1`, `TLS 1.2` or `TLS 1.3`; compare them by `order`.
        order: 0 for SSLv3 to 4 for TLS 1.3.
        accepted: whether a hello of this version was answered by a ServerHello of this version.
        why: how the hello was taken.
        alert: number of the alert (RFC 8446 section 6) where one came.
        server_prefers: whether the server picks suites in its own order; None with fewer than two suites.
    """

    id: str
    order: int
    accepted: bool
    why: Answer
    alert: int | None = None
    server_prefers: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CipherSuite:
    """A cipher suite under one version, taken apart as its IANA name says.

    Attributes:
        id: `TLS 1.2 TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256`; in a ClientHello the name alone.
        version: the version it was accepted under; empty in a ClientHello.
        code: IANA number, 0 to 65,535.
        name: IANA name; `UNKNOWN_1234` (hexadecimal) where IANA has none.
        key_exchange: `ECDHE_RSA`, `RSA`, `DH_anon`, `RSA_EXPORT`, …; empty for TLS 1.3, where groups decide.
        cipher: cipher, length and mode: `AES_128_GCM`, `3DES_EDE_CBC`, `RC4_128`, `NULL`.
        hash: `SHA`, `SHA256`, `MD5`, …: of the MAC, or of the PRF for AEAD ciphers; `SHA256` for CCM.
    """

    id: str
    version: str
    code: int
    name: str
    key_exchange: str
    cipher: str
    hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyGroup:
    """A key-exchange group that the server accepts.

    Attributes:
        id: version and name: `TLS 1.3 x25519`.
        version: `TLS 1.3`, or `TLS 1.2 and older`.
        name: IANA name, or `dh 1024 bits` for a DHE group of the server's own.
        code: IANA number, 0 for a DHE group of the server's own.
        bits: of the field or prime; 0 where unknown.
    """

    id: str
    version: str
    name: str
    code: int
    bits: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """One X.509 certificate; names are the device's own words, escaped and bounded.

    Attributes:
        id: its place in the chain, `0` the server's own.
        names: subject alternative names (`DNS:camera.local`, `IP:192.0.2.1`).
        not_before: RFC 3339, UTC; likewise `not_after`. Empty where unreadable.
        key: `RSA`, `EC`, `Ed25519`, …; `key_bits` of the modulus or curve, `curve` its name.
        signature: `sha256` and the like: the hash; `signature_algorithm` its OID's name.
        sha256: of the DER; `spki_sha256` of its public key alone (hexadecimal).
    """

    id: str
    subject: str
    issuer: str
    serial: str
    names: tuple[str, ...]
    not_before: str
    not_after: str
    key: str
    key_bits: int
    curve: str
    signature: str
    signature_algorithm: str
    self_signed: bool
    is_ca: bool
    sha256: str
    spki_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """The certificates shown to one kind of client.

    Attributes:
        id: which client saw it: `RSA`, `ECDSA` or `TLS 1.3`.
        certificates: as sent, the server's own first; those that do not parse are left out (`UNREADABLE`).
        faults: what anybody sees wrong with it at `TlsSurvey.observed_at`, by the bench's clock.
        details: one line for each fault, which says on what.
    """

    id: str
    certificates: tuple[Certificate, ...]
    faults: tuple[ChainFault, ...]
    details: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TrustCheck:
    """Whether the chain is trusted in the way a declared row says.

    Attributes:
        id: the row of 11-SecComMech.
        way: its declared trust: `own-ca`, `pinned`, `public-ca`.
        chain: the id of the chain that was checked.
        held: whether it is; None where it cannot be told here.
        why: one sentence.
    """

    id: str
    way: str
    chain: str
    held: bool | None
    why: str


@fact("tls-survey", about=Endpoint)
class TlsSurvey:
    """Versions, suites, groups and certificates of a TLS server, without this machine's OpenSSL in between.

    Effort: `handshakes` (connections made), `suites` (codes offered).

    Attributes:
        speaks_tls: whether any hello was answered by TLS; false only if it refused raw hellos of every version.
        versions: all five, oldest first.
        suites: accepted ones, by version, in the server's order where it has one.
        groups: accepted ones.
        chains: one for each kind of certificate seen; empty if none could be seen.
        trust: for each declared channel at this endpoint, whether the chain is trusted as declared.
        alpn: application protocols chosen of those offered.
        compression: whether TLS compression was accepted (RFC 3749).
        secure_renegotiation: RFC 5746; None where only TLS 1.3 is spoken.
        extended_master_secret: RFC 7627; likewise.
        asks_client_certificate: whether it asked for one; None where that could not be seen.
        fallback_scsv: whether it refuses an inappropriate fallback (RFC 7507); None with a single version.
        observed_at: RFC 3339, UTC, by the bench's clock.
        incomplete: what could not be looked at, in sentences; empty after a full survey.
    """

    speaks_tls: bool
    versions: NonEmpty[VersionSupport]
    suites: tuple[CipherSuite, ...]
    groups: tuple[KeyGroup, ...]
    chains: tuple[Chain, ...]
    trust: tuple[TrustCheck, ...]
    alpn: tuple[str, ...]
    compression: bool
    secure_renegotiation: bool | None
    extended_master_secret: bool | None
    asks_client_certificate: bool | None
    fallback_scsv: bool | None
    observed_at: str
    incomplete: tuple[str, ...]

    @property
    def accepted(self) -> tuple[str, ...]:
        """The versions that are accepted, oldest first."""
        return tuple(version.id for version in self.versions if version.accepted)

    @property
    def faults(self) -> tuple[ChainFault, ...]:
        """The faults of all chains, each once."""
        return tuple(dict.fromkeys(fault for chain in self.chains for fault in chain.faults))


ORDER = ("SSLv3", "TLS 1.0", "TLS 1.1", "TLS 1.2", "TLS 1.3")
"""The versions by age."""


def older(version: str, least: str) -> bool:
    """Return whether a version is older than another.

    Raises:
        ValueError: if either is none of `ORDER`.
    """
    return ORDER.index(version) < ORDER.index(least)
