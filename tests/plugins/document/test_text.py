"""Documents as text: what is read, where it stands, what counts as the same words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hoshitori.probe import Unavailable
from hoshitori_plugins.document.quote import find, names, names_besides, place_fits
from hoshitori_plugins.document.text import DocumentText, folded, read
from tests.plugins.document.papers import pdf

GUIDE = """<!doctype html><html><head><title>Guide</title><style>p{}</style></head><body>
<h1>Camera EX-100</h1><p>Security updates are provided
until <b>31 March</b> 2031.</p>
<h2>第2章 更新</h2><p>新しい版があれば、<br>署名を確かめて
自動で更新します。</p>
<h2>3. Erasing</h2><table><tr><td>Erase before disposal</td><td>always</td></tr></table>
<script>document.write("a sentence only a script writes")</script><!-- a sentence in a comment --></body></html>"""


@pytest.mark.parametrize(
    ("quote", "place"),
    [
        ("Security updates are provided until 31 March 2031.", "Camera EX-100"),
        ("新しい版があれば、署名を確かめて自動で更新します。", "Camera EX-100 > 第2章 更新"),
        ("署名を確かめて 自動で更新します", "Camera EX-100 > 第2章 更新"),
        ("Ｓｅｃｕｒｉｔｙ　ｕｐｄａｔｅｓ", "Camera EX-100"),
        ("Erase before disposal", "Camera EX-100 > 3. Erasing"),
    ],
)
def test_words_are_found_below_their_headings(quote: str, place: str) -> None:
    """Line breaks, mark-up, full-width letters and blanks within Japanese make no difference."""
    found = find(read(GUIDE.encode(), "guide.html"), quote)
    assert found.found
    assert found.place == place


@pytest.mark.parametrize(
    "quote",
    [
        "Security updates are provided until 31 March 2032.",
        "security updates are provided until",
        "Security updates are provided forever",
        "a sentence only a script writes",
        "a sentence in a comment",
        "updates",
        "ecurity updates are provided",
        "",
    ],
)
def test_other_words_are_not_found(quote: str) -> None:
    """Another date, other letters, unseen text, too few letters or half a word are not found."""
    assert not find(read(GUIDE.encode(), "guide.html"), quote).found


@pytest.mark.parametrize(
    ("place", "fits"),
    [
        ("第2章 更新", True),
        ("更新", True),
        ("第2章", True),
        ("2", True),
        ("section 3", False),
        ("3. Erasing", False),
        ("somewhere near the end", None),
        ("", None),
    ],
)
def test_the_place_named_is_held_against_the_place_found(place: str, fits: bool | None) -> None:
    """A heading that is the quote's fits, another one of the document does not, and an unknown one says nothing."""
    document = read(GUIDE.encode(), "guide.html")
    assert place_fits(document, find(document, "署名を確かめて自動で更新します"), place) is fits


def test_markdown_is_read_as_it_is_shown() -> None:
    """Emphasis and links are not part of the words."""
    text = "# Policy\n\nReports to **psirt@vendor.example**\nare [acknowledged](x) within `5` days.\n"
    text += "\n## 2. News\n\nEvery 14 days.\n"
    document = read(text.encode(), "policy.md")
    found = find(document, "Reports to psirt@vendor.example are acknowledged within 5 days.")
    assert found.place == "Policy"
    assert place_fits(document, found, "2. News") is False


def test_pdf_has_pages() -> None:
    """A quote over two lines is found on its page; another printed number says nothing against it."""
    document = read(pdf([["Cover of the manual"], ["Support for EX-100 ends", "on 31 March 2031."]]), "manual.pdf")
    found = find(document, "Support for EX-100 ends on 31 March 2031.")
    assert found.place == "page 2"
    assert [place_fits(document, found, place) for place in ("p. 2", "2ページ", "page 9")] == [True, True, None]


@pytest.mark.parametrize("encoding", ["cp932", "euc-jp", "utf-16", "utf-8-sig"])
def test_plain_text_of_several_encodings(encoding: str) -> None:
    """Text files of Japanese offices are read, whatever they are written in."""
    text = "セキュリティアップデートは二〇三一年三月まで提供します。"
    assert find(read(text.encode(encoding), "period.txt"), text).found


