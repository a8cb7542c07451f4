"""A declared SNMPv3 agent that answers its user without any proof too."""

from hoshitori_lab.device.build import Build
from hoshitori_lab.twins.twin import Kind, Twin

TWIN = Twin(
    id="snmp-v3-noauth",
    title_ja="認証も暗号化もないSNMPv3の要求に答えるエージェント（宣言済み）",
    title_en="a declared SNMPv3 agent that answers without authentication and privacy too",
    kind=Kind.BAD,
    fails=("S1.1-01", "S1.1-12"),
    build=Build(snmp_v3=True, snmp_level="noauth"),
    leaves_out=("plain-keys",),
    puts_in=("snmp",),
    also="whoever knows a user name reads without any proof, and in clear",
)
