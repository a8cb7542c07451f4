"""The instruments of a real bench: commands where an adapter is automatic, a person where it is not."""

from __future__ import annotations

import hashlib
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from hoshitori.instrument import Adapter, DeliveryOutcome, DeviceIdentity, MarkerKind
from hoshitori.model.errors import BenchError
from hoshitori.run.bench_description import ResetWay, SuppliedImage, Switch, UpdateWay
from hoshitori.run.delayed import DelayedCut
from hoshitori.run.person import Person

_COMMAND_SECONDS: Final = 120
_LOOK_SECONDS: Final = 0.5
_LARGEST_IMAGE: Final = 1024 * 1024 * 1024
Alive = Callable[[], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Worked:
    """A switch of the bench (power, link): worked by commands or by a person.

    Attributes:
        cut_task: what a person is asked to do, with `restore_task`.
        alive: the canary; `restore` waits until it answers, or until the switch's limit is over.
    """

    switch: Switch
    person: Person
    cut_task: str
    restore_task: str
    alive: Alive
    later: DelayedCut = field(default_factory=DelayedCut)

    def cut(self) -> None:
        """Switch off."""
        self.later.disarm()
        self._switch_off()

    def cut_after(self, milliseconds: int) -> None:
        """Have the command started after a delay; a person is told beforehand and counts the seconds."""
        if self.switch.how == "automatic":
            self.later.arm(self._switch_off, milliseconds)
            return
        self.person.do(
            f"Get ready, and go on here. About {(milliseconds + 500) // 1000} s after the device has begun with what"
            f" you are asked next: {self.cut_task}"
        )

    def restore(self) -> None:
        """Switch on; returns when the device answers or the limit is over."""
        self.later.settle()
        self._work(self.switch.on, self.restore_task)
        wait_until(self.alive, seconds=self.switch.seconds)

    def _switch_off(self) -> None:
        self._work(self.switch.off, self.cut_task)

    def _work(self, command: Sequence[str], task: str) -> None:
        if self.switch.how == "automatic":
            run_command(command)
        else:
            self.person.do(task)


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkedReset:
    """The reset to the shipped state: a command, or a person who follows the device's guide."""

    way: ResetWay
    person: Person
    alive: Alive

    def factory_reset(self) -> None:
        """Erase; returns when the device answers again or the limit is over."""
        if self.way.how == "automatic":
            run_command(self.way.command)
        else:
            self.person.do("Reset the device to its shipped state, as its guide says, and wait until it has restarted.")
        wait_until(self.alive, seconds=self.way.seconds)


@dataclass(frozen=True, slots=True, kw_only=True)
class PromptedUi:
    """The device's own interface, worked by a person."""

    person: Person

    def set_up(self) -> None:
        """Have the device taken into use."""
        self.person.do("Take the device into use as its guide says, with the secrets that were declared.")

    def identity(self) -> DeviceIdentity:
        """Have model and version read off the device."""
        model = self.person.tell("Model, as the device itself shows it (empty: it shows none)")
        version = self.person.tell("Firmware version, as the device itself shows it (empty: it shows none)")
        where = self.person.tell("Where it shows them")
        return DeviceIdentity(model=model, version=version, where=f"read by the operator: {where}")

    def change_password(self, row: str, old: str, new: str) -> bool:
        """Have an authentication value changed; return whether the device said it was done."""
        answer = self.person.tell(
            f"Change the value of {row} from {old!r} to {new!r}. Did the device say it was done? (y/n)"
        )
        return answer.lower() in {"y", "yes"}

    def opens(self, row: str, value: str) -> bool | None:
        """Have a value tried; whatever is neither yes nor no cannot be told."""
        return _said(self.person.tell(f"Log in by {row} with {value!r}. Did that open a session? (y/n/cannot tell)"))

    def plant(self, kind: MarkerKind, marker: str) -> str:
        """Have a marker put in; return where it stands, as typed."""
        return self.person.tell(
            f"{_PLANTING[kind].format(marker=marker)} When the device says that it is kept, type where a user finds it"
            " again (empty: it keeps no such thing)"
        )

    def shows(self, kind: MarkerKind, marker: str) -> bool | None:
        """Have a marker looked for at the device."""
        return _said(
            self.person.tell(
                f"Look at the device's own interface for {_LOOKING[kind].format(marker=marker)}."
                " Is it there? (y/n/cannot look)"
            )
        )


_PLANTING: Final[dict[MarkerKind, str]] = {
    "setting": "Set a setting that takes free text (a name or a place) to {marker}.",
    "user": "Create a user account of the name {marker}, with a password of your own.",
    "log": "Make the device's own log name {marker} (create an account of that name, then delete it).",
    "credential": "Have the device keep a password or token for another service; its value is {marker}.",
    "key": "Have the device keep a key or certificate that is marked {marker} (its comment, label or common name).",
    "personal-data": "Have the device keep personal data that carry {marker} (a recording, a contact, a name).",
}
_LOOKING: Final[dict[MarkerKind, str]] = {
    "setting": "the setting {marker}",
    "user": "the user account {marker}",
    "log": "{marker} in its log",
    "credential": "the service whose secret was {marker} (its name is enough)",
    "key": "the key or certificate marked {marker}",
    "personal-data": "the personal data that carry {marker}",
}


def _said(answer: str) -> bool | None:
    """Return yes or no where one of them was typed."""
    return {"y": True, "yes": True, "n": False, "no": False}.get(answer.strip().lower())


class PromptedDelivery:
    """Updates installed by a person: images are laid ready in a folder, answers typed in."""

    def __init__(self, ways: Sequence[UpdateWay], folder: Path, person: Person) -> None:
        """Serve the rows of `ways`; paths are seen from `folder`."""
        self._ways = {way.row: way for way in ways}
        self._folder = folder
        self._person = person

    def image(self, row: str, kind: str) -> bytes:
        """Return the supplied image of a kind; empty where the supplier gave none."""
        supplied = self._supplied(row, kind)
        if supplied is None:
            return b""
        file = self._folder / supplied.path
        try:
            with file.open("rb") as stream:
                data = stream.read(_LARGEST_IMAGE + 1)
        except OSError as error:
            raise BenchError(f"the supplied image cannot be read: {error.strerror}", where=str(file)) from error
        if len(data) > _LARGEST_IMAGE:
            raise BenchError(f"more than {_LARGEST_IMAGE} bytes", where=str(file))
        return data

    def version(self, row: str, kind: str) -> str:
        """Return the version that an image of that kind carries, or nothing."""
        supplied = self._supplied(row, kind)
        return supplied.version if supplied else ""

    def offer(self, row: str, image: bytes, version: str) -> DeliveryOutcome:
        """Lay an image ready and have it installed."""
        way = self._way(row)
        folder = self._folder / way.offers
        folder.mkdir(parents=True, exist_ok=True)
        suffix = next((Path(one.path).suffix for one in way.image), "")
        file = folder / f"offer-{hashlib.sha256(image).hexdigest()[:12]}{suffix}"
        file.write_bytes(image)
        answer = self._person.tell(
            f"Install {file} (it says version {version or 'unknown'}) by {row}, wait until the device is at rest,"
            " and type what it answered"
        )
        taken = self._person.tell("Did the device take the whole file? (y/n/cannot tell)")
        settled = self._person.tell("Is the device at rest, and does it answer? (y/n)").lower() in {"y", "yes"}
        return DeliveryOutcome(fetched=_said(taken), answer=answer, settled=settled)

    def written(self) -> str:
        """Return nothing: this bench cannot see into the device."""
        return ""

    def _way(self, row: str) -> UpdateWay:
        for name in (row, row.rpartition("/")[2]):
            if name in self._ways:
                return self._ways[name]
        raise BenchError(f"the bench file names no way for {row[:80]!a}", where="UpdateDelivery")

    def _supplied(self, row: str, kind: str) -> SuppliedImage | None:
        return next((one for one in self._way(row).image if one.kind == kind), None)


def run_command(command: Sequence[str]) -> None:
    """Run an adapter's command to its end.

    Raises:
        BenchError: if it is missing, fails or does not end.
    """
    try:
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, check=False, timeout=_COMMAND_SECONDS
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise BenchError(f"the adapter's command {command[0]!a} failed: {error}", where="bench") from error
    if done.returncode:
        told = done.stderr[-300:].decode(errors="replace").strip()
        raise BenchError(f"the adapter's command {command[0]!a} ended with {done.returncode}: {told}", where="bench")


def wait_until(condition: Alive, *, seconds: int) -> bool:
    """Ask again and again until it is so or the limit is over; a real device gives no other sign."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() >= deadline:
            return False
        time.sleep(_LOOK_SECONDS)
    return True


def adapters_of(described: Sequence[tuple[str, Adapter]]) -> dict[str, Adapter]:
    """Return Protocol name → how it is worked, for everything that can be worked."""
    return {name: how for name, how in described if how != "impossible"}
