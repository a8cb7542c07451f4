"""The counter-evidence of S1.1-08: an undeclared upload that installs an altered image FAILs it."""

from __future__ import annotations

from dataclasses import replace

from hoshitori.facts.update import UpdateAttempt, UpdateImage
from hoshitori.facts.uploads import UploadSweep, UploadWay
from hoshitori.model.verdict import FAIL, PASS, Verdict
from tests.profiles.support import judged

CASE = "no_undeclared_upload_installs"
DECLARED = UploadWay(id="tcp/443 /api/update", endpoint="tcp/443", page="/update", target="/api/update", declared=True)
OTHER = replace(DECLARED, id="tcp/443 /flash", page="/service", target="/flash", declared=False)
SOUND = UploadSweep(
    endpoints=("tcp/443 as 1-AuthMech/AM-admin",),
    unread=(),
    ways=(DECLARED,),
    attempts=(),
    stopped="",
    not_looked_at=(),
)
REFUSED = UpdateAttempt(
    id="BIT_FLIP/body tcp/443 /flash",
    image=UpdateImage.BIT_FLIP,
    variant="body tcp/443 /flash",
    sha256="0" * 64,
    bytes=4_096,
    carries_version="1.5.0",
    version_before="1.4.2",
    version_after="1.4.2",
    fetched=True,
    answer="422",
    settled=True,
    waited_milliseconds=1_000,
    alive=True,
    accepted=False,
    written=False,
    boots_old=None,
    from_snapshot=True,
    offers=1,
    busy=False,
)


def test_declared_ways_alone_pass() -> None:
    """Where no other page takes update files, the case PASSes."""
    assert judged(CASE, {"sweep": SOUND}).decision == PASS


def test_altered_image_that_was_installed_fails() -> None:
    """An undeclared way that installs the altered image, or writes it where updates go, FAILs."""
    installed = replace(REFUSED, accepted=True, version_after="1.5.0")
    for attempt in (installed, replace(REFUSED, written=True)):
        sweep = replace(SOUND, ways=(DECLARED, OTHER), attempts=(attempt,))
        assert judged(CASE, {"sweep": sweep}).decision == FAIL


def test_undeclared_way_that_took_nothing_is_undecided() -> None:
    """A refusal without a genuine image accepted by the same way shows nothing; nor does a way that was not tried."""
    for attempts in ((REFUSED,), ()):
        sweep = replace(SOUND, ways=(DECLARED, OTHER), attempts=attempts)
        assert judged(CASE, {"sweep": sweep}).decision.verdict is Verdict.INCONCLUSIVE


def test_interface_that_nobody_could_read_is_undecided() -> None:
    """Where the pages could not be read, that no other way was seen shows nothing."""
    sweep = replace(SOUND, ways=(), endpoints=(), unread=("tcp/443: the declared value opened no session",))
    assert judged(CASE, {"sweep": sweep}).decision.verdict is Verdict.INCONCLUSIVE
