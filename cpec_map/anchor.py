"""Where an article's text says what its record claims, so that its quotes can be checked and marked."""

from __future__ import annotations

import hashlib
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from cpec_map.record import MAX_QUOTE_CHARACTERS, Article, Fact, Selector

MAX_CHARACTERS = 1_000_000
# A quote that stands in more places than this anchors nothing.
MAX_PLACES = 1000
IN_PLACE, MOVED, MISSING = "in place", "moved", "missing"

# Spaces that word processors and web pages put where an ordinary one is meant.
_SPACES = dict.fromkeys(map(ord, "\u00a0\u202f\u2007\u2009"), " ")


@dataclass(frozen=True)
class Anchor:
    """Where one fact's quote stands: ``in place``, ``moved`` or ``missing`` (then without positions)."""

    fact: str
    state: str
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True)
class AnchorReport:
    """What a text is worth as the text of an article. ``usable`` says whether passages can be marked in it."""

    article: str
    same: bool
    usable: bool
    message: str
    anchors: tuple[Anchor, ...]

    @property
    def in_place(self) -> int:
        """How many quotes stand where the record says."""
        return sum(anchor.state == IN_PLACE for anchor in self.anchors)

    @property
    def moved(self) -> int:
        """How many quotes were found elsewhere."""
        return sum(anchor.state == MOVED for anchor in self.anchors)

    @property
    def missing(self) -> int:
        """How many quotes were not found, or stand in several places and nothing tells which."""
        return sum(anchor.state == MISSING for anchor in self.anchors)


@dataclass(frozen=True)
class Segment:
    """A run of a paragraph, and the facts whose quotes cover all of it (none for plain text)."""

    text: str
    facts: tuple[str, ...]


def normalise_text(text: str) -> str:
    """The form that digests and offsets refer to: NFC, ordinary spaces, stripped lines, no empty ones, joined by LF."""
    whole = unicodedata.normalize("NFC", text).removeprefix("\ufeff").translate(_SPACES)
    lines = (line.strip() for line in whole.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    return "\n".join(line for line in lines if line)


def paragraphs(text: str) -> tuple[str, ...]:
    """The paragraphs of a text in its normalised form."""
    normal = normalise_text(text)
    return tuple(normal.split("\n")) if normal else ()


def digest(text: str) -> str:
    """SHA-256 of the normalised text in UTF-8, in hexadecimal."""
    # A lone surrogate cannot be UTF-8; such a text is no article's, but asking must not fail.
    return hashlib.sha256(normalise_text(text).encode("utf-8", "surrogatepass")).hexdigest()


def check_text(article: Article, text: str) -> AnchorReport:
    """Whether a text is the article's, and where each quote stands in it. Never raises for a bad text."""
    if len(text) > MAX_CHARACTERS:
        message = (
            f"This text has {len(text):,} characters; at most {MAX_CHARACTERS:,} are read. Give the article alone."
        )
        return AnchorReport(article.id, False, False, message, tuple(Anchor(f.id, MISSING) for f in article.facts))
    normal = normalise_text(text)
    if not normal:
        message = "This text is empty. Give the article's text."
        return AnchorReport(article.id, False, False, message, tuple(Anchor(f.id, MISSING) for f in article.facts))
    same = digest(text) == article.sha256
    breaks = [place for place, character in enumerate(normal) if character == "\n"]
    anchors = tuple(_anchor(fact, normal, breaks) for fact in article.facts)
    found = sum(anchor.state != MISSING for anchor in anchors)
    report = AnchorReport(article.id, same, found > 0, "", anchors)
    return AnchorReport(article.id, same, found > 0, _message(report), anchors)


def mark_text(article: Article, text: str) -> tuple[tuple[Segment, ...], ...]:
    """The text's paragraphs, each cut into runs so that overlapping quotes can all be marked; empty if unusable."""
    report = check_text(article, text)
    if not report.usable:
        return ()
    marks = [(a.start, a.end, a.fact) for a in report.anchors if a.start is not None and a.end is not None]
    result = []
    start = 0
    for paragraph in paragraphs(text):
        end = start + len(paragraph)
        inside = [(max(a, start) - start, min(b, end) - start, fact) for a, b, fact in marks if a < end and b > start]
        result.append(tuple(_cut(paragraph, inside)))
        start = end + 1
    return tuple(result)


def _cut(paragraph: str, marks: list[tuple[int, int, str]]) -> Iterator[Segment]:
    edges = sorted({0, len(paragraph), *(edge for a, b, _ in marks for edge in (a, b))})
    for first, last in pairwise(edges):
        covering = tuple(fact for a, b, fact in marks if a <= first and last <= b)
        yield Segment(paragraph[first:last], covering)


def _anchor(fact: Fact, normal: str, breaks: Sequence[int]) -> Anchor:
    selector = fact.selector
    if normal[selector.start : selector.end] == selector.exact:
        return Anchor(fact.id, IN_PLACE, selector.start, selector.end)
    start = _find(selector, normal, breaks)
    if start is None:
        return Anchor(fact.id, MISSING)
    return Anchor(fact.id, MOVED, start, start + len(selector.exact))


def _find(selector: Selector, normal: str, breaks: Sequence[int]) -> int | None:
    """Where the quote stands with its context; of several, the one in its own paragraph, else none is believed."""
    found: list[int] = []
    start = normal.find(selector.exact)
    while start >= 0 and len(found) < MAX_PLACES:
        end = start + len(selector.exact)
        before = normal[max(0, start - MAX_QUOTE_CHARACTERS - 1) : start]
        after = normal[end : end + MAX_QUOTE_CHARACTERS + 1]
        if before.rstrip().endswith(selector.prefix.strip()) and after.lstrip().startswith(selector.suffix.strip()):
            found.append(start)
        start = normal.find(selector.exact, end)
    if len(found) > 1:
        found = [start for start in found if bisect_right(breaks, start) + 1 == selector.paragraph]
    return found[0] if len(found) == 1 else None


def _message(report: AnchorReport) -> str:
    if report.same and not report.missing and not report.moved:
        return f"This is the article's text: all {report.in_place} quotes stand where the record says."
    if report.same:
        wrong = report.moved + report.missing
        return f"This is the article's text, but {wrong} quotes do not stand where the record says: correct the record."
    if not report.usable:
        return "This is another text: none of the article's quotes is in it."
    return (
        f"This text differs from the one on record. Of {len(report.anchors)} quotes, {report.in_place} stand in their "
        f"place, {report.moved} were found elsewhere and {report.missing} are missing."
    )
