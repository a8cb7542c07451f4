"""The application's start: read the environment, build the system, serve until a restart is asked for."""

from __future__ import annotations

import json
import os
import pkgutil
import queue
import sys
import threading
from collections.abc import Callable
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
ROUTES: Final = api.ROUTES + pages.ROUTES
_RUN: Final = Path("/run/hdc")


def assemble(
    environment: Environment, *, version: str, authority: bytes, scratch: Path, end: Callable[[int], None]
) -> System:
    """Build the system; ``authority`` is the certificate of the update signer's authority, ``end`` takes exit codes."""
    behaviour, identity = environment.behaviour, environment.identity
    scratch.mkdir(parents=True, exist_ok=True)
    authority_file = scratch / "update-authority.pem"
    authority_file.write_bytes(authority)
    disk = Disk(
        folder=environment.disk,
        vault=Vault(secret=environment.keys / "storage.secret"),
        bare=frozenset(behaviour.stored_bare),
        volatile=scratch / "volatile",
        forgets=frozenset(behaviour.forgets_at_power_cut),
    )
    logbook = Logbook(folder=environment.disk / "log")
    accounts = Accounts(disk, behaviour)
    slots = Slots(folder=environment.slots)
    checker = Checker(
        authority=authority_file,
        hardware=identity.hardware,
        running=version,
        scratch=scratch,
        refuses_older=behaviour.refuses_older,
    )
    updater = Updater(
        behaviour=behaviour,
        slots=slots,
        disk=disk,
        logbook=logbook,
        trust=_trust(environment),
        index_url=environment.update_url,
        checker=checker,
        restart=lambda: end(RESTART),
    )
    shipped_key = environment.keys / "authorized_keys"
    return System(
        environment=environment,
        disk=disk,
        accounts=accounts,
        sessions=Sessions(log_out_ends=behaviour.log_out_ends_session),
        throttle=throttle(behaviour.throttling, lambda name: accounts.find(name) is not None),
        updater=updater,
        logbook=logbook,
        service_key=ServiceKey(disk=disk, shipped=shipped_key, accepted=environment.service_keys),
        services={"cloud": "not yet"},
        components=_components(slots, version),
        erase_and_restart=lambda: end(ERASE),
        guard=threading.Lock(),
    )


def main(arguments: list[str]) -> int:
    """Serve; arguments: the environment's document and the descriptor to announce readiness on."""
    environment = Environment.read(Path(arguments[0]))
    version = _resource("version.txt").decode().strip()
    ends: queue.SimpleQueue[int] = queue.SimpleQueue()
    system = assemble(
        environment, version=version, authority=_resource("update-authority.pem"), scratch=_RUN, end=ends.put
    )
    system.service_key.install()
    server = Server(environment.socket, lambda request: answer(system, ROUTES, request))
    _in_background(server.serve_forever)
    report = {"model": environment.identity.model, "version": version}
    cloud = Cloud(url=environment.cloud_url, trust=_trust(environment), state=system.services, report=lambda: report)
    _in_background(lambda: cloud.watch(environment.cloud_seconds))
    if environment.behaviour.automatic_update:
        _in_background(lambda: system.updater.watch(environment.update_seconds))
    system.logbook.note("start", version=version)
    os.write(int(arguments[1]), b"ready\n")
    code = ends.get()
    server.drain()
    return code


def _in_background(work: Callable[[], object]) -> None:
    threading.Thread(target=work, daemon=True).start()


def _trust(environment: Environment) -> Trust:
    authorities = environment.keys / "cloud-authority.pem"
    return Trust(authorities=authorities, verifies=environment.behaviour.verifies_cloud)


def _resource(name: str) -> bytes:
    content = pkgutil.get_data(__package__ or "application", name)
    if content is None:
        raise FileNotFoundError(name)
    return content


def _components(slots: Slots, version: str) -> dict[str, str]:
    try:
        base: dict[str, str] = json.loads((slots.path(slots.active) / "base.json").read_text(encoding="utf-8"))
        return {"application": version, "base": str(base["version"])}
    except (OSError, ValueError, KeyError):
        return {"application": version, "base": "unknown"}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
