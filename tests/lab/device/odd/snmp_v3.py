"""Has SNMP v3 with authentication and privacy."""

from hoshitori_lab.device.build import Build
from hoshitori_lab.twins.twin import Kind, Twin

TWIN = Twin(id="snmp_v3", title_ja="snmp_v3", title_en="snmp_v3", kind=Kind.BAD, build=Build(snmp_v3=True))
