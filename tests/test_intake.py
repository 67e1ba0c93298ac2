"""Taking articles in: a file gives its text and what it says of itself, or a refusal that says what to do."""

from __future__ import annotations

import gzip
import os
import socket
import time
import zipfile
from pathlib import Path

import pytest
from trafilatura.utils import line_processing, trim

from cpec_map.anchor import MAX_CHARACTERS, normalise_text
from geo.reading.intake import MAX_BYTES, Document, IntakeError, decode_document, find_documents, read_document

# All pages and texts here are written by us for these tests (MIT, as the code).
PARAGRAPHS = (
    "Work on the second track between Kotri and Jungshahi began on Thursday, officials said.",
    "The line is 48 km long & crosses the river at Kotri, where a new bridge is planned for 2026.",
    "Trains will keep running while the rails are laid, the engineer said.",
)
URDU = (
    "حکام نے بتایا کہ کراچی سے حیدرآباد تک نئی پٹری بچھانے کا کام جمعرات کو شروع ہوا۔",
    "یہ منصوبہ اقتصادی راہداری کا حصہ ہے اور مسافر اسی راستے سے جا\u200cئیں گے۔",
)
CHINESE = ("瓜达尔港东湾快速路周一正式通车，全长十九公里。", "据介绍，该路连接港口与沿海公路，货车不再穿过老城。")


def body_of(paragraphs: tuple[str, ...]) -> str:
    return "".join(f"<p>{paragraph.replace('&', '&amp;')}</p>\n" for paragraph in paragraphs)


def page(body: str, head: str = "", attributes: str = "") -> str:
    return f"<!doctype html>\n<html{attributes}><head>{head}</head><body>{body}</body></html>"


def read(markup: str, name: str = "page.html") -> Document:
    return decode_document(name, markup.encode())


def refusal(name: str, content: bytes) -> str:
    with pytest.raises(IntakeError) as caught:
        decode_document(name, content)
    return str(caught.value)


# ---- saved pages ----------------------------------------------------------------------------------

NAVIGATION = '<nav><ul><li><a href="/">Home</a></li><li><a href="/b">Business</a></li></ul></nav>'
FOOTER = "<footer><p>All rights reserved by the Example Post, which is no newspaper at all.</p></footer>"
SHAPES = {
    "article": f"<header>{NAVIGATION}</header><main><article>{body_of(PARAGRAPHS)}</article></main>{FOOTER}",
    "div": f'<div class="menu">Home | World</div><div class="story-text">{body_of(PARAGRAPHS)}</div>'
    '<div class="footer">Contact us</div>',
    "breaks": '<div id="nav">Home | World</div><div class="story-detail"><div class="story-text">'
    + "<br><br>".join(one.replace("&", "&amp;") for one in PARAGRAPHS)
    + "</div></div>",
    "form": '<form action="x"><div role="navigation">Home</div>'
    f'<div class="content">{body_of(PARAGRAPHS)}</div></form>',
    "table layout": f"<table role='presentation'><tr><td>{body_of(PARAGRAPHS)}</td></tr></table>",
    "advertisements": f'<article>{body_of(PARAGRAPHS[:1])}<div class="ad">Buy our soap today</div>'
    f"{body_of(PARAGRAPHS[1:])}</article><aside><h3>Read also</h3><a href='/1'>Another story</a></aside>",
    "wrapped lines": f"<article>{body_of(PARAGRAPHS).replace(' ', chr(10) + '    ')}</article>",
}


@pytest.mark.parametrize("shape", SHAPES)
def test_a_saved_page_gives_its_paragraphs_as_lines_and_nothing_around_them(shape: str) -> None:
    document = read(page(SHAPES[shape]))

    assert document.text.split("\n") == list(PARAGRAPHS)


def test_headings_lists_and_tables_stay_and_the_text_is_in_the_normal_form() -> None:
    markup = page(
        f"<article><h1>Track work</h1>{body_of(PARAGRAPHS)}<h2>What follows</h2>"
        "<ul><li>Signals</li><li>A bridge</li></ul>"
        "<table><tr><th>Station</th><th>km</th></tr><tr><td>Kotri</td><td>167</td></tr></table></article>"
    )

    text = read(markup).text

    expected = ["Track work", *PARAGRAPHS, "What follows", "Signals", "A bridge", "Station | km", "Kotri | 167"]
    assert text.split("\n") == expected
    assert text == normalise_text(text)


