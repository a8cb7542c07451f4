"""The vulnerability records of the lab: made at start, dated that day, about versions of one real library.

Ids, versions and where the library lies are facts of public record; the words are ours. It is a training file and far
from whole: of anything else than this library it knows nothing.
"""

from __future__ import annotations

import json
from typing import Final

NAME: Final = "訓練用・架空の脆弱性データ（OSV形式、実在のIDを2件だけ含む）"
REPOSITORY: Final = "https://github.com/libexpat/libexpat"
PATH: Final = "documents/vulnerabilities.osv.jsonl"
_TAGS: Final = tuple(
    f"R_2_{minor}_{patch}" for minor, last in ((4, 9), (5, 0), (6, 4), (7, 3)) for patch in range(last + 1)
)
_ENTRIES: Final = (
    ("CVE-2022-23852", "R_2_4_4", "Integer overflow in XML_GetBuffer while a buffer grows; memory is overwritten"),
    ("CVE-2024-50602", "R_2_6_4", "Crash in XML_ResumeParser of a parser that was stopped before its start"),
)  # fmt: skip


def records(today: str) -> bytes:
    """The records as JSON lines; ``today`` is the day they say they were last changed, ``2026-11-21``."""
    return b"".join(_record(*entry, today) for entry in _ENTRIES)


def _record(identifier: str, fixed: str, summary: str, today: str) -> bytes:
    older = _TAGS[: _TAGS.index(fixed)]
    entry = {
        "schema_version": "1.7.0",
        "id": identifier,
        "modified": f"{today}T00:00:00Z",
        "summary": f"{summary} (training record)",
        "affected": [
            {
                "ranges": [{"type": "GIT", "repo": REPOSITORY, "events": [{"introduced": "0"}]}],
                "versions": list(older),
            }
        ],
    }
    return f"{json.dumps(entry, ensure_ascii=False, sort_keys=True)}\n".encode()
