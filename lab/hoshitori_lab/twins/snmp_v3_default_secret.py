"""A declared SNMPv3 agent whose user has the same well-known value on every unit."""

from hoshitori_lab.device.build import Build
from hoshitori_lab.twins.twin import Kind, Twin

TWIN = Twin(
    id="snmp-v3-default-secret",
    title_ja="SNMPv3の利用者の値が全個体で同じ既知の値",
    title_en="an SNMPv3 user with the same well-known value on every unit",
    kind=Kind.BAD,
    fails=("S1.1-02", "S1.1-12"),
    build=Build(snmp_v3=True, snmp_secret="publicpublic"),
    leaves_out=("plain-keys",),
    puts_in=("snmp",),
    also="whoever guesses the value reads along",
)
