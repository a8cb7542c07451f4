"""The probe that looks for ways of uploading updates that nobody declared, and offers them an altered image.

Impact: destructive where it finds one: what does not check its image installs an altered one. The storage is brought
back from a snapshot after each offer. Where every way is declared nothing is offered; those are another probe's matter.

Method: all pages of the declared web interfaces are read with the administrator's session; a page that takes a file
and speaks of updates is a way, named after where the file goes. Each undeclared one gets the genuine image of a
declared mechanism with one bit of its software changed, as the body of a POST and as a form's file, until the version
that the device shows has changed or what an update may write has.

What makes it wrong: a page made by a script alone shows no field for a file and is not seen; a refusal of the altered
image shows nothing, since it is not known how that way wants its genuine one, and is left to a person.
"""

from __future__ import annotations

import contextlib
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from hoshitori.facts.update import UpdateAttempt, UpdateImage
from hoshitori.facts.update_paths import UNREAD
from hoshitori.facts.uploads import UploadSweep, UploadWay
from hoshitori.instrument import DeliveryOutcome, Disk, Ui, UpdateDelivery
from hoshitori.model.observation import Impact
from hoshitori.model.subject import Device
from hoshitori.probe import Reach, Unavailable, probe
from hoshitori_plugins.login.attempt import shown
from hoshitori_plugins.update.bench import UpdateBench
from hoshitori_plugins.update.mutants import Offer, Supplied, offers
from hoshitori_plugins.web.session import open_session
from hoshitori_plugins.web.uploads import Read, browser, read_all, ways_of

_MOST_WAYS: Final = 32
_MOST_TRIED: Final = 4
_MOST_SENTENCES: Final = 32
_MINUTES_FIFTEEN: Final = 900_000
_ANSWER_LETTERS: Final = 300
_LONGEST_SECONDS: Final = 15
"""What an update may take by a way that nobody declared: enough to see whether an image was taken."""


@probe(provides=UploadSweep, impact=Impact.DESTRUCTIVE, uses=[UpdateDelivery, Ui], timeout_ms=_MINUTES_FIFTEEN)
def look_for_uploads(target: Device, reach: Reach) -> UploadSweep:
    """Ways of uploading updates, and what undeclared ones do with an altered image."""
    left_alone: list[str] = []
    reads = list(read_all(target, reach, left_alone))
    ways = [(read, way) for read in reads for way in ways_of(read, reach.declaration)][:_MOST_WAYS]
    undeclared = [(read, way) for read, way in ways if not way.declared]
    attempts: list[UpdateAttempt] = []
    stopped = ""
    if undeclared:
        try:
            attempts += _offer_all(undeclared, reach)
        except Unavailable as error:
            stopped = error.reason
    return UploadSweep(
        endpoints=tuple(
            f"{read.endpoint.subject.id} {'as ' + read.login.reference if read.login else 'as anybody'}"
            for read in reads
        ),
        unread=tuple(one.removeprefix(UNREAD) for one in left_alone if one.startswith(UNREAD)),
        ways=tuple(way for _, way in ways),
        attempts=tuple(attempts),
        stopped=stopped,
        not_looked_at=tuple(dict.fromkeys(one for one in left_alone if not one.startswith(UNREAD)))[:_MOST_SENTENCES],
    )


def _offer_all(ways: list[tuple[Read, UploadWay]], reach: Reach) -> Iterator[UpdateAttempt]:
    """Yield what became of the altered image at each way.

    Raises:
        Unavailable: if there is no image to alter, or the bench failed.
    """
    delivery = reach.instrument(UpdateDelivery)  # type: ignore[type-abstract]  # Protocols name instruments
    offer = _altered(delivery, reach)
    bench = UpdateBench(
        row="",
        reach=reach,
        delivery=delivery,
        ui=reach.instrument(Ui),  # type: ignore[type-abstract]  # likewise
        disk=_disk(reach),
        power=None,
        longest_seconds=_LONGEST_SECONDS,
    )
    bench.keep_snapshot()
    for read, way in ways[:_MOST_TRIED]:
        for form in ("body", "file"):
            bench.return_to_snapshot()
            bench.delivery = _Upload(read=read, way=way, form=form, reach=reach, real=delivery)
            attempt = bench.offer(
                Offer(
                    image=offer.image, variant=f"{form} {shown(way.id)}"[:160], data=offer.data, version=offer.version
                ),
                cut_power=False,
            )
            yield attempt
            if attempt.accepted or attempt.written:
                break
    bench.return_to_snapshot()


def _altered(delivery: UpdateDelivery, reach: Reach) -> Offer:
    for row in reach.declaration.rows("7-UpdMech", delivery="network"):
        genuine, version = delivery.image(row.reference, "genuine"), delivery.version(row.reference, "genuine")
        if not genuine:
            continue
        supplied = Supplied(image=lambda _: b"", version=lambda _: "")
        for offer in offers(genuine, version, supplied):
            if isinstance(offer, Offer) and offer.image is UpdateImage.BIT_FLIP:
                return offer
    raise Unavailable("no genuine image is at hand that could be altered and offered")


def _disk(reach: Reach) -> Disk | None:
    with contextlib.suppress(Unavailable):
        return reach.instrument(Disk)  # type: ignore[type-abstract]  # Protocols name instruments
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Upload:
    """A delivery by an undeclared way: a POST with the administrator's session, opened anew for each offer."""

    read: Read
    way: UploadWay
    form: str
    reach: Reach
    real: UpdateDelivery

    def image(self, row: str, kind: str) -> bytes:
        """Return the supplier's image."""
        return self.real.image(row, kind)

    def version(self, row: str, kind: str) -> str:
        """Return the version it carries."""
        return self.real.version(row, kind)

    def offer(self, row: str, image: bytes, version: str) -> DeliveryOutcome:
        """Send the image."""
        del row, version
        login, endpoint = self.read.login, self.read.endpoint
        body, kind = (image, "application/octet-stream") if self.form == "body" else _multipart(image)
        try:
            visitor = browser(endpoint, self.reach)
            session = (
                self.read.session
                if login is None
                else open_session(login, login.user, login.value or "", lambda: visitor, self.reach)
            )
            answer = session.ask(self.way.target, "POST", body=body, headers={"Content-Type": kind})
        except Unavailable as lost:
            return DeliveryOutcome(fetched=None, answer=lost.reason[:_ANSWER_LETTERS], settled=True)
        text = f"{answer.status} {answer.text[:_ANSWER_LETTERS]}"
        return DeliveryOutcome(fetched=True, answer=text, settled=True)

    def written(self) -> str:
        """Return the digest of what an update may write."""
        return self.real.written()


def _multipart(image: bytes) -> tuple[bytes, str]:
    """Return a form with one file, and its media type (RFC 7578)."""
    boundary = f"x{secrets.token_hex(12)}"
    head = f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="update.bin"\r\n'
    body = (
        head.encode() + b"Content-Type: application/octet-stream\r\n\r\n" + image + f"\r\n--{boundary}--\r\n".encode()
    )
    return body, f"multipart/form-data; boundary={boundary}"
