"""What an article file holds, as text, or a clear refusal.

A file is data: nothing in it runs, nothing is fetched, no entity or document type is expanded. Whatever it holds, the
answer comes in bounded time: sizes, nesting and numbers are checked before anything costly looks at them.
"""

from __future__ import annotations

import json
import logging
import re
import stat
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from email.utils import parsedate_to_datetime
from itertools import islice
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import lxml.etree
import lxml.html
from charset_normalizer import from_bytes
from trafilatura import bare_extraction
from trafilatura.settings import use_config
from trafilatura.utils import line_processing, trim

from cpec_map.anchor import MAX_CHARACTERS, normalise_text
from cpec_map.table import shown

MAX_BYTES = 5_000_000
# News pages have 500 to 10,000 elements, 10 to 60 deep; the extraction's time grows with the sum of their depths.
MAX_ELEMENTS = 20_000
MAX_DEPTH = 150
MAX_DEPTHS = 400_000
# Taking one of an element's children out copies the text beside it: children times characters, summed over elements.
MAX_COPIED = 2_000_000_000
# Beyond so many elements only trafilatura's own method is used: justext's time grows with the square of the paragraphs.
MAX_ELEMENTS_COMPARED = 5_000
# libxml2 takes time that grows with the square of an element's attributes (16,000: 0.4 s).
MAX_ATTRIBUTES = 200
MAX_TITLE_CHARACTERS = 300
MAX_FIRST_LINE_CHARACTERS = 120

TEXT_SUFFIXES = (".txt", ".md")
HTML_SUFFIXES = (".html", ".htm", ".xhtml")

# Without a handler of its own the library's complaints about odd pages would be printed.
logging.getLogger("trafilatura").addHandler(logging.NullHandler())


@dataclass(frozen=True)
class Document:
    """The text of one article file, and what the file says of itself; ``None`` where it does not say.

    ``name`` is the file's name, printable and never a path. ``text`` is in the form of
    :func:`cpec_map.anchor.normalise_text`: one paragraph is one line. ``published`` is a day (``YYYY-MM-DD``, as
    written, in no particular time zone) and ``published_why`` the tag that gives it, in words. ``address`` is an
    http(s) address, ``language`` a BCP 47 tag. ``notes`` are sentences for the person: what was left out or guessed.
    """

    name: str
    text: str
    title: str | None = None
    published: str | None = None
    published_why: str | None = None
    publisher: str | None = None
    address: str | None = None
    language: str | None = None
    notes: tuple[str, ...] = ()


class IntakeError(Exception):
    """A file that is not taken in; the message says which, what is wrong, the rule and what to do."""


def find_documents(paths: Iterable[Path]) -> Iterator[Path]:
    """The files to read: each named file, and of each named folder all text and HTML files below it in name order.

    Inside folders, hidden entries, pipes, devices, links that leave the folder, linked folders and the ``NAME_files``
    that a browser saves beside ``NAME.html`` are left out. A named path that is missing or no plain file, and a folder
    that cannot be opened, is passed on, so that :func:`read_document` says so. Never raises, never opens a file.
    """
    for path in paths:
        if _is_folder(path):
            yield from _below(path)
        else:
            yield path


def read_document(path: Path) -> Document:
    """What a plain file of at most ``MAX_BYTES`` bytes holds. Raises :class:`IntakeError`, never anything else."""
    name = _printable(path.name)
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise _refusal(name, "is a folder and not a file.", "Give the files in it; check that it can be opened.")
        # A pipe or device never ends; only plain files are opened.
        if not stat.S_ISREG(status.st_mode):
            raise _refusal(name, "is not a plain file.", "Give a text or HTML file.")
        if status.st_size > MAX_BYTES:
            raise _too_large(name, status.st_size)
        with path.open("rb") as stream:
            content = stream.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise _refusal(name, "is missing.", "Check its name and folder.") from None
    except (OSError, ValueError) as error:
        reason = (error.strerror if isinstance(error, OSError) else None) or "unreadable name"
        raise _refusal(name, f"cannot be read ({reason}).", "Check its permissions.") from None
    return decode_document(path.name, content)


def decode_document(name: str, content: bytes) -> Document:
    """What the bytes of a file of that name hold. Raises :class:`IntakeError`, never anything else.

    They are HTML when the name ends so or the bytes begin so, else plain text.
    """
    name = _printable(name)
    suffix = Path(name).suffix.lower()
    if len(content) > MAX_BYTES:
        raise _too_large(name, len(content))
    if not content.strip():
        raise _refusal(name, "is empty.", "Give a file that holds the article.")
    _refuse_other_formats(name, suffix, content)
    notes: list[str] = []
    source = _decode(name, content, notes)
    if not source.strip():
        raise _refusal(name, "is empty.", "Give a file that holds the article.")
    control = _CONTROL.search(source)
    if control is not None:
        rule = (
            f"holds the control character U+{ord(control.group()):04X} (character {control.start():,}): no text does."
        )
        raise _refusal(name, rule, "Save the article as plain text in UTF-8.")
    if suffix in HTML_SUFFIXES or _begins_as_html(source, suffix):
        if _TAG.search(source):
            return _read_html(name, source, notes)
        notes.append("Read as plain text: it holds no HTML tag.")
    return _read_text(name, source, notes)


