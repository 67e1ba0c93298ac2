"""`python -m scripts.bench.articles`: how fast articles are read, alone and over Dask, and what a kill costs.

The articles are made here, as long as the seed's and about as full of names; no sentence of theirs is anyone's text.
A missed target is said; the exit code tells.
"""

from __future__ import annotations

import argparse
import os
import platform
import random
import re
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version
from pathlib import Path
from statistics import mean, median
from tempfile import TemporaryDirectory

from geo.reading.batch import Summary, read_articles, read_one
from geo.reading.stories import AKIN_FROM, LENGTH_FROM, SAME_FROM, Sketch, compare, is_same, sketch_text

ROOT = Path(__file__).parents[2]
SEEDS = ROOT / "seeds"
DOCUMENT = ROOT / "docs" / "benchmarks-articles.md"
GOAL = 200
# Two workers beside their scheduler and the process that writes, all on two cores, cannot reach 2.
SCALING = 1.5
TIMES = 5
STORIES = 200


@dataclass(frozen=True)
class Row:
    """A line of the table; ``reached`` is ``None`` where nothing was promised."""

    what: str
    goal: str
    measured: str
    reached: bool | None = None


def main() -> int:
    """Measure, print, write; 1 where a goal is missed."""
    parser = argparse.ArgumentParser(prog="python -m scripts.bench.articles", description=__doc__)
    parser.add_argument("--articles", type=int, default=1000, help="how many are read in each run")
    parser.add_argument(
        "--no-document", action="store_true", help="print only; leave docs/benchmarks-articles.md alone"
    )
    asked = parser.parse_args()
    load = os.getloadavg()[0]
    with TemporaryDirectory() as name:
        folder = Path(name)
        paths = write_articles(folder / "articles", asked.articles)
        rows = [
            *_measure_alone(folder, paths),
            *_measure_workers(folder, paths),
            *_measure_kill(folder, paths),
        ]
    likeness, told_apart = _measure_likeness()
    rows.append(
        Row(f"copies grouped, others left alone ({STORIES} stories)", "all", "yes" if told_apart else "no", told_apart)
    )
    table = _table(("what", "goal", "measured", ""), [(r.what, r.goal, r.measured, _VERDICTS[r.reached]) for r in rows])
    print(table, likeness, sep="\n\n")
    if not asked.no_document:
        length = mean(len(make_article(number)) for number in range(100))
        machine = f"{platform.python_implementation()} {platform.python_version()}, {os.cpu_count()} cores"
        DOCUMENT.write_text(
            _DOCUMENT.format(
                today=date.today().isoformat(),
                machine=machine,
                dask=version("distributed"),
                load=f"{load:.1f} to {os.getloadavg()[0]:.1f}",
                count=asked.articles,
                length=f"{length:,.0f}",
                table=table,
                likeness=likeness,
                same=SAME_FROM,
                akin=AKIN_FROM,
                shorter=LENGTH_FROM,
            ),
            encoding="utf-8",
        )
    return int(any(row.reached is False for row in rows))


# ---- speed --------------------------------------------------------------------------------------


def _measure_alone(folder: Path, paths: Sequence[Path]) -> Iterator[Row]:
    _say("in one process")
    began = time.monotonic()
    read_articles(paths[:20], SEEDS, folder / "warm")
    warm = time.monotonic() - began
    contents = [(path.name, path.read_bytes()) for path in paths]
    reading = []
    for _ in range(TIMES):
        start = time.monotonic()
        for name, content in contents:
            read_one(name, content, SEEDS)
        reading.append(len(contents) / (time.monotonic() - start))
    rate = median(reading)
    words = f"{rate:.0f} a second ({min(reading):.0f} to {max(reading):.0f}, n {TIMES})"
    yield Row(
        "articles read in one process, warm, from file contents to draft", f"≥ {GOAL} a second", words, rate >= GOAL
    )
    walls, processors = [], []
    for turn in range(TIMES):
        processor = time.process_time()
        summary = read_articles(paths, SEEDS, folder / f"alone-{turn}")
        processors.append(summary.read / (time.process_time() - processor))
        walls.append(summary.read / summary.seconds)
    words = f"{median(walls):.0f} a second ({min(walls):.0f} to {max(walls):.0f}, n {TIMES})"
    yield Row("a whole run: with files, drafts, journal and stories on the disk", "", words)
    yield Row("the same by processor time", "", f"{median(processors):.0f} a second of one core")
    yield Row("until it is warm (gazetteers and records loaded, 20 articles)", "", f"{warm:.1f} s")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    yield Row("memory of the process at most", "", f"{peak:.0f} MB")
    began = time.monotonic()
    again = read_articles(paths, SEEDS, folder / "alone-0")
    seconds = time.monotonic() - began
    yield Row(
        "the same run again: nothing is read twice", "0 read", f"{again.read} read, {seconds:.1f} s", again.read == 0
    )


