"""All that is offered beside the genuine image: what this project makes of it, and what the supplier gave."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from hoshitori.facts.update import UpdateImage
from hoshitori_plugins.update.formats import generic, swu

_SUPPLIED: Final = (
    (UpdateImage.UNSIGNED, "unsigned"),
    (UpdateImage.FOREIGN_SIGNED, "foreign-signed"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """An image to be offered, under the version that it claims."""

    image: UpdateImage
    variant: str
    data: bytes
    version: str

    @property
    def id(self) -> str:
        """Kind and variant: `BIT_FLIP/payload`."""
        return f"{self.image.value}/{self.variant}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Supplied:
    """How the supplier's images are had: by kind, with their versions."""

    image: Callable[[str], bytes]
    version: Callable[[str], str]


def container_of(genuine: bytes) -> str:
    """Return the name of the container that the mutants understand."""
    return "swu" if swu.parse(genuine) is not None else "generic"


def older(supplied: Supplied) -> Offer | str:
    """Return the supplier's older image; it comes after the control, since a device may well take it."""
    data = supplied.image("older")
    if not data:
        return "OLDER: the supplier gave none"
    return Offer(image=UpdateImage.OLDER, variant="supplied", data=data, version=supplied.version("older"))


def offers(genuine: bytes, version: str, supplied: Supplied) -> Iterator[Offer | str]:
    """Yield what to offer before the genuine image, in order, and for what cannot be made a sentence that says so."""
    known = container_of(genuine) == "swu"
    make = swu if known else generic
    for place, data in make.flips(genuine):
        yield Offer(image=UpdateImage.BIT_FLIP, variant=place, data=data, version=version)
    if left := swu.left_unflipped(genuine):
        yield f"BIT_FLIP: {left} of the image's parts were not altered"
    for length, data in make.cuts(genuine):
        yield Offer(image=UpdateImage.TRUNCATED, variant=length, data=data, version=version)
    mended = swu.resealed(genuine) if known else None
    if mended is None:
        yield "RESEALED: the image's form is not known, so that its digests cannot be mended"
    else:
        yield Offer(image=UpdateImage.RESEALED, variant="payload", data=mended, version=version)
    for kind, name in _SUPPLIED:
        data = supplied.image(name)
        if data:
            yield Offer(image=kind, variant="supplied", data=data, version=supplied.version(name))
        elif kind is UpdateImage.UNSIGNED and (made := swu.unsigned(genuine)) is not None:
            yield Offer(image=kind, variant="signature-removed", data=made, version=version)
        else:
            yield f"{kind.value}: the supplier gave none"