# ---- refusals -----------------------------------------------------------------------------------


def _refusal(name: str, rule: str, remedy: str) -> IntakeError:
    return IntakeError(f"{name} {rule} {remedy}")


def _too_large(name: str, size: int) -> IntakeError:
    # Who reads a file up to the limit and one byte more knows only that there is more.
    known = f"is {size:,} bytes; at most {MAX_BYTES:,} are read."
    rule = known if size > MAX_BYTES + 1 else f"has more than {MAX_BYTES:,} bytes, which is the most that is read."
    return _refusal(name, rule, "Give the article alone, without pictures in it.")


def _too_long(name: str, characters: int) -> IntakeError:
    rule = f"holds {characters:,} characters of text; at most {MAX_CHARACTERS:,} are read."
    return _refusal(name, rule, "Give the article alone.")


_AS_TEXT = "Save its text as a .txt file and give that."
_UNPACK = "Unpack it and give the articles in it."
# How a format begins, what it is called, the suffixes it rightly has, and what to do.
_FORMATS: tuple[tuple[bytes, str, tuple[str, ...], str], ...] = (
    (b"%PDF-", "a PDF", (".pdf",), _AS_TEXT),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a Word, Excel or PowerPoint file", (".doc", ".xls", ".ppt"), _AS_TEXT),
    (b"{\\rtf", "a rich text (RTF) file", (".rtf",), _AS_TEXT),
    (b"PK\x03\x04", "a ZIP archive", (".zip",), _UNPACK),
    (b"PK\x05\x06", "a ZIP archive", (".zip",), _UNPACK),
    (b"\x1f\x8b", "a gzip archive", (".gz", ".tgz"), _UNPACK),
    (b"BZh", "a bzip2 archive", (".bz2",), _UNPACK),
    (b"\xfd7zXZ\x00", "an xz archive", (".xz",), _UNPACK),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive", (".7z",), _UNPACK),
    (b"Rar!\x1a\x07", "a RAR archive", (".rar",), _UNPACK),
    (b"\x28\xb5\x2f\xfd", "a Zstandard archive", (".zst",), _UNPACK),
    (b"\x89PNG\r\n\x1a\n", "an image (PNG)", (".png",), _AS_TEXT),
    (b"\xff\xd8\xff", "an image (JPEG)", (".jpg", ".jpeg"), _AS_TEXT),
    (b"GIF87a", "an image (GIF)", (".gif",), _AS_TEXT),
    (b"GIF89a", "an image (GIF)", (".gif",), _AS_TEXT),
    (b"II*\x00", "an image (TIFF)", (".tif", ".tiff"), _AS_TEXT),
    (b"MM\x00*", "an image (TIFF)", (".tif", ".tiff"), _AS_TEXT),
    (b"\x7fELF", "a program (ELF)", (), "Give a text or HTML file."),
    (b"bplist00", "a web archive of Safari", (".webarchive",), "Save the page as HTML (page source) instead."),
    (b"SQLite format 3\x00", "a database (SQLite)", (".db", ".sqlite"), "Give a text or HTML file."),
    (b"From: <Saved by ", "a web archive (MHTML)", (".mht", ".mhtml"), "Save the page as HTML instead."),
)
# Letters that begin words too: these formats are only believed when a NUL byte follows soon.
_WITH_NUL: tuple[tuple[bytes, str, tuple[str, ...], str], ...] = (
    (b"MZ", "a program (Windows)", (".exe", ".dll"), "Give a text or HTML file."),
    (b"BM", "an image (BMP)", (".bmp",), _AS_TEXT),
    (b"RIFF", "an image or sound (RIFF)", (".webp", ".wav", ".avi"), _AS_TEXT),
)