def _measure_workers(folder: Path, paths: Sequence[Path]) -> Iterator[Row]:
    rates: dict[int, list[float]] = {}
    same = True
    for workers in (1, 2):
        _say(f"over Dask, {workers} {'worker' if workers == 1 else 'workers'}")
        with _cluster(workers) as address:
            # Every worker loads the gazetteers with its first article.
            read_articles(paths[:200], SEEDS, folder / f"warm-{workers}", address)
            rates[workers] = []
            for turn in range(3):
                out = folder / f"workers-{workers}-{turn}"
                summary = read_articles(paths, SEEDS, out, address)
                rates[workers].append(summary.read / summary.seconds)
                same = same and _drafts(out) == _drafts(folder / "alone-0")
    one, two = (median(rates[workers]) for workers in (1, 2))
    yield Row("over Dask with one worker, warm", "", f"{one:.0f} a second")
    yield Row("over Dask with two workers, warm", "", f"{two:.0f} a second")
    yield Row("two workers beside one", f"≥ {SCALING} times", f"{two / one:.2f} times", two / one >= SCALING)
    yield Row("drafts and stories over Dask, byte by byte", "the same", "the same" if same else "others", same)


@contextmanager
def _cluster(workers: int) -> Iterator[str]:
    """The address of local workers that stay warm from run to run."""
    from distributed import LocalCluster

    with LocalCluster(  # type: ignore[no-untyped-call]
        n_workers=workers, threads_per_worker=1, host="127.0.0.1", dashboard_address="127.0.0.1:0", silence_logs=50
    ) as cluster:
        yield cluster.scheduler_address


def _measure_kill(folder: Path, paths: Sequence[Path]) -> Iterator[Row]:
    _say("killed and resumed")
    out = folder / "killed"
    command = (
        "from pathlib import Path; from geo.reading.batch import main_read; "
        f"main_read([Path({str(paths[0].parent)!r})], Path({str(SEEDS)!r}), Path({str(out)!r}))"
    )
    process = subprocess.Popen([sys.executable, "-c", command], cwd=ROOT, stderr=subprocess.DEVNULL)
    while process.poll() is None and _count(out) < len(paths) // 2:
        time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    process.wait()
    kept = _count(out)
    began = time.monotonic()
    summary: Summary = read_articles(paths, SEEDS, out)
    seconds = time.monotonic() - began
    same = _drafts(out) == _drafts(folder / "alone-0")
    yield Row(
        f"killed (SIGKILL) after {kept} of {len(paths)} articles, run again",
        "no loss, no doubles",
        f"{'the same' if same else 'other'} drafts; {summary.read - (len(paths) - kept)} read twice, {seconds:.1f} s",
        same and summary.articles == len(paths),
    )


def _count(out: Path) -> int:
    return sum(1 for _ in out.glob("article-*.json"))


def _drafts(out: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in out.glob("*.json")}


# ---- likeness -----------------------------------------------------------------------------------