def test_an_urdu_page_keeps_its_joiners_and_its_language() -> None:
    markup = page(f"{NAVIGATION}<article><h1>نئی پٹری</h1>{body_of(URDU)}</article>", attributes=' lang="ur" dir="rtl"')

    document = read(markup)

    assert document.text.split("\n") == ["نئی پٹری", *URDU]
    assert (document.title, document.language, document.notes) == ("نئی پٹری", "ur", ())


@pytest.mark.parametrize("declared", ["gb2312", "GBK", "gb18030"])
def test_a_chinese_page_is_read_in_the_charset_it_declares(declared: str) -> None:
    head = f'<meta http-equiv="Content-Type" content="text/html; charset={declared}"><title>通车</title>'
    markup = page(f'<div class="nav">首页</div><div class="article-content">{body_of(CHINESE)}</div>', head)

    document = decode_document("page.html", markup.encode("gb18030"))

    assert document.text.split("\n") == list(CHINESE)
    assert document.title == "通车"
    assert document.notes == ("Read as GB18030, which the page declares.",)


@pytest.mark.parametrize("name", ["page.html", "page.HTM", "page.xhtml", "page.txt", "pasted"])
def test_html_is_html_however_it_is_named(name: str) -> None:
    assert read(page(SHAPES["article"]), name).text.split("\n") == list(PARAGRAPHS)


def test_xhtml_may_close_its_empty_elements_itself() -> None:
    markup = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<html xmlns="http://www.w3.org/1999/xhtml"><head><title/>'
        f'<script src="x.js"/></head><body><div/><div class="story">{body_of(PARAGRAPHS)}</div></body></html>'
    )

    assert read(markup, "page.xhtml").text.split("\n") == list(PARAGRAPHS)


def test_markdown_that_begins_with_an_element_stays_plain_text() -> None:
    document = read("<p>A line</p>\n\n# A heading", "notes.md")

    assert document.text == "<p>A line</p>\n# A heading"


def test_a_page_without_a_tag_is_plain_text_and_says_so() -> None:
    document = read("First.\nSecond.", "page.html")

    assert document.text == "First.\nSecond."
    assert document.notes == ("Read as plain text: it holds no HTML tag.",)


# ---- what does not become text --------------------------------------------------------------------

HOSTILE = {
    "script": "<script>document.write('HOSTILE words that a script would write into the page');</script>",
    "script that closes late": "<script>var a = '<p>HOSTILE paragraph in a string of a script</p>';</script>",
    "data for machines": '<script type="application/ld+json">{"@type":"Thing","articleBody":"HOSTILE '
    + "words " * 100
    + '"}</script>',
    "style": "<style>p::after { content: 'HOSTILE' }</style>",
    "iframe": '<iframe src="http://127.0.0.1:9/"><p>HOSTILE words in a frame</p></iframe>',
    "refresh": '<meta http-equiv="refresh" content="0; url=http://127.0.0.1:9/HOSTILE">',
    "comment": "<!-- <p>HOSTILE words in a comment, long enough to look like a paragraph of an article.</p> -->",
    "display none": '<p style="color: red; DISPLAY : none">HOSTILE words that nobody sees.</p>',
    "commented style": '<p style="display:/**/none">HOSTILE words that nobody sees.</p>',
    "invisible": '<p style="visibility:hidden">HOSTILE words that nobody sees.</p>',
    "no size": '<p style="font-size:0px">HOSTILE words that nobody sees.</p>',
    "hidden": "<div hidden><p>HOSTILE words <b hidden>that</b> nobody sees.</p></div>",
    "aria": '<p aria-hidden="true">HOSTILE words that nobody sees.</p>',
    "template": "<template><p>HOSTILE words in a template</p></template>",
    "noscript": '<noscript><img src="http://127.0.0.1:9/x.png"><p>HOSTILE words</p></noscript>',
    "picture": '<img src="http://127.0.0.1:9/x.png" onerror="HOSTILE()" alt="HOSTILE">',
    "object": '<object data="http://127.0.0.1:9/"><p>HOSTILE words</p></object>',
    "vector": "<svg><text>HOSTILE words</text></svg>",
    "base": '<base href="http://127.0.0.1:9/HOSTILE">',
    "navigation": '<nav><a href="/">HOSTILE words that lead elsewhere</a></nav>',
    "field": "<textarea>HOSTILE words</textarea><select><option>HOSTILE</option></select><button>HOSTILE</button>",
}