def _refuse_other_formats(name: str, suffix: str, content: bytes) -> None:
    start = content[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    candidates = (*_FORMATS, *(_WITH_NUL if b"\x00" in start else ()))
    for magic, what, suffixes, remedy in candidates:
        # Blanks may stand before the formats that are letters; a binary one begins with its first byte.
        if not (start if magic.isascii() and b"\x00" not in magic else content).startswith(magic):
            continue
        if magic.startswith(b"PK"):
            for folder, office, own in (
                (b"word/", "Word", ".docx"),
                (b"xl/", "Excel", ".xlsx"),
                (b"ppt/", "PPT", ".pptx"),
            ):
                if folder in content or suffix == own:
                    what, suffixes, remedy = f"a document ({office})", (own,), _AS_TEXT
                    break
        although = f" although it is named {suffix}" if suffix and suffix not in suffixes else ""
        raise _refusal(name, f"is {what}{although}.", remedy)


# ---- names and folders --------------------------------------------------------------------------


def _printable(name: str) -> str:
    """The last part of a name as messages show it: no path, nothing that cannot be printed, at most 120 characters."""
    last = name.replace("\\", "/").rstrip("/").rpartition("/")[2]
    encodable = last.encode("utf-8", "replace").decode()
    shown_name = "".join(one if one.isprintable() else "\ufffd" for one in encodable).strip()
    if len(shown_name) > 120:
        shown_name = f"{shown_name[:100]}…{shown_name[-19:]}"
    return shown_name or "The text"


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except (OSError, ValueError):  # too long a name, or a NUL in it
        return False


def _below(folder: Path) -> Iterator[Path]:
    """The text and HTML files below a folder; a stack of our own, since folders may be nested a thousand deep."""
    root = folder.resolve()
    waiting = [folder]
    while waiting:
        path = waiting.pop()
        try:
            if path != folder and not path.is_dir():
                yield path
                continue
            entries = sorted(path.iterdir(), reverse=True)
        except OSError:
            yield path
            continue
        names = {entry.name for entry in entries}
        waiting.extend(entry for entry in entries if _is_wanted(entry, names, root))


def _is_wanted(entry: Path, names: set[str], root: Path) -> bool:
    if entry.name.startswith("."):
        return False
    try:
        mode = entry.lstat().st_mode
        if stat.S_ISLNK(mode):
            target = entry.resolve(strict=True)
            if not target.is_relative_to(root) or not target.is_file():
                return False
        elif stat.S_ISDIR(mode):
            page = entry.name.removesuffix("_files")
            return page == entry.name or not any(f"{page}{suffix}" in names for suffix in HTML_SUFFIXES)
        elif not stat.S_ISREG(mode):
            return False
    except (OSError, RuntimeError):  # a link that leads nowhere or to itself
        return False
    return entry.suffix.lower() in (*TEXT_SUFFIXES, *HTML_SUFFIXES)


# ---- bytes to characters ------------------------------------------------------------------------

_MARKS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
# What an article may be written in; Python knows many more codecs, some of which are no charsets or take very long.
# As browsers do (https://encoding.spec.whatwg.org), the names of subsets mean the whole.
_CHARSETS = {
    **dict.fromkeys(("windows-1252", "iso-8859-1", "iso8859-1", "latin1", "latin-1", "us-ascii", "ascii"), "cp1252"),
    **{f"windows-{number}": f"cp{number}" for number in (1250, 1251, 1253, 1254, 1255, 1256, 1257, 1258)},
    **{f"cp{number}": f"cp{number}" for number in range(1250, 1259)},
    **{f"iso-8859-{number}": f"iso8859-{number}" for number in (2, 3, 4, 5, 6, 7, 8, 10, 13, 14, 15, 16)},
    "iso-8859-9": "cp1254",
    **dict.fromkeys(("gb18030", "gbk", "gb2312", "gb_2312-80", "x-gbk"), "gb18030"),
    **dict.fromkeys(("big5", "big5-hkscs", "x-x-big5"), "big5hkscs"),
    **dict.fromkeys(("shift_jis", "shift-jis", "sjis", "x-sjis", "windows-31j"), "cp932"),
    **dict.fromkeys(("euc-kr", "ks_c_5601-1987", "windows-949"), "cp949"),
    **{name: name for name in ("euc-jp", "koi8-r", "koi8-u")},
}
_GUESSED = ["cp1252", "gb18030", "big5hkscs", "cp1256", "cp1251", "cp932", "cp949", "euc_jp", "koi8_r"]
_NAMES = {"cp932": "Shift_JIS", "cp949": "EUC-KR", "big5hkscs": "Big5"}
_DECLARED = re.compile(
    rb"<(?:meta|\?xml)[^<>]{0,300}?(?:charset|encoding)\s{0,9}=\s{0,9}[\"']?\s{0,9}([\w.:-]{1,40})", re.I
)
_SAMPLE_BYTES = 20_000
_C1 = re.compile("[\x80-\x9f]")


def _decode(name: str, content: bytes, notes: list[str]) -> str:
    """The characters of a file: as its byte order mark says, else UTF-8, else as it declares, else a guess."""
    for mark, codec in _MARKS:
        if content.startswith(mark):
            try:
                return content[len(mark) :].decode(codec)
            except UnicodeDecodeError:
                rule = f"begins as {codec.upper()} but goes on otherwise."
                raise _refusal(name, rule, "Save it again as UTF-8.") from None
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        wrong = error.start
    if b"\x00" in content:
        raise _refusal(name, "holds NUL bytes: it is not text, or UTF-16 without a mark.", "Save it as UTF-8.")
    declared = _DECLARED.search(content[:4096])
    if declared is not None:
        label = declared.group(1).decode("ascii", "replace")
        codec = _CHARSETS.get(label.lower(), "")
        text = _decoded(content, codec) if codec else None
        if text is not None:
            notes.append(f"Read as {_charset_name(codec)}, which the page declares.")
            return text
        notes.append(f"The page declares {label}, but is not written in it.")
    for codec in _guesses(content, wrong):
        text = _decoded(content, codec)
        if text is not None:
            notes.append(f"Read as {_charset_name(codec)}: a guess, since the file does not say.")
            return text
    rule = f"is not text in UTF-8 (byte {wrong:,}) and in no other charset that is known here."
    raise _refusal(name, rule, "Save it as UTF-8.")


def _guesses(content: bytes, wrong: int) -> Iterator[str]:
    """Codecs in which the bytes around the first that is not UTF-8 make sense, the likeliest first."""
    start = max(content.rfind(b"\n", 0, wrong), content.rfind(b">", 0, wrong), wrong - 2000) + 1
    sample = content[start : start + _SAMPLE_BYTES]
    # A character of two bytes must not be cut; these three are never the second byte of one.
    end = max(sample.rfind(b"\n"), sample.rfind(b" "), sample.rfind(b"<"))
    sample = sample[:end] if end > len(sample) // 2 else sample
    for match in from_bytes(sample, cp_isolation=_GUESSED, enable_fallback=False):
        yield match.encoding


def _decoded(content: bytes, codec: str) -> str | None:
    try:
        text = content.decode(codec)
    except UnicodeDecodeError:
        return None
    # These stand in no text; where they turn up, the codec is the wrong one.
    return None if _C1.search(text) else text


def _charset_name(codec: str) -> str:
    return _NAMES.get(codec) or (f"Windows-{codec[2:]}" if codec.startswith("cp") else codec.upper().replace("_", "-"))


# ---- characters ---------------------------------------------------------------------------------

_CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f]")
_BREAKS = re.compile("[\f\x85\u2028\u2029]")
# Default ignorable characters (Unicode, DerivedCoreProperties.txt) but for the joiners, and what is no character.
_INVISIBLE = re.compile(
    "[\x80-\x9f\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufdd0-\ufdef\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffc\ufffe\uffff\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0000-\U000e0fff]"
)
_ARABIC = (
    "[\u0620-\u065f\u066e-\u06d3\u06d5-\u06dc\u06df-\u06e8\u06ea-\u06ef\u06fa-\u06ff\u0750-\u077f\u0870-\u088e"
    "\u08a0-\u08ff\ufb50-\ufdff\ufe70-\ufefc]"
)
_JOINER = re.compile(f"(?<={_ARABIC})[\u200c\u200d](?={_ARABIC})|([\u200c\u200d])")


