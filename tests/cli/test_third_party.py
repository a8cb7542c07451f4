"""A third party's fact, probe, case, profile and lab: installed beside Hoshitori, from the bench to a judged bundle."""

import ast
import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.twin_runs import PROGRAM

PROJECT = Path(__file__).parents[1] / "thirdparty" / "acme"
WRITE_DECLARATION = """
import pathlib, sys
from acme_hoshitori.lab import LoopbackLab
print(LoopbackLab().declaration(sys.argv[1], pathlib.Path(sys.argv[2])))
"""
PACKAGE = PROJECT / "src" / "acme_hoshitori"


def call(*words: str | Path) -> subprocess.CompletedProcess[str]:
    """Run the program."""
    return subprocess.run([PROGRAM, *map(str, words)], capture_output=True, text=True, check=False, timeout=280)


def size_of(file: Path, function: str) -> int:
    """Return how many lines a function takes, its decorators counted."""
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.FunctionDef) and node.name == function:
            first = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
            return (node.end_lineno or first) - first + 1
    raise AssertionError(function)


@pytest.mark.parametrize(("twin", "code", "overall"), [("good", 0, "PASS"), ("talkative", 3, "FAIL")])
def test_from_the_bench_to_a_bundle_judged_again(tmp_path: Path, twin: str, code: int, overall: str) -> None:
    """Run, sign, verify and judge again a third party's twin by a third party's profile."""
    declared = subprocess.run(
        [
            sys.executable,
            "-c",
            WRITE_DECLARATION,
            twin,
            str(tmp_path / "device"),
        ],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()
    scheme, key, bundle = tmp_path / "scheme", tmp_path / "lab.pem", tmp_path / "run.hoshi"
    identity = "https://acme.example/lab"

    ran = call("run", "acme-one", declared, "--twin", f"acme:{twin}", "--out", tmp_path / "run", "--quiet")
    made = call("trust", "root", scheme, "--id", "urn:example:acme", "--name", "Acme scheme", "--training")
    issued = call(
        "trust", "issue", scheme, "--identity", identity, "--name", "Acme", "--scope", "acme-one", "--out", key
    )
    signed = call("sign", tmp_path / "run", "--key", f"file:{key}", "--out", bundle)
    verified = call("verify", bundle, "--trust", scheme / "trust.json", "--json")
    again = call("rejudge", bundle, "--json")

    assert (ran.returncode, made.returncode, issued.returncode, signed.returncode) == (code, 0, 0, 0), ran.stderr
    assert json.loads(again.stdout) == {"A-1": overall}
    assert again.returncode == 0
    findings = json.loads(verified.stdout)[0]["findings"]
    assert [
        one["code"] for one in findings if one["state"] == "fail" and one["aspect"] not in {"outcome", "time"}
    ] == []


def test_stays_small() -> None:
    """A probe takes at most 15 lines and a case at most 10."""
    assert size_of(PACKAGE / "greeting.py", "read_greeting") <= 15
    assert size_of(PACKAGE / "level_one" / "test_greeting.py", "test_greeting_tells_no_version") <= 10


@pytest.mark.parametrize("checker", [("mypy", "--strict", "-p", "acme_hoshitori"), ("pyright", "src")])
def test_is_clean_under_strict_types(checker: tuple[str, ...]) -> None:
    """Whoever writes against Hoshitori gets its types."""
    program = Path(PROGRAM).with_name(checker[0])

    ended = subprocess.run(
        [str(program), *checker[1:]],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
        timeout=280,
    )

    assert ended.returncode == 0, ended.stdout