def _measure_likeness() -> tuple[str, bool]:
    """A table of how alike copies and others are to their story, and whether each was told apart rightly."""
    _say("likeness")
    rows, right = [], True
    for kind, wanted, cases in (("copy", 1.0, _COPIES), ("another", 0.0, _OTHERS), ("same mould", None, _MOULDS)):
        for what, change in cases.items():
            pairs = list(_pairs(change))
            values = [compare(*pair) for pair in pairs]
            grouped = sum(is_same(*pair) for pair in pairs)
            right = right and wanted in (None, grouped / len(pairs))
            figures = (f"{min(values):.2f}", f"{median(values):.2f}", f"{max(values):.2f}")
            rows.append((what, kind, *figures, f"{grouped} of {len(pairs)}"))
    return _table(("text", "is", "least", "median", "most", "grouped"), rows), right


def _pairs(change: Callable[[int, str, random.Random], str]) -> Iterator[tuple[Sketch, Sketch]]:
    for number in range(STORIES):
        text = make_article(number)
        yield sketch_text(text), sketch_text(change(number, text, _chance(number)))


def _edited(text: str, share: float, chance: random.Random) -> str:
    """A share of the words replaced, added or left out."""
    words = []
    for word in text.split(" "):
        turn = chance.random() / share
        words += [chance.choice(_EDITS)] if turn < 0.5 else [word, chance.choice(_EDITS)] if turn < 0.75 else [word]
        if 0.75 <= turn < 1:
            words.pop()
    return " ".join(words)


def _sentences(text: str) -> list[str]:
    return re.split(r"(?<=[.])\s+(?=[A-Z])", text.strip())


def _reordered(text: str, chance: random.Random) -> str:
    sentences = _sentences(text)
    chance.shuffle(sentences)
    return "\n".join(sentences)


def _shortened(text: str, share: float) -> str:
    """The first sentences, until they have that share of the text."""
    kept: list[str] = []
    for sentence in _sentences(text):
        if sum(map(len, kept)) >= share * len(text):
            break
        kept.append(sentence)
    return "\n".join(kept)


def _retold(number: int, verbatim: Sequence[int]) -> str:
    """The same facts in the other wordings, but for these paragraphs."""
    first = _wordings(number)
    return make_article(number, [one if at in verbatim else (one + 1) % 3 for at, one in enumerate(first)])


_EDITS = ("reportedly", "local", "senior", "later", "nearby", "recent", "further")
_COPIES: dict[str, Callable[[int, str, random.Random], str]] = {
    "another headline": lambda number, text, chance: f"What nobody told the drivers of the night lorries\n{text}",
    "1 of 20 words edited": lambda number, text, chance: _edited(text, 0.05, chance),
    "sentences reordered": lambda number, text, chance: _reordered(text, chance),
    "shortened to 60 %": lambda number, text, chance: _shortened(text, 0.6),
    "shortened to 60 %, 1 of 20 words edited, reordered": lambda number, text, chance: _reordered(
        _edited(_shortened(text, 0.6), 0.05, chance), chance
    ),
}
_OTHERS: dict[str, Callable[[int, str, random.Random], str]] = {
    "the same facts in other words": lambda number, text, chance: _retold(number, ()),
    "the same, with 1 of 7 paragraphs word for word": lambda number, text, chance: _retold(number, (2,)),
    "the same, with 2 of 7 paragraphs word for word": lambda number, text, chance: _retold(number, (2, 5)),
}
_MOULDS: dict[str, Callable[[int, str, random.Random], str]] = {
    "other facts in the same sentences": lambda number, text, chance: make_article(number + 5000, _wordings(number)),
}


# ---- made-up articles ---------------------------------------------------------------------------


def write_articles(folder: Path, count: int) -> list[Path]:
    """So many different articles as text files; their paths."""
    folder.mkdir()
    paths = [folder / f"article-{number:05}.txt" for number in range(count)]
    for number, path in enumerate(paths):
        path.write_text(make_article(number), encoding="utf-8")
    return paths


