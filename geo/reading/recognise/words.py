"""The lists of words that recognising goes by (words.toml), and patterns that several modules ask for."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

WORD_LISTS = tomllib.loads(Path(__file__).with_name("words.toml").read_text(encoding="utf-8"))


def word_list(name: str) -> frozenset[str]:
    """A list of words.toml that spaces part."""
    return frozenset(WORD_LISTS[name].split())


NEVER, COMMON, FORENAMES, TITLES = word_list("never"), word_list("common"), word_list("forenames"), word_list("titles")
KINDS, HEADS, OPENERS, BODIES = word_list("kinds"), word_list("heads"), word_list("openers"), word_list("bodies")
WHOLE, AGENCIES = word_list("kinds_whole"), word_list("agencies")
PROJECTS, INNER, SHORT = word_list("projects"), word_list("inner"), word_list("abbreviations")
# Names of villages and quarters begin or end so; a longer name that ends with any of PLACE_ENDS is a place's.
PLACE_HEADS = word_list("place_heads")
PLACE_ENDS = KINDS | word_list("place_tails")
PROJECT_ENDS = frozenset(tuple(one.split()) for one in WORD_LISTS["project_ends"].replace("\n", "").split("|"))
# What bears a place's name, and sails or rolls.
VESSEL = re.compile(
    r"\b(?:tankers?|trawlers?|freighter|vessel|dredger|frigate|ferry|MV|(?:night|express|freight)\s+train)\s+(?:called\s+|named\s+)?$"
)
# What begins a sentence before a name and is no part of it.
LEADING = re.compile(
    r"^(?:The|In|At|A|An|According|But|And|To|From|On|When|After|For|By|While|Its|Their|Our|That|This)\s+"
)
