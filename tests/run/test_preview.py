"""The sheet fills in as needs complete, and the terminal tells how a run goes."""

import io
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from hoshitori.cli.progress import TerminalEvents
from hoshitori.model.errors import HoshitoriError
from hoshitori.model.observation import Missing, Observation, ObservationKey
from hoshitori.model.verdict import PASS, Cause, Decision, Verdict
from hoshitori.run.outlook import Outlook, Pending, durations, likely_milliseconds
from hoshitori.run.preview import Preview
from hoshitori.run.session import execute
from tests.run.benches import Silent, doors, polite, request

SECONDS = 30


def key(fact: str = "door-greeting", subject: str = "tcp/23") -> ObservationKey:
    """A key of some fact."""
    return ObservationKey(fact=fact, subject=subject)


def pending(milliseconds: int = 1_000, **named: str) -> Pending:
    """An observation that is still to be taken."""
    return Pending(key=key(**named), title="Greets.", milliseconds=milliseconds)


def outlook(*settled: str, upcoming: tuple[Pending, ...] = ()) -> Outlook:
    """How a run stands."""
    return Outlook(done=3, now=pending(), upcoming=upcoming, settled=settled)


def observation(started: str, ended: str, *, missing: Missing | None = None) -> Observation:
    """An observation that took some time."""
    return Observation(
        id="o-0001",
        key=key(),
        attempt=1,
        probe="p",
        probe_version="p 1",
        started_at=started,
        ended_at=ended,
        fact=None if missing else {"words": "hello"},
        missing=missing,
    )


class Heard(Silent):
    """Remembers what was decided, and tells when something was."""

    def __init__(self) -> None:
        self.decisions: list[tuple[str, Decision]] = []
        self.remarks: list[str] = []
        self.told = threading.Event()

    def decided(self, requirement: str, decision: Decision) -> None:
        """Remember it."""
        self.decisions.append((requirement, decision))
        self.told.set()

    def remark(self, text: str) -> None:
        """Remember it."""
        self.remarks.append(text)
        self.told.set()


class TestPreview:
    def test_a_settled_requirement_is_told_once(self) -> None:
        """What has all it needs is judged; what has not is not told, and nothing is told twice."""
        heard = Heard()
        preview = Preview(heard, lambda _: {"R-1": PASS, "R-2": PASS})

        with preview.running():
            preview.observing(outlook("R-1"))
            assert heard.told.wait(SECONDS)
            heard.told.clear()
            preview.observing(outlook("R-1", "R-2"))
            assert heard.told.wait(SECONDS)

        assert [name for name, _ in heard.decisions] == ["R-1", "R-2"]

    def test_it_judges_what_is_on_record(self) -> None:
        """The judge is given every observation there is so far."""
        heard, given = Heard(), list[int]()

        def judge(observations: Sequence[Observation]) -> Mapping[str, Decision]:
            given.append(len(observations))
            return {"R-1": PASS}

        preview = Preview(heard, judge)
        with preview.running():
            preview.observed(observation("2026-01-01T00:00:00Z", "2026-01-01T00:00:01Z"))
            preview.observing(outlook("R-1"))
            assert heard.told.wait(SECONDS)

        assert given == [1]

    def test_a_judge_that_fails_spoils_nothing(self) -> None:
        """The run goes on without a preview, and says so."""
        heard = Heard()

        def judge(_: Sequence[Observation]) -> Mapping[str, Decision]:
            raise HoshitoriError("no judge today")

        preview = Preview(heard, judge)
        with preview.running():
            preview.observing(outlook("R-1"))
            assert heard.told.wait(SECONDS)

        assert "no judge today" in heard.remarks[0]

    def test_what_it_says_is_what_the_sheet_says(self, tmp_path: Path) -> None:
        """A whole run with preview: nothing told meanwhile differs from the end."""
        heard = Heard()
        with doors(polite, polite) as bench:
            declared = bench.declaration(tmp_path / "device")
            evaluation = execute(request(declared, tmp_path / "run", preview=True), bench, heard)

        final = {one.requirement.id: one.decision for one in evaluation.outcome.requirements}
        assert all(final[name] == decision for name, decision in heard.decisions)


class TestOutlook:
    def test_time_left_is_the_sum_of_what_is_known(self) -> None:
        """This observation and all that follow."""
        assert outlook(upcoming=(pending(2_000), pending(500))).milliseconds_left == 3_500

    def test_an_earlier_observation_tells_better_than_the_probe(self) -> None:
        """The mean of this run's own durations goes before what is usual."""
        taken = durations(
            [
                observation("2026-01-01T00:00:00Z", "2026-01-01T00:00:04Z"),
                observation("2026-01-01T00:00:00Z", "2026-01-01T00:00:02Z"),
                observation(
                    "2026-01-01T00:00:00Z",
                    "2026-01-01T01:00:00Z",
                    missing=Missing(cause=Cause.UNAVAILABLE, reason="no"),
                ),
            ]
        )

        assert likely_milliseconds(key(), 9_000, taken) == 3_000
        assert likely_milliseconds(key("another"), 9_000, taken) == 9_000


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        """It is."""
        return True


class TestTerminal:
    @pytest.mark.parametrize(("language", "words"), [("ja", ("残り約0分", "次：")), ("en", ("about 0 min", "next: "))])
    def test_it_tells_what_is_next_and_how_long_still(self, language: str, words: tuple[str, str]) -> None:
        """On a terminal the line under way names the present, the next and the time left."""
        stream = Terminal()
        TerminalEvents(stream=stream, language=language).observing(outlook(upcoming=(pending(subject="tcp/80"),)))

        assert "[4/5]" in stream.getvalue()
        assert all(word in stream.getvalue() for word in words)

    def test_elsewhere_it_tells_line_by_line(self) -> None:
        """In a log there is one line for each observation and decision, and no cursor movement."""
        stream = io.StringIO()
        events = TerminalEvents(stream=stream, language="en")
        events.observing(outlook())
        events.progress(1, 2)
        events.observed(observation("2026-01-01T00:00:00Z", "2026-01-01T00:00:01Z"))
        events.decided("R-1", Decision(Verdict.FAIL))

        assert "\x1b" not in stream.getvalue()
        assert "R-1" in stream.getvalue()
        assert len(stream.getvalue().splitlines()) == 2

    def test_quiet_says_nothing(self) -> None:
        """For CI: not a line."""
        stream = Terminal()
        events = TerminalEvents(stream=stream, quiet=True)
        events.observing(outlook())
        events.observed(observation("2026-01-01T00:00:00Z", "2026-01-01T00:00:01Z"))
        events.remark("look")
        events.decided("R-1", PASS)

        assert stream.getvalue() == ""