class _Cleaner:
    """Takes out of texts what a reader cannot see, and counts it."""

    def __init__(self) -> None:
        self.invisible = 0
        self.hyphens = 0

    def clean(self, text: str) -> str:
        """The text without invisible characters; joiners between Arabic letters stay, since Urdu needs them."""
        if text.isascii():
            return _BREAKS.sub("\n", text)
        text = _BREAKS.sub("\n", text)
        self.hyphens += text.count("\u00ad")
        text, removed = _INVISIBLE.subn("", text.replace("\u00ad", ""))
        whole = len(text)
        text = _JOINER.sub(lambda match: "" if match.group(1) else match.group(), text)
        self.invisible += removed + whole - len(text)
        return text

    def notes(self) -> Iterator[str]:
        if self.invisible:
            yield f"{self.invisible:,} invisible characters were removed, since they could hide text."
        if self.hyphens:
            yield f"{self.hyphens:,} soft hyphens were removed."


def _finish(name: str, text: str, empty: str, notes: list[str]) -> str:
    """The text in its normal form, or the refusal of one that is empty or too long."""
    normal = normalise_text(text)
    if not normal:
        raise _refusal(name, empty, "Give a file that holds the article.")
    if len(normal) > MAX_CHARACTERS:
        raise _too_long(name, len(normal))
    if unread := normal.count("\ufffd"):
        notes.append(f"{unread:,} characters were lost before this file was saved; they stand as \ufffd.")
    return normal


# ---- plain text ---------------------------------------------------------------------------------


def _read_text(name: str, source: str, notes: list[str]) -> Document:
    cleaner = _Cleaner()
    text = cleaner.clean(source)
    notes.extend(cleaner.notes())
    normal = _finish(name, text, "holds nothing that can be seen.", notes)
    return Document(name, normal, title=_first_line(text), notes=tuple(notes))


def _first_line(text: str) -> str | None:
    """The title of a plain text: its first line when that is short, stands alone and more follows."""
    first, _, rest = text.replace("\r\n", "\n").replace("\r", "\n").strip().partition("\n")
    title = normalise_text(first.lstrip("#"))
    following, _, more = rest.partition("\n")
    alone = len(title) <= MAX_FIRST_LINE_CHARACTERS and not following.strip() and more.strip()
    return title if title and alone else None


# ---- HTML ---------------------------------------------------------------------------------------

