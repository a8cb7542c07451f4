"""SNMP v2c with the community public."""

from hoshitori_lab.device.build import Build
from hoshitori_lab.twins.twin import Kind, Twin

TWIN = Twin(
    id="snmp-public",
    title_ja="コミュニティ名publicのSNMP v2c",
    title_en="SNMP v2c with the community public",
    kind=Kind.BAD,
    fails=("S1.1-02", "S1.1-12", "S1.1-13"),
    build=Build(snmp_community="public"),
)
