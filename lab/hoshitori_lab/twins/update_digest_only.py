"""Updates are checked against a digest sent along and nobody's signature: outside the level, said on the sheet."""

from hoshitori_lab.device.application.behaviour import Behaviour, UpdateCheck
from hoshitori_lab.device.build import Build
from hoshitori_lab.twins.twin import Kind, Twin

TWIN = Twin(
    id="update-digest-only",
    title_ja="同梱のダイジェストだけを確かめ、署名者を確かめない",
    title_en="updates are checked against a digest sent along, the signer is not",
    kind=Kind.BAD,
    build=Build(behaviour=Behaviour(update_check=UpdateCheck.DIGEST)),
)
