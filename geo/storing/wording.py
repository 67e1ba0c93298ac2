"""Whether words are a reviewer's own, or a run of the article's."""

from __future__ import annotations

import re
from dataclasses import dataclass

# So many words of an article in their order are its wording; fewer are how anyone would put it.
RUN_WORDS = 8
# Chinese writes no spaces; so many of its characters say about as much as eight words.
RUN_SIGNS = 16

_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_SIGN = re.compile(r"[\u3400-\u9fff]")


@dataclass(frozen=True)
class Wording:
    """The runs of words and of Chinese characters of a text."""

    runs: frozenset[tuple[str, ...]]
    signs: str

    def shared(self, said: str) -> str | None:
        """The first run of the text that is repeated in what is said, as it is said there; ``None`` when none is."""
        words = list(_WORD.finditer(said))
        for first in range(len(words) - RUN_WORDS + 1):
            run = words[first : first + RUN_WORDS]
            if tuple(_folded(word.group()) for word in run) in self.runs:
                return said[run[0].start() : run[-1].end()]
        signs = "".join(_SIGN.findall(said))
        for first in range(len(signs) - RUN_SIGNS + 1):
            if signs[first : first + RUN_SIGNS] in self.signs:
                return signs[first : first + RUN_SIGNS]
        return None


def read_wording(text: str) -> Wording:
    """The wording of a text, case and the form of apostrophes left aside."""
    words = [_folded(word) for word in _WORD.findall(text)]
    runs = frozenset(tuple(words[first : first + RUN_WORDS]) for first in range(len(words) - RUN_WORDS + 1))
    return Wording(runs, "".join(_SIGN.findall(text)))


def _folded(word: str) -> str:
    return word.casefold().replace("’", "'")
