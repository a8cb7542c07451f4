"""The instruments of a real bench that a person works: what is asked, and what becomes of the answers."""

import io
from pathlib import Path
from typing import get_args

import pytest

from hoshitori.instrument import MarkerKind
from hoshitori.model.errors import BenchError
from hoshitori.run.bench_description import ResetWay, SuppliedImage, Switch, UpdateWay
from hoshitori.run.bench_hands import PromptedDelivery, PromptedUi, Worked, WorkedReset, run_command, wait_until
from hoshitori.run.person import PersonAtTerminal


class Scripted:
    """A person who does everything and answers from a list."""

    def __init__(self, *answers: str) -> None:
        self.answers = list(answers)
        self.asked: list[str] = []

    def do(self, task: str) -> None:
        self.asked.append(task)

    def tell(self, question: str) -> str:
        self.asked.append(question)
        return self.answers.pop(0)


class Terminal(io.StringIO):
    """A terminal with lines typed ahead."""

    def __init__(self, typed: str) -> None:
        super().__init__()
        self.typed = io.StringIO(typed)
        self.shown = ""

    def readline(self, size: int | None = -1, /) -> str:  # type: ignore[override]  # text, as TextIO has it
        return self.typed.readline(-1 if size is None else size)

    def close(self) -> None:
        self.shown = self.getvalue()
        super().close()


def test_a_person_is_asked_to_switch() -> None:
    """Cut and restore each ask for one thing, and the switch waits for the device afterwards."""
    person, signs = Scripted(), iter([False, True])
    power = Worked(
        switch=Switch(how="operator-prompted", seconds=5),
        person=person,
        cut_task="pull the plug",
        restore_task="plug it in",
        alive=lambda: next(signs),
    )

    power.cut()
    power.restore()

    assert person.asked == ["pull the plug", "plug it in"]
    assert list(signs) == []


def worked(switch: Switch, person: Scripted) -> Worked:
    """Return a switch of a device that always answers."""
    return Worked(switch=switch, person=person, cut_task="pull the plug", restore_task="plug it in", alive=lambda: True)


def test_a_person_is_told_of_a_cut_to_come() -> None:
    """Whoever is to cut in the middle of something is told before it begins, with the seconds to count."""
    person = Scripted()

    worked(Switch(how="operator-prompted", seconds=5), person).cut_after(2_600)

    (asked,) = person.asked
    assert "3 s" in asked
    assert asked.endswith("pull the plug")


def test_a_command_cuts_after_a_while(tmp_path: Path) -> None:
    """An armed command runs after its delay, and before the supply comes back."""
    log = tmp_path / "log"
    switch = Switch(
        how="automatic", off=("sh", "-c", f"echo off >>{log}"), on=("sh", "-c", f"echo on >>{log}"), seconds=5
    )
    power = worked(switch, Scripted())

    power.cut_after(100)
    assert not log.exists()
    with pytest.raises(BenchError, match="already"):
        power.cut_after(100)
    power.restore()

    assert log.read_text().split() == ["off", "on"]


def test_a_cut_at_once_takes_the_place_of_one_to_come(tmp_path: Path) -> None:
    """The device is not cut a second time after it has its power back."""
    log = tmp_path / "log"
    power = worked(Switch(how="automatic", off=("sh", "-c", f"echo off >>{log}"), on=("true",)), Scripted())

    power.cut_after(60_000)
    power.cut()
    power.restore()

    assert log.read_text().split() == ["off"]


def test_a_cut_that_fails_is_told_when_the_supply_comes_back() -> None:
    """What went wrong in the background is an error of `restore`, never silence."""
    power = worked(Switch(how="automatic", off=("false",), on=("true",)), Scripted())

    power.cut_after(0)
    with pytest.raises(BenchError, match="to come failed"):
        power.restore()
    with pytest.raises(BenchError, match="no delay"):
        power.cut_after(-1)


def test_a_reset_is_a_command_or_a_person(tmp_path: Path) -> None:
    """An automatic reset runs its command, a prompted one asks."""
    mark = tmp_path / "reset"
    WorkedReset(
        way=ResetWay(how="automatic", command=("touch", str(mark))), person=Scripted(), alive=lambda: True
    ).factory_reset()
    assert mark.exists()
    person = Scripted()
    WorkedReset(way=ResetWay(how="operator-prompted"), person=person, alive=lambda: True).factory_reset()
    assert "shipped state" in person.asked[0]


