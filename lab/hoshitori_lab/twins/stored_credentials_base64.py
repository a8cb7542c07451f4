"""Keeps credentials of other services in base64; the passwords are encrypted."""

from hoshitori_lab.device.application.behaviour import Behaviour
from hoshitori_lab.device.build import Build
from hoshitori_lab.twins.twin import Kind, Twin

TWIN = Twin(
    id="stored-credentials-base64",
    title_ja="外部サービスの認証値をbase64で保存する（パスワードは暗号化する）",
    title_en="credentials of other services are stored in base64, while passwords are encrypted",
    kind=Kind.BAD,
    fails=("S1.1-11",),
    build=Build(behaviour=Behaviour(stored_in_base64=("acquired/credentials.json",))),
)
