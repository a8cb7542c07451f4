"""What a trust file must be before anything is believed (attack classes 7, 22, 30, 34)."""

from __future__ import annotations

import base64
import dataclasses
import json
from datetime import timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ed25519

from hoshitori.bundle.envelope import to_base64
from hoshitori.bundle.issue import new_key
from hoshitori.bundle.seal import SealedBundle
from hoshitori.bundle.signer import PrivateKey, read_private_key
from hoshitori.bundle.trust_store import change_root, root_fingerprint, root_keys, sign_trust_file
from hoshitori.model.trust import RootKeys, SchemeName, SuiteFrom, TrustFile, Window, Withdrawn
from hoshitori.verify import TrustError
from hoshitori.verify.trust_file import read_trust
from tests.bundle.laboratory import Laboratory
from tests.bundle.sample import NOW
from tests.verify.forge import flipped, trust_with, verify


def root_of(lab: Laboratory) -> PrivateKey:
    """The scheme's root key."""
    return read_private_key(lab.scheme.folder / "root.pem")


def refuse(data: bytes, reason: str, **more: Any) -> None:  # noqa: ANN401 — arguments of what is tested
    """Assert that a trust file cannot be used."""
    more.setdefault("pin", None)
    more.setdefault("now", NOW)
    with pytest.raises(TrustError, match=reason):
        read_trust(data, **more)


def test_a_good_one(lab: Laboratory) -> None:
    """A signed trust file says whose it is and whether it was pinned."""
    trust = read_trust(lab.trust, pin=lab.scheme.fingerprint.upper().removeprefix("SHA256:"), now=NOW)

    assert trust.file == lab.scheme.trust
    assert (trust.summary.pinned, trust.summary.stale) == (True, False)
    assert trust.summary.fingerprint == lab.scheme.fingerprint


def test_pins(lab: Laboratory) -> None:
    """Another fingerprint, and what is none, stop everything."""
    refuse(lab.trust, "not the pinned one", pin="sha256:" + "ab" * 32)
    for text in ("", "sha256:ab", "md5:" + "ab" * 16, lab.scheme.fingerprint + "0", "../root"):
        refuse(lab.trust, "no fingerprint", pin=text)


def test_versions_never_go_down(lab: Laboratory) -> None:
    """A trust file older than the version asked for is refused (22)."""
    version = lab.scheme.trust.version

    assert read_trust(lab.trust, pin=None, now=NOW, minimum_version=version).summary.version == version
    refuse(lab.trust, "older", minimum_version=version + 1)


def test_age(lab: Laboratory) -> None:
    """An expired file is read and known to be stale, from the second after its end."""
    expires = NOW - timedelta(days=1) + timedelta(days=365)

    assert not read_trust(lab.trust, pin=None, now=expires).summary.stale
    assert read_trust(lab.trust, pin=None, now=expires + timedelta(seconds=1)).summary.stale


def edit(data: bytes, **changes: object) -> bytes:
    """The envelope with some keys replaced, nothing signed again."""
    return json.dumps(json.loads(data) | changes).encode()


def test_what_is_no_trust_file(lab: Laboratory, sealed: SealedBundle) -> None:
    """Garbage, a changed payload, a spoilt or missing signature and another type are refused."""
    envelope = json.loads(lab.trust)
    payload = json.loads(base64.b64decode(envelope["payload"]))
    payload["version"] = 99
    one = envelope["signatures"][0]

    refuse(b"", "line 1")
    refuse(b"{}", "nothing else")
    refuse(b"[" * 100_000, "more than 100 values")
    refuse(lab.trust[:-1], "line 1")
    refuse(edit(lab.trust, payload=to_base64(json.dumps(payload).encode())), "0 good signatures")
    refuse(edit(lab.trust, signatures=[{**one, "sig": flipped(one["sig"])}]), "0 good signatures")
    refuse(edit(lab.trust, signatures=[{**one, "keyid": "00" * 32}]), "0 good signatures")
    refuse(edit(lab.trust, signatures=[one, one]), "same key")
    refuse(edit(lab.trust, payloadType="application/vnd.in-toto+json"), "something else")
    with pytest.raises(TrustError):
        verify(sealed.path, lab, b"not a trust file")


def signed(trust: TrustFile, *keys: PrivateKey) -> bytes:
    """A trust file signed by these keys."""
    return sign_trust_file(trust, keys)


