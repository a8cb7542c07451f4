"""The twins: each is the sound device with one difference, and its papers say what they should."""

from __future__ import annotations

import dataclasses
import tomllib
from pathlib import Path

import pytest

from hoshitori.schema.declaration import review_declaration
from hoshitori_lab.device.build import GOOD
from hoshitori_lab.device.papers import ANSWERS, MarkError, chosen, write
from hoshitori_lab.twins import Kind, Twin, all_twins, find

TWINS = all_twins()
CASES = pytest.mark.parametrize("twin", TWINS, ids=lambda twin: twin.id)


NEEDS_BESIDE = {
    "busy-then-unchecked": {"busy_offers"},
    "ipv6-services": {"ipv6"},
    "old-library-unlisted": {"listed_library"},
    "snmp-v3-default-secret": {"snmp_v3"},
    "snmp-v3-noauth": {"snmp_v3"},
    "undeclared-silent-udp-ipv6": {"ipv6"},
    "undeclared-tcp-port-ipv6": {"ipv6"},
}
"""What a twin needs so that its one difference can be there at all."""

NOTED = {"cloud-not-verified", "undeclared-destination", "update-digest-only", "update-loses-settings"}
"""Their defect is outside the level, or asks; it stands on the sheet and fails nothing."""

DECLARED = {
    "component-never-updated",
    "debug-port-closed",
    "debug-port-open",
    "http-login-post-in-clear",
    "http-other-path-in-clear",
    "http-redirects-home",
    "ipv6-services",
    "same-keys-on-every-unit",
    "self-signed-pinned",
    "snmp-v3",
    "snmp-v3-default-secret",
    "snmp-v3-noauth",
    "sslv3-extra-channel",
    "two-units",
}
"""Twins whose difference is declared, or that stand on the bench as two units."""


def differences(twin: Twin) -> list[str]:
    """Where the twin's build differs from the sound one's, a field of the application's behaviour counting singly."""
    found: list[str] = []
    for field in dataclasses.fields(GOOD):
        ours, theirs = getattr(GOOD, field.name), getattr(twin.build, field.name)
        if field.name == "behaviour":
            found += [
                one.name for one in dataclasses.fields(ours) if getattr(ours, one.name) != getattr(theirs, one.name)
            ]
        elif ours != theirs:
            found.append(field.name)
    return found


def test_ids_are_unique_and_good_comes_first() -> None:
    """A twin is found by its id."""
    assert TWINS[0].id == "good"
    assert len({twin.id for twin in TWINS}) == len(TWINS)
    assert find("tls10").fails == ("S1.1-12",)


@CASES
def test_a_twin_differs_in_one_thing(twin: Twin) -> None:
    """At most one field of the build; one at least in build, papers or line, but for the sound device itself."""
    in_build = set(differences(twin)) - NEEDS_BESIDE.get(twin.id, set())
    outside = bool(twin.leaves_out or twin.puts_in or twin.line)
    assert len(in_build) <= 1
    assert (bool(in_build) or outside) is (twin.id != "good")


@CASES
def test_a_bad_twin_says_what_must_fail(twin: Twin) -> None:
    """Sound devices fail nothing; others name requirements, or say on the sheet what is outside the level."""
    if twin.kind in {Kind.GOOD, Kind.HARD_GOOD}:
        assert twin.fails == ()
    else:
        assert twin.fails or twin.id in NOTED
    assert all(one.startswith("S1.1-") and len(one) == 7 for one in twin.fails)


@CASES
def test_a_bad_twin_s_declaration_is_the_sound_device_s(twin: Twin, tmp_path: Path) -> None:
    """Only liars, and twins whose difference is declared, change the declaration; every one is free of faults."""
    keys = tmp_path / "keys"
    path = write(twin.id, tmp_path / "twin", keys)
    declaration, problems = review_declaration(path.read_bytes())
    assert [str(problem) for problem in problems] == []
    other, _ = review_declaration(write("good", tmp_path / "good", tmp_path / "good-keys").read_bytes())
    same = dataclasses.replace(declaration, documents=other.documents, firmware=other.firmware) == other
    assert same is not (twin.kind is Kind.LIAR or twin.id in DECLARED)