_TAG = re.compile("<[a-zA-Z!]")
_OPENING = re.compile(
    r"<(!doctype html|html|head|body|meta|title|main|article|section|div|p|h1|table)(?=[\s/>])", re.IGNORECASE
)
_SKIPPED = re.compile(r"\s+|<\?[^<>]{0,500}>|<!--(?s:.{0,5000}?)-->")
# In XHTML an empty element may close itself; read as HTML it would swallow what follows.
_SELF_CLOSED = re.compile(r"<(script|style|title|iframe|textarea|div|span|a|p|b|i|em|strong|td|li)(\s[^<>]*)?/>", re.I)
# lxml raises when it moves a text with characters that XML does not know.
_NOT_XML = re.compile("[\f\ufffe\uffff]")
_NUMBERED = re.compile("&#(x[0-9a-f]+|[0-9]+);?", re.IGNORECASE | re.ASCII)
# What is never seen, or is no text of the article.
_NO_TEXT = (
    *("head", "script", "style", "template", "noscript", "iframe", "frameset", "frame", "object", "embed", "applet"),
    *("svg", "canvas", "audio", "video", "map", "nav", "footer", "menu", "dialog", "select", "datalist", "textarea"),
    *("input", "button", "meta", "link", "base", "title", "noframes", "noembed", "xmp", "plaintext"),
)
_ROLES = frozenset(("navigation", "contentinfo", "search", "menu", "menubar", "dialog", "alertdialog", "banner"))
_CLASSES = frozenset(
    (
        "nav",
        "navbar",
        "navigation",
        "menu",
        "main-menu",
        "top-menu",
        "breadcrumb",
        "breadcrumbs",
        "footer",
        "ad",
        "ads",
        "advert",
        "advertisement",
        "cookie-banner",
        "skip-link",
        "screen-reader-text",
        "sr-only",
    )
)
_UNSEEN = re.compile(
    r"(?:^|;)(?:display:none|visibility:(?:hidden|collapse)|opacity:0*(?:\.0*)?(?:[;!]|$)|font-size:0*(?:\.0*)?(?:px|em|pt|%)?(?:[;!]|$))"
)
_KEPT_ATTRIBUTES = ("class", "id", "role", "itemprop", "href")
_INLINE = frozenset(
    ("a", "abbr", "b", "code", "del", "em", "graphic", "hi", "i", "ref", "span", "strong", "sub", "sup")
)
# Elements that trafilatura would dissolve too, but slowly where there are many.
_TRANSPARENT = (
    *("abbr", "acronym", "bdi", "bdo", "big", "cite", "data", "dfn", "font", "img", "ins", "mark", "nobr", "small"),
    *("tbody", "tfoot", "thead", "wbr"),
)
_BLANKS = re.compile("[ \t\n\r\f]+")
# A page whose article is less than this share of what it shows deserves a second look.
_SMALL_SHARE = 0.4
# Below so many characters trafilatura takes the whole page instead of the article; Chinese says much in few.
_MIN_EXTRACTED = "40"


def _begins_as_html(source: str, suffix: str) -> bool:
    """Whether the text is HTML whatever its name; Markdown may begin with any element, but not with a document."""
    start, place = source[:20_000], 0
    while match := _SKIPPED.match(start, place):
        place = match.end()
    match = _OPENING.match(start, place)
    return match is not None and (suffix != ".md" or match.group(1).lower() in ("!doctype html", "html"))


def _read_html(name: str, source: str, notes: list[str]) -> Document:
    if source[:200].lstrip().startswith("<?xml"):
        source = _SELF_CLOSED.sub(r"<\1\2></\1>", source)
    markup = _NUMBERED.sub(_numbered, _NOT_XML.sub(" ", source)).encode("utf-8")
    elements = _measure(name, markup)
    tree = _parse(name, markup)
    about = _about(tree, notes)
    cleaner = _Cleaner()
    hidden = _prune(tree)
    joiners = _tidy(tree, cleaner)
    seen = len(tree.text_content())
    if seen > 2 * MAX_CHARACTERS:
        raise _too_long(name, seen)
    text = _article(name, tree, fast=elements > MAX_ELEMENTS_COMPARED)
    for stand_in, joiner in joiners.items():
        text = text.replace(stand_in, joiner)
    if hidden:
        notes.append(f"{hidden:,} hidden passages of the page were left out.")
    notes.extend(cleaner.notes())
    normal = _finish(name, _CONTROL.sub("", text), "is HTML in which no text of an article was found.", notes)
    if len(normal) < _SMALL_SHARE * seen:
        notes.append(
            f"Only {len(normal) / seen:.0%} of the text on the page was taken for the article; look it through."
        )
    return Document(name, normal, notes=tuple(notes), **about)


def _numbered(match: re.Match[str]) -> str:
    """A numeric reference as HTML means it: 128 to 159 are of Windows-1252, and no control character is named."""
    digits = match.group(1).lower()
    number = digits.lstrip("x0") or "0"
    code = int(number, 16 if digits.startswith("x") else 10) if len(number) < 8 else 0
    if 0x80 <= code <= 0x9F:
        return bytes([code]).decode("cp1252", "replace")
    fine = code in (9, 10, 13) or 32 <= code < 0xD800 or 0xE000 <= code < 0xFFFE or 0x10000 <= code < 0x110000
    return match.group() if fine else "\ufffd"


