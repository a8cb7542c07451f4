"""`profiles attest`, and what `sign` takes beside a run: attestations and self-proofs of the same edition alone."""

import json
from pathlib import Path

import pytest

from hoshitori.cli import main
from hoshitori.cli.attesting import read_attestation
from hoshitori.cli.sign import read_validation
from hoshitori.model.errors import ArgumentError
from hoshitori.schema.installed import load_installed

PROFILE = load_installed("jc-star-1")
USAGE = 2


def attest(folder: Path, requirement: str = "S1.1-01", **changes: str) -> int:
    """Attest a requirement against a file of one line."""
    text = folder / "official.txt"
    text.write_text("the official text")
    words = {
        "file": str(folder / "attestation.json"),
        "requirement": requirement,
        "document": str(text),
        "title": "Criteria, edition 1",
        "page": "12",
        "by": "reader",
        "identity": "urn:example:reader",
        **changes,
    }
    return main(
        ["profiles", "attest", "jc-star-1", *(part for name, value in words.items() for part in (f"--{name}", value))]
    )


def test_each_criterion_is_added_once(tmp_path: Path) -> None:
    """Attesting again replaces the earlier word; the digest is that of the text that was read."""
    assert [attest(tmp_path), attest(tmp_path, "S1.1-02"), attest(tmp_path, page="13")] == [0, 0, 0]

    attestation = read_attestation(tmp_path / "attestation.json", PROFILE)

    assert [(one.requirement, one.page) for one in attestation.criteria] == [("S1.1-01", "13"), ("S1.1-02", "12")]
    assert {len(one.sha256) for one in attestation.criteria} == {64}


@pytest.mark.parametrize("changes", [{"requirement": "S1.1-99"}, {"by": " "}, {"document": "/nowhere/official.pdf"}])
def test_what_makes_no_sense_is_not_recorded(tmp_path: Path, changes: dict[str, str]) -> None:
    """A requirement that is none, an empty name, an unreadable text: exit 2, and no file."""
    requirement = changes.pop("requirement", "S1.1-01")

    assert attest(tmp_path, requirement, **changes) == USAGE
    assert not (tmp_path / "attestation.json").exists()


def test_an_attestation_holds_for_one_edition(tmp_path: Path) -> None:
    """One of another edition is refused, with what to do."""
    file = tmp_path / "attestation.json"
    file.write_text(json.dumps({"profile": "jc-star-1", "edition": "ab" * 32, "criteria": []}))

    with pytest.raises(ArgumentError, match="compare again"):
        read_attestation(file, PROFILE)


@pytest.mark.parametrize("text", ["{}", "[1", '{"profile": "jc-star-1"}'])
def test_what_is_no_self_proof_is_not_attached(tmp_path: Path, text: str) -> None:
    """Anything but a self-proof is refused before it is signed."""
    file = tmp_path / "selfproof.json"
    file.write_text(text)

    with pytest.raises(ArgumentError, match="not a self-proof"):
        read_validation(file, PROFILE)


def test_a_self_proof_of_another_edition_is_not_attached(tmp_path: Path) -> None:
    """It would validate another method."""
    file = tmp_path / "selfproof.json"
    proof = {"profile": "jc-star-1", "edition": "ab" * 32, "code": "c", "lab": "virtual", "harness": "h", "at": "t"}
    file.write_text(json.dumps({**proof, "bench": "b", "of": 1, "runs": [], "requirements": [], "probes": []}))

    with pytest.raises(ArgumentError, match="the run has another"):
        read_validation(file, PROFILE)
