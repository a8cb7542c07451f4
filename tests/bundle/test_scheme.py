"""A scheme in a folder: its keys, its trust file, and who is in it."""

from __future__ import annotations

import dataclasses
import stat
from datetime import timedelta
from pathlib import Path

import pytest

from hoshitori.bundle.certificate import Algorithm
from hoshitori.bundle.errors import SignerError
from hoshitori.bundle.issue import new_key
from hoshitori.bundle.scheme import create_scheme, issue_identity, open_scheme, write_private
from hoshitori.bundle.trust_store import change_root, root_fingerprint, root_keys
from hoshitori.model.trust import GrantedAccreditation, StatementRole, Window
from tests.bundle.laboratory import Laboratory
from tests.bundle.sample import LAB, NOW, PROFILE


def test_secrets_are_their_owners(lab: Laboratory) -> None:
    """Every key file is readable by its owner alone; the trust file is for everybody."""
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in lab.scheme.folder.iterdir()}

    assert {mode for name, mode in modes.items() if name.endswith(".pem")} == {0o600}
    assert modes["trust.json"] & 0o044


def test_a_training_scheme_says_so(lab: Laboratory, tmp_path: Path) -> None:
    """A training root names itself 訓練用, once; an ordinary one does not."""
    ordinary = create_scheme(tmp_path / "a", identifier="urn:a", name="A", now=NOW)
    named = create_scheme(tmp_path / "b", identifier="urn:b", name="訓練用 B", now=NOW, training=True)

    assert lab.scheme.trust.scheme.name == "訓練用 見本"
    assert lab.scheme.trust.scheme.training
    assert (ordinary.trust.scheme.name, ordinary.trust.scheme.training) == ("A", False)
    assert named.trust.scheme.name == "訓練用 B"


def test_a_scheme_is_not_overwritten(lab: Laboratory) -> None:
    """Making a scheme where one is leaves its keys alone."""
    before = (lab.scheme.folder / "root.pem").read_bytes()

    with pytest.raises(SignerError, match="already there"):
        create_scheme(lab.scheme.folder, identifier="urn:x", name="x", now=NOW)
    assert (lab.scheme.folder / "root.pem").read_bytes() == before


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    """A key is never written through somebody's link."""
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")

    with pytest.raises(SignerError):
        write_private(tmp_path / "link", b"key")
    assert not (tmp_path / "elsewhere").exists()


def test_a_scheme_opens_again(lab: Laboratory) -> None:
    """What is in the folder is the scheme."""
    assert open_scheme(lab.scheme.folder) == lab.scheme
    assert lab.scheme.fingerprint == root_fingerprint(lab.scheme.trust.keys)


def test_each_identity_stands_once(lab: Laboratory) -> None:
    """A second key, and another role or scope, joins the identity's one entry; the version goes up."""
    assert [one.identity for one in lab.scheme.trust.signers] == [LAB]
    assert lab.scheme.trust.version == 3


def test_grants_are_joined(tmp_path: Path) -> None:
    """Roles, scopes and times of one identity add up; its accreditation stays."""
    scheme = create_scheme(tmp_path, identifier="urn:x", name="x", now=NOW)
    scheme = issue_identity(scheme, tmp_path / "1.pem", name="L", identity=LAB, scopes=(PROFILE,), now=NOW)
    granted = GrantedAccreditation(
        body="b", number="1", profile=PROFILE, edition="e", valid_for=Window(start="s", end="e")
    )
    entry = dataclasses.replace(scheme.trust.signers[0], accreditation=(granted,))
    scheme = dataclasses.replace(scheme, trust=dataclasses.replace(scheme.trust, signers=(entry,)))
    later = issue_identity(
        scheme,
        tmp_path / "2.pem",
        name="L",
        identity=LAB,
        scopes=("other",),
        now=NOW + timedelta(days=10),
        roles=(StatementRole.REVIEW,),
    ).trust.signers

    assert len(later) == 1
    assert later[0].roles == (StatementRole.REPORT, StatementRole.REVIEW)
    assert later[0].scopes == (PROFILE, "other")
    assert later[0].valid_for.start == entry.valid_for.start
    assert later[0].valid_for.end > entry.valid_for.end
    assert later[0].accreditation == (granted,)


def test_identities_stand_side_by_side(tmp_path: Path) -> None:
    """Another identity gets an entry of its own."""
    scheme = create_scheme(tmp_path, identifier="urn:x", name="x", now=NOW)
    for number, identity in enumerate((LAB, "https://other.example/")):
        scheme = issue_identity(
            scheme, tmp_path / f"{number}.pem", name="L", identity=identity, scopes=(PROFILE,), now=NOW
        )

    assert [one.identity for one in scheme.trust.signers] == [LAB, "https://other.example/"]
    assert scheme.trust_path.is_file()


def test_a_root_needs_its_threshold() -> None:
    """A threshold of none, of more than there are, or met by one key twice is no root."""
    key = new_key()
    for keys, threshold in (([key], 0), ([key], 2), ([key, key], 2), ([], 1)):
        with pytest.raises(SignerError):
            root_keys(keys, threshold)


def test_the_order_of_root_keys_does_not_show() -> None:
    """A root is a set: the same keys have the same fingerprint."""
    keys = [new_key(), new_key()]

    assert root_fingerprint(root_keys(keys)) == root_fingerprint(root_keys(reversed(keys)))
    assert root_fingerprint(root_keys(keys, 2)) != root_fingerprint(root_keys(keys))


def test_a_change_of_root_is_a_new_version(lab: Laboratory) -> None:
    """The changed file has new keys and remembers the old ones."""
    old, new = new_key(), [new_key(), new_key()]
    trust = dataclasses.replace(lab.scheme.trust, keys=root_keys([old]))
    changed = change_root(trust, [old], new, NOW)

    assert changed.version == trust.version + 1
    assert changed.keys == root_keys(new)
    assert len(changed.root_changes) == 1


def test_the_timestampers_key_is_p256(lab: Laboratory, tmp_path: Path) -> None:
    """Our own authority signs with P-256; another key in its place is an error."""
    (tmp_path / "timestamper.pem").touch(0o600)
    (tmp_path / "timestamper.pem").write_bytes((lab.scheme.folder / "lab-pq.pem").read_bytes())

    with pytest.raises(SignerError, match="not P-256"):
        dataclasses.replace(lab.scheme, folder=tmp_path).timestamper()
    assert Algorithm.MLDSA65.value == "mldsa65"