class _TooMuch(Exception):
    """A page beyond a limit; the message says which."""


class _Meter:
    """Counts what the parser meets, building nothing; stops it at the first limit."""

    def __init__(self) -> None:
        self.elements = 0
        self._depths = self._copied = 0
        self._open: list[list[int]] = [[0, 0]]  # of each open element: its children and its own characters

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        self.elements += 1
        self._depths += len(self._open)
        self._open[-1][0] += tag != "br"
        if self.elements > MAX_ELEMENTS:
            raise _TooMuch(f"has more than {MAX_ELEMENTS:,} elements.")
        if len(self._open) > MAX_DEPTH or self._depths > MAX_DEPTHS:
            raise _TooMuch(f"nests its elements too deeply (more than {MAX_DEPTH} levels, or many elements deep).")
        if len(attributes) > MAX_ATTRIBUTES:
            raise _TooMuch(f"has an element with more than {MAX_ATTRIBUTES} attributes.")
        self._open.append([0, 0])

    def data(self, text: str) -> None:
        self._open[-1][1] += len(text)

    def end(self, _tag: str) -> None:
        children, characters = self._open.pop() if len(self._open) > 1 else (0, 0)
        self._copied += children * characters
        if self._copied > MAX_COPIED:
            raise _TooMuch("has very much text between very many elements, without paragraphs.")

    def close(self) -> None:
        """Asked for by lxml."""


def _measure(name: str, markup: bytes) -> int:
    """The number of elements; refuses a page that would take long, after a reading in linear time by the same parser.

    Without this libxml2 would also cut off, in silence, what is nested deeper than 256 levels.
    """
    meter = _Meter()
    parser = lxml.etree.HTMLParser(target=meter, encoding="utf-8", no_network=True)
    try:
        parser.feed(markup)
        parser.close()
    except _TooMuch as error:
        raise _refusal(name, str(error), f"No article needs that. {_AS_TEXT}") from None
    except lxml.etree.LxmlError:
        pass  # an empty page: the second reading says so
    return meter.elements


def _parse(name: str, markup: bytes) -> Any:
    parser = lxml.html.HTMLParser(
        encoding="utf-8",
        no_network=True,
        remove_comments=True,
        remove_pis=True,
        collect_ids=False,
        default_doctype=False,
    )
    try:
        tree = lxml.html.document_fromstring(markup, parser=parser)
    except (lxml.etree.LxmlError, ValueError):
        raise _refusal(name, "is HTML in which no text of an article was found.", _AS_TEXT) from None
    if parser.error_log.filter_from_fatals():
        raise _refusal(name, "is HTML that cannot be read to its end.", _AS_TEXT)
    return tree


def _prune(tree: Any) -> int:
    """Takes out of the page what is no text or not seen; how many hidden passages there were."""
    for element in list(tree.iter(*_NO_TEXT)):
        _drop(element)
    unseen: dict[Any, bool] = {}
    for element in list(tree.iter(lxml.etree.Element)):
        if _is_hidden(element) and element.getparent() not in unseen:
            unseen[element] = any(text.strip() for text in element.itertext())
        elif element.getparent() in unseen:
            unseen[element] = False  # goes with what holds it
    for element in unseen:
        _drop(element)
    half = len(tree.text_content()) / 2
    for element in list(tree.iter(lxml.etree.Element)):
        # A theme may call the frame of the whole page so.
        if _is_furniture(element) and len(element.text_content()) < half:
            _drop(element)
    return sum(unseen.values())


def _drop(element: Any) -> None:
    # What was dropped inside something dropped has a parent still; the page itself has none.
    if element.getparent() is not None and element.tag not in ("html", "body"):
        element.drop_tree()


def _is_hidden(element: Any) -> bool:
    style = "".join(element.get("style", "").lower().split())
    return (
        element.get("hidden") is not None
        or element.get("aria-hidden", "").strip().lower() == "true"
        or bool(style and _UNSEEN.search(re.sub(r"/\*[^*]*\*/", "", style)))
    )


def _is_furniture(element: Any) -> bool:
    names = {*element.get("class", "")[:1000].lower().split(), element.get("id", "")[:100].lower()}
    return element.get("role", "").strip().lower() in _ROLES or not names.isdisjoint(_CLASSES)