def test_a_person_reads_and_types(tmp_path: Path) -> None:
    """Model and version come as typed; a change of password is done only where the person says so."""
    del tmp_path
    ui = PromptedUi(person=Scripted("CAM-1", "2.0", "label", "y", "n"))

    shown = ui.identity()
    assert (shown.model, shown.version, shown.where) == ("CAM-1", "2.0", "read by the operator: label")
    assert ui.change_password("AM-web", "old", "new")
    assert not ui.change_password("AM-web", "old", "new")


def test_a_person_leaves_marks() -> None:
    """Every kind of marker is asked for by its value; where it stands comes as typed, and only yes or no is taken."""
    kinds: tuple[MarkerKind, ...] = get_args(MarkerKind)
    person = Scripted(*["somewhere"] * len(kinds), *["y"] * len(kinds), "No", "it is dark here", "yes", "n", "locked")
    ui = PromptedUi(person=person)

    assert [ui.plant(kind, "mark1234") for kind in kinds] == ["somewhere"] * len(kinds)
    assert [ui.shows(kind, "mark1234") for kind in kinds] == [True] * len(kinds)
    assert all("mark1234" in asked for asked in person.asked)
    assert len(set(person.asked)) == 2 * len(kinds)
    assert [ui.shows("log", "mark1234") for _ in range(2)] == [False, None]
    assert [ui.opens("AM-web", "value") for _ in range(3)] == [True, False, None]


def test_images_are_laid_ready(tmp_path: Path) -> None:
    """The supplier's image is read, the one to install written, and what the device answered kept."""
    (tmp_path / "fw.bin").write_bytes(b"genuine")
    way = UpdateWay(row="7-UpdMech/UM-1", image=(SuppliedImage(kind="genuine", path="fw.bin", version="2.0"),))
    person = Scripted("refused", "y", "y", "installed", "cannot tell", "no")
    delivery = PromptedDelivery((way,), tmp_path, person)

    assert delivery.image("7-UpdMech/UM-1", "genuine") == b"genuine"
    assert delivery.version("7-UpdMech/UM-1", "genuine") == "2.0"
    assert delivery.image("7-UpdMech/UM-1", "older") == b""
    first = delivery.offer("7-UpdMech/UM-1", b"altered", "2.0")
    assert (first.fetched, first.answer, first.settled) == (True, "refused", True)
    (laid,) = (tmp_path / "offers").iterdir()
    assert (laid.read_bytes(), laid.suffix, laid.name in person.asked[0]) == (b"altered", ".bin", True)
    second = delivery.offer("7-UpdMech/UM-1", b"x", "")
    assert (second.fetched, second.settled) == (None, False)
    assert delivery.written() == ""
    with pytest.raises(BenchError, match="UM-2"):
        delivery.offer("7-UpdMech/UM-2", b"", "")


def test_a_missing_image_is_told(tmp_path: Path) -> None:
    """A supplied image that is not where the file says is an error with its path."""
    way = UpdateWay(row="UM-1", image=(SuppliedImage(kind="genuine", path="none.bin", version="2.0"),))

    with pytest.raises(BenchError, match=r"none\.bin"):
        PromptedDelivery((way,), tmp_path, Scripted()).image("7-UpdMech/UM-1", "genuine")


@pytest.mark.parametrize(("typed", "can"), [("\n", True), ("done\n", True), ("no\n", False), ("N\n", False)])
def test_a_person_may_say_no(typed: str, can: bool) -> None:  # a parameter of the test
    """Enter means done; no means that it cannot be done, which is an error and no result."""
    person = PersonAtTerminal(lambda: Terminal(typed))
    if can:
        person.do("pull the plug")
    else:
        with pytest.raises(BenchError, match="cannot be done"):
            person.do("pull the plug")


def test_a_closed_terminal_is_no_answer() -> None:
    """The end of input is an error, never an empty answer."""
    with pytest.raises(BenchError, match="closed"):
        PersonAtTerminal(lambda: Terminal("")).tell("Model")


def test_an_answer_is_one_bounded_line() -> None:
    """What is typed comes without its line break, and no line is endless."""
    assert PersonAtTerminal(lambda: Terminal("  CAM-1 \nmore\n")).tell("Model") == "CAM-1"
    assert len(PersonAtTerminal(lambda: Terminal("x" * 10_000)).tell("Model")) == 500


def test_commands_end_or_are_errors(monkeypatch: pytest.MonkeyPatch) -> None:
    """A command that hangs is ended and told."""
    monkeypatch.setattr("hoshitori.run.bench_hands._COMMAND_SECONDS", 0.1)
    with pytest.raises(BenchError, match="'sleep' failed"):
        run_command(["sleep", "60"])


def test_waiting_has_an_end() -> None:
    """A device that does not come back is not waited for without end."""
    assert not wait_until(lambda: False, seconds=0)
    assert wait_until(lambda: True, seconds=0)
