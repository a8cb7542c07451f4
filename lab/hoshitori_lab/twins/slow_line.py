"""The sound device behind a slow line."""

from hoshitori_lab.twins.twin import Kind, Line, Twin

TWIN = Twin(
    id="slow-line",
    title_ja="往復200ミリ秒の遅延と1%の損失がある回線の先にある健全な供試品",
    title_en="the sound device behind a line with 200 ms of delay there and back, and 1 % loss",
    kind=Kind.HARD_GOOD,
    line=Line(delay_milliseconds=100, loss_permille=10),
)
