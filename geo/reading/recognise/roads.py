"""Roads, lines, canals and plants by their number or by how they are named: M-8, CASA-1000, "Sachal plant"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from cpec_map.gazetteer import fold_words
from geo.reading.recognise.mentions import PLACE, PROJECT, Mention, Spans, fold_word, of_kind
from geo.reading.recognise.words import LEADING, VESSEL, WORD_LISTS
from geo.reading.toponyms import Lexicon

_ROAD = re.compile(r"([MNESG](?:(?<=[MNES])-\d{1,3}|(?<=M)L-\d|(?<=G)\d{3}))(?![A-Za-z0-9])(?:高速公路|国家公路|公路)?")
_URDU_ROAD = re.compile(
    rf"(?<!\w)({'|'.join(sorted(WORD_LISTS['roads_arabic'], key=len, reverse=True))})[\s-]?"
    rf"(\d{{1,3}}|{'|'.join(WORD_LISTS['numbers_arabic'])})(?!\w)"
)
# "Uzbekistan–Afghanistan–Pakistan Railway Project", "Sukkur–Hyderabad motorway"
_BETWEEN = re.compile(
    r"\b[A-Z]\w+(?:\s[A-Z]\w+)?(?:[-–][A-Z]\w+(?:\s[A-Z]\w+)?){1,3}\s+(?:(?:[A-Z]\w+\s+){0,3}(?:Project|Motorway|Expressway|"
    r"Pipeline|Corridor|Highway|Railway)|motorway|expressway|(?:gas|oil|electricity|power)\s+(?:pipeline|project))\b"
)
# "Chashma–Jhelum Link Canal"
_CANAL = re.compile(r"\b[A-Z]\w+(?:\s[A-Z]\w+)?[-–][A-Z]\w+\s+(?:Link\s+)?(?:[Cc]anal|Link)\b")
# "Gulf of Kutch", "Ras al Hadd"
_PLACE_OF = ("Gulf of", "Bay of", "Strait", "Isle of", "Cape of", "Ras ")
_HEADED_PLACE = re.compile(
    r"\b(?:(?:Gulf|Bay|Straits?|Isle|Cape)\s+of\s+|Ras\s+(?:[ae]l[\s-]|[Aa]s[\s-])?)([A-Z][\w’]+)\b"
)
_TRANS = re.compile(r"\b[Tt]rans-[A-Z]\w+\s+(?:[Rr]ailway|[Pp]ipeline|[Hh]ighway|[Cc]orridor)\b")
# CASA-1000
_DASH_AND_NUMBER = re.compile(r"-\d{3}")
_LETTERS_AND_NUMBER = re.compile(r"\b[A-Z]{4,6}-\d{3,4}\b(?!\s+(?:transmission|line))")
_JOINED = re.compile(r"[a-z][-–][A-Z]")
_LINES = ("pipeline", "transmission line", "railway")
# "TAPI gas pipeline project", "CASA-1000 transmission line"
_SHORT_LINE = re.compile(
    r"\b([A-Z]{3,6})(?:-\d{1,4})?\s+(?:(?:gas|oil|railway|rail|power|electricity|fibre|transmission)\s+){0,2}"
    r"(?:pipeline|transmission line|railway)(?:\s+project)?\b"
)
_PLANT = re.compile(
    r"\s(?:(?:coal|coal-fired|wind|solar|hydropower|hydro|hydel|nuclear|power|gas|thermal)\s){0,3}(?:plant|power\sstation|project)\b"
)


def with_plant(text: str, one: Mention) -> Mention:
    """What is said to be a plant, with the words that say it: "Sachal plant"."""
    whole = _PLANT.match(text, one.end) if one.kind in (PROJECT, PLACE) and one.text[0].isascii() else None
    if whole is None or (one.kind == PLACE and whole.group() == " project"):
        return one
    meant = (
        one.referents
        if one.kind == PROJECT
        else tuple(replace(at, kind="project", record=None) for at in one.referents)
    )
    words = text[one.start : whole.end()]
    return one._replace(end=whole.end(), text=words, kind=PROJECT, reason="is named like a project", referents=meant)


def with_highway(text: str, one: Mention) -> Mention:
    """A road's number with the word for highway behind it in Chinese: M-2高速公路."""
    whole = _ROAD.match(text, one.start) if one.kind == PROJECT else None
    if whole is None or whole.end() <= one.end:
        return one
    return one._replace(end=whole.end(), text=whole.group())


def roads_and_lines(text: str, lexicon: Lexicon, taken: Spans) -> Iterator[Mention]:
    for match in _BETWEEN.finditer(text) if _JOINED.search(text) else ():
        lead = LEADING.match(match.group())
        start = match.start() + (lead.end() if lead is not None else 0)
        name = text[start : match.end()]
        like = lexicon.project(name)
        yield Mention(start, match.end(), name, PROJECT, "is named like a project", () if like is None else (like,))
    for match in _LETTERS_AND_NUMBER.finditer(text) if _DASH_AND_NUMBER.search(text) else ():
        yield Mention(*match.span(), match.group(), PROJECT, "is named like a project")
    for match in _TRANS.finditer(text) if "rans-" in text else ():
        yield Mention(*match.span(), match.group(), PROJECT, "is named like a project")
    for match in _HEADED_PLACE.finditer(text) if any(head in text for head in _PLACE_OF) else ():
        vessel = VESSEL.search(text, max(0, match.start() - 30), match.start())
        if vessel is None and not taken.covers(*match.span()):
            near = lexicon.referents(" ".join(fold_words(match.group()))) or lexicon.referents(fold_word(match[1]))
            yield Mention(*match.span(), match.group(), PLACE, "is named like a place", near)
    for match in _CANAL.finditer(text) if _JOINED.search(text) else ():
        known = lexicon.referents(" ".join(fold_words(match.group())))
        ends = (lexicon.referents(fold_word(part.split()[0])) for part in re.split("[-–]", match.group()))
        near = known or of_kind(next((one for one in ends if one), ()), "canal")
        yield Mention(*match.span(), match.group(), PLACE, "is named like a canal", near)
    for match in _SHORT_LINE.finditer(text) if any(word in text for word in _LINES) else ():
        if not any(one.kind == "project" for one in lexicon.referents(fold_word(match[1]))):
            yield Mention(*match.span(), match.group(), PROJECT, "is named like a project")
    for match in _URDU_ROAD.finditer(text) if any(letters in text for letters in WORD_LISTS["roads_arabic"]) else ():
        if not taken.touches(*match.span()):
            number = WORD_LISTS["numbers_arabic"].get(match[2], match[2])
            known = lexicon.referents(f"{WORD_LISTS['roads_arabic'][match[1]]} {number}")
            yield Mention(*match.span(), match.group(), PROJECT, "is the number of a road or line", known)
    for match in _ROAD.finditer(text):
        inside = match.start() and text[match.start() - 1].isascii() and text[match.start() - 1].isalnum()
        if not inside and not taken.touches(*match.span()):
            known = lexicon.referents(" ".join(fold_words(match[1])))
            yield Mention(*match.span(), match.group(), PROJECT, "is the number of a road or line", known)