def _tidy(tree: Any, cleaner: _Cleaner) -> dict[str, str]:
    """Cleans every text of the page; what stands for the joiners meanwhile, since trafilatura would drop them.

    Attributes that say nothing of the article go: a ``colspan`` of a million would become a million cells.
    """
    present = set(tree.text_content())
    # Signs of old scripts: letters to the extraction, and in no article.
    unused = (one for one in map(chr, range(0x12000, 0x12399)) if one not in present)
    stand_ins = {joiner: next(unused, "") for joiner in "\u200c\u200d"}

    def tidied(text: str | None, keep_lines: bool) -> str | None:
        if not text:
            return text
        clean = cleaner.clean(text)
        for joiner, stand_in in stand_ins.items():
            clean = clean.replace(joiner, stand_in)
        return clean if keep_lines else _BLANKS.sub(" ", clean)

    lxml.etree.strip_tags(tree, *_TRANSPARENT)
    lines_kept = {inner for outer in tree.iter("pre") for inner in outer.iter()}
    for element in tree.iter(lxml.etree.Element):
        element.text = tidied(element.text, element in lines_kept)
        element.tail = tidied(element.tail, element.getparent() in lines_kept)
        kept = {key: element.get(key)[:300] for key in _KEPT_ATTRIBUTES if key in element.attrib}
        element.attrib.clear()
        element.attrib.update(kept)
    return {stand_in: joiner for joiner, stand_in in stand_ins.items() if stand_in}


def _article(name: str, tree: Any, fast: bool) -> str:
    """The main text of a cleaned page, one line a paragraph; ``fast`` leaves out a comparison of several methods."""
    config = use_config()
    config.set("DEFAULT", "MIN_EXTRACTED_SIZE", _MIN_EXTRACTED)
    try:
        found: Any = bare_extraction(tree, include_comments=False, fast=fast, config=config)
    except Exception as error:  # heuristics of others on whatever a page holds: the promise is text or a refusal
        rule = f"is HTML that cannot be read ({type(error).__name__})."
        raise _refusal(name, rule, _AS_TEXT) from None
    finally:
        # The library keeps the last thousand texts of these, whoever they belong to and however long they are.
        trim.cache_clear()
        line_processing.cache_clear()
    return "" if found is None else "".join(_pieces(found.body))


def _pieces(body: Any) -> Iterator[str]:
    for event, element in lxml.etree.iterwalk(body, events=("start", "end")):
        if event == "start":
            if element.tag not in _INLINE and element.tag != "cell":
                yield "\n"
            yield element.text or ""
        else:
            if element.tag == "cell":
                # Between cells; the last one of a row has none after it.
                yield " | " if element.getnext() is not None else ""
            elif element.tag not in _INLINE:
                yield "\n"
            yield element.tail or ""


# ---- what a page says of itself -----------------------------------------------------------------

# Tags that give the day of publication, the most reliable first (names and properties of meta tags, lower case).
_PUBLISHED_FIRST = ("article:published_time", "og:article:published_time")
_PUBLISHED_NEXT = (
    *("datepublished", "parsely-pub-date", "citation_publication_date", "dc.date.issued", "dcterms.issued"),
    *("publishdate", "publish-date", "publish_date", "pubdate", "sailthru.date", "dc.date", "dcterms.date", "date"),
)
_PUBLISHERS = ("og:site_name", "publisher", "dc.publisher", "citation_publisher", "application-name")
_ARTICLE_TYPE = re.compile(r"Article|Posting|Report")
_DAY = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?![\d/-])", re.ASCII)
_WRITTEN_DAYS = ("%d %B %Y", "%B %d, %Y", "%d %b %Y", "%b %d, %Y", "%Y%m%d")
_LANGUAGE = re.compile(r"([a-z]{2,3})(?:[-_]([a-z]{4}))?(?:[-_]([a-z]{2}|\d{3}))?", re.IGNORECASE | re.ASCII)
_MAX_JSON_CHARACTERS = 500_000
_MAX_JSON_NODES = 1000
_MAX_SCRIPTS = 50


def _about(tree: Any, notes: list[str]) -> dict[str, str | None]:
    """Title, date, publisher, address and language as the page's own tags give them; nothing is guessed from its text.

    trafilatura's own reading of these is not used: it also takes dates from the text and the address, does not say
    which tag it believed, and rewrites names.
    """
    tags = _meta_tags(tree)
    linked = _linked_data(tree)
    published, why = _published(tree, tags, linked, notes)
    publishers = [*(node.get("publisher") for node in linked), *(node.get("sourceOrganization") for node in linked)]
    canonical = (link.get("href") for link in tree.iter("link") if "canonical" in link.get("rel", "").lower().split())
    return {
        "title": _first(tags.get("og:title"), *(node.get("headline") for node in linked), *_headings(tree)),
        "published": published,
        "published_why": why,
        "publisher": _first(tags.get(_PUBLISHERS[0]), *map(_named, publishers), *map(tags.get, _PUBLISHERS[1:])),
        "address": next(
            filter(None, map(_address, (*canonical, tags.get("og:url"), *(node.get("url") for node in linked)))), None
        ),
        "language": _language(tree, tags),
    }


def _meta_tags(tree: Any) -> dict[str, str]:
    """The contents of meta tags by property, name or itemprop in lower case; the first of each counts."""
    tags: dict[str, str] = {}
    for element in tree.iter("meta"):
        key = element.get("property") or element.get("name") or element.get("itemprop") or element.get("http-equiv")
        content = element.get("content", "")[:2000].strip()
        if key and content:
            tags.setdefault(key[:100].strip().lower(), content)
    return tags


