"""IXIT rows: what TS 103 701 wants a test laboratory to be told, one generic row type for its 29 tables.

Table and column names are those of TS 103 701 V2.1.1, the columns in snake_case; further columns that only a machine
needs are ours. `schema/dut.schema.json` says which columns a table has.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from hoshitori.model.errors import HoshitoriError
from hoshitori.model.subject import FieldValue

IXIT_TABLES: Final[tuple[str, ...]] = (
    "1-AuthMech",
    "2-UserInfo",
    "3-VulnTypes",
    "4-Conf",
    "5-VulnMon",
    "6-SoftComp",
    "7-UpdMech",
    "8-UpdProc",
    "9-ReplSup",
    "10-SecParam",
    "11-SecComMech",
    "12-NetSecImpl",
    "13-SoftServ",
    "14-SecMgmt",
    "15-PhyIntf",
    "16-CodeMin",
    "17-PrivlCtrl",
    "18-AccCtrl",
    "19-SecDev",
    "20-SecBoot",
    "21-PersData",
    "22-ExtSens",
    "23-ResMech",
    "24-TelData",
    "25-DelFunc",
    "26-UserDec",
    "27-UserIntf",
    "28-LogIntf",
    "29-InpVal",
)

SINGLE_RECORD_TABLES: Final[frozenset[str]] = frozenset({"2-UserInfo", "4-Conf", "9-ReplSup"})
"""Tables that hold one record and no id column; the id of their row is what follows the hyphen."""


class UnknownTableError(HoshitoriError):
    """A table name that TS 103 701 does not have."""

    code = "E_IXIT_TABLE"


class RowAbsentError(HoshitoriError):
    """A row that was asked for and is not declared."""

    code = "E_IXIT_ROW"


class SecretSource(enum.Enum):
    """Where a secret's value is read when it is needed; the value is never part of a declaration."""

    FILE = "file"
    ENV = "env"
    PROMPT = "prompt"


@dataclass(frozen=True, slots=True, kw_only=True)
class SecretReference:
    """A pointer to a secret: a file's path, the name of an environment variable, or for a prompt nothing."""

    source: SecretSource
    location: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row of an IXIT table: what was filled in, never a default.

    Rows of the same table and id hash alike; equality looks at every column.

    Attributes:
        fields: column → value; links to other rows read `28-LogIntf/LI-web`.
        secrets: column → where its value is found (`secret`, `client_key`).
    """

    table: str
    id: str
    fields: Mapping[str, FieldValue] = field(default_factory=dict[str, FieldValue], hash=False)
    secrets: Mapping[str, SecretReference] = field(default_factory=dict[str, SecretReference], hash=False)

    @property
    def reference(self) -> str:
        """The name that links and subjects use: `7-UpdMech/UM-1`."""
        return f"{self.table}/{self.id}"

    def text(self, name: str, default: str = "") -> str:
        """Return a column as text, or `default` where it is absent or of another type."""
        value = self.fields.get(name, default)
        return value if isinstance(value, str) else default

    def number(self, name: str, default: int = 0) -> int:
        """Return a column as a whole number, or `default` where it is absent or of another type."""
        value = self.fields.get(name, default)
        return value if isinstance(value, int) and not isinstance(value, bool) else default

    def flag(self, name: str, *, default: bool = False) -> bool:
        """Return a yes-no column, or `default` where it is absent or of another type."""
        value = self.fields.get(name, default)
        return value if isinstance(value, bool) else default

    def texts(self, name: str) -> tuple[str, ...]:
        """Return a column of several texts; a single text counts as one, an absent column as none."""
        value = self.fields.get(name, ())
        if isinstance(value, str):
            return (value,)
        return value if isinstance(value, tuple) else ()
