"""Every unit is shipped with the same keys."""

from hoshitori_lab.device.build import Build
from hoshitori_lab.twins.twin import Kind, Twin

TWIN = Twin(
    id="same-keys-on-every-unit",
    title_ja="全個体が同じ鍵を持つ",
    title_en="the same keys on every unit",
    kind=Kind.BAD,
    fails=("S1.1-02",),
    build=Build(shared_keys=True),
    leaves_out=("one-unit",),
    puts_in=("second-unit",),
    units=2,
)