@pytest.mark.parametrize("part", HOSTILE)
@pytest.mark.parametrize("where", ["before", "within", "inside a paragraph"])
def test_hostile_parts_change_nothing_in_the_text(part: str, where: str) -> None:
    paragraphs, hostile = body_of(PARAGRAPHS), HOSTILE[part]
    places = {
        "before": f"{hostile}<article>{paragraphs}</article>",
        "within": f"<article>{paragraphs.replace('</p>', '</p>' + hostile, 1)}</article>",
        "inside a paragraph": f"<article>{paragraphs.replace('</p>', f'<span>{hostile}</span></p>', 1)}</article>",
    }

    document = read(page(places[where]))

    assert document.text == "\n".join(PARAGRAPHS)
    assert document.title is None


def test_a_script_within_a_sentence_leaves_the_sentence_whole() -> None:
    document = read(page("<article><p>The line <script>x</script>is<!-- not --> rebuilt<b hidden>x</b>.</p></article>"))

    assert document.text == "The line is rebuilt."


def test_reading_opens_no_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[object] = []
    monkeypatch.setattr(socket.socket, "connect", lambda _socket, address: tried.append(address))
    monkeypatch.setattr(socket, "getaddrinfo", lambda *arguments, **_: tried.append(arguments) or [])

    read(page("".join(HOSTILE.values()) + f"<article>{body_of(PARAGRAPHS)}</article>", "".join(HOSTILE.values())))

    assert tried == []


def test_no_text_is_kept_once_it_was_read() -> None:
    read(page(f"<article>{body_of(PARAGRAPHS)}</article>"))

    assert trim.cache_info().currsize == line_processing.cache_info().currsize == 0


def test_hidden_passages_are_counted_once() -> None:
    hidden = "<div hidden><p hidden>One</p><p>and more</p></div><p aria-hidden='true'></p>"

    document = read(page(f"<article>{body_of(PARAGRAPHS)}{hidden}</article>"))

    assert document.notes == ("1 hidden passages of the page were left out.",)