def test_a_threshold_counts_different_keys(lab: Laboratory) -> None:
    """Two of three means two different root keys; strangers' signatures count for nothing (7)."""
    keys = [new_key() for _ in range(3)]
    trust = dataclasses.replace(lab.scheme.trust, keys=root_keys(keys, 2))

    assert read_trust(signed(trust, keys[0], keys[2]), pin=None, now=NOW).file == trust
    assert read_trust(signed(trust, keys[0], keys[2], new_key()), pin=None, now=NOW).file == trust
    refuse(signed(trust, keys[0]), "1 good signatures")
    refuse(signed(trust, keys[0], new_key()), "1 good signatures")


def test_a_root_that_is_none(lab: Laboratory) -> None:
    """A threshold of none, a key twice, and keys of other kinds are refused (7)."""
    root = root_of(lab)
    good = lab.scheme.trust.keys
    odd = ed25519.Ed25519PrivateKey.generate().public_key()
    der = odd.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    for keys, reason in (
        (RootKeys(threshold=0, root=good.root), "not a root"),
        (RootKeys(threshold=2, root=good.root), "not a root"),
        (RootKeys(threshold=1, root=good.root * 2), "not a root"),
        (RootKeys(threshold=1, root=()), "not a root"),
        (RootKeys(threshold=1, root=(to_base64(der),)), "neither"),
        (RootKeys(threshold=1, root=(to_base64(b"key"),)), "cannot be read"),
    ):
        refuse(signed(dataclasses.replace(lab.scheme.trust, keys=keys), root), reason)


def test_other_contents(lab: Laboratory) -> None:
    """Windows that end before they begin, days that do not exist, identities twice, bad certificates are refused."""
    trust = lab.scheme.trust
    authority = trust.cas[0]
    backwards = Window(start="2027-01-01T00:00:00Z", end="2026-01-01T00:00:00Z")
    nonsense = Withdrawn(report="sha256:" + "ab" * 32, at="2026-02-30T00:00:00Z", reason="")
    rules = dataclasses.replace(trust.rules, min_suite=(SuiteFrom(from_="2026-13-01", suite="p256"),))
    for changes, reason in (
        ({"cas": (dataclasses.replace(authority, valid_for=backwards),)}, "later than"),
        ({"cas": (dataclasses.replace(authority, cert=to_base64(b"certificate")),)}, "certificate cannot be read"),
        ({"cas": (dataclasses.replace(authority, cert="QR=="),)}, "base64"),
        ({"withdrawn": (nonsense,)}, "does not exist"),
        ({"rules": rules}, "does not exist"),
        ({"signers": trust.signers * 2}, "listed twice"),
        ({"issued_at": "2099-01-01T00:00:00Z"}, "later than"),
        ({"scheme": SchemeName(id="urn:x", name="見本", training=True)}, "training scheme"),
        ({"scheme": SchemeName(id="urn:x", name="訓練用 見本")}, "training scheme"),
        ({"v": 2}, "expected"),
        ({"expires": "soon"}, "does not match"),
    ):
        refuse(trust_with(lab, **changes), reason)


def test_an_old_pin_survives_a_change_of_root(lab: Laboratory) -> None:
    """Each change is signed by old and new keys and travels along, so a fingerprint handed out once stays good."""
    first, second, third = [root_of(lab)], [new_key(), new_key()], [new_key()]
    trust = change_root(lab.scheme.trust, first, second, NOW)
    trust = change_root(trust, second, third, NOW)
    data = signed(trust, *third)

    for keys in (first, second, third):
        pin = root_fingerprint(root_keys(keys))
        assert read_trust(data, pin=pin, now=NOW).summary.pinned
    refuse(data, "not the pinned one", pin=root_fingerprint(root_keys([new_key()])))


def test_changes_of_root_that_are_none(lab: Laboratory) -> None:
    """A change that old or new keys did not sign, that leads elsewhere, or endless ones, are refused under a pin."""
    old, new = root_of(lab), new_key()
    pin = lab.scheme.fingerprint
    changed = change_root(lab.scheme.trust, [old], [new], NOW)
    envelope = changed.root_changes[0]
    by_keyid = {one["keyid"]: one for one in envelope["signatures"]}
    assert len(by_keyid) == 2

    def with_changes(*changes: object) -> bytes:
        return signed(dataclasses.replace(changed, root_changes=changes), new)

    for one in by_keyid.values():
        refuse(with_changes({**envelope, "signatures": [one]}), "0 good signatures", pin=pin)
    refuse(with_changes({**envelope, "payloadType": "x"}), "something else", pin=pin)
    refuse(with_changes(envelope, envelope), "does not lead", pin=pin)
    refuse(with_changes(*[envelope] * 33), "more than 32", pin=pin)
    refuse(with_changes({"payload": 1}), "nothing else", pin=pin)
    assert read_trust(with_changes(), pin=None, now=NOW).summary.version == changed.version