def make_article(number: int, wordings: Sequence[int] | None = None) -> str:
    """A made-up report of seven paragraphs; the same number gives the same facts, told in the wordings asked for."""
    chance = _chance(number)
    cities, works = chance.sample(_CITIES, 6), chance.sample(_WORKS, 3)
    regions, bodies = chance.sample(_REGIONS, 2), chance.sample(_BODIES, 2)
    people = [f"{chance.choice(_FORENAMES)} {chance.choice(_SURNAMES)}" for _ in range(2)]
    facts: dict[str, str] = {
        **{f"city{at}": one for at, one in enumerate(cities)},
        **{f"work{at}": one for at, one in enumerate(works)},
        **{f"region{at}": one for at, one in enumerate(regions)},
        **{f"body{at}": one for at, one in enumerate(bodies)},
        **{f"person{at}": one for at, one in enumerate(people)},
        **{f"role{at}": chance.choice(_ROLES) for at in range(2)},
        **{
            f"date{at}": f"{chance.randint(1, 28)} {chance.choice(_MONTHS)} {chance.randint(2017, 2026)}"
            for at in (0, 1, 2)
        },
        **{f"money{at}": f"{chance.randint(20, 9000):,}" for at in range(2)},
        **{f"many{at}": f"{chance.randint(100, 9000):,}" for at in range(4)},
        **{f"few{at}": str(chance.randint(11, 99)) for at in range(6)},
        **{f"year{at}": str(chance.randint(2015, 2031)) for at in range(2)},
        "day": chance.choice(_DAYS),
        "rate": f"{chance.uniform(1, 6):.1f}",
    }
    chosen = _wordings(number) if wordings is None else wordings
    told = (forms[one].format(**facts) for forms, one in zip(_PARAGRAPHS, chosen, strict=True))
    return "\n".join(paragraph[0].upper() + paragraph[1:] for paragraph in told) + "\n"


def _wordings(number: int) -> list[int]:
    chance = _chance(number + 1_000_000)
    return [chance.randrange(3) for _ in _PARAGRAPHS]


def _chance(number: int) -> random.Random:
    return random.Random(number)  # noqa: S311 -- invents articles, keeps no secret


