"""A device nobody built for this project, on a bench of two namespaces, runs to a signed bundle that verifies."""

import subprocess
import sys
from pathlib import Path

import pytest

from hoshitori.bundle.scheme import open_scheme
from hoshitori.bundle.signer import signer_from_uri
from hoshitori.cli.sign import seal_run
from hoshitori.run.folder import RunContents
from hoshitori.run.session import evaluate_folder
from hoshitori.schema.installed import load_installed
from tests.run.stranger import DEVICE, stranger

pytestmark = pytest.mark.netns

PROGRAM = str(Path(sys.executable).with_name("hoshitori"))
DECIDED, UNDECIDED, FAILED = 0, 4, 3


def hoshitori(*words: str | Path) -> subprocess.CompletedProcess[str]:
    """Run the command line."""
    return subprocess.run([PROGRAM, *map(str, words)], capture_output=True, check=False, text=True, timeout=280)


def test_debian_s_own_servers_run_to_a_signed_bundle(tmp_path: Path) -> None:
    """From a fresh declaration and a bench file to evidence that an outsider can verify and judge again."""
    run, scheme, identity, bundle = (tmp_path / name for name in ("run", "scheme", "lab.pem", "evidence.hoshi"))
    with stranger(tmp_path) as device:
        observed = hoshitori(
            "run", "jc-star-1", device.declaration_file(), "--bench", device.bench_file(), "--out", run, "--quiet"
        )
    assert observed.returncode in {DECIDED, UNDECIDED, FAILED}, observed.stderr

    made = hoshitori("trust", "root", scheme, "--id", "urn:example:scheme", "--name", "Example scheme")
    assert made.returncode == 0, made.stderr
    issued = hoshitori(
        "trust", "issue", scheme, "--identity", "https://lab.example/", "--name", "A lab", "--scope", "jc-star-1",
        "--out", identity,
    )  # fmt: skip
    assert issued.returncode == 0, issued.stderr
    contents, profile = RunContents(run), load_installed("jc-star-1")
    signer, timestamper = signer_from_uri(f"file:{identity}"), open_scheme(scheme).timestamper()
    seal_run(contents, profile, evaluate_folder(contents, profile), [signer], timestamper, bundle)
    verified = hoshitori("verify", bundle, "--trust", scheme / "trust.json")
    assert verified.returncode == 0, verified.stdout + verified.stderr
    judged = hoshitori("rejudge", bundle)
    assert judged.returncode == 0, judged.stdout + judged.stderr

    (bench,) = contents.bodies("bench")
    assert (bench["mode"], bench["address"]) == ("real", DEVICE)
    (guard,) = contents.bodies("guard")
    assert guard["kind"] == "kernel"
    assert any(one.fact is not None for one in contents.observations), "nothing at all was observed"
