"""S1.1-08, counter-evidence: ways of uploading updates that the declaration does not know of."""

from __future__ import annotations

from hoshitori.facts.uploads import UploadSweep
from hoshitori.profile import Case, Need, case, the_device


@case("S1.1-08/1", subject=the_device, sweep=Need(UploadSweep))
def test_no_undeclared_upload_installs(case: Case, sweep: UploadSweep) -> None:
    """No page that takes a file installs an altered image by a way that the declaration does not know of."""
    taken = ", ".join(f"{one.id}: {one.version_before} → {one.version_after}" for one in sweep.taken)
    ways = ", ".join(way.id for way in sweep.ways)
    case.expect(not sweep.taken, on=sweep, expected="no-undeclared-upload-installs", observed=taken or ways)
    if sweep.undeclared and not sweep.taken:
        case.undecided(on=sweep, reason="undecided-undeclared-upload")
    if sweep.unread:
        case.undecided(on=sweep, reason="undecided-uploads-unread")
    case.limit("limit-upload-pages")
