"""A library with a known vulnerability, which the maker's list calls by a newer version."""

from hoshitori_lab.device.build import LIBRARY, Build
from hoshitori_lab.twins.twin import Kind, Twin

TWIN = Twin(
    id="old-library-unlisted",
    title_ja="既知の脆弱性がある古いライブラリを含み、メーカーの部品表には新しい版と書かれている",
    title_en="an old library with a known vulnerability, of which the maker's list says that it is new",
    kind=Kind.BAD,
    fails=("S1.1-13",),
    build=Build(library="expat 2.4.1", listed_library=LIBRARY),
)
