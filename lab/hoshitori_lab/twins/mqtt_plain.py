"""MQTT without encryption or authentication."""

from hoshitori_lab.device.build import Build
from hoshitori_lab.twins.twin import Kind, Twin

TWIN = Twin(
    id="mqtt-plain",
    title_ja="暗号化も認証もないMQTT",
    title_en="MQTT without encryption or authentication",
    kind=Kind.BAD,
    fails=("S1.1-01", "S1.1-12", "S1.1-13"),
    also="a broker that takes anybody is a way in without authentication, and undeclared",
    build=Build(plain_mqtt=True),
)
