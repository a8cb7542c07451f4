"""Sealing a report, reading it again, withholding sealed items, adding statements."""

from __future__ import annotations

import dataclasses
import hashlib
import zipfile
from pathlib import Path

import pytest

from hoshitori.bundle import seal as seal_module
from hoshitori.bundle import statement
from hoshitori.bundle.companion import sign_companion
from hoshitori.bundle.container_writer import BytesContent, write_container
from hoshitori.bundle.errors import BundleError, ContainerError, EnvelopeError, SealError, SecretFoundError, SignerError
from hoshitori.bundle.items import Disclosure, Evidence, commitment_of, content_name, disclosure_name, parse_disclosure
from hoshitori.bundle.material import Material
from hoshitori.bundle.reader import BundleReader
from hoshitori.bundle.rewrite import attach, withhold
from hoshitori.bundle.seal import SealedBundle, seal
from hoshitori.bundle.secret_search import spellings
from hoshitori.model.companions import DecisionStatement, ReviewStatement
from hoshitori.model.predicate import ConformityReport, Suite
from hoshitori.model.predicate_evidence import Item
from hoshitori.model.predicate_parties import Organisation
from hoshitori.model.trust import StatementRole
from hoshitori.schema.strict_json import Limits
from tests.bundle.laboratory import Laboratory, fixed_salt
from tests.bundle.sample import FACT, LAB, PIN, evidence, external, report


def items_of(sealed: SealedBundle) -> dict[str, Item]:
    """The items of a bundle's report, by id."""
    return {item.id: item for item in sealed.report.items}


def test_a_sealed_report_reads_back(sealed: SealedBundle) -> None:
    """The report in the bundle is the one signed, with what sealing filled in."""
    with BundleReader.open(sealed.path) as bundle:
        found = bundle.unverified_report()

        assert found == sealed.report
        assert bundle.roles == (StatementRole.REPORT,)
        assert bundle.envelope(StatementRole.REPORT).payload_sha256 == sealed.payload_sha256
    assert dataclasses.replace(found, schema=None, signers=(), items=()) == report()


def test_sealing_twice_gives_the_same_bytes(lab: Laboratory, sealed: SealedBundle, out: Path) -> None:
    """With the same salts, clock and serial number nothing else varies."""
    lab.seal(out)

    assert out.read_bytes() == sealed.path.read_bytes()


def test_items_come_back(sealed: SealedBundle) -> None:
    """Readable and sealed items are there with their bytes; an external one is not."""
    items = items_of(sealed)
    with BundleReader.open(sealed.path) as bundle:
        assert bundle.read(items["e-0004"]) == FACT
        assert bundle.read(items["e-0003"]) == PIN.encode()
        assert bundle.disclosure(items["e-0003"]).name == "pin.txt"
        assert [bundle.is_open(items[name]) for name in ("e-0004", "e-0003", "e-0010")] == [True, True, False]
        with pytest.raises(ContainerError, match="not part"):
            bundle.read(items["e-0010"])
        with pytest.raises(ContainerError, match="more than 10"):
            bundle.read(items["e-0004"], limit=10)


def test_the_public_part_gives_nothing_away(sealed: SealedBundle) -> None:
    """No spelling of the secret is in any entry outside `sealed/`, nor are a sealed item's name, size and digest."""
    with zipfile.ZipFile(sealed.path) as archive:
        public = {name: archive.read(name) for name in archive.namelist() if not name.startswith("sealed/")}
    with BundleReader.open(sealed.path) as bundle:
        public["payload"] = bundle.envelope(StatementRole.REPORT).payload
    digest = hashlib.sha256(PIN.encode()).hexdigest().encode()

    for name, data in public.items():
        for form in (*spellings(PIN), b"pin.txt", b"tls.pcapng.gz", digest):
            assert form not in data, (name, form)


@pytest.mark.parametrize("form", spellings(PIN)[::3])
def test_a_secret_in_the_public_part_is_refused(lab: Laboratory, out: Path, form: bytes) -> None:
    """A bundle whose readable part holds a seeded secret, in any spelling, is not made."""
    leaky = Evidence(
        id="e-0006", role="transcript", content=BytesContent(b"log " + form + b" end"), media_type="text/plain"
    )

    with pytest.raises(SecretFoundError, match="e-0006"):
        seal(report(), (*evidence(), leaky), signers=(lab.signer,), out=out, external=external(), secrets=(PIN,))
    assert not out.exists()


def test_a_secret_in_the_report_is_refused(lab: Laboratory, out: Path) -> None:
    """Rationale, labels and names count as public too."""
    changed = dataclasses.replace(report(), place=f"behind the PIN {PIN}")

    with pytest.raises(SecretFoundError, match="report"):
        lab.seal(out, changed)


def test_two_signatures(lab: Laboratory, out: Path) -> None:
    """A second signature is named in the signed payload."""
    sealed = seal(report(), evidence(), signers=(lab.signer, lab.second), out=out, external=external())

    assert sealed.report.suite is Suite.P256_MLDSA65
    assert len(sealed.report.signers) == 2
    with BundleReader.open(out) as bundle:
        assert len(bundle.envelope(StatementRole.REPORT).signatures) == 2
        assert bundle.material(StatementRole.REPORT).timestamps == ()


