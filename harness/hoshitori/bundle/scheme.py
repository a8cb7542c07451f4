"""A scheme in a folder: root keys, authority, time-stamp authority and trust file, for demonstrations and small labs.

Everything secret is written once, readable by its owner only. A scheme that has to last keeps its root keys offline
and uses the functions below this module instead.
"""

from __future__ import annotations

import dataclasses
import os
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from hoshitori.bundle.authority import DEMONSTRATION_POLICY, LocalTimestamper
from hoshitori.bundle.certificate import Algorithm, certificate_der
from hoshitori.bundle.envelope import parse_envelope, to_base64
from hoshitori.bundle.errors import SignerError
from hoshitori.bundle.issue import Validity, issue_authority, issue_signer, issue_timestamper, new_key
from hoshitori.bundle.signer import KeySigner, file_signer, private_key_pem, read_private_key
from hoshitori.bundle.trust_store import MAXIMUM_ROOT_SIGNATURES, root_fingerprint, root_keys, sign_trust_file
from hoshitori.model.instant import format_instant
from hoshitori.model.trust import (
    TRAINING_NAME,
    Rules,
    SchemeName,
    StatementRole,
    SuiteFrom,
    TimestampRule,
    TrustedAuthority,
    TrustedSigner,
    TrustedTimestamper,
    TrustFile,
    Window,
)
from hoshitori.schema import strict_json
from hoshitori.schema.wire import from_wire

ROOT_FILE, AUTHORITY_FILE, TIMESTAMPER_FILE, TRUST_FILE = "root.pem", "authority.pem", "timestamper.pem", "trust.json"
_YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scheme:
    """A scheme's folder, opened.

    Attributes:
        fingerprint: pins the root (`verify --trust-root`).
    """

    folder: Path
    trust: TrustFile
    fingerprint: str

    @property
    def trust_path(self) -> Path:
        """Where its trust file is."""
        return self.folder / TRUST_FILE

    def timestamper(self) -> LocalTimestamper:
        """Return its own time-stamp authority.

        Raises:
            SignerError: if its key is missing or cannot be used.
        """
        signer = file_signer(self.folder / TIMESTAMPER_FILE, self.folder / TIMESTAMPER_FILE)
        if not isinstance(signer.key, ec.EllipticCurvePrivateKey):
            raise SignerError("the time-stamp authority's key is not P-256", where=str(self.folder))
        return LocalTimestamper(key=signer.key, certificate=signer.certificate)


def create_scheme(
    folder: Path, *, identifier: str, name: str, now: datetime, years: int = 10, training: bool = False
) -> Scheme:
    """Make a new scheme in `folder`, created if need be: one root key, one authority, one time-stamp authority.

    The trust file is valid for a year. A training scheme's name says 訓練用, and one whose name does is one.

    Raises:
        SignerError: if the folder already holds one of the files.
        OSError: if the disk refuses.
    """
    if TRAINING_NAME in name:
        training = True
    elif training:
        name = f"{TRAINING_NAME} {name}"
    now = now.astimezone(UTC).replace(microsecond=0)
    validity = Validity(start=now - timedelta(days=1), end=now + years * _YEAR)
    window = Window(start=format_instant(validity.start), end=format_instant(validity.end))
    root = new_key()
    authority = issue_authority(f"{name} CA", validity)
    timestamper_authority = issue_authority(f"{name} TSA CA", validity)
    timestamper = issue_timestamper(timestamper_authority, f"{name} TSA", f"{identifier}#tsa", validity)
    trust = TrustFile(
        v=1,
        version=1,
        issued_at=format_instant(now),
        expires=format_instant(now + _YEAR),
        scheme=SchemeName(id=identifier, name=name, training=training),
        keys=root_keys([root]),
        cas=(TrustedAuthority(cert=_certificate(authority), roles=tuple(StatementRole), valid_for=window),),
        tsas=(
            TrustedTimestamper(
                cert=_certificate(timestamper),
                issuers=(_certificate(timestamper_authority),),
                policies=(DEMONSTRATION_POLICY,),
                valid_for=window,
            ),
        ),
        signers=(),
        rules=Rules(
            min_suite=(SuiteFrom(from_="2026-01-01", suite="p256"),),
            timestamp=TimestampRule.REQUIRED,
            require=(StatementRole.REPORT,),
        ),
    )
    folder.mkdir(parents=True, exist_ok=True)
    write_private(folder / ROOT_FILE, private_key_pem(root))
    write_private(folder / AUTHORITY_FILE, signer_pem(authority))
    write_private(folder / TIMESTAMPER_FILE, signer_pem(timestamper))
    return _save(folder, trust)