def test_entities_of_a_document_type_are_not_expanded(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("TOP SECRET")
    markup = (
        f'<?xml version="1.0"?><!DOCTYPE html [<!ENTITY a "EXPANDED"><!ENTITY b SYSTEM "{secret.as_uri()}">]>'
        f"<html><body><article>{body_of(PARAGRAPHS)}<p>One &a; and &b; remain.</p></article></body></html>"
    )

    text = read(markup, "page.xhtml").text

    assert "EXPANDED" not in text and "SECRET" not in text
    assert "One &a; and &b; remain." in text


def test_a_page_of_which_little_is_taken_says_so() -> None:
    listing = "".join(f"<li><a href='/{n}'>Story number {n} of this day</a></li>" for n in range(200))

    document = read(page(f"<article>{body_of(PARAGRAPHS)}</article><div class='related'><ul>{listing}</ul></div>"))

    assert document.text.split("\n") == list(PARAGRAPHS)
    assert any(note.startswith("Only ") for note in document.notes)


# ---- what a page says of itself -------------------------------------------------------------------


def about(head: str, body: str = "", attributes: str = "") -> Document:
    return read(page(f"<article>{body}{body_of(PARAGRAPHS)}</article>", head, attributes))


@pytest.mark.parametrize(
    ("head", "day", "why"),
    [
        ('<meta property="article:published_time" content="2024-11-07T09:00:00+05:00">', "2024-11-07", "article:pub"),
        ('<meta name="pubdate" content="7 November 2024">', "2024-11-07", "pubdate"),
        ('<meta name="date" content="Thu, 07 Nov 2024 08:00:00 GMT">', "2024-11-07", "meta tag date"),
        ('<script type="application/ld+json">{"@graph":[{"@type":"Report","datePublished":"2024-11-07"}]}</script>',
         "2024-11-07", "JSON-LD"),
    ],
)  # fmt: skip
def test_the_day_of_publication_comes_with_the_tag_that_gives_it(head: str, day: str, why: str) -> None:
    document = about(head)

    assert document.published == day
    assert document.published_why is not None and why in document.published_why


def test_a_date_in_the_text_is_no_day_of_publication() -> None:
    document = about(
        "<title>x</title>", "<p>Published on 7 November 2024, it says.</p><time datetime='2024-11-07'></time>"
    )

    assert (document.published, document.published_why) == (None, None)


@pytest.mark.parametrize("date", ["07/11/2024", "2024-13-45", "soon", "9" * 5000])
def test_a_date_that_is_none_or_may_be_two_is_left_out_with_a_note(date: str) -> None:
    document = about(f'<meta name="date" content="{date}">')

    assert document.published is None
    assert len(document.notes) == 1 and "not understood" in document.notes[0] and len(document.notes[0]) < 200


def test_two_dates_of_publication_are_both_told() -> None:
    tags = '<meta property="article:published_time" content="2024-11-07"><meta name="date" content="2024-11-09">'

    document = about(tags)

    assert document.published == "2024-11-07"
    assert any("2024-11-09" in note for note in document.notes)


def test_title_publisher_address_and_language_come_from_the_page() -> None:
    head = (
        '<title>Track work - Example Post</title><meta property="og:title" content="Track  work&#8203; begins">'
        '<meta property="og:site_name" content="Example Post"><link rel="canonical" href="https://news.example/a?b=1">'
    )

    document = about(head, attributes=' lang="en_gb"')

    assert document.title == "Track work begins"
    assert document.publisher == "Example Post"
    assert document.address == "https://news.example/a?b=1"
    assert document.language == "en-GB"


@pytest.mark.parametrize(
    "address",
    ["javascript:alert(1)", "file:///etc/passwd", "/a/1", "https://user:pass@news.example/", "https://", "data:,x",
     "https://[news.example/", "https://news.example/a b", f"https://news.example/{'a' * 3000}"],
)  # fmt: skip
def test_only_a_whole_web_address_is_an_address(address: str) -> None:
    assert about(f'<link rel="canonical" href="{address}">').address is None


@pytest.mark.parametrize(
    "data",
    ["[" * 100_000, '{"@type": "NewsArticle", "headline": 7, "publisher": [], "datePublished": {}, "url": null}',
     '{"@type": ["NewsArticle"], "n": ' + "9" * 10_000 + "}", "null", '"text"', '{"@graph": {"@graph": [[]]}}'],
)  # fmt: skip
def test_odd_data_for_machines_does_no_harm(data: str) -> None:
    document = about(f'<script type="application/ld+json">{data}</script>')

    assert document.text.split("\n") == list(PARAGRAPHS)
    assert (document.title, document.publisher, document.published, document.address) == (None, None, None, None)


def test_a_name_in_json_that_is_no_text_in_utf_8_is_made_one() -> None:
    data = '{"@type": "NewsArticle", "headline": "Half \\ud800 and \\u0000\\u202e more"}'

    title = about(f'<script type="application/ld+json">{data}</script>').title

    assert title == "Half ? and more"


# ---- plain text, characters, charsets -------------------------------------------------------------


def test_plain_text_is_taken_as_it_is() -> None:
    document = decode_document("a.txt", b"One.  \r\n\r\nTwo < three & <b>four</b>.\r\n")

    assert document == Document("a.txt", "One.\nTwo < three & <b>four</b>.", title="One.")


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("A title\n\nThe text.", "A title"),
        ("# A title\n\nThe text.", "A title"),
        ("\n\nA title\r\n \r\nThe text.", "A title"),
        ("A line\nof a text.", None),
        ("Only a line", None),
        ("A line and blanks\n\n\n", None),
        ("word " * 40 + "\n\nThe text.", None),
    ],
)
def test_only_a_short_first_line_that_stands_alone_is_a_title(text: str, title: str | None) -> None:
    document = decode_document("a.txt", text.encode())

    assert document.title == title
    assert document.text == normalise_text(text)
    assert document.published is None


