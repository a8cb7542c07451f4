"""What makes a case PASS, FAIL or INCONCLUSIVE: DESIGN §4 laws 1 to 3."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hoshitori.facts.base import Control
from hoshitori.model.observation import Missing, Observation
from hoshitori.model.verdict import FAIL, PASS, Cause, Verdict, inconclusive
from hoshitori.profile import Case, Need, case, one_of, the_device
from tests.run.facts_for_tests import Door, Lamp, Refused, judged, observation

LIT = observation("test-lamp", Lamp(lit=True), effort={"looks": 3})
DARK = observation("test-lamp", Lamp(lit=False), effort={"looks": 3})
SHUT = observation("test-door", Door(shut=True), number=2)
GONE = Missing(cause=Cause.UNAVAILABLE, reason="the door is gone")
NO_DOOR = observation("test-door", None, missing=GONE, number=2)


@case("T-1/1", subject=the_device, lamp=Need(Lamp, effort={"looks": 2}))
def test_lamp(case: Case, lamp: Lamp) -> None:
    """The lamp is lit."""
    case.expect(lamp.lit, on=lamp, expected="lit")


@case("T-1/1", subject=the_device, lamp=Need(Lamp), door=Need(Door))
def test_lamp_and_door(case: Case, lamp: Lamp, door: Door) -> None:
    """The lamp is lit and the door is shut."""
    case.expect(lamp.lit, on=lamp, expected="lit")
    case.expect(door.shut, on=door, expected="shut")


@case("T-1/1", subject=the_device, door=Need(Refused))
def test_refused(case: Case, door: Refused) -> None:
    """It was refused."""
    case.expect(door.refused, on=door, expected="refused")


# these are bodies for the judge, not tests of this module
for _body in (test_lamp, test_lamp_and_door, test_refused):
    vars(_body)["__test__"] = False


class TestPass:
    def test_every_need_on_record_and_cited(self) -> None:
        """A body that saw and cited everything it needs, and found it good, passes."""
        assert judged(test_lamp_and_door, LIT, SHUT).decision == PASS

    def test_a_body_that_says_nothing_does_not_pass(self) -> None:
        """A case that returns without looking is INCONCLUSIVE `harness`."""

        @case("T-1/1", subject=the_device, lamp=Need(Lamp))
        def test_silent(case: Case, lamp: Lamp) -> None:
            """Looks at nothing."""

        assert judged(test_silent, LIT).decision == inconclusive(Cause.HARNESS)

    def test_an_uncited_need_forbids_pass(self) -> None:
        """A need that no `expect` cites leaves the case INCONCLUSIVE."""

        @case("T-1/1", subject=the_device, lamp=Need(Lamp), door=Need(Door))
        def test_half(case: Case, lamp: Lamp, door: Door) -> None:
            """Cites the lamp alone."""
            case.expect(lamp.lit, on=lamp, expected="lit")

        assert judged(test_half, LIT, SHUT).decision == inconclusive(Cause.HARNESS)

    def test_citing_something_else_is_no_citation(self) -> None:
        """An `expect` on a value that is none of the case's facts makes no PASS."""

        @case("T-1/1", subject=the_device, lamp=Need(Lamp))
        def test_stranger(case: Case, lamp: Lamp) -> None:
            """Cites a lamp of its own making."""
            case.expect(lamp.lit, on=Lamp(lit=True), expected="lit")

        assert judged(test_stranger, LIT).decision == inconclusive(Cause.HARNESS)

    def test_truthiness_is_not_enough(self) -> None:
        """`expect` takes a bool; what merely looks true is a fault of the case."""

        @case("T-1/1", subject=the_device, lamp=Need(Lamp))
        def test_truthy(case: Case, lamp: Lamp) -> None:
            """Expects a text."""
            case.expect("yes", on=lamp, expected="lit")  # type: ignore[arg-type]  # the fault under test

        assert judged(test_truthy, LIT).decision == inconclusive(Cause.HARNESS)

    @given(st.integers(min_value=0, max_value=4))
    def test_effort_below_the_least_forbids_it(self, looks: int) -> None:
        """An observation that cost less than the need asks for makes no PASS."""
        seen = observation("test-lamp", Lamp(lit=True), effort={"looks": looks})

        assert judged(test_lamp, seen).decision == (PASS if looks >= 2 else inconclusive(Cause.EFFORT))

    @given(st.booleans())
    def test_a_refusal_needs_its_positive_control(self, held: bool) -> None:
        """A fact about a refusal counts only beside something that was accepted."""
        seen = observation("test-refusal", Refused(refused=True, control=Control(held=held, what="the key opened")))

        assert judged(test_refused, seen).decision == (PASS if held else inconclusive(Cause.EFFORT))


