"""A pulled network cable is taken for an order to forget the settings."""

from hoshitori_lab.device.application.behaviour import Behaviour
from hoshitori_lab.device.build import Build
from hoshitori_lab.twins.twin import Kind, Twin

TWIN = Twin(
    id="forgets-at-link-loss",
    title_ja="断線で設定を失う",
    title_en="settings are lost with the network",
    kind=Kind.BAD,
    fails=("S1.1-14",),
    build=Build(behaviour=Behaviour(forgets_at_link_loss=("settings.json",))),
)
