"""Which articles tell one story: near-duplicates, known by the runs of words they share.

Agencies' texts are reprinted with another headline, shortened, reordered and lightly edited; what stays are runs of
words (shingles: Broder 1997, "On the resemblance and containment of documents"). Two articles are as alike as the share
of the shorter one's runs that the longer one has too. An article is kept as a sketch, the smallest hashes of its runs:
all of them for a report, a fair sample of a long text. Groups follow from the set of articles, not from their order.
"""

from __future__ import annotations

import re
import zlib
from base64 import b64decode, b64encode
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np

# Hashes of four bytes, ascending, the least significant byte first.
Sketch = bytes

RUN_WORDS = 4
# A report of 2,400 characters has about 370 runs.
SKETCH_RUNS = 512
# Measured on made-up stories (docs/benchmarks-articles.md): copies that are lightly edited, reordered and shortened to
# 60 % have 0.62 and more, others about the same meeting 0.32 at most; between them lie texts from one mould.
SAME_FROM = 0.58
# A text that is shorter than this part of the other quotes it, or is quoted.
LENGTH_FROM = 0.4
# In a group everyone is akin to everyone: a review that quotes two stories whole does not make them one.
AKIN_FROM = 0.25

# Of the articles that have a run of words, each is compared with so many that follow it in the order of ids: with all,
# unless it is a phrase or a much copied story, and there too each finds the next ones.
_NEIGHBOURS = 8
# How many members of each group are asked whether they are akin before two groups become one.
_ASKED = 8

_HASH = np.dtype("<u4")
_ALL = 0xFFFFFFFF
# Numbers without a pattern, one for each word of a run: digits of pi in base 16, made odd.
_FACTORS = np.array([0x243F6A8885A308D3, 0x13198A2E03707345, 0xA4093822299F31D1, 0x082EFA98EC4E6C89], dtype=np.uint64)
# A Han character counts as a word, because those scripts write no spaces.
_WORD = re.compile(r"[\u3400-\u9fff]|[^\W_\u3400-\u9fff]+")


@dataclass(frozen=True)
class Member:
    """An article of a story, and how alike (0 to 1) it is to the member most like it; ``None`` if it is alone."""

    article: str
    similarity: float | None


@dataclass(frozen=True)
class Story:
    """Articles that tell the same in much the same words. ``id`` is the smallest of their ids."""

    id: str
    members: tuple[Member, ...]


def sketch_text(text: str) -> Sketch:
    """What is kept of a text to compare it by: at most ``SKETCH_RUNS`` hashes of its runs of words, ascending."""
    words = [zlib.crc32(word.encode("utf-8", "surrogatepass")) for word in _WORD.findall(text.casefold())]
    width = min(RUN_WORDS, len(words))
    if not width:
        return b""
    codes = np.array(words, dtype=np.uint64)
    places = len(words) - width + 1
    runs = np.zeros(places, dtype=np.uint64)
    # Multiplied and added modulo 2^64, the upper halves are spread evenly (Dietzfelbinger 1996), on every machine the
    # same; so the smallest are a fair sample.
    for at in range(width):
        runs += codes[at : at + places] * _FACTORS[at]
    return np.unique(runs >> np.uint64(32)).astype(_HASH)[:SKETCH_RUNS].tobytes()


def pack_sketch(sketch: Sketch) -> str:
    """A sketch as text for a journal."""
    return b64encode(sketch).decode("ascii")


def unpack_sketch(text: str) -> Sketch:
    """The sketch that :func:`pack_sketch` wrote. Raises ``ValueError`` for other text."""
    sketch = b64decode(text, validate=True)
    if len(sketch) % _HASH.itemsize or len(sketch) > SKETCH_RUNS * _HASH.itemsize:
        raise ValueError("is no sketch")
    return sketch


def compare(one: Sketch, other: Sketch) -> float:
    """How alike two texts are, from 0 to 1: the share of the shorter one's runs that the longer one has."""
    return _likeness(_runs(one), _runs(other))