def open_scheme(folder: Path) -> Scheme:
    """Return the scheme kept in `folder`; the folder is its owner's, so its trust file is read, not judged.

    Raises:
        HoshitoriError: if the trust file is malformed.
        OSError: if it cannot be read.
    """
    path = folder / TRUST_FILE
    envelope = parse_envelope(path.read_bytes(), where=str(path), maximum_signatures=MAXIMUM_ROOT_SIGNATURES)
    trust = from_wire(TrustFile, strict_json.parse(envelope.payload, where=str(path)), where=str(path))
    return Scheme(folder=folder, trust=trust, fingerprint=root_fingerprint(trust.keys))


def issue_identity(
    scheme: Scheme,
    path: Path,
    *,
    name: str,
    identity: str,
    scopes: tuple[str, ...],
    now: datetime,
    roles: tuple[StatementRole, ...] = (StatementRole.REPORT,),
    years: int = 2,
    algorithm: Algorithm = Algorithm.P256,
) -> Scheme:
    """Issue an identity into `path` (key and certificate) and put it into the scheme's trust file.

    `identity` is a URI; `scopes` are profile ids. An identity that is already listed gets one more key.

    Raises:
        SignerError: if `path` exists or a key of the scheme cannot be used.
        OSError: if the disk refuses.
    """
    now = now.astimezone(UTC).replace(microsecond=0)
    authority = file_signer(scheme.folder / AUTHORITY_FILE, scheme.folder / AUTHORITY_FILE)
    validity = Validity(start=now - timedelta(days=1), end=now + years * _YEAR)
    signer = issue_signer(authority, name, identity, validity, key=new_key(algorithm))
    write_private(path, signer_pem(signer))
    entry = TrustedSigner(
        identity=identity,
        roles=roles,
        scopes=scopes,
        valid_for=Window(start=format_instant(validity.start), end=format_instant(validity.end)),
    )
    others = tuple(one for one in scheme.trust.signers if one.identity != identity)
    for earlier in scheme.trust.signers:
        if earlier.identity == identity:
            entry = _joined(earlier, entry)
    return _save(
        scheme.folder,
        dataclasses.replace(
            scheme.trust,
            version=scheme.trust.version + 1,
            issued_at=format_instant(now),
            expires=format_instant(now + _YEAR),
            signers=(*others, entry),
        ),
    )


def _joined(earlier: TrustedSigner, later: TrustedSigner) -> TrustedSigner:
    """Return one entry for two grants to the same identity."""
    return TrustedSigner(
        identity=later.identity,
        roles=tuple(dict.fromkeys((*earlier.roles, *later.roles))),
        scopes=tuple(dict.fromkeys((*earlier.scopes, *later.scopes))),
        valid_for=Window(
            start=min(earlier.valid_for.start, later.valid_for.start),
            end=max(earlier.valid_for.end, later.valid_for.end),
        ),
        accreditation=earlier.accreditation,
    )


def write_private(path: Path, data: bytes) -> None:
    """Write a new file that only its owner can read.

    Raises:
        SignerError: if there is a file already.
        OSError: if the disk refuses.
    """
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    except FileExistsError:
        raise SignerError(
            "already there", where=str(path), remedy="choose another name; no key is overwritten"
        ) from None
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def signer_pem(signer: KeySigner) -> bytes:
    """Return private key and certificate in one PEM, as `file:` key URIs read it."""
    return private_key_pem(signer.key) + signer.certificate.public_bytes(serialization.Encoding.PEM)


def _save(folder: Path, trust: TrustFile) -> Scheme:
    data = sign_trust_file(trust, [read_private_key(folder / ROOT_FILE)])
    temporary = folder / f".{TRUST_FILE}.part"
    temporary.write_bytes(data)
    temporary.replace(folder / TRUST_FILE)
    return Scheme(folder=folder, trust=trust, fingerprint=root_fingerprint(trust.keys))


def _certificate(signer: KeySigner) -> str:
    return to_base64(certificate_der(signer.certificate))
