"""What an image says of itself."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hoshitori_lab.device.application.archive import Malformed
from hoshitori_lab.device.application.description import parse, version_key
from hoshitori_lab.device.swu import describe


def test_the_builders_description_is_read() -> None:
    """Version, hardware and every payload come out as they went in."""
    read = parse(describe("1.5.0", files={"application.zip": b"a", "base.json": b"b"}))
    assert (read.version, read.hardware) == ("1.5.0", ("A1",))
    assert [(one.filename, one.component) for one in read.payloads] == [
        ("application.zip", "application"),
        ("base.json", "base"),
    ]


@given(st.text(max_size=400))
def test_any_other_text_is_refused(text: str) -> None:
    """A text that is no description is refused in one way only."""
    with pytest.raises(Malformed):
        parse(text.encode("utf-8", "surrogatepass"))


@pytest.mark.parametrize(
    "text", ["software = " + "{ a = " * 5000, "software = { version = " + '"' * 9001, "x" * 70_000]
)
def test_hostile_depth_and_length_are_refused(text: str) -> None:
    """Nesting and length are bounded before they cost anything."""
    with pytest.raises(Malformed):
        parse(text.encode())


def test_comments_and_both_signs_of_assignment_are_understood() -> None:
    """Spellings of libconfig: `=` or `:`, `;` or `,`, comments of three kinds."""
    text = 'software: { # one\n version: "1.2.3"; // two\n hardware-compatibility: ["A1"], /* three */ files: (); };'
    with pytest.raises(Malformed, match="版数"):
        parse(text.encode())
    filled = text.replace("()", '({filename="f"; name="n"; version="1.2.3"; sha256="s";})')
    assert parse(filled.encode()).payloads[0].filename == "f"


def test_versions_are_compared_as_numbers() -> None:
    """1.10.0 is newer than 1.9.9."""
    assert version_key("1.10.0") > version_key("1.9.9")
