"""Whether a name in English stands for a place or for who acts there: "Karachi will pay" and "floods in Karachi"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from geo.reading.recognise.mentions import ACTOR, PLACE, PROJECT, WELL_KNOWN, Mention, Word, is_project
from geo.reading.recognise.urdu import mention_in_urdu
from geo.reading.recognise.words import PROJECTS, WORD_LISTS, word_list
from geo.reading.toponyms import Referent

_ACTS, _DOES, _DONE_TO, _HAPPENS = word_list("acts"), word_list("does"), word_list("done_to"), word_list("happens")
_AUXILIARIES, _BEFORE_PLACES = word_list("auxiliaries"), word_list("before_places")
_FINITE = frozenset(("is", "has", "will", "would", "was", "had", "may", "could"))
_WILL = frozenset(("will", "would", "must", "should", "may", "cannot"))
_OFFICES = word_list("offices")
_NAME = r"[A-Z][\w-]+(?:\s[A-Z][\w-]+)?"
# What may stand between a name and what it does: an aside, and others who do it, too.
_ASIDE = re.compile(
    r",\s+(?:which(?=\s)|(?:meanwhile|however|too|for\s+its\s+part|by\s+contrast),)"
    r"|,\s+(?:a|an|another|its|the)\s+(?:[a-z-]+\s){0,5}[a-z]+,(?=\s)|\s\([^()\n]{1,30}\)"
    r"|\s+(?:(?:on|last|since)\s+)?(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|this\s+week|last\s+week)(?=\s[a-z])"
)
_TOGETHER = re.compile(rf"(?:,\s+{_NAME})*,?\s+(?:and|or)\s+{_NAME}(?=\s)")
# A list in which a name stands that is neither its first nor its last: "people of Pasni, Ormara and Jiwani".
_LISTING = re.compile(rf"[a-z]\s+(?:in|at|near|from|to|through|via|around|of|between|for|across)\s+(?:{_NAME},\s+)+$")
_LIST_ENDS = re.compile(rf"(?:,\s+{_NAME})*,?\s+(?:and|or)\s+{_NAME}")
_LIST_BEGINS = re.compile(rf"(?:^|[.;!?“\n]\s*)(?:{_NAME},\s+)+$")
_PLAIN = re.compile(r"(?:\s+[a-z]+){1,6}")
_WITH = re.compile(
    rf"\b(?:[Tt]alks|dispute|deal|agreement|accord|ties|relations|row|treaty|pact|match|final|semi-final|"
    rf"fixture)\s+between\s+(?:{_NAME}\s+and\s+)?$"
)
_LOCATIVE = re.compile(
    r"\b(?i:in|at|near|across|from|to|through|via|into|around|outside|inside|towards?|beyond|along|of|off|on|over|between|"
    r"connects?|connecting|links?|linking|reach|reached|reaches|entered|enters?|leaves?|left|visit|visited|cross(?:ed|es)?|"
    r"avoids?|bypass(?:es)?|skirts?|"
    r"border|(?:border|crossings?|frontier)\s+with|for|within|above|below|opposite|past|behind)"
    r"\s+(?:the\s+|all\s+|rest\s+of\s+|southern\s+|northern\s+|eastern\s+|western\s+|central\s+|coastal\s+){0,2}"
    r"(?:[A-Z]\w+(?:\s+[A-Z]\w+)?(?:,\s+(?:the\s+)?[A-Z]\w+(?:\s+[A-Z]\w+)?){0,4},?\s+(?:and|or)\s+(?:the\s+)?)?$"
)
_COMMA = re.compile(r",\s")
_LENT = re.compile(
    r"\b(?:loans?|credits?|grants?|aid|money|funds?|funding|approval|permission|consent|guarantees?|rollover|deposits?|"
    r"requests?|demands?|letters?|reply|answer|orders|assurances?|clearance|go-ahead|promises?|pledges?|objections?|pressure)"
    r"\s+from\s+$"
)
_DEALS_WITH = re.compile(r"\b(?:[Nn]egotiat\w+|[Tt]alks|agree[ds]?|signed|argu\w+|haggl\w+|quarrel\w+)\s+with\s+$")
_PLAYS = re.compile(
    r"\b(?:match|final|semi-final|fixture|match\s+on\s+[A-Z]\w+day|one-day\s+match)\s+(?:against|to)\s+$"
    r"|\b(?:wickets?|runs|goals?|centur(?:y|ies)|captain(?:s|ed)?|play(?:s|ed)|out)\s+for\s+$"
)
_DONE_BY = re.compile(rf"\b(?:{'|'.join(WORD_LISTS['done_by'].split())})\s+by\s+$")
_OWNS = re.compile(r"[’']s?\s+\w+")


def mention_of(
    text: str,
    words: Sequence[Word],
    low: int,
    high: int,
    first: int,
    last: int,
    referents: tuple[Referent, ...],
) -> Mention:
    """What the words ``low`` to ``high`` name; ``first`` to ``last`` are those of them that a list has."""
    start, end = words[low].start, words[high].end
    name = text[start:end]
    project = is_project(referents) or words[high].folded in PROJECTS
    if not name[0].isupper():  # a script without capitals, or digits
        return mention_in_urdu(text, words, low, high, referents, project)
    if project:
        return Mention(start, end, name, PROJECT, "is a name of a project", referents)
    before = words[low - 1].folded if low else ""
    nation = any(one.kind == "country" for one in referents) and not any(
        one.kind == "city" and one.population >= WELL_KNOWN
        for one in referents  # Hong Kong is a city, too
    )
    area = bool(referents) and all(one.kind in ("country", "region") for one in referents)
    behind = (
        (nation or area) and first and _COMMA.fullmatch(text, words[first - 1].end, start) and words[first - 1].named
    )
    if behind and not (
        _LIST_BEGINS.search(text, max(0, start - 90), start) and _acts(_following(text, end), seat=True)
    ):
        return Mention(start, end, name, PLACE, "says in which country the place before it lies", referents)
    if any(one.kind in _GOVERNED for one in referents):
        seat = any(one.seat for one in referents)
        following = _following(text, end)
        the_side = following[:1] == ["side"] and text.endswith("the ", 0, start)  # "on the Taunsa side"
        if following and following[0] in _OFFICES and text.startswith(following[0], end + 1) and not the_side:
            return Mention(start, end, name, ACTOR, "is a government or the like", referents)
        if before in ("between", "and") and _WITH.search(text, max(0, start - 60), start):
            return Mention(start, end, name, ACTOR, "is one of those who deal with each other", referents)
        begins = _begins_clause(text, start)
        if (_acts(following, seat or begins) or (begins and _has_object(following))) and (
            _is_subject(text, start)
            or (following[0] in _FINITE and text.endswith(", and ", 0, start))
            or not _is_placed(text, start, end, before)
        ):
            return Mention(start, end, name, ACTOR, "is what acts or speaks here", referents)
        if seat and not nation and before == "from" and _LENT.search(text, max(0, start - 40), start):
            return Mention(start, end, name, ACTOR, "is who lends, gives or allows it", referents)
        if seat and before == "with" and _DEALS_WITH.search(text, max(0, start - 30), start):
            return Mention(start, end, name, ACTOR, "is one of those who deal with each other", referents)
        if before in ("for", "against", "to") and _PLAYS.search(text, max(0, start - 40), start):
            return Mention(start, end, name, ACTOR, "is a team", referents)
        if before == "by" and _DONE_BY.search(text, max(0, start - 30), start):
            return Mention(start, end, name, ACTOR, "is who did it", referents)
        if seat and before in ("neither", "nor"):
            return Mention(start, end, name, ACTOR, "is one of those who do not", referents)
        if before in _DONE_TO or text.endswith(_SPORTS, max(0, start - 10), start):
            return Mention(start, end, name, ACTOR, "is what is asked or told here", referents)
    if text.endswith(_SAYS, max(0, start - 12), start):
        return Mention(start, end, name, ACTOR, "is who says it", referents)
    if nation:
        if not _is_placed(text, start, end, before):
            return Mention(start, end, name, ACTOR, "is a state, and nothing says that something is there", referents)
        if _OWNS.match(text, end):
            return Mention(start, end, name, ACTOR, "is a state, and something is its own", referents)
    return Mention(start, end, name, PLACE, "is a name of it", referents)


# What can have a government or a council that acts in its name.
_GOVERNED = ("country", "region", "city", "town")
_SPORTS = ("drew with ", "lost to ")
_SAYS = ("ccording to ",)


def _following(text: str, end: int) -> list[str]:
    """The words in lower case that follow a name, behind an aside and others who do the same."""
    for form in (_ASIDE, _TOGETHER):
        match = form.match(text, end) if text[end : end + 1] in (",", " ") else None
        end = match.end() if match is not None else end
    match = _PLAIN.match(text, end)
    return match.group().split() if match is not None else []


def _acts(following: Sequence[str], seat: bool) -> bool:
    """Whether these words say that a name does something; of a seat of government all but what happens to places."""
    at = next((at for at, word in enumerate(following) if word not in _AUXILIARIES), None)
    if at is None or following[at + 1 : at + 2] == ["by"]:
        return False
    verb, before = following[at], following[:at]
    if verb in _STATES:
        return True
    if _WEATHER.intersection(following):
        return False  # "Loralai had hail"
    if _PASSIVE.intersection(before) and not verb.endswith("ing"):
        return False
    if verb == "been" and seat and len(following) > at + 1 and following[at + 1] in _DONE_TO:
        return True  # "Beijing has been asked for two more"
    if seat and verb in _SHUTS and following[at + 1 : at + 2] and following[at + 1] in _OBJECTS:
        return True  # "Lahore shut its schools", while "Khunjerab shut for the winter"
    if verb in _ACTS or (seat and verb in _DOES and _takes_object(following[at + 1 :])):
        return True
    if seat and verb in _MAKES and _HAS.intersection(before) and "been" not in before:
        return True  # "Beijing has built it"
    done = (
        verb.endswith("ed")
        or (before and verb.endswith("en"))
        or (_BEING.intersection(before) and verb.endswith("ing"))
        or (before and before[0] in _WILL)
    )
    return bool(seat and done and verb not in _HAPPENS)


_SHUTS = word_list("shuts")
_PRONOUNS = word_list("pronouns")
_OBJECTS = word_list("objects")


def _has_object(following: Sequence[str]) -> bool:
    """Whether the first word behind a subject is a verb, since an article or a pronoun follows it."""
    if len(following) < 2 or following[1] not in _OBJECTS:
        return False
    if following[1] in _PRONOUNS and following[0].endswith(("ed", "t", "ds", "ts")):
        return True  # "Beijing built it"
    return following[0] not in _BEFORE_PLACES and following[0] not in _AUXILIARIES and following[0] not in _HAPPENS


def _takes_object(after: Sequence[str]) -> bool:
    """Whether words after a verb do not make it a noun: "Karachi runs were" and "the Lahore deals of" are none."""
    return not after or after[0] not in ("of", "were", "are", "have", "had")


_PASSIVE = frozenset(("is", "are", "was", "were"))
_BEING = _PASSIVE | {"been"}
_WEATHER = word_list("weather")
_HAS = frozenset(("has", "had", "have"))
_MAKES = word_list("makes")
# What an actor can be said to be.
_STATES = word_list("states")


def _is_placed(text: str, start: int, end: int, before: str) -> bool:
    """Whether what stands before says that something is at, from or to this stretch, or to a list that it is in.

    ``before`` is the word before it.
    """
    if before in _BEFORE_PLACES:
        return _LOCATIVE.search(text, max(0, start - 90), start) is not None
    return _LISTING.search(text, max(0, start - 90), start) is not None and _LIST_ENDS.match(text, end) is not None


_CLAUSE = re.compile(
    r"(?:^|[.;:!?“\"\n]\s*|,\s+(?:and|but|while)\s+"
    r"|\s(?:while|but|whereas|after|when|until|because|that|if|though|although|once|unless|before)\s+)$"
)


def _begins_clause(text: str, start: int) -> bool:
    """Whether a name stands where a subject does, so that any verb behind it is its own."""
    return _CLAUSE.search(text, max(0, start - 12), start) is not None


def _is_subject(text: str, start: int) -> bool:
    """Whether a clause begins here, so that the preposition before belongs to another."""
    return start == 0 or text[max(0, start - 2) : start] in (". ", "; ", "! ", "? ") or text[start - 1] == "\n"
