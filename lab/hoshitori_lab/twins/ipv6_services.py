"""A sound device whose services take IPv6 alone."""

from hoshitori_lab.device.build import Build
from hoshitori_lab.twins.twin import Kind, Twin

TWIN = Twin(
    id="ipv6-services",
    title_ja="Web・SSH・MQTTをIPv6だけで提供する健全な供試品",
    title_en="a sound device whose web, SSH and MQTT services take IPv6 alone",
    kind=Kind.HARD_GOOD,
    build=Build(ipv6=True, ipv4_services=False),
    puts_in=("ipv6",),
)
