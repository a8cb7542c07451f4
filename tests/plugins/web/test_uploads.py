"""Undeclared uploads: pages that take update files are found, and what installs an altered image is found out."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

import pytest

from hoshitori.facts.base import decode, encode
from hoshitori.facts.uploads import UploadSweep
from hoshitori.instrument import DeliveryOutcome, DeviceIdentity
from hoshitori.model.subject import Device, FieldValue
from hoshitori_plugins.update.undeclared import look_for_uploads
from tests.plugins.support import LOOPBACK, Notes, declare, password_row, reach_for, row
from tests.plugins.update.devices import NEW, OLD, build
from tests.plugins.web.sites import HTML, USERS, Site, serving

FORM = b"""<html><h1>Firmware update</h1><form method="post" action="/flash" enctype="multipart/form-data">
<input type="file" name="image"></form></html>"""
SCRIPTED = b"""<html><h1>Firmware update</h1><input type="file" id="f">
<script>fetch('/flash', {method: 'POST', body: f.files[0]})</script></html>"""
PORTRAIT = (
    b"""<html><h1>Your portrait</h1><form method="post" action="/portrait"><input type="file" name="p"></form></html>"""
)


@dataclass(slots=True)
class Flasher:
    """The bench's instruments beside a site that takes images at `/flash`."""

    site: Site
    checks: bool = False
    kept: dict[str, str] = field(default_factory=dict[str, str])
    restored: int = 0

    def image(self, row: str, kind: str) -> bytes:
        del row
        return build(NEW) if kind == "genuine" else b""

    def version(self, row: str, kind: str) -> str:
        del row, kind
        return NEW

    def offer(self, row: str, image: bytes, version: str) -> DeliveryOutcome:
        raise AssertionError((row, len(image), version))

    def written(self) -> str:
        return hashlib.sha256(self._taken()).hexdigest()

    def identity(self) -> DeviceIdentity:
        return DeviceIdentity(model="EX-100", version=NEW if self._taken() else OLD)

    def snapshot(self, name: str) -> None:
        self.kept[name] = "kept"

    def restore(self, name: str) -> None:
        assert name in self.kept
        self.restored += 1
        self.site.uploads.clear()

    def _taken(self) -> bytes:
        return b"" if self.checks else b"".join(self.site.uploads)


def look(
    page: bytes, *, checks: bool = False, password: str = USERS["admin"], **declared: FieldValue
) -> tuple[UploadSweep, Flasher, Site]:
    """Run the probe over a site with one more page."""
    site = Site(extra={"/help": (HTML, page), "/flash": (HTML, b"")}, upload="/flash")
    bench = Flasher(site=site, checks=checks)
    notes = Notes(instruments={"UpdateDelivery": bench, "Ui": bench, "Disk": bench})
    with serving(site) as port:
        columns: Mapping[str, FieldValue] = {"login_path": "/login", "protected_path": "/", "success_status": 303}
        declaration = declare(
            password_row("form", user_name="admin", **columns),
            row("28-LogIntf", "LI-1", transport="tcp", port=port, protocol="http", path="/", role="server"),
            row("7-UpdMech", "UM-1", delivery="network", path="user-upload", **declared),
        )
        reach = reach_for(notes, declaration, secrets={"1-AuthMech/AM-1": password})
        fact = look_for_uploads(Device(sample="S1", address=LOOPBACK), reach)
    assert decode(UploadSweep, encode(fact)) == fact
    return fact, bench, site


@pytest.mark.parametrize("page", [FORM, SCRIPTED], ids=["form", "script"])
def test_undeclared_upload_that_installs_anything_is_found_out(page: bytes) -> None:
    """The altered image is taken there: version and storage show it, and the storage is brought back afterwards."""
    fact, bench, _ = look(page)

    assert [way.target for way in fact.undeclared] == ["/flash"]
    assert [(one.version_before, one.version_after) for one in fact.taken] == [(OLD, NEW)]
    assert bench.restored == 1


def test_undeclared_upload_that_installs_nothing_is_told_with_every_form_tried() -> None:
    """An altered image that was not installed shows nothing by itself; both forms of upload were tried."""
    fact, _, site = look(FORM, checks=True)

    assert fact.undeclared
    assert not fact.taken
    assert [one.variant.partition(" ")[0] for one in fact.attempts] == ["body", "file"]
    assert len(site.uploads) == 2


@pytest.mark.parametrize("page", [FORM, SCRIPTED], ids=["form", "script"])
def test_declared_upload_is_offered_nothing(page: bytes) -> None:
    """A way that a row names is another probe's matter: nothing is sent, nothing restored."""
    fact, bench, site = look(page, upload_path="/flash")

    assert [way.declared for way in fact.ways] == [True]
    assert (fact.attempts, site.uploads, bench.kept) == ((), [], {})


def test_page_that_takes_other_files_is_no_update() -> None:
    """A field for a picture is left alone."""
    fact, _, site = look(PORTRAIT)

    assert (fact.ways, site.uploads) == ((), [])


def test_site_that_cannot_be_read_is_said() -> None:
    """Without the administrator's session nobody knows what the pages take: that is no clean bill."""
    fact, _, _ = look(FORM, password="Wrong-Horse-7")

    assert (fact.endpoints, fact.ways) == ((), ())
    assert [one.partition(": ")[2] for one in fact.unread] == ["1-AuthMech/AM-1: the declared value opened no session"]
