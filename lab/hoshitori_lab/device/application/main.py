"""The application's start: read the environment, build the system, serve until a restart is asked for."""

from __future__ import annotations

import dataclasses
import json
import os
import pkgutil
import queue
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, cast

from . import api, pages
from .accounts import DIGESTS, Accounts
from .checks import Checker
from .disk import Disk, Vault
from .environment import Environment
from .link import forget_at_link_loss
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


def assemble(environment: Environment, *, version: str, authority: bytes, end: Callable[[int], None]) -> System:
    """Build the system; ``authority`` is the certificate of the update signer's authority, ``end`` takes exit codes."""
    behaviour, identity = environment.behaviour, environment.identity
    scratch = environment.scratch
    scratch.mkdir(parents=True, exist_ok=True)
    authority_file = scratch / "update-authority.pem"
    authority_file.write_bytes(authority)
    disk = Disk(
        folder=environment.disk,
        vault=Vault(secret=environment.keys / "storage.secret"),
        bare=frozenset((*behaviour.stored_bare, *((DIGESTS,) if behaviour.unsalted_digests else ()))),
        encoded=frozenset(behaviour.stored_in_base64),
        volatile=scratch / "volatile",
        forgets=frozenset(behaviour.forgets_at_power_cut),
        in_place=frozenset(behaviour.written_in_place),
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
    base = _base(slots)
    shipped_key = environment.keys / "authorized_keys"
    return System(
        environment=environment,
        disk=disk,
        accounts=accounts,
        sessions=Sessions(
            log_out_ends=behaviour.log_out_ends_session,
            signed_with=(environment.keys / "storage.secret").read_bytes() if behaviour.signs_sessions else b"",
        ),
        throttle=throttle(behaviour.throttling, lambda name: accounts.find(name) is not None),
        updater=updater,
        logbook=logbook,
        service_key=ServiceKey(
            disk=disk,
            shipped=shipped_key,
            accepted=environment.service_keys,
            keeps_shipped=behaviour.old_key_survives,
        ),
        services={"cloud": "not yet"},
        components={"application": version, "base": str(base.get("version", "unknown"))},
        bill_of_materials=base.get("bom", {}),
        erase_and_restart=lambda: end(ERASE),
        guard=threading.Lock(),
    )


def main(arguments: list[str]) -> int:
    """Serve; arguments: the environment's document and the descriptor to announce readiness on."""
    environment = Environment.read(Path(arguments[0]))
    version = _resource("version.txt").decode().strip()
    ends: queue.SimpleQueue[int] = queue.SimpleQueue()
    system = assemble(environment, version=version, authority=_resource("update-authority.pem"), end=ends.put)
    system.service_key.install()
    server = Server(environment.socket, lambda request: answer(system, ROUTES, request))
    _in_background(server.serve_forever)
    cloud = Cloud(
        url=environment.cloud_url, trust=_trust(environment), state=system.services, report=lambda: _report(system)
    )
    _in_background(lambda: cloud.watch(environment.cloud_seconds))
    if environment.behaviour.also_reports_to and not environment.identity.address.startswith("127."):
        other = dataclasses.replace(cloud, url=environment.behaviour.also_reports_to, state={}, report=dict)
        _in_background(lambda: other.watch(environment.cloud_seconds))
    if environment.behaviour.automatic_update:
        _in_background(lambda: system.updater.watch(environment.update_seconds))
    if environment.behaviour.forgets_at_link_loss:
        _in_background(lambda: forget_at_link_loss(environment))
    system.logbook.note("start", version=version)
    os.write(int(arguments[1]), b"ready\n")
    code = ends.get()
    server.drain()
    return code


def _report(system: System) -> dict[str, str]:
    """What the cloud is told; the sound device keeps its owner out of it."""
    report = {"model": system.environment.identity.model, "version": system.updater.version}
    if system.behaviour.reports_in_clear:
        settings = system.settings()
        report |= {name: settings[name] for name in ("owner_name", "owner_contact")}
    return report


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


def _base(slots: Slots) -> dict[str, Any]:
    """What the running slot says of its base part; nothing where an altered image has spoilt it."""
    try:
        base: object = json.loads((slots.path(slots.active) / "base.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return cast("dict[str, Any]", base) if isinstance(base, dict) else {}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