class TestFail:
    def test_a_false_expectation_fails(self) -> None:
        """What was expected and not there is a FAIL."""
        assert judged(test_lamp, DARK).decision == FAIL

    def test_the_body_goes_on_so_that_all_faults_show(self) -> None:
        """Every false expectation is on record, not only the first."""
        open_door = observation("test-door", Door(shut=False), number=2)

        result = judged(test_lamp_and_door, DARK, open_door)

        assert [one.held for one in result.expectations] == [False, False]

    def test_nothing_later_undoes_it(self) -> None:
        """An exception, or a missing fact, after a FAIL leaves it a FAIL."""
        assert judged(test_lamp_and_door, DARK, NO_DOOR).decision == FAIL

    def test_a_plain_assertion_after_a_citation_fails(self) -> None:
        """`assert` works like `expect` once the body has said what it looks at."""

        @case("T-1/1", subject=the_device, lamp=Need(Lamp))
        def test_asserting(case: Case, lamp: Lamp) -> None:
            """Cites, then asserts."""
            case.expect(lamp.lit, on=lamp, expected="lit")
            assert not lamp.lit

        assert judged(test_asserting, LIT).decision == FAIL

    def test_an_assertion_that_cites_nothing_is_the_harness_fault(self) -> None:
        """An `assert` before anything was cited says nothing of the device."""

        @case("T-1/1", subject=the_device, lamp=Need(Lamp))
        def test_asserting(case: Case, lamp: Lamp) -> None:
            """Asserts without citing."""
            assert not lamp.lit

        assert judged(test_asserting, LIT).decision == inconclusive(Cause.HARNESS)


class TestInconclusive:
    @pytest.mark.parametrize("cause", list(Cause))
    def test_a_missing_fact_gives_its_cause(self, cause: Cause) -> None:
        """What could not be observed makes the case INCONCLUSIVE for the recorded cause."""
        missing = observation("test-lamp", None, missing=Missing(cause=cause, reason="why"))

        assert judged(test_lamp, missing).decision == inconclusive(cause)

    def test_what_was_never_tried_is_not_run(self) -> None:
        """A need without any observation is `not-run`."""
        assert judged(test_lamp).decision == inconclusive(Cause.NOT_RUN)

    def test_catching_the_exception_does_not_help(self) -> None:
        """A body that swallows the missing fact still does not pass."""

        @case("T-1/1", subject=the_device, lamp=Need(Lamp), door=Need(Door))
        def test_swallowing(case: Case, lamp: Lamp, door: Door) -> None:
            """Catches everything."""
            case.expect(lamp.lit, on=lamp, expected="lit")
            with contextlib.suppress(BaseException):
                case.expect(door.shut, on=door, expected="shut")

        assert judged(test_swallowing, LIT, NO_DOOR).decision == inconclusive(Cause.UNAVAILABLE)

    @pytest.mark.parametrize("error", [RuntimeError, KeyError, SystemExit, KeyboardInterrupt, RecursionError])
    def test_any_other_exception_is_the_harness_fault(self, error: type[BaseException]) -> None:
        """Whatever a body raises ends in a verdict: INCONCLUSIVE `harness`."""

        @case("T-1/1", subject=the_device, lamp=Need(Lamp))
        def test_raising(case: Case, lamp: Lamp) -> None:
            """Raises."""
            case.expect(lamp.lit, on=lamp, expected="lit")
            raise error

        assert judged(test_raising, LIT).decision == inconclusive(Cause.HARNESS)

    def test_a_case_may_say_that_it_cannot_decide(self) -> None:
        """`undecided` leaves a case INCONCLUSIVE that would have passed."""

        @case("T-1/1", subject=the_device, lamp=Need(Lamp))
        def test_unsure(case: Case, lamp: Lamp) -> None:
            """Cannot tell."""
            case.expect(lamp.lit, on=lamp, expected="lit")
            case.undecided(on=lamp, reason="too-far-away")

        assert judged(test_unsure, LIT).decision == inconclusive(Cause.UNAVAILABLE)

    def test_a_malformed_fact_is_the_harness_fault(self) -> None:
        """A recorded fact that does not fit its type is no fact."""
        good = observation("test-lamp", Lamp(lit=True), effort={"looks": 3})
        broken = Observation(
            id=good.id,
            key=good.key,
            attempt=1,
            probe="",
            probe_version="",
            started_at=good.started_at,
            ended_at=good.ended_at,
            fact={"lit": "yes"},
        )

        assert judged(test_lamp, broken).decision == inconclusive(Cause.HARNESS)


class TestOneOf:
    def test_the_available_one_arrives(self) -> None:
        """Of several facts any will do."""

        @case("T-1/1", subject=the_device, either=one_of(Need(Door), Need(Lamp)))
        def test_either(case: Case, either: Door | Lamp) -> None:
            """The door is shut or the lamp is lit."""
            good = either.shut if isinstance(either, Door) else either.lit
            case.expect(good, on=either, expected="either")

        assert judged(test_either, LIT, NO_DOOR).decision == PASS


class TestSafety:
    @given(st.lists(st.booleans(), max_size=3), st.booleans(), st.booleans())
    def test_pass_means_seen_and_good(self, cited: list[bool], available: bool, raises: bool) -> None:
        """Whatever a body does, PASS comes only with the fact on record, cited, good, and a normal end."""

        @case("T-1/1", subject=the_device, lamp=Need(Lamp))
        def test_any(case: Case, lamp: Lamp) -> None:
            """Does what the example says."""
            for good in cited:
                case.expect(good, on=lamp, expected="good")
            if raises:
                raise RuntimeError

        seen = LIT if available else observation("test-lamp", None, missing=GONE)

        verdict = judged(test_any, seen).decision.verdict

        assert (verdict is Verdict.PASS) == (available and bool(cited) and all(cited) and not raises)