@pytest.mark.parametrize("data", [b"%PDF-1.7\nnothing of it", b"%PDF-", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", pdf([[""]])])
def test_what_holds_no_text_is_unavailable(data: bytes) -> None:
    """A damaged PDF, a picture, a page without letters: nothing can be looked up."""
    with pytest.raises(Unavailable):
        read(data, "scan.pdf")


def test_model_is_named_only_as_a_whole() -> None:
    """EX-100 is not named by EX-1000."""
    other = DocumentText(sections=read(b"<p>EX-1000 and AEX-100</p>", "a.html").sections, paged=False)
    assert not names(other, "EX-100")
    assert names(read(GUIDE.encode(), "guide.html"), "EX-100")


@given(st.text(max_size=200))
def test_folding_twice_is_folding_once(text: str) -> None:
    """Folded text is in its final form."""
    assert folded(folded(text)) == folded(text)


@given(st.binary(max_size=400), st.sampled_from(["a.html", "a.md", "a.txt", "a.pdf"]))
def test_any_bytes_are_read_or_refused(data: bytes, name: str) -> None:
    """No bytes make the reader fail otherwise than by saying that it cannot."""
    try:
        document = read(data, name)
    except Unavailable:
        return
    find(document, "some words to look for")


@pytest.mark.parametrize(
    "around",
    [
        "<div hidden><p>x<br>{}</p></div>",
        '<div style="margin:0; display : none"><img src="a"><p>{}</p></div>',
        '<p style="visibility:hidden">{}',
        '<p class="a old">{}</p>',
        '<section id="draft"><ul><li>one<li>{}</ul></section>',
    ],
)
def test_what_a_reader_is_not_shown_is_no_quote(around: str) -> None:
    """Text hidden by attribute, by its own style or by the page's is not found, and said to be unseen."""
    style = "<style>/* x */ p.old, #draft { color: red; display: none }</style>"
    said = "Updates are provided until 2031."
    document = read(f"<html>{style}<h1>EX-100</h1>{around.format(said)}<p>After it.".encode(), "a.html")
    found = find(document, said)
    assert (found.found, found.unseen) == (False, True)
    assert find(document, "EX-100 After it.").found or around.startswith("<p style")


@pytest.mark.parametrize(
    "page",
    [
        "<p style='opacity:0.9'>{}</p>",
        "<p hidden>Draft.<p>{}",
        "<style>@media print {{ .a {{ display:none }} }} .a .b {{ display:none }}</style><p class='a'>{}</p>",
    ],
)
def test_what_a_reader_is_shown_stays(page: str) -> None:
    """A nearly opaque element, a paragraph after a hidden one and a rule for paper hide nothing."""
    said = "Updates are provided until 2031."
    assert find(read(f"<html>{page.format(said)}".encode(), "a.html"), said).found


def test_printed_page_number_is_a_page() -> None:
    """A page is known by the number printed at its foot, and by a heading on it; not by one on another page."""
    pages = [
        ["Cover"],
        ["Contents"],
        ["Support", "Support for EX-100 ends on 31 March 2031.", "- 12 -"],
        ["Deletion", "13"],
    ]
    document = read(pdf(pages), "manual.pdf")
    found = find(document, "Support for EX-100 ends on 31 March 2031.")
    places = ("p. 12", "page 3, Support", "Support", "p. 13", "Deletion", "31", "nowhere")
    assert [place_fits(document, found, place) for place in places] == [True, True, True, None, None, None, None]


def test_text_without_headings_has_its_words_before_the_quote() -> None:
    """In plain text the words named stand before the quote; words after it, or none of the text, say nothing."""
    document = read(b"1. Support period\n\nUpdates are provided until 2031.\n\n2. Deletion\n", "a.txt")
    found = find(document, "Updates are provided until 2031.")
    assert [place_fits(document, found, place) for place in ("Support period", "2. Deletion", "page 9")] == [
        True,
        None,
        None,
    ]


def test_models_beside_the_declared_one_are_known_by_their_kind() -> None:
    """EX-200 and EX-1000B are of EX-100's kind, whatever dash they are written with; a standard's name is not."""
    document = read(
        "<p>EX-200, EX\u20111000B and WPA2 beside EX\u2010100, IEEE 802.11 and NEX-5</p>".encode(), "a.html"
    )
    assert names_besides(document, "EX-100") == ("EX-200", "EX-1000B")
    assert names(document, "EX-100")
    assert names_besides(document, "Camera") == ()
