"""What the log-in probes read of hostile bytes: pages, challenges, datagrams, options."""

import contextlib
import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hoshitori.facts.login import LoginKind
from hoshitori.probe import Unavailable
from hoshitori_plugins.login import snmp, telnet
from hoshitori_plugins.login.browser import local_path
from hoshitori_plugins.login.credentials import credentials_for
from hoshitori_plugins.login.mqtt import connect_packet
from hoshitori_plugins.login.page import asks_for_password, read_login_form
from hoshitori_plugins.login.web import digest_answer


def test_the_log_in_form_is_told_from_others_on_a_page() -> None:
    """A search form before and a form that sets a new password are left alone."""
    page = """<form action="/search"><input name="q"></form>
    <form method="post" action="/new"><input type="password" name="one"><input type="password" name="two"></form>
    <FORM METHOD=POST ACTION="do?x=1"><input name=lang type=hidden value=ja><input name=uid>
    <input type=PASSWORD name=pw><input type=submit name=go value=Go></FORM>"""
    form = read_login_form(page)
    assert form is not None
    assert (form.action, form.method, form.user_field, form.password_field) == ("do?x=1", "post", "uid", "pw")
    assert dict(form.carried) == {"lang": "ja", "go": "Go"}


@given(st.text(alphabet=st.sampled_from("<>![]-/='\" \nforminputypeaswd&;#x"), max_size=300))
def test_no_page_breaks_the_reader(page: str) -> None:
    """Whatever a device sends as a page, it is read."""
    read_login_form(page)
    asks_for_password(page)


@given(st.text(max_size=200), st.sampled_from(["/", "/a/b?c=d"]))
def test_links_never_lead_elsewhere(location: str, base: str) -> None:
    """A link is followed on the same host only, and as a path without line breaks or blanks."""
    path = local_path(location, base)
    assert not path or path.startswith("/")
    assert not any(letter.isspace() or not letter.isprintable() for letter in path)


def test_digest_answer_of_the_rfc() -> None:
    """The response is the one RFC 7616 computes from the parts of the header, for SHA-256 with qop."""
    challenge = 'Digest realm="r@x", nonce="abc", qop="auth, auth-int", algorithm=SHA-256, opaque="o"'
    answer = digest_answer(challenge, "/dir", "Mufasa", "Circle of Life")
    parts = dict(one.strip().split("=", 1) for one in answer.removeprefix("Digest ").split(","))
    ours = parts["cnonce"].strip('"')

    def hashed(text: str) -> str:
        return hashlib.sha256(text.encode()).hexdigest()

    one, two = hashed("Mufasa:r@x:Circle of Life"), hashed("GET:/dir")
    assert parts["response"] == f'"{hashed(f"{one}:abc:00000001:{ours}:auth:{two}")}"'
    assert parts["opaque"] == '"o"'


def test_unknown_digest_algorithm_is_unavailable() -> None:
    """A challenge that cannot be answered is no refusal."""
    with pytest.raises(Unavailable):
        digest_answer('Digest realm="r", nonce="n", algorithm=WHIRLPOOL', "/", "u", "v")


@given(st.text(max_size=300))
def test_any_challenge_is_answered_or_refused(challenge: str) -> None:
    """Hostile challenges end in an answer or in Unavailable."""
    with contextlib.suppress(Unavailable):
        assert digest_answer(challenge, "/", "u", "v").startswith("Digest ")


@given(st.binary(max_size=300), st.integers(1, 2**30))
def test_any_datagram_is_an_answer_or_not(data: bytes, request: int) -> None:
    """No datagram breaks the reader, and a request of our own is no answer."""
    snmp.answers(data, request)
    assert not snmp.answers(snmp.get_request(LoginKind.SNMP_V2C, "public", request), request)


@given(st.integers(1, 2**30), st.sampled_from([LoginKind.SNMP_V1, LoginKind.SNMP_V2C]))
def test_response_to_a_request_is_recognised_by_its_number(request: int, kind: LoginKind) -> None:
    """The agent's answer carries the request's number; another number is another answer."""
    response = snmp.get_request(kind, "public", request).replace(b"\xa0", b"\xa2", 1)
    assert snmp.answers(response, request)
    assert not snmp.answers(response, request + 1)


@given(st.binary(max_size=200), st.integers(0, 200))
def test_options_are_stripped_however_the_bytes_arrive(data: bytes, cut: int) -> None:
    """Text and refusals do not depend on where the network cut the stream."""
    whole = telnet.strip_options(data)
    first = telnet.strip_options(data[:cut])
    second = telnet.strip_options(first[2] + data[cut:])
    assert (first[0] + second[0], first[1] + second[1]) == whole[:2]


def test_every_option_is_refused_but_the_servers_echo() -> None:
    """DO is answered by WONT, WILL by DONT, echo by DO, and doubled IAC is one letter."""
    data = bytes([255, 253, 31, 255, 251, 3, 255, 251, 1, 255, 255, 255, 250, 24, 1, 255, 240]) + b"login: "
    text, answers, rest, options = telnet.strip_options(data)
    assert text == b"\xfflogin: "
    assert answers == bytes([255, 252, 31, 255, 254, 3, 255, 253, 1])
    assert (rest, options) == (b"", 3)


def test_connect_packet_of_the_standard() -> None:
    """A CONNECT is as MQTT 3.1.1 §3.1 writes it."""
    packet = connect_packet("c", "u", "p")
    assert packet == b"\x10\x13\x00\x04MQTT\x04\xc2\x00\x3c\x00\x01c\x00\x01u\x00\x01p"


@pytest.mark.parametrize("kind", LoginKind)
def test_each_way_of_logging_in_has_a_list_without_doubles(kind: LoginKind) -> None:
    """Every pair is tried once, and the declared user's name is tried too."""
    pairs = credentials_for(kind, ["operator", "admin"])
    assert len({(one.user, one.value) for one in pairs}) == len(pairs) >= 4
    assert any(one.user == "operator" for one in pairs) is (kind not in {LoginKind.SNMP_V1, LoginKind.SNMP_V2C})