_CITIES = (
    *("Karachi", "Hyderabad", "Gwadar", "Quetta", "Lahore", "Peshawar", "Multan", "Sukkur", "Rawalpindi", "Islamabad"),
    *("Khuzdar", "Turbat", "Pasni", "Thakot", "Dasu", "Chilas", "Gilgit", "Kashgar", "Urumqi", "Faisalabad"),
    *("Nooriabad", "Jamshoro", "Kotri", "Thatta", "Ormara", "Panjgur", "Mansehra", "Abbottabad", "Havelian", "Besham"),
)
_REGIONS = ("Balochistan", "Sindh", "Punjab", "Khyber Pakhtunkhwa", "Gilgit-Baltistan", "Xinjiang")
_WORKS = (
    *("the ML-1 railway", "the Karakoram Highway", "Gwadar Port", "the Gwadar Free Zone"),
    *("the Karachi–Hyderabad section", "the Thakot–Raikot section", "the Gwadar East Bay Expressway"),
    *("the New Gwadar International Airport", "the Matiari–Lahore transmission line", "the Lahore Orange Line"),
)
_FORENAMES = ("Tariq", "Saima", "Bilal", "Nadia", "Kamran", "Farah", "Javed", "Rabia", "Usman", "Hina")
_SURNAMES = ("Lodhi", "Mengal", "Durrani", "Soomro", "Bugti", "Awan", "Qazi", "Memon", "Baloch", "Abbasi")
_ROLES = ("Minister", "Senator", "Secretary", "Chairman", "Governor")
_BODIES = (
    *("the Ministry of Railways", "the National Highway Authority", "the Gwadar Port Authority", "the Exim Bank"),
    *("the Planning Commission", "the Pakistan Railways Board", "the Sindh Transport Department"),
)
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July", "August", "September", "October"),
    *("November", "December"),
)
# Seven paragraphs, each in three wordings of the same facts.
_PARAGRAPHS = (
    (
        "Pakistan and China on {day} reviewed {work0}, which officials in {city0} called the next step of the "
        "China-Pakistan Economic Corridor (CPEC). {role0} {person0} told reporters that {body0} would open bids "
        "worth ${money0} million before {date0}, and that no further study was needed.",
        "Engineers from China were back in {city0} on {day} to look at {work0}, a part of the China-Pakistan "
        "Economic Corridor (CPEC) that Pakistan wants to see finished. {role0} {person0} said {body0} had set aside "
        "${money0} million and expected a contract by {date0} at the latest.",
        "After a long silence {work0} is on the table again: delegates of China and Pakistan sat down in {city0} on "
        "{day}. It costs ${money0} million, {body0} reckons; {role0} {person0} named {date0} as the day on which "
        "work for this piece of the China-Pakistan Economic Corridor (CPEC) must start.",
    ),
    (
        "The works run for {few0} km between {city0} and {city1}, where {many0} labourers were counted last week. "
        "Trucks bound for {city2} wait up to {few1} hours at the crossing, and drivers from {region0} complained "
        "that no date has been given for the second lane, although {body1} promised one in {year0} and again this "
        "spring.",
        "Between {city0} and {city1} lie {few0} km of old track and road that floods have cut more than once. "
        "{body1}, which keeps a yard near {city2}, has moved {many0} workers there from {region0} since {year0} and "
        "expects each shift to last {few1} hours until the bridges can carry heavy loads.",
        "Whoever drives from {city0} to {city1} meets {few0} km of gravel and the tents of {many0} builders. In "
        "{city2} the queue of lorries takes {few1} hours, as hauliers from {region0} can prove with their log "
        "books, and the relief road that {body1} drew up in {year0} has not left the paper it was drawn on.",
    ),
    (
        "According to {body0}, {few2} percent of {work1} is complete, and the rest depends on a loan of ${money1} "
        "million that Beijing has yet to confirm. {person0} said that Pakistan would not pay more than {rate} "
        "percent interest and would ask China to extend the time of repayment until {year1}, as other lenders have "
        "done.",
        "{work1} stands at {few2} percent, {body0} wrote in a note to the Senate. A further ${money1} million is to "
        "come from Beijing at {rate} percent; {person0} hopes that China signs before the fiscal year {year1} "
        "begins and that Pakistan Railways receives the first part of the sum at once.",
        "How is the remainder of {work1} to be paid for? {few2} percent have been built, the books of {body0} show, "
        "and ${money1} million are missing. Beijing lends at {rate} percent, which {person0} finds dear; Pakistan "
        "has therefore proposed to China that nothing falls due before {year1}.",
    ),
    (
        "Residents of {city3} see little of it yet. The town, {few3} km north of {city4}, has water for {few1} "
        "hours a day, and its fishermen marched on {date1} to ask for the {many1} jobs that CPEC was to bring. A "
        "spokesman for {body1} said that hiring in {region1} would begin with the next phase, in which locals come "
        "first.",
        "In {city3}, {few3} km east of {city4}, shopkeepers closed for {few1} hours on {date1} because the "
        "diversion leads past the bazaar. They ask {body1} for {many1} plots along the new road, and a member of "
        "the council of {region1} said that CPEC must pay for what it takes away from those who live there.",
        "{city3} has other worries. Its hospital, {few3} km south of {city4}, ran on a generator for {few1} hours "
        "on {date1} while the lamps along the site burned; {many1} people have signed a letter to {body1} about it. "
        "Nobody in {region1} is against CPEC, the letter says, but light should reach the wards first.",
    ),
    (
        "Security was again a subject. After the incident near {city5} in {year0}, escorts of {few4} men travel "
        "with Chinese staff between {city5} and {city1}, and {role1} {person1} assured the delegation that the road "
        "through {region0} would stay open at night by {date0}, with posts at each of the larger bridges. A further "
        "{many2} rupees a month are to go to those who stand there in the wind and the dust.",
        "{role1} {person1} came back to security: since {year0} convoys to {city5} have taken the longer way by "
        "{city1}, guarded by {few4} men, and insurers in Karachi raise their premiums whenever the road through "
        "{region0} closes. By {date0}, it was said, cameras would watch it from end to end. The cost for all of it "
        "was put at {many2} million rupees, and nobody in the room wanted to be the one to pay.",
        "Guards were talked about behind closed doors. {few4} of them ride along from {city5} to {city1} now, a "
        "rule from {year0} that costs each convoy half a day; {role1} {person1} would like to lift it in {region0} "
        "on {date0}, if the police there can spare enough patrol cars for the hours before dawn. Somebody would have "
        "to find {many2} million rupees for them, which is what the winter has cost so far.",
    ),
    (
        "Planners in {city2} also count on {work2}, for which {many2} acres were fenced in {year0}. It would handle "
        "{few5},000 containers a year and draw {many3} MW from the grid, and {body0} believes that traders in "
        "the north would then send their goods to the Arabian Sea rather than by rail through the desert.",
        "Much also hangs on {work2}. {body0} has fenced {many2} acres since {year0}, ordered power for {many3} MW "
        "and counts on {few5},000 containers a year, most of them for the far north, whose merchants have so "
        "far sent next to nothing through the ports of the Arabian Sea, as those in {city2} know well.",
        "Then there is {work2}, on whose {many2} acres near {city2} goats have grazed since {year0}. The plan of "
        "{body0} speaks of {few5},000 containers a year and of {many3} MW; freight from beyond the passes would "
        "have to choose the Arabian Sea for that, and nobody has asked its owners yet whether they will.",
    ),
    (
        "The two sides meet again in {city4} on {date2}. Until then {person0} is to report on land for the yard and "
        "on the customs post at Khunjerab Pass, while {person1} visits {city3}. China has said that it remains "
        "committed to CPEC, and Pakistan that it will not be late this time, whatever the weather in the passes. "
        "The minutes run to {many3} lines and were sent to all who had sat at the long table that day.",
        "Talks go on in {city4} on {date2}. {person1} will bring figures for {city3}, {person0} those of the "
        "customs post at Khunjerab Pass and of the yard, and both expect China to name its bank by then. Pakistan, "
        "an official added, has learnt from it that a date is worth more than a promise. A joint list of {many3} "
        "open questions was handed round before the tea was served, and nobody had a pencil at hand.",
        "What remains is homework until {date2}, when {city4} is host: for {person0} the registers of the yard "
        "and a new roof for the customs men at Khunjerab Pass, for {person1} a visit to {city3}. CPEC, both agreed, "
        "has been praised enough; China would now rather see a timetable, and Pakistan a bill. The protocol has "
        "{many3} pages, of which the last one is empty and was signed all the same, in blue ink.",
    ),
)


