"""The certificate of the cloud is not checked: outside the level, so a remark and no FAIL."""

from hoshitori_lab.device.application.behaviour import Behaviour
from hoshitori_lab.device.build import Build
from hoshitori_lab.twins.twin import Kind, Twin

TWIN = Twin(
    id="cloud-not-verified",
    title_ja="クラウドの証明書を検証しない（水準の外。注記だけで不適合にはならない）",
    title_en="The cloud's certificate is not checked (outside the level: a remark, no FAIL)",
    kind=Kind.BAD,
    build=Build(behaviour=Behaviour(verifies_cloud=False)),
)