def test_only_a_suite_signs(lab: Laboratory, out: Path) -> None:
    """No signer, and ML-DSA-65 alone, is refused."""
    for signers in ((), (lab.second,)):
        with pytest.raises(SignerError):
            seal(report(), evidence(), signers=signers, out=out, external=external())


def changed_reports() -> list[tuple[ConformityReport, str]]:
    """Reports that may not be sealed."""
    good = report()
    return [
        (dataclasses.replace(good, valid_until="soon"), "does not match"),
        (dataclasses.replace(good, ext={"text": "\ud800"}), "surrogate"),
        (dataclasses.replace(good, lab=Organisation(name="x", identity="https://other.example/")), "another identity"),
        (dataclasses.replace(good, valid_until="2020-01-01T00:00:00Z"), "contradicts"),
        (dataclasses.replace(good, inputs=dataclasses.replace(good.inputs, declaration="e-0003")), "contradicts"),
    ]


@pytest.mark.parametrize(("changed", "reason"), changed_reports())
def test_what_would_not_verify_is_not_sealed(
    lab: Laboratory, out: Path, changed: ConformityReport, reason: str
) -> None:
    """A report that does not fit its schema, contradicts itself or speaks for another lab is refused at once."""
    with pytest.raises(SealError, match=reason):
        lab.seal(out, changed)
    assert not out.exists()


def test_items_that_are_not_the_signed_ones(sealed: SealedBundle) -> None:
    """Bytes are handed on whole only if their size and digest are those in the report."""
    item = items_of(sealed)["e-0004"]
    with BundleReader.open(sealed.path) as bundle:
        for other in (dataclasses.replace(item, sha256="ab" * 32), dataclasses.replace(item, size=1)):
            with pytest.raises(ContainerError, match="not the signed ones"):
                bundle.read(other)


def test_firmware_need_not_be_supplied(lab: Laboratory, out: Path) -> None:
    """Without a firmware file the declaration alone is the subject."""
    bare = dataclasses.replace(report().firmware, supplied=None)
    sealed = lab.seal(out, dataclasses.replace(report(), firmware=bare))

    assert [subject.name for subject in seal_module.report_statement(sealed.report).subjects] == ["dut"]


def test_without_a_declaration_there_is_no_subject() -> None:
    """A statement needs the declaration it is about."""
    with pytest.raises(SealError, match="declaration"):
        seal_module.report_statement(report())


def test_a_weak_salt_is_refused(lab: Laboratory, out: Path) -> None:
    """A commitment to four digits is worth nothing without 256 random bits."""
    with pytest.raises(SealError, match="salt"):
        seal(report(), evidence(), signers=(lab.signer,), out=out, external=external(), salt=lambda _: b"short")


def test_salts_are_random_by_themselves(lab: Laboratory, tmp_path: Path) -> None:
    """Two bundles of the same report commit differently."""
    both = [
        seal(report(), evidence(), signers=(lab.signer,), out=tmp_path / name, external=external())
        for name in ("a.hoshi", "b.hoshi")
    ]

    assert items_of(both[0])["e-0003"].commitment != items_of(both[1])["e-0003"].commitment


