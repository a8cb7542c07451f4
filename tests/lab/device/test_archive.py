"""The outer form of firmware images."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hoshitori_lab.device.application.archive import DESCRIPTION, Malformed, Member, pack, salvage, unpack

NAMES = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=40).filter(
    lambda name: name != "TRAILER!!!"
)
MEMBERS = st.lists(st.builds(Member, name=NAMES, content=st.binary(max_size=300)), max_size=6)


@given(MEMBERS)
def test_what_was_packed_is_unpacked(members: list[Member]) -> None:
    """Unpacking gives back what was packed, in its order."""
    assert unpack(pack(members)) == tuple(members)


@given(MEMBERS, st.data())
def test_no_bit_can_be_flipped_unseen(members: list[Member], data: st.DataObject) -> None:
    """Wherever a bit is flipped, header and padding included: refused, or the content differs as the flip says."""
    packed = bytearray(pack(members))
    position = data.draw(st.integers(0, len(packed) * 8 - 1))
    packed[position // 8] ^= 1 << position % 8
    with pytest.raises(Malformed):
        unpack(bytes(packed))


@given(MEMBERS, st.data())
def test_a_cut_archive_is_refused(members: list[Member], data: st.DataObject) -> None:
    """An archive that ends early is no archive."""
    packed = pack(members)
    with pytest.raises(Malformed):
        unpack(packed[: data.draw(st.integers(0, len(packed) - 1))])


@given(st.binary(max_size=2000))
def test_garbage_never_breaks_the_careless_reader(content: bytes) -> None:
    """The faulty device's reader takes what it can and raises nothing."""
    salvage(content)


def test_the_careless_reader_takes_what_is_left_of_a_cut_archive() -> None:
    """The faulty device sees the part of a file that arrived."""
    packed = pack([Member(name="a", content=b"x" * 100), Member(name="b", content=b"y" * 100)])
    assert salvage(packed[:150])[0].content == b"x" * 38


def test_a_checksum_that_is_no_number_is_refused() -> None:
    """A checksum field that spells no number is a broken archive, not an accident of the reader."""
    packed = bytearray(pack([Member(name=DESCRIPTION, content=b"x")]))
    packed[102:110] = b"00000 00"

    with pytest.raises(Malformed):
        unpack(bytes(packed))