@pytest.mark.parametrize(
    ("codec", "mark"),
    [("utf-8", b"\xef\xbb\xbf"), ("utf-16-le", b"\xff\xfe"), ("utf-16-be", b"\xfe\xff"), ("utf-8", b"")],
)
def test_unicode_is_read_with_and_without_a_mark(codec: str, mark: bytes) -> None:
    text = "\n".join((*PARAGRAPHS, *URDU, *CHINESE))

    document = decode_document("a.txt", mark + text.encode(codec))

    assert (document.text, document.notes) == (text, ())


@pytest.mark.parametrize(
    ("codec", "text", "name"),
    [
        ("cp1252", "The café’s owner said “we shall wait” – and left.\nThe road costs £20.", "Windows-1252"),
        ("gb18030", "\n".join(CHINESE), "GB18030"),
        ("gb18030", "A" * 30_000 + "\n" + "\n".join(CHINESE * 500), "GB18030"),
    ],
)
def test_a_guessed_charset_is_told(codec: str, text: str, name: str) -> None:
    document = decode_document("a.txt", text.encode(codec))

    assert document.text == text
    assert document.notes == (f"Read as {name}: a guess, since the file does not say.",)


@pytest.mark.parametrize("charset", ["punycode", "unicode_escape", "utf-7", "hex", "no-such", "euc-kr"])
def test_a_charset_that_is_none_or_the_wrong_one_is_not_believed(charset: str) -> None:
    markup = page(f"<article>{body_of(CHINESE)}</article>", f'<meta charset="{charset}">')

    document = decode_document("page.html", markup.encode("gb18030"))

    assert document.text.split("\n") == list(CHINESE)
    assert document.notes[0] == f"The page declares {charset}, but is not written in it."


@pytest.mark.parametrize("markup", [False, True])
def test_invisible_characters_are_removed_and_told(markup: bool) -> None:
    tags = "".join(chr(0xE0000 + ord(one)) for one in "hid")
    text = f"Gwa\u200bdar \u202ereversed\u202c po\u00adrt{tags} a\u200cb x\ufe0f."
    content = page(f"<article><p>{text}</p></article>") if markup else text

    document = decode_document("page.html" if markup else "a.txt", content.encode())

    assert document.text == "Gwadar reversed port ab x."
    assert document.notes == (
        "8 invisible characters were removed, since they could hide text.",
        "1 soft hyphens were removed.",
    )


def test_joiners_stay_only_between_letters_of_the_arabic_script() -> None:
    text = "جا\u200cئیں \u200cہ\u200c 1\u200c2 ک\u200c\u200cر"

    document = decode_document("a.txt", text.encode())

    assert document.text == "جا\u200cئیں ہ 12 کر"


def test_a_page_that_uses_the_stand_ins_for_joiners_keeps_them() -> None:
    text = f"{URDU[1]} \U00012000\U00012001 {URDU[0]}"

    assert read(page(f"<article><p>{text}</p></article>")).text == text


@pytest.mark.parametrize(
    ("reference", "character"),
    [
        ("&#146;", "’"),
        ("&#x27;", "'"),
        ("&#8217", "’"),
        ("&#0;", "\ufffd"),
        ("&#8;", "\ufffd"),
        ("&#xD800;", "\ufffd"),
        ("&#xFFFE;", "\ufffd"),
        (f"&#{'9' * 5000};", "\ufffd"),
    ],
)
def test_numbered_characters_are_what_html_means_or_told_as_lost(reference: str, character: str) -> None:
    markup = f"<article><p class='{reference}'>Kotri{reference}s <b hidden></b>{reference} line</p></article>"

    document = read(page(markup, f"<title>{reference}</title>"))

    assert document.text == f"Kotri{character}s {character} line"
    assert bool(document.notes) == (character == "\ufffd")


@pytest.mark.parametrize("character", ["\f", "\ufffe", "\uffff"])
def test_characters_that_xml_does_not_know_are_blanks_in_a_page(character: str) -> None:
    markup = f"<article><p class='{character}'>The{character}<b hidden>x</b>{character}line</p></article>"

    assert read(page(markup)).text == "The line"


def test_form_feeds_and_other_separators_end_lines() -> None:
    text = decode_document("a.txt", "One\fTwo\u2028Three\x85Four".encode()).text

    assert text.split("\n") == ["One", "Two", "Three", "Four"]