def test_a_huge_report_is_refused(lab: Laboratory, out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An envelope beyond what a verifier reads is not made."""
    monkeypatch.setattr(seal_module, "MAXIMUM_ENVELOPE", 100)

    with pytest.raises(SealError, match="at most 100"):
        lab.seal(out)


def test_a_report_of_too_many_values_is_refused(lab: Laboratory, out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A report that a verifier would not read to its end is not sealed."""
    monkeypatch.setattr(statement, "_LIMITS", Limits(values=100))

    with pytest.raises(SealError, match="more than 100 values"):
        lab.seal(out)


@pytest.mark.parametrize(
    ("identifier", "suffix"), [("x-0001", "json"), ("e-1", "json"), ("e-0001", "../x"), ("e-0001", "")]
)
def test_item_names_are_plain(identifier: str, suffix: str) -> None:
    """An item's id and suffix make a name that a bundle can hold."""
    with pytest.raises(ContainerError):
        Evidence(id=identifier, role="x", content=BytesContent(b""), media_type="x/y", suffix=suffix)


def test_withholding_touches_nothing_else(sealed: SealedBundle, tmp_path: Path) -> None:
    """Withheld items are gone; every other entry is the same, in whichever order they were withheld."""
    names = ["e-0003", "e-0005"]
    first, second, both = (tmp_path / name for name in ("1.hoshi", "2.hoshi", "12.hoshi"))
    withhold(sealed.path, names[:1], first)
    withhold(first, names[1:], second)
    withhold(sealed.path, reversed(names), both)

    assert second.read_bytes() == both.read_bytes()
    with zipfile.ZipFile(sealed.path) as before, zipfile.ZipFile(both) as after:
        gone = {entry(name) for name in names for entry in (disclosure_name, content_name)}
        assert set(before.namelist()) - gone == set(after.namelist())
        assert all(before.read(name) == after.read(name) for name in after.namelist())
    with BundleReader.open(first) as bundle:
        assert not bundle.is_open(items_of(sealed)["e-0003"])
        with pytest.raises(ContainerError):
            bundle.read(items_of(sealed)["e-0003"])


@pytest.mark.parametrize("name", ["e-0001", "e-0010", "e-9999"])
def test_only_sealed_items_can_be_withheld(sealed: SealedBundle, out: Path, name: str) -> None:
    """A readable item is part of the report for good."""
    with pytest.raises(SealError):
        withhold(sealed.path, [name], out)
    assert not out.exists()


def test_a_disclosure_of_another_item(sealed: SealedBundle, out: Path) -> None:
    """A disclosure counts for its own item and its own commitment alone."""
    with BundleReader.open(sealed.path) as bundle:
        items = items_of(sealed)
        swapped = dataclasses.replace(items["e-0003"], commitment=items["e-0005"].commitment)
        with pytest.raises(EnvelopeError, match="committed"):
            bundle.disclosure(swapped)
    record = Disclosure(
        v=1, id="e-0009", salt=fixed_salt("e-0009").hex(), name="", media_type="x/y", size=0, sha256="ab" * 32
    ).to_bytes()
    write_container(out, {disclosure_name("e-0003"): BytesContent(record)})
    with BundleReader.open(out) as bundle, pytest.raises(EnvelopeError, match="another item"):
        bundle.disclosure(dataclasses.replace(items_of(sealed)["e-0003"], commitment=commitment_of(record)))


def test_disclosures_have_one_spelling(sealed: SealedBundle) -> None:
    """Another spelling, version or salt of a disclosure record is refused."""
    with BundleReader.open(sealed.path) as bundle:
        data = bundle.disclosure(items_of(sealed)["e-0003"]).to_bytes()
    assert parse_disclosure(data, where="d").id == "e-0003"
    for other in (
        data + b" ",
        data.replace(b'"v":1', b'"v":2'),
        data.replace(b'"salt":"', b'"salt":"00'),
        data.replace(b'"name"', b'"nome"'),
        b"{",
    ):
        with pytest.raises(EnvelopeError):
            parse_disclosure(other, where="d")


def test_a_bundle_without_a_report(out: Path) -> None:
    """A container without statements can be opened and holds no report."""
    write_container(out, {"items/x.json": BytesContent(b"{}")})

    with BundleReader.open(out) as bundle:
        assert bundle.roles == ()
        assert bundle.material(StatementRole.REPORT) == Material()
        with pytest.raises(BundleError):
            bundle.unverified_report()


def review() -> ReviewStatement:
    """An approval of the sample report."""
    return ReviewStatement(
        suite=Suite.P256,
        signers=(),
        outcome="approved",
        reviewer=Organisation(name="Reviewer", identity=LAB),
        lab=Organisation(name="Sample Laboratory", identity=LAB),
        reviewed_at="2026-11-21T03:30:00Z",
    )


def test_a_statement_can_be_added_once(lab: Laboratory, sealed: SealedBundle, out: Path, tmp_path: Path) -> None:
    """A review joins the report; a second one is refused; all else stays."""
    companion = sign_companion(
        review(), {"report": sealed.payload_sha256}, signers=(lab.signer,), timestamper=lab.timestamper()
    )
    attach(sealed.path, companion, out)

    with BundleReader.open(out) as bundle:
        assert bundle.roles == (StatementRole.REPORT, StatementRole.REVIEW)
        assert bundle.envelope(StatementRole.REVIEW) == companion.envelope
        assert bundle.material(StatementRole.REVIEW) == companion.material
        assert bundle.unverified_report() == sealed.report
    with pytest.raises(SealError, match="already"):
        attach(out, companion, tmp_path / "again.hoshi")


def test_a_statement_must_fit_its_schema(lab: Laboratory) -> None:
    """What a verifier would refuse is not signed."""
    decision = DecisionStatement(
        suite=Suite.P256,
        signers=(),
        decision="granted",
        scheme=Organisation(name="Scheme", identity=LAB),
        certificate_number="1",
        decided_at="today",
        valid_until="2028-11-20T00:00:00Z",
    )

    with pytest.raises(SealError, match="does not match"):
        sign_companion(decision, {"report": "ab" * 32}, signers=(lab.signer,))


def test_a_declaration_travels_from_the_start(lab: Laboratory, out: Path) -> None:
    """A statement that exists before sealing goes into the bundle with it."""
    companion = sign_companion(review(), {"report": "ab" * 32}, signers=(lab.signer, lab.second))
    seal(report(), evidence(), signers=(lab.signer,), out=out, external=external(), companions=(companion,))

    with BundleReader.open(out) as bundle:
        assert bundle.roles == (StatementRole.REPORT, StatementRole.REVIEW)
