"""The vendor's side in the lab: a cloud that takes status reports, and an update server that offers what it is told."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from typing import Final

from hoshitori_lab.services.servers import Asked, Given

CLOUD: Final = "cloud.vendor.example"
UPDATES: Final = "update.vendor.example"
_KEPT_REPORTS: Final = 100


class Vendor:
    """What both servers answer; safe for several threads."""

    def __init__(self, shipped: str) -> None:
        """Offer nothing newer than the version shipped."""
        self._shipped = shipped
        self._changed = threading.Condition()
        self._offer: tuple[str, bytes] | None = None
        self._taken = False
        self._asked_for_index = 0
        self._asked_since_taken = 0
        self.reports: list[bytes] = []

    def answer(self, asked: Asked) -> Given:
        """Answer a request by the name it was sent to."""
        if asked.host == CLOUD:
            return self.cloud(asked)
        if asked.host == UPDATES:
            return self.updates(asked)
        return Given(status=421, body=b"{}")

    def cloud(self, asked: Asked) -> Given:
        """Take a status report."""
        with self._changed:
            self.reports = [*self.reports, asked.body][-_KEPT_REPORTS:]
            self._changed.notify_all()
        return Given(body=b'{"received": true}')

    def updates(self, asked: Asked) -> Given:
        """Say what is on offer, or give it."""
        with self._changed:
            offer = self._offer
            if asked.path.endswith(".json"):
                self._asked_for_index += 1
                self._asked_since_taken += 1 if self._taken else 0
                self._changed.notify_all()
                version = self._shipped if offer is None else offer[0]
                return Given(body=json.dumps({"version": version, "image": f"image-{version}.swu"}).encode())
        if offer is not None and asked.path.endswith(f"/image-{offer[0]}.swu") and asked.method == "GET":
            return Given(body=offer[1], kind="application/octet-stream", taken=lambda: self._note_taken(offer))
        return Given(status=404, body=b"{}")

    def offer(self, version: str, image: bytes) -> None:
        """Offer an image from now on, in place of the one before."""
        with self._changed:
            self._offer, self._taken = (version, image), False
            self._asked_for_index = self._asked_since_taken = 0

    def withdraw(self) -> None:
        """Offer nothing newer any more."""
        with self._changed:
            self._offer = None

    def wait_taken(self, *, milliseconds: int) -> bool:
        """Wait until a device has fetched the whole image on offer; return whether one has."""
        return self._wait(lambda: self._taken, milliseconds)

    def wait_taken_or_passed_over(self, *, milliseconds: int) -> bool:
        """Wait until a device fetched the whole image on offer, or looked at the offer twice; return whether it did."""
        return self._wait(lambda: self._taken or self._asked_for_index > 1, milliseconds)

    def wait_asked_again(self, *, milliseconds: int) -> bool:
        """Wait until a device that fetched the image asks again, so that it is done with it; return whether it did."""
        return self._wait(lambda: self._asked_since_taken > 0, milliseconds)

    def wait_report(self, *, milliseconds: int) -> bool:
        """Wait until a device has sent its cloud a report; return whether one has."""
        return self._wait(lambda: bool(self.reports), milliseconds)

    def _wait(self, condition: Callable[[], bool], milliseconds: int) -> bool:
        with self._changed:
            return self._changed.wait_for(condition, milliseconds / 1000)

    def _note_taken(self, offer: tuple[str, bytes]) -> None:
        with self._changed:
            self._taken = self._taken or self._offer is offer
            self._changed.notify_all()