# ---- refusals -------------------------------------------------------------------------------------


def archive(tmp_path: Path, *names: str) -> bytes:
    path = tmp_path / "archive"
    with zipfile.ZipFile(path, "w") as stream:
        for name in names:
            stream.writestr(name, "words")
    return path.read_bytes()


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "is a PDF"),
        (b"\n%PDF-1.7\nwords", "is a PDF"),
        (gzip.compress(b"words"), "is a gzip archive"),
        (b"\x7fELF\x02\x01\x01\x00", "is a program (ELF)"),
        (b"MZ\x90\x00\x03", "is a program (Windows)"),
        (b"\x89PNG\r\n\x1a\n\x00", "is an image (PNG)"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "is an image (JPEG)"),
        (b"GIF89a\x01\x00", "is an image (GIF)"),
        (b"RIFF\x00\x00\x00\x00WEBP", "is an image or sound (RIFF)"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\x00", "is a Word, Excel or PowerPoint file"),
        (b"{\\rtf1\\ansi words}", "is a rich text (RTF) file"),
        (b"From: <Saved by Blink>\r\nMIME-Version: 1.0", "is a web archive (MHTML)"),
    ],
)
def test_another_format_is_refused_whatever_its_name(content: bytes, what: str) -> None:
    message = refusal("report.txt", content)

    assert message.startswith(f"report.txt {what} although it is named .txt. ")
    assert len(message.split(". ")) >= 2


def test_archives_and_office_documents_are_told_apart(tmp_path: Path) -> None:
    document = archive(tmp_path, "[Content_Types].xml", "word/document.xml")
    plain = archive(tmp_path, "article.txt")

    assert refusal("a.docx", document) == "a.docx is a document (Word). Save its text as a .txt file and give that."
    assert refusal("a.txt", document).startswith("a.txt is a document (Word) although it is named .txt.")
    assert refusal("a.zip", plain) == "a.zip is a ZIP archive. Unpack it and give the articles in it."


@pytest.mark.parametrize(
    "word", ["MZ is a code.", "BM stands for it.", "PK said so.", "GIF is a format.", "%PDF or not"]
)
def test_words_that_begin_as_a_format_does_are_words(word: str) -> None:
    assert decode_document("a.txt", word.encode()).text == word


@pytest.mark.parametrize("content", [b"", b" \r\n\t ", b"\xef\xbb\xbf", b"\xff\xfe", "\u00a0\u2003\n".encode()])
@pytest.mark.parametrize("name", ["a.txt", "a.html"])
def test_an_empty_file_is_refused(name: str, content: bytes) -> None:
    message = refusal(name, content)

    assert message.startswith(f"{name} ") and message.endswith("Give a file that holds the article.")


@pytest.mark.parametrize("content", ["\u200b\u200b\u00ad", "\U000e0041\U000e0042"])
def test_a_file_of_invisible_characters_is_refused(content: str) -> None:
    assert "holds nothing that can be seen" in refusal("a.txt", content.encode())


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"words\x00words", "U+0000"),
        (b"words \x1b[31m", "U+001B"),
        (b"words\x7f", "U+007F"),
        ("wörds\x00".encode("latin-1"), "NUL"),
        ("words".encode("utf-16-le"), "U+0000"),
    ],
)
def test_control_characters_are_refused(content: bytes, what: str) -> None:
    for name in ("a.txt", "a.html"):
        message = refusal(name, content)

        assert what in message and "UTF-8" in message


def test_bytes_of_no_charset_are_refused() -> None:
    noise = bytes(0x80 + (index * 7919 + index * index * 31) % 128 for index in range(3000))

    assert "is not text in UTF-8" in refusal("a.txt", noise)


def test_a_text_cut_within_a_character_after_a_mark_is_refused() -> None:
    assert "begins as UTF-16-LE" in refusal("a.txt", b"\xff\xfea\x00b")


@pytest.mark.parametrize(
    "body",
    [
        "",
        "<p></p>",
        "<script>var words = 'words';</script>",
        "<p hidden>words</p>",
        "<nav>words</nav>",
        "<!-- words -->",
    ],
)
def test_a_page_without_text_is_refused(body: str) -> None:
    assert "no text of an article was found" in refusal("page.html", page(body).encode())


