"""What a device says of itself where its users can see it: model, version, and the software it is made of."""

from __future__ import annotations

import enum
import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote

from hoshitori.facts.base import NonEmpty, fact
from hoshitori.model.subject import Device

_PACKAGES: Final = ("pkg:deb/", "pkg:rpm/", "pkg:apk/")
_PACKED: Final = re.compile(r"(\d+:)?(?P<upstream>[^:]+?)-[^-]+")


class ShownBy(enum.Enum):
    """By whom, and as whom, a place was read."""

    NETWORK = "NETWORK"
    """Fetched over the network by anybody, before any log-in."""
    NETWORK_SESSION = "NETWORK_SESSION"
    """Fetched over the network after the declared log-in."""
    INSTRUMENT = "INSTRUMENT"
    """Read by the bench's instrument or the operator, whose word it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownIdentity:
    """What one place of the device shows of model and version; all texts are the device's own, escaped and cut.

    Attributes:
        id: the place, `27-UserIntf/UI-web tcp/443 /about`.
        models: values that the place itself calls the model (`型番`, `model`), each once; at most 8.
        model_word: whether the declared model stands in the visible text as a word of its own (`HDC-1000` is none).
        look_alikes: words of the visible text that begin or end like the declared model and are others; at most 8.
        versions: values that the place calls the version of its software or firmware, each once; at most 8.
        version_word: whether the declared firmware version stands in the visible text as a word of its own.
        letters: length of the visible text; 0 where the place was empty.
    """

    id: str
    by: ShownBy
    models: tuple[str, ...]
    model_word: bool
    look_alikes: tuple[str, ...]
    versions: tuple[str, ...]
    version_word: bool
    letters: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedComponent:
    """One entry of a list of software components.

    Attributes:
        id: name and version, and a number where several are equal.
        kind: as the list calls it (`application`, `library`, `firmware`); empty where it does not say.
        source: `document D-sbom` or `tcp/443 /api/sbom`.
    """

    id: str
    name: str
    version: str
    kind: str
    purl: str
    source: str

    @property
    def given(self) -> str:
        """Its version as the list gives it, by the package URL where it stands there alone; without a `v` before it."""
        return plain_version(self.version or _split(self.purl)[1])

    def is_version(self, declared: str) -> bool:
        """Return whether it is of a declared version, which may leave out what a distribution's packaging adds.

        A package's version may have an epoch before and a revision after the version of what is packed:
        `1:2.4.1-3` (deb-version(5)), `2.4.1-r3` (apk).
        """
        version = plain_version(declared)
        packed = _PACKED.fullmatch(self.given) if self.purl.startswith(_PACKAGES) else None
        return version == self.given or (packed is not None and version == packed["upstream"])


@dataclass(frozen=True, slots=True, kw_only=True)
class ComponentVersion:
    """The version of a declared component as the device itself shows it; empty where it shows none.

    Attributes:
        id: reference of the 6-SoftComp row.
    """

    id: str
    version: str


@fact("inventory", about=Device)
class Inventory:
    """Model and version where the device shows them, and the list of its software components.

    Effort: `places` (read), `components` (listed).

    Attributes:
        shown: what each declared place shows; the bench's instrument only where no place could be read.
        components: of the lists that maker or device give, at most 512.
        lists: where component lists were read; none at all means that neither maker nor device gave one.
        versions: declared components, with the versions that the device shows of them.
        not_read: in sentences, declared places and lists that could not be read, and why.
    """

    shown: NonEmpty[ShownIdentity]
    components: tuple[ListedComponent, ...]
    lists: tuple[str, ...]
    versions: tuple[ComponentVersion, ...]
    not_read: tuple[str, ...]

    @property
    def version(self) -> str:
        """The one version that the device calls its own; nothing where it names none, or several."""
        named = {version for place in self.shown for version in place.versions}
        return named.pop() if len(named) == 1 else ""

    def listed(self, name: str, purl: str = "") -> tuple[ListedComponent, ...]:
        """Return the entries of a component, by its package URL (whatever the version in it) or its name."""
        wanted, package = name.casefold(), _split(purl)[0]
        return tuple(
            one
            for one in self.components
            if (package and _split(one.purl)[0] == package) or (wanted and one.name.casefold() == wanted)
        )


def plain_version(text: str) -> str:
    """Return a version without the `v` that some put before its number."""
    return re.sub(r"^[vV](?=\d)", "", text.strip())


def _split(purl: str) -> tuple[str, str]:
    """Return a package URL without version and qualifiers, and its version."""
    bare = purl.partition("?")[0].partition("#")[0]
    folder, slash, last = bare.rpartition("/")
    name, _, version = last.partition("@")
    return f"{folder}{slash}{name}", unquote(version)
