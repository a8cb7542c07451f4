"""Making trust files: signing them with root keys, and changing those keys so that an old pin survives."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Iterable
from datetime import datetime

from hoshitori.bundle.certificate import key_identifier, subject_public_key_info, supported_key
from hoshitori.bundle.envelope import Envelope, Signature, pre_authentication_encoding, to_base64
from hoshitori.bundle.errors import SignerError
from hoshitori.bundle.signer import PrivateKey, sign_with
from hoshitori.model.instant import format_instant
from hoshitori.model.trust import ROOT_CHANGE_TYPE, TRUST_TYPE, RootChange, RootKeys, TrustFile
from hoshitori.schema import strict_json
from hoshitori.schema.wire import to_wire

MAXIMUM_ROOT_SIGNATURES = 16


def root_keys(keys: Iterable[PrivateKey], threshold: int = 1) -> RootKeys:
    """Return the public side of a set of root keys, in one order.

    Raises:
        SignerError: if the threshold cannot be met, or a key stands twice.
    """
    public = [to_base64(subject_public_key_info(supported_key(key.public_key()))) for key in keys]
    if len(set(public)) != len(public) or not 1 <= threshold <= len(public) <= MAXIMUM_ROOT_SIGNATURES:
        raise SignerError(f"{threshold} of {len(public)} keys is not a root")
    return RootKeys(threshold=threshold, root=tuple(sorted(public)))


def root_fingerprint(keys: RootKeys) -> str:
    """Return what is handed out to pin a root: SHA-256 over its threshold and keys, as `sha256:` and hexadecimal."""
    return "sha256:" + hashlib.sha256(strict_json.dumps(to_wire(keys))).hexdigest()


def sign_trust_file(trust: TrustFile, keys: Iterable[PrivateKey]) -> bytes:
    """Return the bytes of `trust.json`."""
    return _sign(TRUST_TYPE, strict_json.dumps(to_wire(trust)), keys).to_bytes()


def change_root(trust: TrustFile, old: Iterable[PrivateKey], new: Iterable[PrivateKey], at: datetime) -> TrustFile:
    """Return the next version of a trust file under new root keys, the change signed by old and new.

    The threshold stays, unless there are fewer new keys than that.

    Raises:
        SignerError: if the new keys are no root.
    """
    new = list(new)
    keys = root_keys(new, min(trust.keys.threshold, len(new)))
    change = RootChange(at=format_instant(at), from_=trust.keys, to=keys)
    unique = {key_identifier(supported_key(key.public_key())): key for key in (*old, *new)}
    envelope = _sign(ROOT_CHANGE_TYPE, strict_json.dumps(to_wire(change)), unique.values())
    return dataclasses.replace(
        trust,
        version=trust.version + 1,
        issued_at=change.at,
        keys=keys,
        root_changes=(*trust.root_changes, envelope.to_json()),
    )


def _sign(payload_type: str, payload: bytes, keys: Iterable[PrivateKey]) -> Envelope:
    message = pre_authentication_encoding(payload_type, payload)
    signatures = (
        Signature(keyid=key_identifier(supported_key(key.public_key())), signature=sign_with(key, message))
        for key in keys
    )
    return Envelope(payload_type=payload_type, payload=payload, signatures=tuple(signatures))
