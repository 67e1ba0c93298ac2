"""The records: what is in the repository keeps its promises, and nothing a person puts there brings the reader down."""

import gzip
import os
import re
import shutil
from pathlib import Path

import pytest

from cpec_map.edtf import is_edtf
from cpec_map.record import MAX_QUOTE_WORDS, Claim, Fact, Source, read_records
from cpec_map.table import MAX_PROBLEMS, read_table
from tests.samples import claim, harbour_seeds

ROOT = Path(__file__).resolve().parent.parent
SEEDS = ROOT / "seeds"
RECORDS = read_records(SEEDS)
TEXTS = [path for path in sorted(SEEDS.rglob("*")) if path.suffix in (".csv", ".toml")]
# The others are for the pipeline alone; tests/test_check.py watches them.
READ = ["subjects.csv", "attributes.csv", "sources.csv", "gaps.csv"]
READ += [path.relative_to(SEEDS).as_posix() for path in TEXTS if path.parent.name in ("articles", "claims")]


def test_no_record_of_the_repository_breaks_a_rule() -> None:
    assert RECORDS.problems == ()


def test_the_article_holds_its_42_facts() -> None:
    article = RECORDS.articles["000_7ff48d394035955c"]

    assert len(article.facts) == 42
    assert [fact.id for fact in article.facts] == list(RECORDS.facts)[:42]


@pytest.mark.parametrize("fact", RECORDS.facts.values(), ids=lambda fact: fact.id)
def test_a_fact_is_in_our_words_and_about_something(fact: Fact) -> None:
    quoted = fact.selector.exact

    assert len(quoted.split()) <= MAX_QUOTE_WORDS
    assert fact.subjects
    assert fact.statement.strip() == fact.statement
    assert fact.statement.casefold() != quoted.casefold()
    assert fact.selector.end - fact.selector.start == len(quoted)


@pytest.mark.parametrize("claim", RECORDS.claims, ids=lambda claim: claim.id)
def test_a_claim_cites_a_source_and_its_number_is_one_number(claim: Claim) -> None:
    assert claim.source in RECORDS.sources
    assert claim.attribute in RECORDS.attributes
    assert claim.subject in {*RECORDS.subjects, *RECORDS.portfolio.projects}
    if claim.unit == "date":
        assert is_edtf(claim.value)
    elif claim.unit is not None:
        assert float(claim.value) >= 0


@pytest.mark.parametrize("source", RECORDS.sources.values(), ids=lambda source: source.id)
def test_a_source_has_a_readable_title_and_a_licence(source: Source) -> None:
    assert not source.title.startswith("http")
    assert source.publisher
    assert source.licence


def test_every_source_and_attribute_is_used() -> None:
    used = {claim.attribute for claim in RECORDS.claims} | {gap.attribute for gap in RECORDS.gaps}

    assert used == set(RECORDS.attributes)


def test_every_subject_has_something_to_say() -> None:
    said = {claim.subject for claim in RECORDS.claims} | {s for fact in RECORDS.facts.values() for s in fact.subjects}

    assert said - set(RECORDS.portfolio.projects) == set(RECORDS.subjects)


def test_rival_values_stay_side_by_side() -> None:
    lengths = {claim.value for claim in RECORDS.claims if claim.attribute == "ml1_length"}

    assert lengths == {"1687", "1726", "1733", "1872"}


def test_the_incident_stays_at_city_level() -> None:
    claims = [claim for claim in RECORDS.claims if claim.subject == "event-karachi-shooting"]

    assert {claim.attribute for claim in claims} == {"date", "place", "injured"}
    assert {claim.value for claim in claims if claim.attribute == "place"} == {"Karachi"}


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.relative_to(SEEDS).as_posix())
def test_a_record_file_speaks_to_readers_not_to_its_makers(path: Path) -> None:
    text = path.read_text(encoding="utf-8")

    assert not re.search(r"\b(seeds?|corpora|corpus|find_string|in store|stored)\b", text, re.IGNORECASE)
    assert "unverified" not in text


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.relative_to(SEEDS).as_posix())
def test_no_record_file_holds_a_run_of_the_articles_text(path: Path) -> None:
    words = _words(_article_text())
    runs = {tuple(words[i : i + 8]) for i in range(len(words) - 7)}

    said = _words(path.read_text(encoding="utf-8"))

    assert not runs & {tuple(said[i : i + 8]) for i in range(len(said) - 7)}


