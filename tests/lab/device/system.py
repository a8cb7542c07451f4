"""A running application without its server, its daemons and its namespaces: for tests of what it decides."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from hoshitori_lab.device.application.behaviour import Behaviour
from hoshitori_lab.device.application.environment import Environment, Identity
from hoshitori_lab.device.application.main import ROUTES, assemble
from hoshitori_lab.device.application.system import System
from hoshitori_lab.device.application.web import Answer, Request, answer, read_cookies
from hoshitori_lab.device.build import FIRMWARE, GOOD
from hoshitori_lab.device.factory import SEED, authority
from hoshitori_lab.device.first_boot import prepare

PASSWORD = "Correct-Horse-1"
SERIAL = "HDC100-TEST"


@dataclass
class Unit:
    """An application on folders of its own; `ends` collects the exit codes it asked for."""

    system: System
    ends: list[int] = field(default_factory=list[int])

    def ask(self, method: str, path: str, body: bytes = b"", cookie: str = "", origin: str = "") -> Answer:
        """Send one request."""
        cookies = read_cookies(cookie)
        request = Request(
            method=method, path=path, body=body, cookies=cookies, host="10.77.0.10", client="10.77.0.1", origin=origin
        )
        return answer(self.system, ROUTES, request)


def unit(folder: Path, behaviour: Behaviour | None = None) -> Unit:
    """Build a unit below a folder; called again on the same folder it is the same unit after a restart."""
    keys, slots, data = folder / "keys", folder / "application", folder / "data"
    prepare(keys, slots, build=GOOD, address="10.77.0.10", serial=SERIAL)
    data.mkdir(exist_ok=True)
    environment = Environment(
        identity=Identity(maker="maker", model="HDC-100", hardware="A1", serial=SERIAL, address="10.77.0.10"),
        behaviour=behaviour or Behaviour(),
        disk=data,
        keys=keys / "device",
        slots=slots,
        socket=folder / "socket",
        scratch=folder / "run",
        interface="lo",
        service_keys=folder / "authorized_keys",
        update_url="http://127.0.0.1:1/latest.json",
        update_seconds=3600,
        cloud_url="https://127.0.0.1:1/",
        cloud_seconds=3600,
    )
    ends: list[int] = []
    certificate = authority(SEED, "Update CA").pem
    system = assemble(environment, version=FIRMWARE, authority=certificate, end=ends.append)
    return Unit(system=system, ends=ends)


def session_cookie(given: Answer) -> str:
    """The session an answer opened, as a client sends it back."""
    value = next(value for name, value in given.headers if name == "Set-Cookie" and value.startswith("session="))
    return value.partition(";")[0]
