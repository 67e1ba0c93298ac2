"""Where a text names places, projects and actors: `find` goes through it, the others know one thing each."""

from geo.reading.recognise.find import DEMONYMS, find_mentions
from geo.reading.recognise.mentions import ACTOR, PLACE, PROJECT, Mention

__all__ = ("ACTOR", "DEMONYMS", "PLACE", "PROJECT", "Mention", "find_mentions")
