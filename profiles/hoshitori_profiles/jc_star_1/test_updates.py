"""S1.1-08: what the device does with images that are not the genuine one, delivered over a network."""

from __future__ import annotations

from hoshitori.facts.update import UpdateAttempt, UpdateImage, UpdateSeries
from hoshitori.profile import Case, Need, case, rows
from hoshitori_profiles.jc_star_1.waiting import patience_seconds

OVER_A_NETWORK = rows("7-UpdMech", delivery="network")
ALTERED = (UpdateImage.BIT_FLIP, UpdateImage.TRUNCATED)


@case("S1.1-08/1", subject=OVER_A_NETWORK, series=Need(UpdateSeries))
def test_altered_images_are_refused(case: Case, series: UpdateSeries) -> None:
    """An altered and a truncated image are refused, and the device stays alive on the old version."""
    expect_refused(case, series, *ALTERED)
    for attempt in series.of(*ALTERED):
        if attempt.refused and attempt.fetched is not True:
            case.undecided(on=series, reason="undecided-image-not-taken")
        expect_alive_on_old(case, series, attempt)
    case.limit("limit-update-integrity")
    if len(series.genuine) == 1:
        case.limit("limit-control-at-end-alone")


@case("S1.1-08/1", subject=OVER_A_NETWORK, series=Need(UpdateSeries))
def test_nothing_is_written_before_the_check(case: Case, series: UpdateSeries) -> None:
    """A refused image has left nothing behind: it was checked before anything was written."""
    for image in ALTERED:
        if not series.all_tried(image):
            case.undecided(on=series, reason="undecided-image-not-tried")
    for attempt in series.of(*ALTERED):
        if attempt.busy:
            case.undecided(on=series, reason="undecided-device-busy")
        if not attempt.settled:
            case.undecided(on=series, reason="undecided-not-at-rest")
        if attempt.written is None and attempt.boots_old is None:
            case.undecided(on=series, reason="undecided-writes-not-seen")
        seen = attempt.id
        if attempt.written_before_check:
            seen += (
                f": written before it was checked; {attempt.version_before} → {attempt.version_after}; {attempt.answer}"
            )
        case.expect(not attempt.written_before_check, on=series, expected="update-nothing-written", observed=seen)


@case("S1.1-08/1", subject=OVER_A_NETWORK, series=Need(UpdateSeries))
def test_unsigned_images_are_refused(case: Case, series: UpdateSeries) -> None:
    """An image without a signature is refused (note)."""
    expect_refused(case, series, UpdateImage.UNSIGNED)


@case("S1.1-08/1", subject=OVER_A_NETWORK, series=Need(UpdateSeries))
def test_foreign_signed_images_are_refused(case: Case, series: UpdateSeries) -> None:
    """An image signed by a stranger, or altered with every digest mended, is refused (note)."""
    expect_refused(case, series, UpdateImage.FOREIGN_SIGNED, UpdateImage.RESEALED)


@case("S1.1-08/1", subject=OVER_A_NETWORK, series=Need(UpdateSeries))
def test_older_images_are_refused(case: Case, series: UpdateSeries) -> None:
    """A genuine image of an older version is refused (note)."""
    expect_refused(case, series, UpdateImage.OLDER)


@case("S1.1-08/1", subject=OVER_A_NETWORK, series=Need(UpdateSeries))
def test_replayed_images_are_refused(case: Case, series: UpdateSeries) -> None:
    """The genuine image, offered once more, is refused (note)."""
    expect_refused(case, series, UpdateImage.REPLAYED)


def expect_alive_on_old(case: Case, series: UpdateSeries, attempt: UpdateAttempt) -> None:
    """Expect that the device runs on with its old version; one that is silent was waited for as long as it may take."""
    waited = attempt.waited_milliseconds
    if not attempt.answers and waited < patience_seconds(case, case.subject.number("longest_seconds")) * 1_000:
        case.undecided(on=series, reason="undecided-waited-too-short")
        return
    seen = f"{attempt.id}: {attempt.version_before} → {attempt.version_after}"
    if not attempt.answers:
        seen += f"; no answer for {waited} ms"
    elif attempt.boots_old is False:
        seen += "; another version after a power cut"
    case.expect(attempt.alive_on_old, on=series, expected="update-alive-on-old", observed=seen)


def expect_refused(case: Case, series: UpdateSeries, *images: UpdateImage) -> None:
    """Expect that every attempt with these images was refused; one that was not made leaves the case open."""
    for image in images:
        if not series.all_tried(image):
            case.undecided(on=series, reason="undecided-image-not-tried")
        for attempt in series.of(image):
            if attempt.busy:
                case.undecided(on=series, reason="undecided-device-busy")
                continue
            if not (attempt.settled or attempt.accepted):
                case.undecided(on=series, reason="undecided-not-at-rest")
                continue
            case.expect(
                attempt.refused,
                on=series,
                expected="update-refused",
                observed=f"{attempt.version_before} → {attempt.version_after}; {attempt.answer}",
                image=attempt.id,
            )
