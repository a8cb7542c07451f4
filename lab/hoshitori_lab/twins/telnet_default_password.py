"""Telnet with a common default password."""

from hoshitori_lab.device.build import Build
from hoshitori_lab.twins.twin import Kind, Twin

TWIN = Twin(
    id="telnet-default-password",
    title_ja="共通の初期パスワードで入れるtelnet",
    title_en="telnet with a common default password",
    kind=Kind.BAD,
    fails=("S1.1-02", "S1.1-12", "S1.1-13"),
    build=Build(telnet=True),
)
