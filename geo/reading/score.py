"""How well articles are read: recognition by precision, recall and F1, resolution by distance, over all gold names.

Accuracy at a distance counts a name that was not found as wrong, so its denominator is every gold name that lies
somewhere (Gritta et al. 2020, "A pragmatic guide to geoparsing evaluation"). The median error is over those found.
Of an area that the gold gives a radius, only what lies beyond it counts as an error.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from cpec_map.anchor import normalise_text
from geo.reading.gold import Annotated, Gold, GoldError, read_corpus, read_marked, read_offsets
from geo.reading.recognise import ACTOR
from geo.reading.resolve import Candidate, Reading, read_text
from geo.reading.toponyms import Position, distance_km, read_lexicon

DISTANCES_KM = (1, 10, 25, 161)

# What F1 and accuracy at ten kilometres are to reach.
_GOAL_KM = 10
GOALS = {"the first article": 1.0, "tuning texts": 0.95, "texts put aside": 0.95}

# What others published on whole corpora: accuracy at 161 km over all gold toponyms.
PUBLISHED = {"LGL": 0.773, "TR-News": 0.726, "GeoWebNews": 0.674, "GeoVirus": 0.821}
_PAGE = """# How well articles are read

Written by `python -m geo score --held-out --write`. *Gold names* are places and projects; a state or city that acts is
an actor, and proposing it as a place is false. Precision, recall and F1 want exactly the right characters;
*overlapping* wants one of them. Accuracy at a distance is over **all** gold names that lie somewhere (*of*), a name
that was not found counts as wrong; of an area that the gold gives a radius, only what lies beyond it is an error.
*By population alone* takes the same names and chooses the most populous place of each: the usual baseline.

"""
_PAGE_END = """
{goals}
The texts are ours: `seeds/gold/tuning.md`, on which the reading was tuned, and `seeds/gold/held-out.md`, which nobody
who tuned it has read, and whose writers had not seen the recogniser. What they gave at each scoring, and what was
learnt from other texts in between, is in docs/decisions/0007. The first article is annotated by offsets only; its text
is not here.

Corpora that others published (LGL, GeoVirus, TR-News, GeoWebNews) are not kept here; docs/decisions/0007 says what a
part of GeoVirus gave. `python -m geo score FILE.xml` scores one in its usual form. Published records for accuracy at
161 km over all gold toponyms: {published}.
"""

Choose = Callable[[Reading], "Candidate | None"]


@dataclass(frozen=True)
class Score:
    """What one set of texts gave. ``found`` counts stretches that are exactly right, ``touched`` those that overlap.

    ``errors_km`` are of the gold names that lie somewhere and were resolved; ``located`` is how many lie somewhere.
    """

    name: str
    texts: int
    gold: int
    proposed: int
    found: int
    touched: int
    located: int
    errors_km: tuple[float, ...]
    missed: tuple[str, ...]
    false: tuple[str, ...]
    wrong: tuple[str, ...]

    @property
    def precision(self) -> float:
        """Of what was proposed, how much is gold, exactly."""
        return self.found / self.proposed if self.proposed else 0.0

    @property
    def recall(self) -> float:
        """Of the gold names, how many were proposed, exactly."""
        return self.found / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall, with exact stretches."""
        return _f1(self.found, self.gold, self.proposed)

    @property
    def f1_overlapping(self) -> float:
        """The same, where a proposal counts that shares a character with a gold name."""
        return _f1(self.touched, self.gold, self.proposed)

    def accuracy(self, km: float) -> float:
        """The share of all gold names that lie somewhere and were put within ``km`` kilometres."""
        return sum(error <= km for error in self.errors_km) / self.located if self.located else 0.0

    @property
    def median_km(self) -> float | None:
        """The median distance of those that were resolved, in kilometres."""
        return statistics.median(self.errors_km) if self.errors_km else None


def best_candidate(reading: Reading) -> Candidate | None:
    """What the resolver chose."""
    return reading.chosen


def most_populous(reading: Reading) -> Candidate | None:
    """What a look-up by population alone would choose among all that a name may mean: the baseline."""
    one = max(reading.mention.referents, key=lambda one: one.population, default=None)
    if one is None or reading.mention.kind == ACTOR:
        return None
    return Candidate(one, one.lon, one.lat, one.accuracy_m, 1.0, "It has the most people.")


def score(
    name: str,
    texts: Sequence[Annotated],
    readings: Sequence[Sequence[Reading]],
    choose: Choose = best_candidate,
) -> Score:
    """Score the readings of annotated texts, one for each.

    Places and projects are names on the map; actors are not, and proposing one as a place is false. In corpora that
    annotate no actors, a state that acts counts as a place named.
    """
    counts = dict.fromkeys(("texts", "gold", "proposed", "found", "touched", "located"), 0)
    errors: list[float] = []
    missed: list[str] = []
    false: list[str] = []
    wrong: list[str] = []
    for text, reading in zip(texts, readings, strict=True):
        proposed = [one for one in reading if one.mention.kind != ACTOR or (not text.actors and one.candidates)]
        gold = [one for one in text.gold if one.kind != ACTOR]
        counts["texts"] += 1
        counts["gold"] += len(gold)
        counts["proposed"] += len(proposed)
        counts["located"] += sum(one.position is not None for one in gold)
        left = list(proposed)
        for one in gold:
            hit = _best_overlap(one, left)
            words = f"{text.id}: {text.text[one.start : one.end]}"
            if hit is None:
                missed.append(words)
                continue
            left.remove(hit)
            counts["touched"] += 1
            exact = (hit.mention.start, hit.mention.end) == (one.start, one.end)
            counts["found"] += exact
            if not exact:
                missed.append(f"{words} (read as {hit.mention.text!r})")
            chosen = choose(hit) if hit.mention.kind != ACTOR else max(hit.candidates, key=lambda one: one.score)
            if one.position is not None and chosen is not None and chosen.position is not None:
                error = max(0.0, distance_km(one.position, chosen.position) - one.radius_km)
                errors.append(error)
                if error > DISTANCES_KM[1]:
                    wrong.append(f"{words} ({error:,.0f} km off)")
        false.extend(f"{text.id}: {one.mention.text}" for one in left)
    return Score(name, **counts, errors_km=tuple(errors), missed=tuple(missed), false=tuple(false), wrong=tuple(wrong))


