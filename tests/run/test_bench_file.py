"""A bench file is read whole or refused with the place of what is wrong."""

from pathlib import Path

import pytest

from hoshitori.model.errors import ArgumentError
from hoshitori.run.bench_description import load_bench

HEAD = 'schema_version = 1\nname = "Bench"\n[network]\ninterface = "eth1"\n'


def written(folder: Path, text: str) -> Path:
    """Write a bench file."""
    file = folder / "bench.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_everything_a_bench_can_say_is_read(tmp_path: Path) -> None:
    """Every table of the schema arrives as a noun."""
    described = load_bench(
        written(
            tmp_path,
            HEAD
            + """
namespace = "bench3"
address = "192.0.2.1"
second_address = "192.0.2.2"
gateway = true
spare_sources = "10.78.0.0/16"
[sample.s-1]
address = "192.0.2.10"
control_port = 8443
[power]
how = "automatic"
on = ["switch", "on"]
off = ["switch", "off"]
seconds = 60
[link]
how = "operator-prompted"
[reset]
how = "automatic"
command = ["reset"]
[disk]
how = "operator-prompted"
image = "storage.img"
[ui]
how = "operator-prompted"
[capture]
how = "automatic"
[[update]]
row = "UM-upload"
offers = "stick"
image = [{ kind = "genuine", path = "fw.bin", version = "2.0" }]
[equipment]
"Power switch" = "Acme PDU"
""",
        )
    )

    assert described.network.spare_sources == "10.78.0.0/16"
    assert described.sample["s-1"].control_port == 8443
    assert described.disk.image == "storage.img"
    assert described.power.on == ("switch", "on")
    assert described.power.seconds == 60
    assert (described.link.how, described.reset.command, described.ui.how) == (
        "operator-prompted",
        ("reset",),
        "operator-prompted",
    )
    assert described.update[0].image[0].version == "2.0"
    assert described.equipment == {"Power switch": "Acme PDU"}
    assert described.folder == str(tmp_path)


def test_what_is_not_named_is_impossible(tmp_path: Path) -> None:
    """A bench of an interface alone can work no instrument."""
    described = load_bench(written(tmp_path, HEAD))

    assert {described.power.how, described.link.how, described.reset.how, described.ui.how, described.capture.how} == {
        "impossible"
    }


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "schema_version"),
        (HEAD.replace("1", "2", 1), "schema_version"),
        (HEAD + "[pwoer]\n", "pwoer"),
        (HEAD + '[power]\nhow = "automatic"\n', "power"),
        (HEAD + '[power]\nhow = "by-magic"\n', "power.how"),
        (HEAD + '[power]\nhow = "automatic"\non = "switch on"\noff = ["x"]\n', "power.on"),
        (HEAD + '[reset]\nhow = "automatic"\n', "reset"),
        (HEAD + '[ui]\nhow = "automatic"\n', "ui.how"),
        (HEAD + "[sample.s-1]\ncontrol_port = 70000\n", "control_port"),
        (HEAD + "[sample.s-1]\ncontrol_port = 1.0\n", "Expected `int`"),
        (HEAD + '[sample."../x"]\n', "sample"),
        (HEAD.replace("eth1", "eth1; reboot"), "interface"),
        (HEAD + "x = 2026-01-01\n", "x"),
        ("name = ", "no TOML"),
    ],
)
def test_a_malformed_file_is_refused(tmp_path: Path, text: str, told: str) -> None:
    """What is unknown, missing or of the wrong kind is named, with the file."""
    with pytest.raises(ArgumentError, match=r"bench\.toml") as error:
        load_bench(written(tmp_path, text))

    assert told in str(error.value)


def test_the_shipped_example_is_a_bench() -> None:
    """The commented example is read without a fault and names every kind of instrument."""
    described = load_bench(Path(__file__).parents[2] / "docs" / "examples" / "bench.toml")

    assert described.power.how == "automatic"
    assert {one.kind for one in described.update[0].image} == {"genuine", "older"}
    assert described.network.namespace == "bench3"
