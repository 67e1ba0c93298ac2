"""Names in Urdu: nothing tells a name from a word there, so what stands beside it does."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from geo.reading.recognise.mentions import ACTOR, PLACE, PROJECT, WELL_KNOWN, Mention, Spans, Word
from geo.reading.recognise.words import WORD_LISTS, word_list
from geo.reading.toponyms import Lexicon, Referent

# Where corridor news comes from, a small town is likelier than a surname: the least number of people, by country.
_TOWNS = {"PK": 15_000, "AF": 15_000}
_FAR_TOWN = 50_000
_NEVER = frozenset(WORD_LISTS["never_arabic"].replace("\n", "").split("|"))
# Upper and Lower: a name may have its kind behind it, too.
_UPPER = frozenset(("اپر", "لوئر"))
# Words that tell what a name beside them is.
_BEFORE, _AFTER = WORD_LISTS["kinds_before_arabic"], WORD_LISTS["kinds_after_arabic"]
KINDS_IN_URDU: dict[str, str] = {**_BEFORE, **_AFTER}
_WORDS, _BODIES, _HEADS = word_list("common_arabic"), word_list("bodies_arabic"), word_list("heads_arabic")
_TEAMS, _OFFICES = word_list("teams_arabic"), word_list("offices_arabic")
_OF = ("کے", "کی", "کا")
# What follows a place: in, from, to, of, near.
_SURE = frozenset(("میں", "سے", "تک", "جانے", "پہنچ"))
# And behind "of": way, near, spot, area.
_NEAR = frozenset(("راستے", "قریب", "نزدیک", "مقام", "علاقے"))
# A clause whose subject pays, provides or builds.
_DOES = re.compile(
    r"(?!\s(?:میں|سے|تک|کے|کی|کا|کو|پر|اور|جانے|تا)\s)(?:\s[^\s۔،؛]+){1,8}?\s(?:کرے\sگا|کرے\sگی|کریں\sگے|دے\sگا|دے\sگی|دیں\sگے|بھیجے\sگا)"
)
# An organisation's name that begins with a place's: "Gwadar Port Authority".
_BODY_AHEAD = re.compile(
    r"(?:\s(?!(?:میں|سے|تک|کے|کی|کا|کو|پر|نے|اور|کہ|ہے|ہیں|کر)\s)[^\s۔،؛]+){0,4}?"
    rf"\s(?:{'|'.join(WORD_LISTS['organisations_arabic'].split())})(?!\w)"
)
# What pays or provides stands right before it: "Beijing will provide the money".
_PAYS = re.compile(r"\s(?:ہی\s)?(?:فراہم|ادا|برداشت|مہیا|خرچ)\s(?:کرے|کرتا|کرتی|کریں|کر\s)")
# "Quetta has asked Islamabad for helicopters"
_ASKED = re.compile(r"\sسے\s(?:[^\s۔،؛]+\s){0,5}?(?:مانگ|طلب|مطالبہ|درخواست)")
# Who is told or beaten, or does it itself.
_TOLD = re.compile(
    r"\sکو\s(?:[^\s۔،؛]+\s){0,5}?(?:آگاہ|شکایت|خط\s|اعتراض|اعتراضات|شکست|ہرا|مطلع|تحفظات|اعتماد\sمیں)|\sخود\s|\sکی\sشمولیت"
)
# What only an actor has: a position, a claim, a condition, a team; and with whom one deals.
_OWN = re.compile(
    r"\s(?:کا|کی|کے)\s(?:موقف|مؤقف|کہنا|مطالبہ|مطالبے|فیصلہ|اعلان|اصرار|شرط|شرائط|درخواست|تجویز|پیشکش|منظوری|دعویٰ|الزام|خدشات|"
    r"(?:انڈر\s\S+\s)?ٹیم)(?!\w)|\sسے\s(?:مشاورت|مذاکرات|بات\sچیت|معاہد)"
)
_CLAUSE = re.compile(r"(?:^|[۔،؛!؟’“\"\n]\s*|\s(?:کہ|تاہم|جبکہ|جب\sکہ|لیکن|مگر|فرق|باقی)\s)$")
_MOTORWAY = re.compile(r"\s(?:موٹروے|موٹر وے|ایکسپریس وے)(?!\w)")
# "Makran Coastal Highway", "Karot Hydro Power Project": what stands between are words of other languages.
_PROJECT_ENDS = re.compile(
    rf"(?:\s(?:{'|'.join(WORD_LISTS['loans_arabic'].split())})){{0,4}}\s"
    rf"(?:{'|'.join(WORD_LISTS['projects_arabic'].replace(chr(10), '').split('|'))})(?!\w)"
)
# Kinds of places that two words say: railway station, cricket stadium.
_STADIUMS = frozenset(("اسٹیڈیم", "سٹیڈیم", "گراؤنڈ"))
_RAIL, _RAIL_PARTS = "ریلوے", word_list("railway_arabic")
_TWO_WORDS = {
    _RAIL: frozenset(("اسٹیشن", "سٹیشن", "جنکشن")),
    **dict.fromkeys(("کرکٹ", "ہاکی", "فٹبال"), _STADIUMS),
}
# Behind or before a village's name: village, small town, hamlet; "named", "at the spot of".
_VILLAGES, _NAMED, _AT_SPOT = word_list("villages_arabic"), "نامی", ("کے", "مقام")
_LINKS = word_list("links_arabic")
# Letters by the consonants that cpec_map.gazetteer.skeleton keeps of a transcription.
_CONSONANTS = str.maketrans("بپتٹثجچخدڈذرڑزژسشصضطظغفقکگلمنں", "bpttsj2kddsrrsss1sstsgfkkglmnn")
_LETTERS = re.compile(r"[\u0600-\u06ff]+")
# Words that end so are no names but things in the plural.
_PLURALS = ("وں", "یاں", "ئیں", "یں")
# So many consonants have to be the same.
_BONES = 3


def is_name_in_urdu(words: Sequence[Word], at: int, referents: Sequence[Referent]) -> bool:
    """Whether a word in Arabic script, where nothing tells names from words, is taken for a name."""
    after = words[at + 1].text if at + 1 < len(words) and words[at + 1].joined else ""
    sure = after in _SURE or (after == "کے" and at + 2 < len(words) and words[at + 2].text in _NEAR)
    if words[at].text in _WORDS and not (sure and any(one.listed for one in referents)):
        return False
    if after.startswith("ال"):  # the first half of an Arabic compound
        return False
    return any(one.listed or one.population >= _TOWNS.get(one.country or "", WELL_KNOWN) for one in referents)


def is_longer_name_in_urdu(name: str, referents: Sequence[Referent]) -> bool:
    """Whether several words in Arabic script are taken for a name: not for one of a small town far away."""
    large = any(one.listed or one.country in _TOWNS or one.population >= _FAR_TOWN for one in referents)
    return name not in _NEVER and (large or any(one.kind != "city" for one in referents))


def whole_in_urdu(words: Sequence[Word], first: int, last: int) -> tuple[int, int]:
    """The words of a name in Urdu with what says its kind: "Satluj River", "Gomal Zam Dam"."""
    low = first - 1 if first and words[first].joined and words[first - 1].text in _BEFORE else first
    after = words[last + 1] if last + 1 < len(words) else None
    if after is None or (low < first and words[low].text not in _UPPER):
        return low, last
    if after.joined and after.text in _AFTER:
        return low, last + 1
    two = low == first and last + 2 < len(words) and words[last + 2].text in _TWO_WORDS.get(after.text, ())
    return low, last + 2 if two else last


def mention_in_urdu(
    text: str, words: Sequence[Word], low: int, high: int, referents: tuple[Referent, ...], project: bool
) -> Mention:
    """What the words ``low`` to ``high`` name: a place or a project, unless what stands beside says it acts."""
    start, end = words[low].start, words[high].end
    name = text[start:end]
    beside = words[high + 1].text if high + 1 < len(words) and words[high + 1].joined else ""
    if _BODY_AHEAD.match(text, end) is not None:
        return Mention(start, end, name, ACTOR, "is part of an organisation's name", referents)
    if project:
        return Mention(start, end, name, PROJECT, "is a name of a project", referents)
    if low != high and (words[high].text in _AFTER or words[low].text in _BEFORE):
        return Mention(start, end, name, PLACE, "is a name of it", referents)  # a lake or a dam does nothing
    if _PAYS.match(text, end) is not None or _OWN.match(text, end) is not None:
        return Mention(start, end, name, ACTOR, "is what acts or speaks here", referents)
    if _DOES.match(text, end) is not None and _CLAUSE.search(text, max(0, start - 10), start) is not None:
        return Mention(start, end, name, ACTOR, "is what acts or speaks here", referents)
    ship = low > 1 and words[low - 1].text == "وی" and words[low - 2].text == "ایم"  # MV
    if ship or (low and words[low - 1].text == "جہاز"):
        return Mention(start, end, name, ACTOR, "is part of the name of a team, train or ship", referents)
    told = _TOLD.match(text, end) is not None and any(one.kind == "country" or one.seat for one in referents)
    if told or (_ASKED.match(text, end) is not None and text.endswith("نے ", 0, start)):
        return Mention(start, end, name, ACTOR, "is what is asked or told here", referents)
    if beside in _TEAMS:
        return Mention(start, end, name, ACTOR, "is part of the name of a team, train or ship", referents)
    office = words[high + 2].text if high + 2 < len(words) and beside in _OF else ""
    if office in _OFFICES and any(one.kind == "country" for one in referents):
        return Mention(start, end, name, ACTOR, "is a state, and somebody speaks for it", referents)
    if (beside in _BODIES and not _is_rail(words, high)) or (low and words[low - 1].text in _HEADS):
        return Mention(start, end, name, ACTOR, "is part of an organisation's name", referents)
    return Mention(start, end, name, PLACE, "is a name of it", referents)


def _is_rail(words: Sequence[Word], high: int) -> bool:
    """Whether a name goes on with what a railway has: "the Quetta–Taftan railway line"."""
    return words[high + 1].text == _RAIL and high + 2 < len(words) and words[high + 2].text in _RAIL_PARTS


def projects_in_urdu(text: str, found: Iterable[Mention]) -> Iterator[Mention]:
    """The mentions, with places that begin a project's name made the project: two before the word for motorway."""
    kept: list[Mention] = []
    for one in found:
        match = _MOTORWAY.match(text, one.end) if one.kind == PLACE else None
        if match is not None and kept and text[kept[-1].end : one.start].strip() in ("", "-", "–", "تا"):
            first = kept.pop()
            whole = text[first.start : match.end()]
            kept.append(Mention(first.start, match.end(), whole, PROJECT, "is named like a project"))
            continue
        named = one.kind in (PLACE, PROJECT) and one.text[0] >= "\u0600"
        match = _PROJECT_ENDS.match(text, one.end) if named else None
        if match is not None:
            meant = tuple(replace(place, kind="project", record=None) for place in one.referents)
            whole = text[one.start : match.end()]
            kept.append(Mention(one.start, match.end(), whole, PROJECT, "is named like a project", meant))
        else:
            kept.append(one)
    return iter(kept)