def score_all(
    seeds: Path, corpora: Sequence[Path] = (), held_out: bool = False
) -> tuple[tuple[Score, ...], tuple[str, ...]]:
    """The scores of our own texts and of corpora, each beside the baseline's, and what could not be scored, in words.

    The texts put aside are scored only with ``held_out``.
    """
    lexicon = read_lexicon(seeds)
    places = lexicon.positions()
    scores: list[Score] = []
    problems: list[str] = []
    for name, read in _sets(seeds, places, corpora, held_out):
        try:
            texts = tuple(read())
        except GoldError as error:
            problems.append(str(error))
            continue
        except OSError as error:
            problems.append(f"{name}: cannot be read ({error.strerror}). Check its name.")
            continue
        readings = [read_text(text.text, lexicon, adjectives=text.adjectives) for text in texts]
        scores.append(score(name, texts, readings))
        scores.append(score(f"{name}, by population alone", texts, readings, most_populous))
    return tuple(scores), tuple(problems)


def format_page(scores: Iterable[Score]) -> str:
    """The page ``docs/reading.md``."""
    scores = tuple(scores)
    published = ", ".join(f"{name} {figure}" for name, figure in PUBLISHED.items())
    goals = "".join(f"- {line}\n" for one in scores if one.name in GOALS for line in _against_goals(one))
    return f"{_PAGE}{format_scores(scores)}\n{_PAGE_END.format(goals=goals, published=published)}"


def _against_goals(one: Score) -> Iterator[str]:
    """For each goal of a set whether it is reached, and by how much it is missed."""
    goals = GOALS[one.name]
    figures = {"F1": one.f1, f"at {_GOAL_KM} km": one.accuracy(_GOAL_KM)}
    for name, figure in figures.items():
        reached = "reached" if figure >= goals else f"**missed by {goals - figure:.3f}**"
        yield f"{one.name}, {name}: the goal {goals} is {reached}."


def _sets(
    seeds: Path, places: Mapping[str, Position | None], corpora: Sequence[Path], held_out: bool
) -> Iterator[tuple[str, Callable[[], Iterable[Annotated]]]]:
    """Each set of texts by its name, with what reads it."""
    gold = seeds / "gold"
    for table in sorted(gold.glob("*.csv")):
        yield "the first article", partial(_first_article, table, seeds / "texts" / f"{table.stem}.txt", places)
    yield "tuning texts", partial(read_marked, gold / "tuning.md", places)
    if held_out:
        yield "texts put aside", partial(read_marked, gold / "held-out.md", places)
    for path in corpora:
        yield path.name, partial(read_corpus, path)


def _first_article(table: Path, text: Path, places: Mapping[str, Position | None]) -> tuple[Annotated, ...]:
    if not text.is_file():
        raise GoldError(f"seeds/texts/{text.name} is not here, so that article is not scored. Put its text there.")
    return (read_offsets(table, normalise_text(text.read_text(encoding="utf-8")), places),)


def format_scores(scores: Iterable[Score], details: bool = False) -> str:
    """A table of scores as Markdown; with ``details`` what was missed, false and wrong under it."""
    lines = [
        "| set | texts | gold names | precision | recall | F1 | F1, overlapping | "
        + " | ".join(f"at {km} km" for km in DISTANCES_KM)
        + " | of | median error |",
        "| --- |" + " ---: |" * (8 + len(DISTANCES_KM)),
    ]
    notes: list[str] = []
    for one in scores:
        figures = (one.precision, one.recall, one.f1, one.f1_overlapping, *map(one.accuracy, DISTANCES_KM))
        median = "–" if one.median_km is None else f"{one.median_km:,.1f} km"
        cells = (one.name, str(one.texts), str(one.gold), *(f"{figure:.3f}" for figure in figures), str(one.located))
        lines.append(f"| {' | '.join(cells)} | {median} |")
        for title, words in (("missed", one.missed), ("false", one.false), ("more than 10 km off", one.wrong)):
            notes.extend(f"{one.name}, {title}: {word}" for word in words)
    return "\n".join([*lines, *(["", *notes] if details and notes else [])])


def _best_overlap(gold: Gold, readings: Sequence[Reading]) -> Reading | None:
    shared = [
        (min(one.mention.end, gold.end) - max(one.mention.start, gold.start), -index, one)
        for index, one in enumerate(readings)
    ]
    best = max(shared, default=None, key=lambda one: one[:2])
    return best[2] if best is not None and best[0] > 0 else None


def _f1(right: int, gold: int, proposed: int) -> float:
    return 2 * right / (gold + proposed) if gold + proposed else 0.0
