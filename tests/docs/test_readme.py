"""The two READMEs say the same things, and what they say is so."""

import re
import shlex
import subprocess
from functools import cache
from pathlib import Path

import pytest

from tests.conftest import PROGRAM

ROOT = Path(__file__).resolve().parents[2]
READMES = ("README.md", "README.ja.md")
LONGEST_HELP_SECONDS = 240


def text(name: str) -> str:
    """The text of a document in the checkout."""
    return (ROOT / name).read_text(encoding="utf-8")


def commands(name: str) -> list[str]:
    """The command lines in a document's code blocks, in order."""
    blocks = re.findall(r"^[ ]*```\n(.*?)^[ ]*```$", text(name), flags=re.DOTALL | re.MULTILINE)
    return [line.strip() for block in blocks for line in block.splitlines() if line.strip()]


@cache
def help_of(*command: str) -> str:
    """What `hoshitori … --help` prints."""
    result = subprocess.run(
        [PROGRAM, *command, "--help"],
        capture_output=True,
        check=True,
        text=True,
        timeout=LONGEST_HELP_SECONDS,
        env={"PATH": "/usr/bin:/bin", "COLUMNS": "120", "LANG": "C.UTF-8"},
    )
    return result.stdout


PAGES = [str(path.relative_to(ROOT)) for path in sorted((ROOT / "docs").rglob("*.md"))]
HOSHITORI = sorted({line for name in READMES for line in commands(name) if "hoshitori " in line})


def test_both_languages_have_the_same_commands() -> None:
    """A reader of either language is told to type the same things."""
    neutral = {name: [re.sub(r"--lang \w+", "--lang", line) for line in commands(name)] for name in READMES}

    assert neutral["README.md"] == neutral["README.ja.md"]
    assert len(neutral["README.md"]) > 5


def test_two_commands_set_everything_up() -> None:
    """`make demo` and `make test` are the only set-up commands, beside apt-get for make and git."""
    for name in READMES:
        assert [line for line in commands(name) if "hoshitori" not in line] == ["make demo", "make test"]
        assert text(name).count("apt-get") == 1


@pytest.mark.parametrize("line", HOSHITORI)
def test_each_command_exists(line: str) -> None:
    """Every command and option that a README names stands in the program's own help."""
    words = shlex.split(line)
    assert words.pop(0).endswith("hoshitori")
    command = words[0]

    printed = help_of(command)

    assert [word for word in words if word.startswith("--") and word not in printed] == []


@pytest.mark.parametrize("name", [*READMES, "CONTRIBUTING.md", "SECURITY.md", *PAGES])
def test_links_lead_somewhere(name: str) -> None:
    """A relative link in a document leads to a file of the checkout."""
    page = ROOT / name
    targets = re.findall(r"\]\((?!https?://|#)([^)#]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))

    assert [target for target in targets if not (page.parent / target).exists()] == []


@pytest.mark.parametrize("name", READMES)
def test_the_trademark_is_named_once(name: str) -> None:
    """A document says once whose trademark JC-STAR is."""
    assert text(name).count("6839291") == 1


@pytest.mark.parametrize("name", READMES)
def test_exit_codes_are_all_told(name: str) -> None:
    """Each exit code that the program may end with is explained."""
    rows = re.findall(r"^\| (\d) \|", text(name), flags=re.MULTILINE)

    assert rows == ["0", "1", "2", "3", "4"]
    assert {"70", "130"} <= set(re.findall(r"\d+", text(name)))


def test_the_example_can_be_planned() -> None:
    """The example description is sound: the plan that the READMEs ask for is made, and sends nothing."""
    (line,) = [line for line in HOSHITORI if line.startswith("hoshitori plan")]
    words = shlex.split(line)

    result = subprocess.run(
        [PROGRAM, *words[1:]], cwd=ROOT, capture_output=True, check=False, text=True, timeout=LONGEST_HELP_SECONDS
    )

    assert result.returncode == 0, result.stderr
    assert "S1.1-13" in result.stdout
