"""The storage is kept, brought back and read from outside, and what cannot be is said."""

from pathlib import Path

import pytest

from hoshitori.model.errors import BenchError
from hoshitori_lab.bench import VirtualBench
from hoshitori_lab.instruments.disk import FolderDisk, tree_digest
from tests.lab.instruments.conftest import PASSWORD, instrument

pytestmark = pytest.mark.netns


def test_a_state_comes_back_as_it_was(bench: VirtualBench) -> None:
    """What was changed after the snapshot is undone: settings and password; the device is on again."""
    disk = instrument(bench, FolderDisk, "Disk")
    session = bench.operator.log_in()
    bench.operator.web.request("PUT", "/api/settings", b'{"location": "cellar"}', cookie=session)
    assert "data/settings.json" in disk.files()

    disk.restore("set-up")

    assert bench.alive("main")
    assert "data/settings.json" not in disk.files()
    assert bench.operator.current == ""
    assert bench.operator.log_in()
    assert bench.operator.current == PASSWORD


def test_a_device_without_power_stays_without(bench: VirtualBench) -> None:
    """Keeping and bringing back does not switch a device on that was off."""
    disk = instrument(bench, FolderDisk, "Disk")
    bench.outlet.cut()
    disk.snapshot("off")
    disk.restore("off")

    assert not bench.outlet.is_on


def test_files_can_be_read(bench: VirtualBench) -> None:
    """Every file that is listed can be read, and both slots' parts are among them."""
    disk = instrument(bench, FolderDisk, "Disk")

    assert disk.content("application/a/version") == b"1.4.2\n"
    assert all(disk.content(path) is not None for path in disk.files())


@pytest.mark.parametrize(
    "path", ["data/../keys/device/web.key", "data//etc/passwd", "keys/device/web.key", "", "data/none", "data"]
)
def test_nothing_but_the_storage_can_be_read(bench: VirtualBench, path: str) -> None:
    """Paths that lead elsewhere are refused; the unit's key store is no part of the storage."""
    with pytest.raises(BenchError):
        instrument(bench, FolderDisk, "Disk").content(path)


def test_links_out_of_the_storage_are_refused(bench: VirtualBench) -> None:
    """A link that a device lays to a file of this machine is not followed."""
    trap = bench.folders.data / "trap"
    trap.symlink_to("/etc/hostname")

    disk = instrument(bench, FolderDisk, "Disk")
    assert "data/trap" not in disk.files()
    with pytest.raises(BenchError, match="leads out"):
        disk.content("data/trap")


@pytest.mark.parametrize("name", ["never", "../keys", "", "a/b"])
def test_an_unknown_state_is_an_error(bench: VirtualBench, name: str) -> None:
    """What was never kept cannot be brought back, and no name leads out of the folder of kept states."""
    with pytest.raises(BenchError):
        instrument(bench, FolderDisk, "Disk").restore(name)


def test_a_state_that_rotted_is_noticed(bench: VirtualBench, monkeypatch: pytest.MonkeyPatch) -> None:
    """A restore that did not bring the very same bytes back is an error."""
    disk = instrument(bench, FolderDisk, "Disk")
    disk.snapshot("rots")

    def rotten(top: Path) -> str:
        return tree_digest(top) + ("x" if top == bench.folders.data else "")

    monkeypatch.setattr("hoshitori_lab.instruments.disk.tree_digest", rotten)
    with pytest.raises(BenchError, match="differs in data"):
        disk.restore("rots")
    assert bench.outlet.is_on


def test_a_digest_sees_every_change(tmp_path: Path) -> None:
    """Contents, names, modes, links and empty folders all count, and nothing else does."""
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "one").write_bytes(b"1")
    (tmp_path / "link").symlink_to("a")
    seen = {tree_digest(tmp_path)}
    assert tree_digest(tmp_path) in seen
    (tmp_path / "a" / "one").write_bytes(b"2")
    seen.add(tree_digest(tmp_path))
    (tmp_path / "a" / "one").rename(tmp_path / "a" / "two")
    seen.add(tree_digest(tmp_path))
    (tmp_path / "a" / "two").chmod(0o600)
    seen.add(tree_digest(tmp_path))
    (tmp_path / "link").unlink()
    (tmp_path / "link").symlink_to("b")
    seen.add(tree_digest(tmp_path))
    (tmp_path / "empty").mkdir()
    seen.add(tree_digest(tmp_path))

    assert len(seen) == 6