# ---- input that is broken, foreign or hostile ---------------------------------------------------

HOSTILE = {
    "nothing": b"",
    "blank": b"  \n\n",
    "zeros": bytes(1000),
    "another encoding": "id,name\nq,Caf\xe9".encode("latin-1"),
    "UTF-16": "id,name".encode("utf-16"),
    "compressed": gzip.compress(b"id,name\n"),
    "half a file": b'id = "x"\n[[fact]]\nstatement = "half',
    "deep nesting": b"a = " + b"[" * 100_000,
    "a number of 10,000 digits": b"a = " + b"9" * 10_000,
    "too large": b"x" * 3_000_000,
    "open quotation mark": b'id,subject,name\n"' + b"a,b\n" * 1000,
    "a cell of a megabyte": b"id,name\n" + b"x" * 1_000_000,
    "markup": b"<html><script>1</script></html>",
    "a header alone": b"id,subject,attribute,value,unit,as_of,source,confidence,note\n",
    "text in place of tables": b'id = 7\nfact = "x"\nsha256 = []\nparagraphs = true\n',
    "facts that are no tables": b'fact = [1, "x", {}, {id = 3}, {selector = 4}]\n',
}


@pytest.mark.parametrize("name", READ)
@pytest.mark.parametrize("content", HOSTILE.values(), ids=HOSTILE)
def test_a_broken_file_is_reported_and_the_rest_is_kept(name: str, content: bytes, seeds: Path) -> None:
    (seeds / name).write_bytes(content)

    records = read_records(seeds)

    # A table of claims or gaps may be empty; nothing refers to it.
    assert records.problems or (content == HOSTILE["a header alone"] and name.startswith(("claims/", "gaps")))
    assert all(problem.file.startswith("seeds/") and problem.remedy for problem in records.problems)
    kept = [records.articles, records.sources, records.subjects, records.attributes, records.claims]
    assert sum(bool(one) for one in kept) >= 3
    assert len(records.problems) < 10 * MAX_PROBLEMS


@pytest.mark.parametrize("name", READ)
def test_a_folder_or_a_pipe_in_place_of_a_file_is_reported(name: str, seeds: Path) -> None:
    (seeds / name).unlink()
    (seeds / name).mkdir()
    assert any(problem.file == f"seeds/{name}" for problem in read_records(seeds).problems)

    (seeds / name).rmdir()
    os.mkfifo(seeds / name)
    assert any(problem.file == f"seeds/{name}" for problem in read_records(seeds).problems)


def test_a_missing_folder_is_reported(tmp_path: Path) -> None:
    records = read_records(tmp_path / "nowhere")

    assert records.problems
    assert not records.facts and not records.claims


def test_a_foreign_file_is_reported_and_notes_are_not(seeds: Path) -> None:
    (seeds / "claims" / "table.xlsx").write_bytes(b"PK")
    (seeds / "claims" / "README.md").write_text("notes")

    (problem,) = read_records(seeds).problems

    assert problem.file == "seeds/claims/table.xlsx"


def test_a_file_name_that_is_not_text_is_still_printable(seeds: Path) -> None:
    Path(os.fsdecode(os.fsencode(seeds / "claims") + b"/\xff.csv")).write_bytes(b"x")

    problems = read_records(seeds).problems

    assert problems
    "".join(str(problem) for problem in problems).encode("utf-8")