def _linked_data(tree: Any) -> list[Mapping[str, Any]]:
    """What the page's JSON-LD says of articles."""
    nodes: list[Mapping[str, Any]] = []
    waiting: list[Any] = []
    scripts = (one for one in tree.iter("script") if one.get("type", "").strip().lower() == "application/ld+json")
    for script in islice(scripts, _MAX_SCRIPTS):
        text = script.text or ""
        if len(text) > _MAX_JSON_CHARACTERS:
            continue
        try:
            waiting.append(json.loads(text, strict=False))
        except (ValueError, RecursionError):  # not JSON, numbers of thousands of digits, nested too deeply
            continue
    for _ in range(_MAX_JSON_NODES):
        if not waiting:
            break
        node = waiting.pop(0)
        if isinstance(node, list):
            waiting[:0] = node[:_MAX_JSON_NODES]
        elif isinstance(node, dict):
            if _ARTICLE_TYPE.search(str(node.get("@type", ""))[:200]):
                nodes.append(node)
            waiting.extend(node[key] for key in ("@graph", "mainEntity") if key in node)
    return nodes


def _published(
    tree: Any, tags: Mapping[str, str], linked: list[Mapping[str, Any]], notes: list[str]
) -> tuple[str | None, str | None]:
    given = [(f"the meta tag {key}", tags[key]) for key in _PUBLISHED_FIRST if key in tags]
    given.extend(("datePublished in JSON-LD", node["datePublished"]) for node in linked if "datePublished" in node)
    given.extend((f"the meta tag {key}", tags[key]) for key in _PUBLISHED_NEXT if key in tags)
    for element in tree.iter("time"):
        if "datepublished" in element.get("itemprop", "").lower().split() or element.get("pubdate") is not None:
            given.append(("a time element marked as date of publication", element.get("datetime", "")))
    days = [(where, str(value)[:60], _day(value)) for where, value in given]
    known = [(where, value, day) for where, value, day in days if day is not None]
    if not known:
        if days:
            notes.append(f"The date in {days[0][0]} was not understood: {shown(days[0][1])}.")
        return None, None
    where, value, day = known[0]
    for other, _, another in known[1:]:
        if another != day:
            notes.append(f"The page gives two dates of publication: {day} in {where}, {another} in {other}.")
            break
    return day, f"{where[0].upper()}{where[1:]} says {shown(value)}."


def _day(value: Any) -> str | None:
    """The day that a date or time as tags write it names, ``YYYY-MM-DD``; ``None`` for 7/11/2024, which may be two."""
    text = value.strip()[:60] if isinstance(value, str) else ""
    match = _DAY.match(text)
    try:
        if match is not None:
            return date(int(match[1]), int(match[2]), int(match[3])).isoformat()
    except ValueError:
        return None
    for form in _WRITTEN_DAYS:
        try:
            return datetime.strptime(text, form).date().isoformat()
        except ValueError:
            continue
    try:
        return parsedate_to_datetime(text).date().isoformat()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _headings(tree: Any) -> Iterator[str]:
    headings = [element.text_content() for element in tree.iter("h1")]
    if len(headings) == 1:
        yield headings[0]
    yield from (element.text_content() for element in tree.iter("title"))


def _first(*texts: Any) -> str | None:
    """The first of the texts that says anything, on one line and bounded."""
    return next(filter(None, map(_line, texts)), None)


def _line(value: Any) -> str | None:
    if not isinstance(value, str):
        return None
    # JSON can hold halves of characters, which no UTF-8 can.
    text = value[:5000].encode("utf-8", "replace").decode()
    visible = _CONTROL.sub(" ", _Cleaner().clean(text))
    line = " ".join(unicodedata.normalize("NFC", visible).split()).strip("@ ")
    return line if len(line) <= MAX_TITLE_CHARACTERS else f"{line[: MAX_TITLE_CHARACTERS - 1]}…"


def _named(value: Any) -> Any:
    """The name of an organisation of JSON-LD, which may be a list of them."""
    first = value[0] if isinstance(value, list) and value else value
    return first.get("name") if isinstance(first, dict) else first


def _address(value: Any) -> str | None:
    """An http(s) address of at most 2,000 characters without credentials, else ``None``."""
    text = value.strip() if isinstance(value, str) else ""
    if not text or len(text) > 2000 or not text.isprintable() or any(one in text for one in " <>\"'`{}\\"):
        return None
    try:
        parts = urlsplit(text)
        fine = parts.scheme in ("http", "https") and parts.hostname and "@" not in parts.netloc
    except ValueError:
        return None
    return text if fine else None


def _language(tree: Any, tags: Mapping[str, str]) -> str | None:
    """The language the page declares, as a BCP 47 tag."""
    for value in (tree.get("lang"), tree.get("xml:lang"), tags.get("og:locale"), tags.get("content-language")):
        match = _LANGUAGE.fullmatch((value or "").strip())
        if match is not None:
            language, script, region = match.groups()
            return "-".join(filter(None, (language.lower(), script and script.title(), region and region.upper())))
    return None
