"""The trust file: whom a scheme lets sign what, until when, and what it has taken back (`trust.json`).

Times are RFC 3339 in UTC with whole seconds, certificates DER in base64, public keys SubjectPublicKeyInfo in base64,
digests `sha256:` and 64 hexadecimal digits.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import Any

TRUST_TYPE = "application/vnd.hoshitori.trust.v1+json"
"""Payload type of the trust file's envelope."""

ROOT_CHANGE_TYPE = "application/vnd.hoshitori.root-change.v1+json"
"""Payload type of one change of root keys."""


TRAINING_NAME = "訓練用"
"""What the name of every scheme for training says, and no other scheme's."""


class StatementRole(enum.Enum):
    """What kind of statement somebody may sign."""

    REPORT = "report"
    DECLARATION = "declaration"
    REVIEW = "review"
    DECISION = "decision"


class TimestampRule(enum.Enum):
    """Whether a report needs a time-stamp from a listed authority."""

    REQUIRED = "required"
    OPTIONAL = "optional"


class RevocationReason(enum.Enum):
    """Why a key is no longer believed; for a compromise `from` is the earliest suspicious moment."""

    KEY_COMPROMISE = "keyCompromise"
    SUPERSEDED = "superseded"
    CESSATION = "cessationOfOperation"
    PRIVILEGE_WITHDRAWN = "privilegeWithdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """A span of time, both ends included."""

    start: str
    end: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemeName:
    """Whose trust file it is. `training` marks one made by a demonstration, whose name says 訓練用."""

    id: str
    name: str
    training: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RootKeys:
    """The keys that sign trust files, and how many of them must."""

    threshold: int
    root: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TrustedAuthority:
    """A certificate authority whose leaves may sign statements of these roles."""

    cert: str
    roles: tuple[StatementRole, ...]
    valid_for: Window


@dataclass(frozen=True, slots=True, kw_only=True)
class TrustedTimestamper:
    """A time-stamp authority, pinned by certificate; `issuers` lead from it to a self-signed one."""

    cert: str
    issuers: tuple[str, ...]
    policies: tuple[str, ...]
    valid_for: Window


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantedAccreditation:
    """An accreditation that the scheme knows of."""

    body: str
    number: str
    profile: str
    edition: str
    valid_for: Window


@dataclass(frozen=True, slots=True, kw_only=True)
class TrustedSigner:
    """An identity, what it may sign, and for which profiles (`scopes`)."""

    identity: str
    roles: tuple[StatementRole, ...]
    scopes: tuple[str, ...]
    valid_for: Window
    accreditation: tuple[GrantedAccreditation, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Revoked:
    """A key that is not believed from a moment on."""

    spki: str
    from_: str
    reason: RevocationReason


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawn:
    """A report that was taken back, by its payload's digest."""

    report: str
    at: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Latest:
    """The report that now counts for a product."""

    maker: str
    model: str
    firmware: str
    report: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SuiteFrom:
    """The weakest suite accepted for reports time-stamped from a date (`YYYY-MM-DD`) on."""

    from_: str
    suite: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What the scheme asks of every bundle."""

    min_suite: tuple[SuiteFrom, ...]
    timestamp: TimestampRule
    require: tuple[StatementRole, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RootChange:
    """One change of root keys, to be signed by the old ones and the new ones."""

    at: str
    from_: RootKeys
    to: RootKeys


@dataclass(frozen=True, slots=True, kw_only=True)
class TrustFile:
    """Everything a verifier believes.

    `root_changes` are envelopes as JSON data, oldest first, that lead from earlier root keys to `keys`.
    """

    v: int
    version: int
    issued_at: str
    expires: str
    scheme: SchemeName
    keys: RootKeys
    cas: tuple[TrustedAuthority, ...]
    tsas: tuple[TrustedTimestamper, ...]
    signers: tuple[TrustedSigner, ...]
    rules: Rules
    revoked: tuple[Revoked, ...] = ()
    withdrawn: tuple[Withdrawn, ...] = ()
    latest: tuple[Latest, ...] = ()
    root_changes: tuple[Any, ...] = ()
