"""A made-up article, its draft by hand, and decisions about it, for the tests of what is stored."""

from __future__ import annotations

from typing import Any

from cpec_map.anchor import digest, normalise_text
from cpec_map.record import Selector
from geo.reading.draft import (
    NEW,
    Draft,
    DraftArticle,
    DraftCandidate,
    DraftFact,
    DraftMatch,
    DraftMention,
)

# Written for these tests; no one reported it.
TEXT = """Goods wagons left Karachi for Mingora on Monday, the first in a decade, according to staff at the yard.
Minister Bilal Wagoner said the renewed ML-1 would cost 6.2 billion dollars. He spoke in Islamabad.
A blast near Sost injured two workers, the police said, and shops in Dubai reported nothing of the kind."""

KARACHI = ("karachi", "Karachi", 67.02071, 24.85468, 8000.0, "corridor")
MINGORA = ("geonames-1170395", "Mingora", 72.36265, 34.7795, 5000.0, "geonames")
ISLAMABAD = ("islamabad", "Islamabad", 73.06515, 33.69381, 5000.0, "corridor")
SOST = ("sost", "Sost", 74.821, 36.69, 1500.0, "corridor")
DUBAI = ("geonames-292223", "Dubai", 55.30472, 25.25817, 5000.0, "geonames")
PAKISTAN = ("pakistan", "Pakistan", 69.4, 30.0, 700_000.0, "toponyms")


def candidate(
    identifier: str, name: str, lon: float | None, lat: float | None, accuracy_m: float | None, origin: str, **more: Any
) -> DraftCandidate:
    """A candidate as reading makes it."""
    usual: dict[str, Any] = {
        "kind": "city",
        "country": "PK",
        "score": 0.9,
        "reason": "Made for a test.",
        "feature": None,
    }
    usual |= {"gazetteer": identifier if origin == "corridor" else None, "subject": None}
    return DraftCandidate(
        id=identifier, name=name, lon=lon, lat=lat, accuracy_m=accuracy_m, origin=origin, **{**usual, **more}
    )


def mention(text: str, identifier: str, name: str, kind: str = "place", *candidates: DraftCandidate) -> DraftMention:
    """The first place in the text where a name stands."""
    start = text.index(name)
    chosen = 0 if candidates else None
    paragraph = text.count("\n", 0, start) + 1
    return DraftMention(identifier, paragraph, start, start + len(name), name, kind, "Made.", chosen, candidates)


def fact(text: str, identifier: str, quote: str, **more: Any) -> DraftFact:
    """A fact of the sentence in which the quote stands first; sentences end with a full stop."""
    start = text.index(quote)
    paragraph = text.count("\n", 0, start) + 1
    ends = [place + len(end) for end in ("\n", ". ") if (place := text.rfind(end, 0, start)) >= 0]
    usual: dict[str, Any] = {"statement": "Drafted", "kind": "event", "confidence": "medium", "inferred": ""}
    usual |= dict.fromkeys(("subjects", "places", "actors", "mentions", "amounts", "dates"), ())
    return DraftFact(
        id=identifier,
        paragraph=paragraph,
        start=max(ends, default=0),
        end=text.find(".", start + len(quote)) + 1 or len(text),
        selector=Selector(paragraph, quote, start, start + len(quote)),
        match=DraftMatch(NEW, (), ""),
        **{**usual, **more},
    )


def draft(text: str = TEXT, mentions: tuple[DraftMention, ...] = (), facts: tuple[DraftFact, ...] = ()) -> Draft:
    """A draft of a text; the text of these tests has its own places and facts."""
    text = normalise_text(text)
    sha256 = digest(text)
    article = DraftArticle(
        f"article-{sha256[:16]}", "a.txt", None, None, None, None, None, "en", sha256, len(text), text.count("\n") + 1
    )
    return Draft(article, text, mentions, facts)


def sample() -> Draft:
    """The draft of the made-up article."""
    mentions = (
        mention(TEXT, "m1", "Karachi", "place", candidate(*KARACHI)),
        mention(TEXT, "m2", "Mingora", "place", candidate(*MINGORA)),
        mention(TEXT, "m3", "Bilal Wagoner", "actor"),
        mention(TEXT, "m4", "Islamabad", "place", candidate(*ISLAMABAD)),
        mention(TEXT, "m5", "Sost", "place", candidate(*SOST)),
        mention(TEXT, "m6", "Dubai", "place", candidate(*DUBAI, country="AE")),
    )
    facts = (
        fact(TEXT, "f1", "left Karachi for Mingora"),
        fact(TEXT, "f2", "cost 6.2 billion dollars"),
        fact(TEXT, "f3", "injured two workers", kind="security incident"),
    )
    return draft(TEXT, mentions, facts)


def accepted(**more: Any) -> dict[str, Any]:
    """A fact as a reviewer accepts it."""
    usual: dict[str, Any] = {
        "state": "accepted",
        "statement": "A train ran north again",
        "kind": "traffic",
        "places": [],
    }
    usual |= {"subjects": ["corridor-whole"], "actors": [], "confidence": "medium", "inferred": "", "claim": None}
    return {**usual, **more}


def chosen(index: int | None = 0, own: dict[str, Any] | None = None) -> dict[str, Any]:
    """A place as a reviewer accepts it."""
    return {"state": "accepted", "candidate": None if own else index, "own": own}


def marked(words: str, text: str = TEXT, **more: Any) -> dict[str, Any]:
    """Words of the text as a reviewer marks and accepts them as a place."""
    start = text.index(words)
    usual: dict[str, Any] = {"state": "accepted", "candidate": None, "own": None, "found": None}
    return {**usual, "start": start, "end": start + len(words), **more}


def found(**more: Any) -> dict[str, Any]:
    """A place that was looked up, as the desk answered it and a browser sends it back."""
    return {**vars(candidate(*MINGORA, score=0.99, reason="“Mingora” is a name of it.")), **more}


def own(**more: Any) -> dict[str, Any]:
    """A place of the reviewer's own."""
    usual = {
        "name": "Wagon yard",
        "kind": "station",
        "lon": 67.0,
        "lat": 24.9,
        "accuracy_m": 400,
        "note": "From a plan",
    }
    return {**usual, **more}


def decisions(**more: Any) -> dict[str, Any]:
    """What a reviewer sends: the article's details, and the items given."""
    article: dict[str, Any] = {"title": "Wagons go north", "publisher": "The Made-up Post", "published": "2026-11-20"}
    article |= {"address": "https://example.org/wagons", "dated_by": "The page says so"}
    return {"article": article, "mentions": {}, "facts": {"f1": accepted()}, **more}


CLAIM = {
    "attribute": "ml1_cost",
    "value": "6.2",
    "unit": "USD billion",
    "as_of": "2026-11-20",
    "subject": "ml1-karachi-hyderabad",
}


def everything() -> dict[str, Any]:
    """Two facts accepted, one with a figure, and two places; the incident and the rest rejected or undecided."""
    cost = accepted(statement="The upgrade is put at 6.2 billion dollars", kind="cost", claim=CLAIM)
    return decisions(
        mentions={"m1": chosen(), "m2": chosen(), "m5": {"state": "rejected", "candidate": None, "own": None}},
        facts={"f1": accepted(), "f2": {**cost, "subjects": ["ml1-karachi-hyderabad"]}, "f3": {"state": "rejected"}},
    )
