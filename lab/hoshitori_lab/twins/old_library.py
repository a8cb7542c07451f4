"""A library with a known vulnerability, listed truly by maker and device."""

from hoshitori_lab.device.build import Build
from hoshitori_lab.twins.twin import Kind, Twin

TWIN = Twin(
    id="old-library",
    title_ja="悪用されうる既知の脆弱性がある古いライブラリを含む",
    title_en="an old library with a known vulnerability that can be exploited",
    kind=Kind.BAD,
    fails=("S1.1-13",),
    build=Build(library="expat 2.4.1"),
)
