"""What an SSH server offers before anybody logs in."""

from __future__ import annotations

from dataclasses import dataclass

from hoshitori.facts.base import fact
from hoshitori.model.subject import Endpoint


@dataclass(frozen=True, slots=True, kw_only=True)
class HostKey:
    """One public host key.

    Attributes:
        id: the algorithm it was asked for (`ssh-ed25519`).
        key: its own type (`ssh-rsa`).
        bits: of the modulus or curve; 0 where unknown.
        sha256: OpenSSH's fingerprint, base64 without padding and without the prefix.
    """

    id: str
    key: str
    bits: int
    sha256: str


@fact("ssh-survey", about=Endpoint)
class SshSurvey:
    """Algorithms, host keys and authentication methods of an SSH server.

    Effort: `handshakes` (connections made).

    Attributes:
        speaks_ssh: whether it sent an SSH identification string.
        banner: that string, escaped, at most 255 characters.
        version_two: whether it speaks SSH 2.0; `version_one` whether it offers SSH 1 (1.x, or 1.99 for both).
        key_exchanges: as offered, in the server's order, with names that only signal a feature (RFC 8308).
        host_key_algorithms: likewise.
        ciphers: both directions joined, each once; `macs` and `compressions` likewise.
        host_keys: those that were asked for and shown; empty if no key exchange could be completed.
        methods: what an unknown user may try (`publickey`, `password`, `keyboard-interactive`); None if not learnt.
        opens_without_authentication: whether the method `none` opened a session.
        incomplete: what could not be looked at, in sentences.
    """

    speaks_ssh: bool
    banner: str
    version_two: bool
    version_one: bool
    key_exchanges: tuple[str, ...]
    host_key_algorithms: tuple[str, ...]
    ciphers: tuple[str, ...]
    macs: tuple[str, ...]
    compressions: tuple[str, ...]
    host_keys: tuple[HostKey, ...]
    methods: tuple[str, ...] | None
    opens_without_authentication: bool
    incomplete: tuple[str, ...]
