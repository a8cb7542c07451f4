"""Offers its services over IPv6 only."""

from hoshitori_lab.device.build import Build
from hoshitori_lab.twins.twin import Kind, Twin

TWIN = Twin(
    id="ipv6_only",
    title_ja="ipv6_only",
    title_en="ipv6_only",
    kind=Kind.BAD,
    build=Build(ipv6=True, ipv4_services=False),
)
