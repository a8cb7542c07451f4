"""What namespaces cannot show: writes that go with the power, and a clock that was lost with it."""

from pathlib import Path

import pytest

from tests.qemu.machine import Machine, missing

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1_500), pytest.mark.skipif(bool(missing()), reason=missing())]

FIRST_SECOND = "1970-01-01T00:00:00"
LAST_SECONDS_OF_32_BITS = "2038-01-19T03:14:00"


@pytest.fixture(scope="session", name="shared")
def _shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("machine")


@pytest.fixture(name="machine")
def _machine(tmp_path: Path, shared: Path) -> Machine:
    return Machine(tmp_path, shared)


def test_what_was_not_synchronised_goes_with_the_power(machine: Machine) -> None:
    """An application that never calls fsync says that it saved, and after a power cut the device is as shipped."""
    assert machine.says("careless") == {"saved": True}

    found = machine.says("show")

    assert (found["location"], found["opens"], found["first_use"]) == ("", False, True)


def test_what_was_synchronised_outlives_the_power(machine: Machine) -> None:
    """The application as it is keeps password and settings that it said were saved, however soon the power goes."""
    assert machine.says("careful") == {"saved": True}

    found = machine.says("show")

    assert (found["location"], found["opens"], found["first_use"]) == ("rooftop", True, False)


@pytest.mark.parametrize(
    ("clock", "year", "code", "version"),
    [(FIRST_SECOND, 1970, "SIGNATURE", "1.4.2"), (LAST_SECONDS_OF_32_BITS, 2038, "INSTALLED", "1.5.0")],
)
def test_a_device_comes_back_with_a_wrong_clock(
    machine: Machine, clock: str, year: int, code: str, version: str
) -> None:
    """With its clock at 1970 or 2038 the device keeps everything; before its signer's time it refuses an update."""
    assert machine.says("careful", clock) == {"saved": True}
    found = machine.says("show", clock)
    assert (found["year"], found["location"], found["opens"]) == (year, "rooftop", True)

    assert machine.says("update", clock)["code"] == code
    assert machine.says("show", clock)["version"] == version