# ---- words --------------------------------------------------------------------------------------

_VERDICTS = {True: "reached", False: "**missed**", None: ""}


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    return "\n".join(f"| {' | '.join(row)} |" for row in (head, ["---"] * len(head), *rows))


def _say(what: str) -> None:
    print(f"bench: {what}", file=sys.stderr, flush=True)


_DOCUMENT = """# Benchmarks of reading articles

Written by `python -m scripts.bench.articles`; do not edit. {today}, {machine}, load of the
machine {load}. Each run reads {count:,} articles from files, makes their drafts and writes them to the disk, with
journal and stories. The articles are made up by the bench: seven paragraphs, {length} characters, with places,
projects, people, figures and dates.

{table}

The workers, the scheduler and the process that writes the drafts (distributed {dask}, loopback only) share the same
cores. The workers were warm; a cold one loads the gazetteers first.

## Near-duplicates

How alike (share of the shorter one's runs of four words that the longer one has too) changed copies and other texts are
to the article they were made from. From {same} on, at no less than {shorter} of the length, two are one story; two
groups become one only if their members share {akin} with each other.

{likeness}

Other facts in the same sentences come nearest: by its words, a bulletin that changes only its figures and names is
nearly the same text, and may be grouped.
"""


if __name__ == "__main__":
    sys.exit(main())