@pytest.mark.parametrize(
    ("column", "value", "rule"),
    [
        ("subject", "gwadar-harbour", "subjects.csv"),
        ("source", "a-rumour", "sources.csv"),
        ("attribute", "colour", "attributes.csv"),
        ("as_of", "last spring", "EDTF"),
        ("confidence", "certain", "confidence"),
        ("value", "", "empty"),
        ("id", "../x", "id"),
        ("id", "F093a", "twice"),
    ],
)
def test_a_wrong_cell_is_named_with_its_line_and_column(column: str, value: str, rule: str, seeds: Path) -> None:
    row = {
        "id": "X1",
        "subject": "gwadar-port",
        "attribute": "depth",
        "value": "14",
        "unit": "m",
        "as_of": "2015",
        "source": "wikipedia-gwadar-port",
        "confidence": "low",
        "note": "",
        "place": "",
    }
    row[column] = value
    path = seeds / "claims" / "gwadar.csv"
    lines = path.read_text(encoding="utf-8").count("\n")
    with path.open("a", encoding="utf-8") as stream:
        stream.write(",".join(row.values()) + "\n")

    records = read_records(seeds)

    (problem,) = records.problems
    assert (problem.file, problem.place) == ("seeds/claims/gwadar.csv", f"line {lines + 1}, {column}")
    assert rule in problem.rule
    assert len(records.claims) == len(RECORDS.claims) + (column == "attribute")


def test_the_same_claim_in_two_files_is_kept_once(seeds: Path) -> None:
    shutil.copy(seeds / "claims" / "events.csv", seeds / "claims" / "events-again.csv")

    records = read_records(seeds)

    assert len(records.claims) == len(RECORDS.claims)
    assert records.problems


def test_a_quote_of_eight_words_is_refused(seeds: Path) -> None:
    quote = "one two three four five six seven eight"
    _change_article(seeds, 'exact = "held in Islamabad"', f'exact = "{quote}"')

    records = read_records(seeds)

    assert "S03" not in records.facts
    assert len(records.facts) == 41
    assert any("fact S03" in problem.place and "8 words" in problem.rule for problem in records.problems)
    assert not any(quote in str(problem) for problem in records.problems)


def test_a_long_quote_without_spaces_is_refused(seeds: Path) -> None:
    _change_article(seeds, 'exact = "held in Islamabad"', 'exact = "' + "会" * 300 + '"')

    assert "S03" not in read_records(seeds).facts


def test_a_fact_about_an_unknown_subject_keeps_the_known_ones(seeds: Path) -> None:
    _change_article(seeds, 'subjects = ["gwadar-port"]', 'subjects = ["gwadar-port", "gwadar-harbour"]')

    records = read_records(seeds)

    assert records.facts["S18"].subjects == ("gwadar-port",)
    assert "gwadar-harbour" in records.problems[0].rule


def test_an_article_is_named_as_its_file(seeds: Path) -> None:
    """Its id becomes a file name in ``texts/``, so it must not lead elsewhere."""
    _change_article(seeds, 'id = "000_7ff48d394035955c"', 'id = "../../etc/passwd"')

    records = read_records(seeds)

    assert not records.articles
    assert records.problems[0].place == "id"


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "//host/x"])
def test_an_address_that_is_not_of_the_web_never_becomes_a_link(address: str, seeds: Path) -> None:
    with (seeds / "sources.csv").open("a", encoding="utf-8") as stream:
        stream.write(f'odd,Odd,Nobody,2020,"{address}",not open; cited,\n')

    records = read_records(seeds)

    assert records.sources["odd"].address is None
    assert len(records.problems) == 1


def test_text_that_looks_like_code_stays_text(seeds: Path) -> None:
    name = "<b>{{ 7 * 7 }}</b> ${x} =1+1"
    with (seeds / "subjects.csv").open("a", encoding="utf-8") as stream:
        stream.write(f"odd,{name},policy,,\n")

    records = read_records(seeds)

    assert records.subjects["odd"].name == name


def test_many_problems_of_one_file_are_counted_not_listed(seeds: Path) -> None:
    with (seeds / "claims" / "events.csv").open("a", encoding="utf-8") as stream:
        stream.write("a,b\n" * 10_000)

    problems = read_records(seeds).problems

    assert len(problems) == MAX_PROBLEMS + 1
    assert "more problems" in problems[-1].rule


