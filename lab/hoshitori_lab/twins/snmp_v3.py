"""A declared SNMPv3 agent that answers authenticated and encrypted requests of its one user alone."""

from hoshitori_lab.device.build import Build
from hoshitori_lab.twins.twin import Kind, Twin

TWIN = Twin(
    id="snmp-v3",
    title_ja="認証と暗号化のあるSNMPv3だけに答えるエージェント（宣言済み）",
    title_en="a declared agent that answers SNMPv3 with authentication and privacy alone",
    kind=Kind.HARD_GOOD,
    build=Build(snmp_v3=True),
    leaves_out=("plain-keys",),
    puts_in=("snmp",),
)
