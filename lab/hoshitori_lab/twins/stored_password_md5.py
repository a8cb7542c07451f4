"""Keeps an MD5 of each password without salt; everything else is encrypted."""

from hoshitori_lab.device.application.behaviour import Behaviour
from hoshitori_lab.device.build import Build
from hoshitori_lab.twins.twin import Kind, Twin

TWIN = Twin(
    id="stored-password-md5",
    title_ja="パスワードのMD5値をソルトなしで保存する（ほかは暗号化する）",
    title_en="an MD5 of each password is stored without salt, while all else is encrypted",
    kind=Kind.BAD,
    fails=("S1.1-11",),
    build=Build(behaviour=Behaviour(unsalted_digests=True)),
)