def test_a_byte_order_mark_of_a_spreadsheet_is_forgiven(seeds: Path) -> None:
    path = seeds / "subjects.csv"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))

    records = read_records(seeds)

    assert records.problems == ()
    assert records.subjects == RECORDS.subjects


def test_a_table_without_its_columns_says_which_are_missing(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("id,name\nx,y\n")

    table = read_table(tmp_path / "t.csv", ("id", "name", "lon"), tmp_path)

    assert not table.readable
    assert "lon" in table.problems[0].rule


def test_a_cell_that_spans_lines_does_not_shift_the_line_numbers(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text('id,name\na,"two\nlines"\nb,c\n')

    table = read_table(tmp_path / "t.csv", ("id", "name"), tmp_path)

    assert [(row.line, row["id"]) for row in table.rows] == [(2, "a"), (4, "b")]


@pytest.mark.parametrize(
    "text",
    [
        "2024",
        "2024-11",
        "2024-11-07",
        "2024~",
        "2026-08~",
        "2019/2020",
        "../2020",
        "2024-05/..",
        "2024-05/2025-09",
        "201X",
        "20XX",
        "2004-XX",
        "2004-06-XX",
        "2001-21",
        "2024-02-29",
        "2024~/2025",
        "2024-01-30/2024-01",
        "/2020",
        "2024/",
    ],
)
def test_these_are_edtf_dates(text: str) -> None:
    assert is_edtf(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "late 2024",
        "2024-13",
        "2024-02-30",
        "2023-02-29",
        "2025/2024",
        "../..",
        "/",
        "2024-5",
        "24",
        "0000",
        "2024/2025/2026",
        "2024-11-07T10:00",
        "201X-05",
        "٢٠٢٤",
        "2024-21-01",
        "2024 ",
    ],
)
def test_these_are_not_edtf_dates(text: str) -> None:
    assert not is_edtf(text)


@pytest.fixture
def seeds(tmp_path: Path) -> Path:
    """A copy of the records that a test may break."""
    return Path(shutil.copytree(SEEDS, tmp_path / "seeds", ignore=shutil.ignore_patterns("*.txt")))


def _change_article(seeds: Path, old: str, new: str) -> None:
    (path,) = (seeds / "articles").glob("*.toml")
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def _article_text() -> str:
    article = "000_7ff48d394035955c"
    for path in (SEEDS / "texts" / f"{article}.txt", ROOT.parent / "shared" / "articles" / f"{article}.txt"):
        if path.is_file():
            return path.read_text(encoding="utf-8")
    pytest.skip("the article's text is not at hand")


def _words(text: str) -> list[str]:
    return re.findall(r"[\w’'-]+", text.casefold())


@pytest.mark.parametrize(
    ("change", "place", "rule"),
    [
        ({"unit": "furlongs"}, "unit", "is not a unit of length"),
        ({"unit": ""}, "unit", "is not a unit of length"),
        ({"value": "about 7"}, "value", "is not a number"),
        ({"value": "-7"}, "value", "cannot be meant"),
        ({"value": "70000"}, "value", "cannot be meant"),
        ({"as_of": "soon"}, "as_of", "is not an EDTF date"),
        ({"source": "nobody"}, "source", "is not in sources.csv"),
        ({"subject": "nothing"}, "subject", "is not in subjects.csv"),
    ],
)
def test_a_claim_that_cannot_be_is_named_and_left_out(
    tmp_path: Path, change: dict[str, str], place: str, rule: str
) -> None:
    seeds = harbour_seeds(tmp_path, claims=[{**claim("C1"), **change}, claim("C2")])

    records = read_records(seeds)

    assert [one.id for one in records.claims] == ["C2"]
    [problem] = [one for one in records.problems if one.file == "seeds/claims/all.csv"]
    assert problem.place == f"line 2, {place}"
    assert rule in problem.rule and problem.remedy
