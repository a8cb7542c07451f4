"""The second unit of a twin on a bench: of the same make, with keys, storage and a cable of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from hoshitori_lab.instruments.disk import FolderDisk
from hoshitori_lab.instruments.outlet import CabledOutlet, CableSwitch, Folders
from hoshitori_lab.instruments.ui import Operator, WebReset, WebUi
from hoshitori_lab.instruments.web import DeviceWeb
from hoshitori_lab.topology.keeper import Keeper
from hoshitori_lab.topology.wire import Wire
from hoshitori_lab.twins.twin import Twin

NUMBER = 2
"""The number that its serial number follows from."""

_NEVER_SECONDS = 86_400


class SecondUnit:
    """One more device on the bridge, and the instruments that work it alone."""

    def __init__(
        self,
        sample: str,
        twin: Twin,
        folders: Folders,
        *,
        keeper: Keeper,
        wire: Wire,
        options: Sequence[str],
        password: str,
    ) -> None:
        """Lay its cable and give it a place beside the first unit's; it has no power yet.

        Args:
            sample: id of the declared sample that it is.
            options: those of the first unit; address and number are replaced.
            password: what its operator sets at first use.
        """
        self.sample = sample
        own = Folders(top=folders.part(f"unit-{NUMBER}"))
        address = wire.addresses.second_device
        self.outlet = CabledOutlet(
            keeper=keeper,
            cable=wire.lay_second_cable(),
            folders=own,
            twin=twin.id,
            # images are offered to the first unit: this one leaves the update server alone for the run
            options=[*options, "--address", address, "--unit", str(NUMBER), "--update-seconds", str(_NEVER_SECONDS)],
        )
        operator = Operator(
            web=DeviceWeb(network=wire.bench, address=address),
            declared=password,
            label=twin.build.behaviour.default_password or "",
        )
        self.outlet.supplies.tell(operator.web.give_up)
        self._operator = operator
        self.instruments: Mapping[str, object] = {
            "Power": self.outlet,
            "Link": CableSwitch(cable=self.outlet.cable, supplies=self.outlet.supplies),
            "Disk": FolderDisk(own, self.outlet, self._forget_password),
            "Reset": WebReset(operator, self.outlet),
            "Ui": WebUi(operator),
        }

    def _forget_password(self) -> None:
        self._operator.current = ""
