"""Reading a profile's catalogue: data alone, all faults at once, each with its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from hoshitori.model.errors import ProfileError
from hoshitori.schema.profile import load_catalogue
from tests.architecture.house import PACKAGES

HEAD = """
id = "tiny-1"
scheme = "Tiny"
level = "1"
version = "1"
edition_of = "none"
status = "draft"
validity_years = 1
title = { ja = "小さな例", en = "A tiny example" }
first_line = { ja = "例です（{attested}/{total}）。", en = "An example ({attested} of {total})." }
trademark = { ja = "なし", en = "none" }
"""
WORDS = '{ ja = "あ", en = "a" }'
REQUIREMENT = f"""
[[requirements]]
id = "T-1"
basis = "assumed"
source = "ours"
title = {WORDS}
explanation = {WORDS}
shows = {WORDS}
does_not_show = {WORDS}
remedy = {WORDS}

[[requirements.items]]
id = "1"
proof = "device"
basis = "assumed"
source = "ours"
cases = ["it_holds"]
notes = ["it_is_fine"]
title = {WORDS}
"""
TEXT = """
[texts.held]
ja = "満たす"
en = "it holds"
"""


def folder(tmp_path: Path, text: str, **parts: str) -> Path:
    """A profile's folder with these files."""
    (tmp_path / "profile.toml").write_text(text, encoding="utf-8")
    for name, part in parts.items():
        (tmp_path / f"{name}.toml").write_text(part, encoding="utf-8")
    return tmp_path


def including(*names: str) -> str:
    """The line that includes files."""
    return f"include = [{', '.join(repr(name) for name in names)}]\n"


def test_one_file_is_enough(tmp_path: Path) -> None:
    """A small profile stands in one file; an item without alternatives has one, which is always claimed."""
    catalogue = load_catalogue(folder(tmp_path, HEAD + REQUIREMENT + TEXT))

    (alternative,) = catalogue.requirements[0].items[0].alternatives
    assert (alternative.id, alternative.cases) == ("", ("it_holds",))
    assert catalogue.texts["held"].ja == "満たす"
    assert catalogue.case_ids() == {"it_holds", "it_is_fine"}


def test_files_are_put_together(tmp_path: Path) -> None:
    """Included files add requirements and texts in their order, as if they stood in one."""
    split = load_catalogue(folder(tmp_path, including("one.toml", "two.toml") + HEAD, one=REQUIREMENT, two=TEXT))
    (tmp_path / "whole").mkdir()

    assert split == load_catalogue(folder(tmp_path / "whole", HEAD + REQUIREMENT + TEXT))


def test_code_is_never_run(tmp_path: Path) -> None:
    """Reading a profile runs none of its modules."""
    (tmp_path / "__init__.py").write_text("raise SystemExit('run')", encoding="utf-8")
    (tmp_path / "test_it.py").write_text("raise SystemExit('run')", encoding="utf-8")

    assert load_catalogue(folder(tmp_path, HEAD + REQUIREMENT)).id == "tiny-1"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("id = 1\nid = 2", "no TOML"),
        (HEAD, "without a requirement"),
        (HEAD + REQUIREMENT + "[colours]\n", "colours"),
        (HEAD.replace('status = "draft"', 'status = "official"') + REQUIREMENT, "status"),
        (HEAD.replace("{attested}", "{checked}") + REQUIREMENT, "first_line (ja)"),
        (HEAD + REQUIREMENT.replace('basis = "assumed"', 'basis = "sure"'), "basis"),
        (HEAD + REQUIREMENT.replace('en = "a"', 'en = " "'), "T-1 → title → en"),
        (HEAD + REQUIREMENT.replace(', en = "a"', ""), "'en' is a required property"),
        (HEAD + REQUIREMENT.replace('"it_is_fine"', '"it_holds"'), "case it_holds has two parts"),
        (HEAD + REQUIREMENT + REQUIREMENT, "requirement T-1 given twice"),
        (HEAD + REQUIREMENT.replace('id = "1"', 'id = "1"\nwhere = { role = "server" }'), "`per` names no table"),
        (HEAD + REQUIREMENT + '[sheet_remarks]\nit_holds = "held"\n' + TEXT, "it_holds is the note of no item"),
        (HEAD + REQUIREMENT + '[sheet_remarks]\nit_is_fine = "gone"\n', "no text 'gone'"),
        (HEAD + REQUIREMENT + '[thresholds.x]\nvalue = 1.5\nunit = "s"\nbasis = "assumed"\nsource = "o"\n', "value"),
        (including("../other.toml") + HEAD + REQUIREMENT, "include"),
        (including("gone.toml") + HEAD + REQUIREMENT, "gone.toml"),
    ],
)
def test_what_does_not_hold_together_is_refused(tmp_path: Path, text: str, told: str) -> None:
    """A malformed catalogue is refused, with the place of the fault in the message."""
    with pytest.raises(ProfileError) as raised:
        load_catalogue(folder(tmp_path, text))

    assert told in str(raised.value)
    assert str(tmp_path) in str(raised.value)


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    """Two faults in one file are both named."""
    with pytest.raises(ProfileError) as raised:
        load_catalogue(folder(tmp_path, HEAD.replace("years = 1", "years = 0") + REQUIREMENT.replace("device", "luck")))

    assert "validity_years" in str(raised.value)
    assert "T-1 → items → 1 → proof" in str(raised.value)


def test_a_text_given_twice_is_refused(tmp_path: Path) -> None:
    """Two included files may not give a text of one id."""
    with pytest.raises(ProfileError, match="texts given twice: held"):
        load_catalogue(folder(tmp_path, including("one.toml", "two.toml") + HEAD, one=TEXT, two=TEXT))


def test_an_include_cannot_lead_out(tmp_path: Path) -> None:
    """A link in the folder does not bring in a file from elsewhere."""
    outside = tmp_path / "outside.toml"
    outside.write_text(TEXT, encoding="utf-8")
    inside = tmp_path / "profile"
    inside.mkdir()
    (inside / "link.toml").symlink_to(outside)

    with pytest.raises(ProfileError, match="leads out of the profile's folder"):
        load_catalogue(folder(inside, including("link.toml") + HEAD + REQUIREMENT))


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    """A file that is not UTF-8, or far too large, is an error and no traceback."""
    (tmp_path / "profile.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(ProfileError, match="not UTF-8"):
        load_catalogue(tmp_path)

    (tmp_path / "profile.toml").write_bytes(b"#" * (2 << 20))
    with pytest.raises(ProfileError, match="larger than"):
        load_catalogue(tmp_path)


def test_the_shipped_profiles_can_be_read() -> None:
    """Every folder of the profiles that has a catalogue has one that holds together."""
    folders = [path.parent for path in PACKAGES["hoshitori_profiles"].glob("*/profile.toml")]

    assert [load_catalogue(one).id for one in folders] == [one.name.replace("_", "-") for one in folders]