def transcribed_in_urdu(words: Sequence[Word], lexicon: Lexicon, taken: Spans) -> Iterator[Mention]:
    """Words in Urdu that no list has, but whose consonants are those of one of the corridor's places."""
    for word, after in pairwise(words):
        if after.text not in _SURE or not after.joined or not _LETTERS.fullmatch(word.text):
            continue
        if word.text in _WORDS or word.text.endswith(_PLURALS) or taken.touches(word.start, word.end):
            continue
        bones = "".join(
            one
            for one in re.sub(r"(.)\1+", r"\1", word.folded.translate(_CONSONANTS))
            if one.isascii() and one.isalnum()
        )
        meant = lexicon.bones.get(bones, ()) if len(bones) >= _BONES else ()
        if len(meant) == 1:
            yield Mention(word.start, word.end, word.text, PLACE, f"is spelled like {meant[0].name}", meant)


def unlisted_in_urdu(words: Sequence[Word], taken: Spans) -> Iterator[Mention]:
    """Single words on no list that are said to be a village: "the village of Gorano", "at the spot of Gorano"."""
    for at, word in enumerate(words):
        if not _LETTERS.fullmatch(word.text) or len(word.text) < _BONES or taken.touches(word.start, word.end):
            continue
        if word.text in _WORDS or word.text in _LINKS or word.text.endswith(_PLURALS) or word.text in KINDS_IN_URDU:
            continue
        before = words[at - 1].text if at and word.joined else ""
        after = tuple(one.text for one in words[at + 1 : at + 3])
        ends = bool(after) and words[at + 1].joined and after[0] in _LINKS
        if (before in _VILLAGES and ends) or after == _AT_SPOT or after[:1] == (_NAMED,):
            yield Mention(
                word.start, word.end, word.text, PLACE, "is said to be a place, and no gazetteer at hand knows it"
            )