def test_a_text_of_too_many_characters_is_refused_and_one_of_as_many_is_read() -> None:
    most = "a" * MAX_CHARACTERS

    assert len(decode_document("a.txt", most.encode()).text) == MAX_CHARACTERS
    assert "1,000,001 characters" in refusal("a.txt", f"{most}a".encode())
    assert "1,000,001 characters" in refusal("a.html", page(f"<p>{most}a</p>").encode())


def test_a_large_file_is_refused_without_reading_it(tmp_path: Path) -> None:
    path = tmp_path / "large.html"
    with path.open("wb") as stream:
        stream.truncate(50_000_000)

    start = time.perf_counter()
    with pytest.raises(IntakeError, match=r"large\.html is 50,000,000 bytes; at most 5,000,000"):
        read_document(path)

    assert time.perf_counter() - start < 0.1


def test_large_bytes_are_refused() -> None:
    assert "more than 5,000,000 bytes" in refusal("a.txt", b"a" * (MAX_BYTES + 1))


def test_what_is_no_plain_file_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "folder.txt").mkdir()
    (tmp_path / "loop.txt").symlink_to("loop.txt")

    with pytest.raises(IntakeError, match=r"pipe\.txt is not a plain file"):
        read_document(tmp_path / "pipe.txt")
    with pytest.raises(IntakeError, match="null is not a plain file"):
        read_document(Path("/dev/null"))
    with pytest.raises(IntakeError, match=r"folder\.txt is a folder"):
        read_document(tmp_path / "folder.txt")
    with pytest.raises(IntakeError, match=r"missing\.txt is missing"):
        read_document(tmp_path / "missing.txt")
    with pytest.raises(IntakeError, match=r"loop\.txt cannot be read"):
        read_document(tmp_path / "loop.txt")
    with pytest.raises(IntakeError, match="cannot be read"):
        read_document(tmp_path / "nul\x00.txt")
    with pytest.raises(IntakeError, match="cannot be read"):
        read_document(tmp_path / ("long" * 100))


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_an_unreadable_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "secret.txt"
    path.write_text("words")
    path.chmod(0)

    with pytest.raises(IntakeError, match="Permission denied"):
        read_document(path)


@pytest.mark.parametrize(
    "name",
    ["a\nb\x1b[31m.txt", "a\u202etxt.exe.txt", "/etc/a.txt", "C:\\folder\\a.txt", "a\udcff.txt", "x" * 5000, "", "///"],
)
def test_a_hostile_name_is_printable_and_no_path(name: str) -> None:
    document = decode_document(name, b"words")
    message = refusal(name, b"")

    assert document.name.isprintable() and 0 < len(document.name) <= 120
    assert "/" not in document.name and "\\" not in document.name
    assert message.isprintable() and message.startswith(document.name)


# ---- time -----------------------------------------------------------------------------------------


