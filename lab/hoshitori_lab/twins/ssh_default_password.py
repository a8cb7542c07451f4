"""SSH with a common default password."""

from hoshitori_lab.device.build import Build
from hoshitori_lab.twins.twin import Kind, Twin

TWIN = Twin(
    id="ssh-default-password",
    title_ja="共通の初期パスワードで入れるSSH",
    title_en="SSH with a common default password",
    kind=Kind.BAD,
    fails=("S1.1-02",),
    build=Build(ssh_password="root"),
)