def quotes() -> list[tuple[str, str]]:
    """Every quotation of the scripted answers, with its place."""
    given = tomllib.loads(ANSWERS.read_text(encoding="utf-8"))["answer"]
    return [(one["quote"], one["place"]) for one in given if "quote" in one]


def documents(twin: str, folder: Path) -> dict[str, str]:
    """The documents a twin's maker publishes, by name."""
    write(twin, folder / "dut", folder / "keys")
    return {path.name: path.read_text(encoding="utf-8") for path in (folder / "dut" / "documents").iterdir()}


def test_every_quotation_stands_in_the_sound_device_s_documents_below_the_place_named(tmp_path: Path) -> None:
    """The scripted assessor quotes word for word; only the list of sockets is another twin's."""
    texts = documents("good", tmp_path).values()
    for quote, place in quotes():
        holding = [text for text in texts if quote in text]
        assert bool(holding) is ("UDPソケットだけを開く" not in quote), quote
        assert all(place in text[: text.index(quote)] for text in holding)


@pytest.mark.parametrize(
    ("twin", "start", "still_in"),
    [
        ("policy-no-status-times", "解決するまでの間", ()),
        ("guide-no-update-procedure", "手動で更新する場合は", ()),
        ("guide-no-update-procedure", "機器は更新サーバーを", ()),
        ("guide-no-deletion-steps", "画面の「データ消去」で", ()),
        ("policy-no-priority-rule", "脆弱性の深刻度", ()),
        ("no-support-period", "HDC-100 のセキュリティアップデートは", ()),
        (
            "support-period-only-in-other-product",
            "HDC-100 のセキュリティアップデートは",
            ("product-page-hdc-200.html",),
        ),
    ],
)
def test_a_document_twin_lacks_what_the_answers_quote(
    twin: str, start: str, still_in: tuple[str, ...], tmp_path: Path
) -> None:
    """The quotation is gone from the documents, or stands in another product's alone."""
    quote = next(quote for quote, _ in quotes() if quote.startswith(start))
    assert tuple(name for name, text in documents(twin, tmp_path).items() if quote in text) == still_in


def test_no_mark_is_left_in_what_is_written(tmp_path: Path) -> None:
    """The marks are the lab's, not the maker's."""
    for text in documents("good", tmp_path).values():
        assert not any(mark in text for mark in ("<!-- part", "<!-- only", "<!-- end", "#: "))
    assert "#: " not in (tmp_path / "dut" / "dut.toml").read_text(encoding="utf-8")


def test_marks_nest_and_must_close() -> None:
    """A part inside a part goes with it; an unclosed one is an error."""
    text = "a\n#: part x\nb\n#: only y\nc\n#: end y\n#: end x\nd\n"
    assert chosen(text) == "a\nb\nd\n"
    assert chosen(text, puts_in=["y"]) == "a\nb\nc\nd\n"
    assert chosen(text, leaves_out=["x"], puts_in=["y"]) == "a\nd\n"
    for broken in ("#: part x\n", "#: end x\n", "#: part x\n#: end y\n"):
        with pytest.raises(MarkError):
            chosen(broken)


def test_secrets_are_made_once_and_read_by_their_owner_alone(tmp_path: Path) -> None:
    """A second writing keeps the password of the first, which no other user can read."""
    hidden = write("good", tmp_path / "dut", tmp_path / "keys").parent / "secrets" / "admin-password"
    first = hidden.read_text()
    write("good", tmp_path / "dut", tmp_path / "keys")
    assert (hidden.read_text(), hidden.stat().st_mode & 0o777) == (first, 0o600)