def filled(unit: str) -> str:
    return page(unit * ((MAX_BYTES - 200) // len(unit.encode())))


BOMBS = {
    "nested containers": filled("<div>"),
    "nested tables": filled("<table><tr><td>"),
    "unclosed tags": filled("<b>x<i><p><li><a>"),
    "unclosed paragraphs": filled("<p>x "),
    "closing tags": filled("</div></p>"),
    "one attribute": page(f"<p title='{'a' * 4_900_000}'>words</p>"),
    "many attributes": page(f"<p {' '.join(f'a{n}=1' for n in range(500_000))}>words</p>"),
    "entities": page("<p>" + "&amp;" * 990_000),
    "numbered entities": page("<p>" + "&#x41;" * 800_000),
    "angle brackets": filled("<"),
    "comments that do not end": filled("<!--"),
    "quotes": filled("<a b='"),
    "texts between removed elements": page("<p>" + f"<script></script>{'word ' * 40}" * 19_000),
    "texts between dissolved elements": page("<p>" + f"<span>{f'<abbr>x</abbr>{chr(97) * 95}' * 130}</span>" * 140),
    "short paragraphs": page("<p>words and words</p>" * 19_900),
    "forms": page(f"<form><p>{'word ' * 30}</p></form>" * 9_900),
    "nested tables, many": page((f"{'<table><tr><td>' * 12}word{'</td></tr></table>' * 12}") * 500),
    "spanning cells": page("<table>" + "<tr><td colspan=100000000 rowspan=100000>word</td></tr>" * 5000 + "</table>"),
    "joiners": page("<p>" + "ا\u200c" * 900_000),
    "self-closing": "<?xml version='1.0'?><html>" + "<script " * 600_000,
    "charsets": "<meta " * 800_000 + "é" * 1000,
}


@pytest.mark.parametrize("bomb", BOMBS)
def test_a_bomb_is_answered_in_bounded_time(bomb: str) -> None:
    """2 s is the goal and was measured; machines that do other things meanwhile are given more."""
    content = BOMBS[bomb].encode("latin-1" if bomb == "charsets" else "utf-8")
    assert len(content) <= MAX_BYTES

    start = time.perf_counter()
    try:
        answer = decode_document("bomb.html", content).text
    except IntakeError as error:
        answer = str(error)

    assert time.perf_counter() - start < 10
    assert answer


def test_what_is_nested_too_deeply_is_refused_and_not_cut_off() -> None:
    """libxml2 drops in silence what is deeper than 256 levels."""
    deep = "<div>" * 300 + "<p>words</p>" + "</div>" * 300

    assert "nests its elements too deeply" in refusal("page.html", page(f"{body_of(PARAGRAPHS)}{deep}").encode())


# ---- folders --------------------------------------------------------------------------------------


def test_a_folder_gives_its_text_and_html_files_in_order(tmp_path: Path) -> None:
    for name in ("b.txt", "a.html", "c/d.md", "c/A.HTM", "picture.png", "page.css", ".hidden.txt", ".git/e.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("words")

    found = [path.relative_to(tmp_path).as_posix() for path in find_documents([tmp_path])]

    assert found == ["a.html", "b.txt", "c/A.HTM", "c/d.md"]


def test_links_that_leave_the_folder_and_what_is_no_file_are_left_out(tmp_path: Path) -> None:
    outside, inside = tmp_path / "outside", tmp_path / "inside"
    outside.mkdir()
    (inside / "below").mkdir(parents=True)
    (outside / "secret.txt").write_text("words")
    (inside / "below" / "own.txt").write_text("words")
    (inside / "out.txt").symlink_to(outside / "secret.txt")
    (inside / "folder").symlink_to(outside)
    (inside / "again").symlink_to(inside)
    (inside / "nowhere.txt").symlink_to(inside / "missing.txt")
    (inside / "own.txt").symlink_to(inside / "below" / "own.txt")
    os.mkfifo(inside / "pipe.txt")

    found = [path.relative_to(inside).as_posix() for path in find_documents([inside])]

    assert found == ["below/own.txt", "own.txt"]


def test_the_parts_a_browser_saves_beside_a_page_are_left_out(tmp_path: Path) -> None:
    for name in ("page.html", "page_files/advert.html", "other_files/article.html"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("words")

    found = [path.relative_to(tmp_path).as_posix() for path in find_documents([tmp_path])]

    assert found == ["other_files/article.html", "page.html"]


def test_named_files_are_passed_on_so_that_reading_them_can_say_what_is_wrong(tmp_path: Path) -> None:
    (tmp_path / "report.pdf").write_bytes(b"%PDF-1.7")
    named = [tmp_path / "report.pdf", tmp_path / "missing.txt", tmp_path / "nul\x00.txt"]

    assert list(find_documents(named)) == named


def test_a_folder_nested_a_thousand_deep_is_walked(tmp_path: Path) -> None:
    deep = tmp_path
    for _ in range(1200):
        deep = deep / "d"
        deep.mkdir()
    (deep / "a.txt").write_text("words")

    found = list(find_documents([tmp_path]))
    # What cleans up after tests does it by recursion, which would fail here.
    (deep / "a.txt").unlink()
    while deep != tmp_path:
        deep.rmdir()
        deep = deep.parent

    assert [path.name for path in found] == ["a.txt"]


def test_a_file_is_read_by_its_name(tmp_path: Path) -> None:
    path = tmp_path / "گوادر.html"
    path.write_text(page(SHAPES["article"]), encoding="utf-8")

    document = read_document(path)

    assert (document.name, document.text.split("\n")) == ("گوادر.html", list(PARAGRAPHS))
