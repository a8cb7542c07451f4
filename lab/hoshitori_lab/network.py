"""The virtual lab: an entry point of `hoshitori.labs`, which boots twins on benches of their own."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final, Literal

from hoshitori.cli.printing import note
from hoshitori.instrument import Bench
from hoshitori.instrument import Twin as OfferedTwin
from hoshitori.model.errors import BenchError
from hoshitori.model.expected import Expected
from hoshitori.run.answers import load_answers
from hoshitori_lab.bench import VirtualBench
from hoshitori_lab.declared import answers_file, declared, write_declaration
from hoshitori_lab.expected import load_expected
from hoshitori_lab.loopback import LoopbackBench
from hoshitori_lab.mode import Mode, lab_mode, missing_programs, what_to_do
from hoshitori_lab.places import Place, on_loopback, wired
from hoshitori_lab.rootless import start_again
from hoshitori_lab.twins import Kind, Twin, all_twins, find

_KINDS: Final[dict[Kind, Literal["good", "bad", "hard-good", "liar"]]] = {
    Kind.GOOD: "good",
    Kind.BAD: "bad",
    Kind.HARD_GOOD: "hard-good",
    Kind.LIAR: "liar",
}


class VirtualLab:
    """Supplies virtual devices, each on a network that exists nowhere but in the kernel, and only while it is used."""

    def twins(self) -> Sequence[OfferedTwin]:
        """Return the twins it can bring up, the sound device first."""
        return [
            OfferedTwin(id=twin.id, title_ja=twin.title_ja, title_en=twin.title_en, kind=_KINDS[twin.kind])
            for twin in all_twins()
        ]

    def declaration(self, twin: str, folder: Path) -> Path:
        """Write the twin's declaration, its secrets and documents to a folder; return the path of `dut.toml`."""
        return write_declaration(_find(twin), folder, _place(folder))

    def answers(self, twin: str) -> Path:
        """Return the answers file of the scripted demonstration assessor, the same for every twin."""
        return answers_file(_find(twin))

    def expected(self) -> Expected:
        """Return the exact verdicts of every twin."""
        return load_expected()

    def up(self, twin: str, folder: Path) -> Bench:
        """Boot the twin; `folder` holds its declaration and its persistent state.

        Raises:
            BenchError: if this machine cannot, saying what is missing.
        """
        chosen = _find(twin)
        standing = lab_mode()
        if missing := missing_programs(standing.mode):
            raise BenchError(f"not installed: {', '.join(missing)}", where="lab", remedy="`make demo` installs them")
        if not standing.inside:
            start_again()
        known = declared(chosen, folder, _place(folder))
        if standing.mode is Mode.LOOPBACK:
            note(what_to_do(standing))
            return LoopbackBench(chosen, folder, known, load_answers(self.answers(twin)))
        return VirtualBench(
            chosen,
            folder,
            mode="root" if standing.mode is Mode.ROOT else "rootless",
            password=known.password,
            viewer=known.viewer,
            others=known.others,
            ways=known.ways,
            assessor=load_answers(self.answers(twin)),
        )


def _find(twin: str) -> Twin:
    try:
        return find(twin)
    except KeyError:
        raise BenchError(f"there is no twin {twin[:60]!a}", remedy="`hoshitori lab list` names them all") from None


def _place(folder: Path) -> Place:
    return on_loopback(folder) if lab_mode().mode is Mode.LOOPBACK else wired()
