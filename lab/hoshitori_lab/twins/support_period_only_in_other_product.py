"""The support period stands only on another product's page."""

from hoshitori_lab.twins.twin import Kind, Twin

TWIN = Twin(
    id="support-period-only-in-other-product",
    title_ja="サポート期間が別製品のページにしかない",
    title_en="the support period stands only on another product's page",
    kind=Kind.BAD,
    fails=("S1.1-16",),
    leaves_out=("support-period",),
    puts_in=("see-other-product",),
)
