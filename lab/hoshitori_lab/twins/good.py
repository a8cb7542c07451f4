"""The sound device."""

from hoshitori_lab.twins.twin import Kind, Twin

TWIN = Twin(id="good", title_ja="健全な供試品", title_en="the sound device", kind=Kind.GOOD)
