"""What an erasure must leave alone: the version, the device's own keys, and that it works."""

from __future__ import annotations

import contextlib
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from hoshitori.facts.erase import ErasedKind, KeptIdentity, Remains
from hoshitori.instrument import Ui, UpdateDelivery
from hoshitori.model.declaration import Declaration
from hoshitori.model.subject import Endpoint, Subject
from hoshitori.model.subject import Row as RowTarget
from hoshitori.probe import Reach, Unavailable
from hoshitori_plugins.tls.certificates import public_key_digest

_LOOKS: Final = 8
_ROUNDS: Final = 3
"""How often each way of updating is tried."""
_PAUSE_MILLISECONDS: Final = 1_000
_TLS: Final = frozenset({"https", "tls", "mqtts", "ldaps", "ftps"})


@dataclass(slots=True, kw_only=True)
class Surroundings:
    """What is around the data.

    Attributes:
        model: what the device called itself when its version was last asked for.
    """

    target: RowTarget
    reach: Reach
    ui: Ui
    model: str = field(default="", init=False)

    def version(self) -> str:
        """Return the version that the device shows, asked again for a while where it does not answer."""
        for _ in range(_LOOKS):
            with contextlib.suppress(Unavailable):
                shown = self.ui.identity()
                self.model = shown.model
                if shown.version:
                    return shown.version
            self.reach.wait(_PAUSE_MILLISECONDS)
        return ""

    def update(self, running: str) -> tuple[bool, str]:
        """Install the genuine update by the first way that takes it; return whether it runs, and why not.

        One that runs already, in place of the declared firmware, is as good. A device that turns an image away is asked
        again: some are busy with themselves after a start.
        """
        rows = self.reach.declaration.rows("7-UpdMech")
        reasons: list[str] = []
        try:
            delivery = self.reach.instrument(UpdateDelivery)  # type: ignore[type-abstract]  # a Protocol
        except Unavailable as missing:
            return False, missing.reason
        for row in sorted(rows, key=lambda one: one.text("path") != "user-upload") * _ROUNDS:
            try:
                newer = delivery.version(row.reference, "genuine")
                if running == newer != self.reach.declaration.device.versions.firmware:
                    return True, ""
                image = delivery.image(row.reference, "genuine")
                if not image:
                    reasons.append(f"{row.id}: the supplier gave no genuine image")
                    continue
                outcome = delivery.offer(row.reference, image, newer)
            except Unavailable as error:
                reasons.append(f"{row.id}: {error.reason}")
                continue
            self.reach.spend(images=1)
            if (version := self.version()) and version != running:
                return True, ""
            reasons.append(f"{row.id}: the version stayed ({outcome.answer[:80]})")
        return False, "; ".join(dict.fromkeys(reasons)) or "no way of updating is declared"

    def keys(self) -> dict[str, str]:
        """Return the digests of the public keys that declared TLS services show."""
        found: dict[str, str] = {}
        for port in self.reach.declaration.ports:
            if port.transport == "tcp" and port.protocol in _TLS:
                found[f"tcp/{port.number}"] = ""
                with contextlib.suppress(Unavailable, OSError, ValueError):
                    found[f"tcp/{port.number}"] = self._key(port.number)
        return found

    def compared(self, before: Mapping[str, str]) -> tuple[KeptIdentity, ...]:
        """Return the keys of before beside those of now."""
        after = self.keys()
        return tuple(KeptIdentity(id=name, before=old, after=after.get(name, "")) for name, old in before.items())

    def _key(self, number: int) -> str:
        name = f"tcp/{number}"
        at = Endpoint(
            sample=self.target.sample,
            address=self.target.address,
            transport="tcp",
            port=number,
            protocol="tls",
            subject=Subject(id=name, kind="endpoint", endpoint=name),
        )
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        with self.reach.connect(at) as plain, context.wrap_socket(plain) as wire:
            certificate = wire.getpeercert(binary_form=True)
        return public_key_digest(certificate) if certificate else ""


def not_covered(target: RowTarget, declaration: Declaration, kinds: tuple[ErasedKind, ...]) -> tuple[str, ...]:
    """Return what the row says it erases, and what of it no kind of data that was put in stands for."""
    named = target.fields.get("erases", ())
    references = (named,) if isinstance(named, str) else named if isinstance(named, tuple) else ()
    seen = {kind.id for kind in kinds if kind.remains is not Remains.NOT_KEPT}
    missing: list[str] = []
    for table in ("10-SecParam", "21-PersData"):
        for row in declaration.rows(table):
            wanted = {row.text("marker") or ("personal-data" if table == "21-PersData" else "")}
            wanted |= {f"password {mechanism}" for mechanism in row.texts("authentication")}
            if row.reference in references and not wanted & seen:
                missing.append(row.reference)
    return tuple(missing)
