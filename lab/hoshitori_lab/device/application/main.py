"""The application's start: read the environment, build the system, serve until a restart is asked for."""

from __future__ import annotations

import json
import os
import pkgutil
import sys
import threading
from pathlib import Path
from typing import Final

from . import api, pages
from .accounts import Accounts
from .checks import Checker
from .disk import Disk, Vault
from .environment import Environment
from .logbook import Logbook
from .outgoing import Cloud, Trust
from .server import Server
from .service_key import ServiceKey
from .sessions import Sessions
from .slots import Slots
from .system import System
from .throttle import throttle
from .updater import Updater
from .web import answer

RESTART: Final = 10
"""Exit code: start me again from the active slot."""
ERASE: Final = 11
"""Exit code: erase the data part, then start everything again."""
_RUN: Final = Path("/run/hdc")


def _resource(name: str) -> bytes:
    content = pkgutil.get_data(__package__ or "application", name)
    if content is None:
        raise FileNotFoundError(name)
    return content


def main(arguments: list[str]) -> int:
    """Serve; arguments: the environment's document and the descriptor to announce readiness on."""
    environment = Environment.read(Path(arguments[0]))
    _RUN.mkdir(parents=True, exist_ok=True)
    version = _resource("version.txt").decode().strip()
    authority = _RUN / "update-authority.pem"
    authority.write_bytes(_resource("update-authority.pem"))
    behaviour, identity = environment.behaviour, environment.identity
    disk = Disk(
        folder=environment.disk,
        vault=Vault(secret=environment.keys / "storage.secret"),
        bare=frozenset(behaviour.stored_bare),
        volatile=_RUN / "volatile",
        forgets=frozenset(behaviour.forgets_at_power_cut),
    )
    logbook = Logbook(folder=environment.disk / "log")
    accounts = Accounts(disk, behaviour)
    trust = Trust(authorities=environment.keys / "cloud-authority.pem", verifies=behaviour.verifies_cloud)
    slots = Slots(folder=environment.slots)
    ended = threading.Event()
    code = RESTART

    def end(with_code: int) -> None:
        nonlocal code
        code = with_code
        ended.set()

    updater = Updater(
        behaviour=behaviour,
        slots=slots,
        disk=disk,
        logbook=logbook,
        trust=trust,
        index_url=environment.update_url,
        checker=Checker(
            authority=authority, hardware=identity.hardware, running=version, refuses_older=behaviour.refuses_older
        ),
        restart=lambda: end(RESTART),
    )
    service_key = ServiceKey(disk=disk, shipped=environment.keys / "authorized_keys", accepted=environment.service_keys)
    service_key.install()
    services = {"cloud": "not yet"}
    system = System(
        environment=environment,
        disk=disk,
        accounts=accounts,
        sessions=Sessions(log_out_ends=behaviour.log_out_ends_session),
        throttle=throttle(behaviour.throttling, lambda name: accounts.find(name) is not None),
        updater=updater,
        logbook=logbook,
        service_key=service_key,
        services=services,
        components=_components(slots, version),
        erase_and_restart=lambda: end(ERASE),
        guard=threading.Lock(),
    )
    routes = api.ROUTES + pages.ROUTES
    server = Server(environment.socket, lambda request: answer(system, routes, request))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    cloud = Cloud(
        url=environment.cloud_url,
        trust=trust,
        state=services,
        report=lambda: {"model": identity.model, "version": version},
    )
    threading.Thread(target=cloud.watch, args=(environment.cloud_seconds,), daemon=True).start()
    if behaviour.automatic_update:
        threading.Thread(target=updater.watch, args=(environment.update_seconds,), daemon=True).start()
    logbook.note("start", version=version)
    os.write(int(arguments[1]), b"ready\n")
    ended.wait()
    server.drain()
    return code


def _components(slots: Slots, version: str) -> dict[str, str]:
    try:
        base: dict[str, str] = json.loads((slots.path(slots.active) / "base.json").read_text(encoding="utf-8"))
        return {"application": version, "base": str(base["version"])}
    except (OSError, ValueError, KeyError):
        return {"application": version, "base": "unknown"}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