def is_same(one: Sketch, other: Sketch) -> bool:
    """Whether two texts tell one story in much the same words, at much the same length."""
    return _tells_same(_runs(one), _runs(other))


def group_stories(sketches: Mapping[str, Sketch]) -> tuple[Story, ...]:
    """The stories that articles (id to sketch) tell, by id; every article is in one."""
    ids = sorted(sketches)
    ordered = [sketches[one] for one in ids]
    pairs = list(_candidates(ordered))
    # Unpacked only for those that may be alike: most articles are alone.
    runs = {number: _runs(ordered[number]) for number in {number for pair in pairs for number in pair}}
    alike = {
        (one, other): _likeness(runs[one], runs[other]) for one, other in pairs if _tells_same(runs[one], runs[other])
    }
    nearest: dict[int, float] = {}
    group_of = {number: [number] for number in range(len(ids))}
    # The most alike first (Kruskal 1956), so that an article that could go two ways goes the nearer one.
    for (one, other), value in sorted(alike.items(), key=lambda item: (-item[1], item[0])):
        here, there = group_of[one], group_of[other]
        if here is not there:
            if not _akin(here, there, runs):
                continue
            together = sorted((*here, *there))
            group_of.update((member, together) for member in together)
        for number in (one, other):
            nearest.setdefault(number, value)
    groups = {members[0]: members for members in group_of.values()}
    return tuple(
        Story(ids[first], tuple(Member(ids[one], _rounded(nearest.get(one))) for one in groups[first]))
        for first in sorted(groups)
    )


@dataclass(frozen=True)
class _Runs:
    """The hashes of a sketch, and up to which it knows them all."""

    hashes: frozenset[int]
    known: int


def _runs(sketch: Sketch) -> _Runs:
    # A full sketch knows nothing above its last hash.
    hashes = np.frombuffer(sketch, dtype=_HASH).tolist()
    return _Runs(frozenset(hashes), hashes[-1] if len(hashes) >= SKETCH_RUNS else _ALL)


def _counts(one: _Runs, other: _Runs) -> tuple[int, int, int]:
    """How many runs each has and both have, among those that both sketches know."""
    known = min(one.known, other.known)
    here, there = one.hashes, other.hashes
    if known < _ALL:
        here, there = (frozenset(number for number in runs if number <= known) for runs in (here, there))
    return len(here), len(there), len(here & there)


def _likeness(one: _Runs, other: _Runs) -> float:
    here, there, both = _counts(one, other)
    return both / min(here, there) if both else 0.0


def _tells_same(one: _Runs, other: _Runs) -> bool:
    here, there, both = _counts(one, other)
    return both > 0 and both >= SAME_FROM * min(here, there) and min(here, there) >= LENGTH_FROM * max(here, there)


def _candidates(sketches: Sequence[Sketch]) -> Iterator[tuple[int, int]]:
    """Pairs that share enough runs to be worth comparing, the smaller number first."""
    sizes = np.array([len(sketch) // _HASH.itemsize for sketch in sketches], dtype=np.int64)
    runs = np.frombuffer(b"".join(sketches), dtype=_HASH)
    order = np.argsort(runs, kind="stable")
    runs, owners = runs[order], np.repeat(np.arange(len(sketches)), sizes)[order]
    pairs = []
    for step in range(1, _NEIGHBOURS + 1):
        same = runs[step:] == runs[:-step]
        pairs.append(owners[:-step][same] * len(sketches) + owners[step:][same])
    codes, shared = np.unique(np.concatenate(pairs), return_counts=True)
    ones, others = codes // max(1, len(sketches)), codes % max(1, len(sketches))
    enough = shared * 16 >= np.minimum(sizes[ones], sizes[others])
    yield from zip(ones[enough].tolist(), others[enough].tolist(), strict=True)


def _akin(here: Sequence[int], there: Sequence[int], runs: Mapping[int, _Runs]) -> bool:
    pairs = product(here[:_ASKED], there[:_ASKED])
    return all(_likeness(runs[one], runs[other]) >= AKIN_FROM for one, other in pairs)


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 2)
