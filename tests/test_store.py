"""Storing a reviewed draft: records and layers change together, nothing before, and never the article's text."""

from __future__ import annotations

import csv
import io
import re
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from cpec_map.anchor import check_text
from cpec_map.catalog import Catalog, open_catalog
from cpec_map.facts import describe
from cpec_map.link import Selection
from geo.__main__ import main
from geo.reading.draft import Draft, DraftArticle
from geo.storing.change import Change, apply_change, undo_last
from geo.storing.lookup import find_places
from geo.storing.store import Planned, plan
from tests.drafts import (
    CLAIM,
    DUBAI,
    KARACHI,
    MINGORA,
    PAKISTAN,
    TEXT,
    accepted,
    candidate,
    chosen,
    decisions,
    draft,
    everything,
    fact,
    marked,
    mention,
    own,
    sample,
)
from tests.samples import MARK, PRODUCT

ROOT = Path(__file__).resolve().parent.parent
TODAY = date(2026, 11, 24)


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the repository's records and layers that no test changes."""
    return _copy(tmp_path_factory.mktemp("published"))


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A copy of the repository's records and layers to be changed."""
    return _copy(tmp_path)


@pytest.fixture(scope="module")
def planned(published: Path) -> Planned:
    """Everything accepted, planned once."""
    return worked_out(published, sample(), everything())


def _copy(folder: Path) -> Path:
    ignored = shutil.ignore_patterns("desk", "texts", ".*")
    for name in ("seeds", "layers"):
        shutil.copytree(ROOT / name, folder / name, ignore=ignored)
    (folder / "docs").mkdir()
    shutil.copy(ROOT / "docs" / "accuracy.md", folder / "docs")
    return folder


def folders(repository: Path) -> tuple[Path, Path, Path]:
    return repository / "seeds", repository / "layers", repository / "docs"


def worked_out(repository: Path, about: Draft, decided: object) -> Planned:
    return plan(*folders(repository), about, decided, TODAY)


def store(repository: Path, about: Draft, decided: object) -> Planned:
    """Plan and apply; the plan must be free of problems."""
    planned = worked_out(repository, about, decided)
    assert [str(one) for one in planned.problems] == []
    apply_change(*folders(repository), planned.change, repository / "stored")
    return planned


def refused(repository: Path, about: Draft, decided: object) -> list[str]:
    planned = worked_out(repository, about, decided)
    assert planned.change == ()
    assert planned.summary == ""
    return [str(one) for one in planned.problems]


def content(repository: Path) -> dict[str, bytes]:
    return {
        path.relative_to(repository).as_posix(): path.read_bytes()
        for folder in folders(repository)
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def catalog(repository: Path) -> Catalog:
    return open_catalog(repository / "layers", repository / "seeds")


def rows(content: bytes | None) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO((content or b"").decode(), newline="")))


def after(change: Change, path: str) -> bytes:
    return next((one.after or b"" for one in change if one.path == path), b"")


def check(repository: Path, capsys: pytest.CaptureFixture[str]) -> str:
    seeds, layers, docs = folders(repository)
    main(["check", "--seeds", str(seeds), "--layers", str(layers), "--docs", str(docs)])
    return capsys.readouterr().out


# ---- what is stored -----------------------------------------------------------------------------


def test_planning_changes_nothing_and_says_what_would(repository: Path, planned: Planned) -> None:
    before = content(repository)

    again = worked_out(repository, sample(), everything())

    assert content(repository) == before
    assert again == planned
    assert [str(one) for one in planned.problems] == []
    assert planned.summary == "Adds 2 facts, 1 figure, 2 places, 1 gazetteer row, 1 source, 1 layer"


def test_what_is_stored_is_without_a_problem_and_undone_byte_for_byte(
    repository: Path, planned: Planned, capsys: pytest.CaptureFixture[str]
) -> None:
    before = content(repository)

    apply_change(*folders(repository), planned.change, repository / "stored")
    said = check(repository, capsys)
    now = content(repository)
    undo_last(*folders(repository), repository / "stored")

    assert said == "No problem found.\n"
    assert now == {**before, **{one.path: one.after for one in planned.change}}
    assert content(repository) == before


def test_the_map_shows_the_new_facts_the_new_points_and_the_rival_beside_the_others(
    repository: Path, planned: Planned
) -> None:
    apply_change(*folders(repository), planned.change, repository / "stored")
    shown = catalog(repository)

    assert shown.problems == ()
    karachi = describe(shown, Selection(feature="place-karachi"))
    assert [one["statement"] for one in karachi["facts"]] == ["A train ran north again"]
    assert karachi["feature"]["accuracy_m"] == 8000
    assert karachi["feature"]["layer_title"] == "Places in the news"
    railway = describe(shown, Selection(feature="ml1-karachi-hyderabad"))
    assert "S44" in [one["id"] for one in railway["facts"]]
    cost = next(one for one in railway["figures"] if one["attribute"] == "ml1_cost")
    assert len({claim["value"] for claim in cost["claims"]}) > 1
    mine = next(claim for claim in cost["claims"] if claim["value"] == "6.2")
    assert mine["publisher"] == "The Made-up Post"
    assert mine["note"] == "Fact S44: The upgrade is put at 6.2 billion dollars"


def test_the_stored_article_finds_its_quotes_in_the_text_again(repository: Path, planned: Planned) -> None:
    apply_change(*folders(repository), planned.change, repository / "stored")
    article = catalog(repository).records.articles[sample().article.id]

    report = check_text(article, TEXT)

    assert report.same
    assert report.in_place == len(article.facts) == 2
    assert article.citation == "The Made-up Post, “Wagons go north”, 20 November 2026."
    assert [fact.id for fact in article.facts] == ["S43", "S44"]


def test_the_text_is_nowhere_in_what_is_written(repository: Path) -> None:
    store(repository, sample(), everything())
    words = _words(TEXT)
    runs = {tuple(words[first : first + 8]) for first in range(len(words) - 7)}

    for path in (path for path in repository.rglob("*") if path.is_file()):
        said = _words(path.read_text(encoding="utf-8", errors="replace"))
        assert not runs & {tuple(said[first : first + 8]) for first in range(len(said) - 7)}, path
        assert not any(line in path.read_text("utf-8", "replace") for line in TEXT.split("\n"))


def _words(text: str) -> list[str]:
    return re.findall(r"[\w’'-]+", text.casefold())


def test_rows_are_added_and_every_other_line_stays(planned: Planned) -> None:
    for one in planned.change:
        if one.path.endswith(".csv") and one.before is not None:
            before, now = one.before.split(b"\n"), (one.after or b"").split(b"\n")
            gone = [line for line in before if line not in now]
            # The gazetteer's row of Karachi now says what draws it.
            assert [line.partition(b",")[0] for line in gone] == ([b"karachi"] if "gazetteer" in one.path else [])
            assert [line for line in now if line in before] == [line for line in before if line in now]
    ids = [row["id"] for row in rows(after(planned.change, "seeds/gazetteer.csv"))]
    assert ids == sorted(ids)


def test_a_point_has_the_licence_of_its_source_and_the_layer_one_for_all(planned: Planned) -> None:
    points = {
        row["id"]: row for row in rows(after(planned.change, "seeds/places.csv")) if row["id"].startswith("place-")
    }

    assert points["place-karachi"]["licence"] == "ODbL-1.0"
    assert points["place-mingora"]["licence"] == "CC-BY-4.0"
    assert points["place-mingora"]["source"] == "geonames"
    assert points["place-mingora"]["geonames"] == "1170395"
    layer = after(planned.change, "layers/reported-places.geojson").decode()
    assert '"licence": "ODbL-1.0"' in layer
    assert "© OpenStreetMap contributors" in layer


def test_a_second_article_counts_on_and_draws_nothing_twice(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store(repository, sample(), everything())
    text = "Wheat was sent from Karachi to Mingora by road. The upgrade is said to need 6.9 billion dollars."
    about = draft(
        text,
        (
            mention(text, "m1", "Karachi", "place", candidate(*KARACHI)),
            mention(text, "m2", "Mingora", "place", candidate(*MINGORA)),
        ),
        (fact(text, "f1", "from Karachi to Mingora"), fact(text, "f2", "6.9 billion dollars")),
    )
    decided = everything()
    decided["mentions"].pop("m5")
    decided["facts"].pop("f3")

    planned = store(repository, about, decided)

    records = catalog(repository).records
    assert list(records.facts)[-2:] == ["S45", "S46"]
    assert [claim.id for claim in records.claims if claim.id.startswith("N")] == ["N001", "N002"]
    assert records.facts["S45"].subjects == ("corridor-whole", "place-karachi", "place-mingora")
    assert planned.summary == "Adds 2 facts, 1 figure, 1 source"
    assert check(repository, capsys) == "No problem found.\n"
    undo_last(*folders(repository), repository / "stored")
    undo_last(*folders(repository), repository / "stored")
    assert check(repository, capsys) == "No problem found.\n"
    assert not (repository / "layers" / "reported-places.geojson").exists()


def test_an_article_on_record_is_refused_with_its_id(repository: Path) -> None:
    store(repository, sample(), everything())
    renamed = sample()
    renamed = Draft(
        DraftArticle(**{**vars(renamed.article), "id": "another-id"}), renamed.text, renamed.mentions, renamed.facts
    )

    for about in (sample(), renamed):
        (problem,) = refused(repository, about, everything())
        assert problem.startswith(f"article: is already on record as {sample().article.id}.")


# ---- places -------------------------------------------------------------------------------------


def test_what_is_large_or_far_away_is_named_and_not_drawn(repository: Path) -> None:
    text = "Goods from Pakistan went by the Indus to Dubai, to Hunza and to Jhimpir."
    about = draft(
        text,
        (
            mention(text, "m1", "Pakistan", "place", candidate(*PAKISTAN, kind="country")),
            mention(
                text,
                "m2",
                "Indus",
                "place",
                candidate("indus", "Indus", 71.5, 33.0, 40_000.0, "toponyms", kind="river"),
            ),
            mention(text, "m3", "Dubai", "place", candidate(*DUBAI, country="AE")),
            mention(
                text, "m4", "Jhimpir", "place", candidate("station-jhimpir", "Jhimpir", 68.0, 25.0, 700.0, "corridor")
            ),
        ),
        (fact(text, "f1", "went by the Indus"),),
    )

    planned = store(repository, about, decisions(mentions={f"m{number}": chosen() for number in range(1, 5)}))

    (stored,) = catalog(repository).records.articles[about.article.id].facts
    assert stored.places == ("Pakistan", "Indus", "Dubai", "Jhimpir")
    # Jhimpir is drawn already, as a station of the railway.
    assert stored.subjects == ("corridor-whole",)
    assert not (repository / "layers" / "reported-places.geojson").exists()
    assert planned.notes == ("Dubai lies outside the corridor: it is named in its facts and not drawn.",)


def test_a_place_on_no_list_is_stored_about_there_and_says_so(repository: Path) -> None:
    text = "Herders from Tharo Zzyzepoto asked for water."
    reason = "No list knows it; the text names it beside Islamkot, so it lies about there."
    about_there = candidate(
        "beside-islamkot", "Tharo Zzyzepoto", 70.18, 24.7, 50_000.0, "beside", kind="village", reason=reason
    )
    about = draft(text, (mention(text, "m1", "Tharo Zzyzepoto", "place", about_there),), (fact(text, "f1", "asked"),))

    planned = store(repository, about, decisions(mentions={"m1": chosen()}))

    added = {row["name"]: row for row in rows(after(planned.change, "seeds/gazetteer.csv"))}["Tharo Zzyzepoto"]
    assert float(added["accuracy_m"]) == 50_000.0
    assert "the article names it beside a place there" in added["note"]


def test_a_reviewers_own_place_is_drawn_and_says_whose_it_is(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    about = sample()

    store(repository, about, decisions(mentions={"m1": chosen(own=own())}))

    shown = catalog(repository)
    place = next(one for one in shown.places if one.id == "wagon-yard")
    assert (place.lon, place.lat, place.accuracy_m, place.country) == (67.0, 24.9, 400, "PK")
    assert place.source == about.article.id
    assert place.note == "Placed by a reviewer of the article that names it. From a plan"
    point = describe(shown, Selection(feature="place-wagon-yard"))
    assert [one["id"] for one in point["facts"]] == ["S43"]
    assert point["feature"]["licence"] == "CC-BY-4.0"
    assert check(repository, capsys) == "No problem found.\n"


def test_an_own_place_that_the_gazetteer_knows_adds_no_second_row_to_it(repository: Path) -> None:
    city = own(name="Karachi", kind="city", lon=67.01, lat=24.86, accuracy_m=25_000)

    planned = store(repository, sample(), decisions(mentions={"m1": chosen(own=city)}))

    assert after(planned.change, "seeds/gazetteer.csv") == b""
    (point,) = [row for row in rows(after(planned.change, "seeds/places.csv")) if row["layer"] == "reported-places"]
    assert (point["accuracy_m"], point["source"]) == ("25000", sample().article.id)


def test_a_place_that_the_gazetteer_has_from_another_source_is_that_place(repository: Path) -> None:
    text = "A mill opened in Abdul Hakim."
    same = candidate("geonames-1", "Abdul Hakim", 72.13, 30.555, 5000.0, "geonames")
    about = draft(text, (mention(text, "m1", "Abdul Hakim", "place", same),), (fact(text, "f1", "A mill opened"),))

    planned = store(repository, about, decisions(mentions={"m1": chosen()}))

    assert planned.summary == "Adds 1 fact, 1 place, 1 source, 1 layer"
    (point,) = [row for row in rows(after(planned.change, "seeds/places.csv")) if row["layer"] == "reported-places"]
    assert (point["id"], point["source"]) == ("place-abdul-hakim", "geonames-postal")


def test_a_place_that_no_accepted_fact_speaks_of_is_not_drawn(repository: Path) -> None:
    decided = decisions(mentions={"m2": chosen()}, facts={"f2": accepted(subjects=["project-ml1"])})

    planned = store(repository, sample(), decided)

    assert planned.notes == ("No accepted fact speaks of Mingora: it is in the gazetteer and not drawn.",)
    assert planned.summary == "Adds 1 fact, 1 gazetteer row, 1 source"


def test_a_place_given_by_its_distance_is_drawn_with_what_that_leaves_open(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = "A bridge 40 km north of Quetta is being repaired."
    shifted = candidate(
        "quetta", "Quetta", 67.017, 30.556, 17_000.0, "corridor", gazetteer=None, reason="Near; shifted: it lies north."
    )
    about = draft(
        text, (mention(text, "m1", "40 km north of Quetta", "place", shifted),), (fact(text, "f1", "A bridge"),)
    )

    store(repository, about, decisions(mentions={"m1": chosen()}))

    point = catalog(repository).features["place-40-km-north-of-quetta"]
    assert point.feature["geometry"]["coordinates"] == [67.017, 30.556]
    assert point.properties["accuracy_m"] == 17_000
    assert check(repository, capsys) == "No problem found.\n"


def test_a_fact_that_is_added_gets_the_places_of_the_sentence_its_words_stand_in(repository: Path) -> None:
    start = TEXT.index("spoke in Islamabad")
    added = accepted(statement="A minister explained the price", selector={"start": start - 1, "end": start + 18})

    store(repository, sample(), decisions(mentions={"m1": chosen(), "m4": chosen()}, facts={"own-1": added}))

    (stored,) = catalog(repository).records.articles[sample().article.id].facts
    # The space that was selected with the words is left out.
    assert stored.selector.exact == "spoke in Islamabad"
    assert stored.selector.paragraph == 2
    assert stored.subjects == ("corridor-whole", "place-islamabad")


def test_a_place_that_the_reading_missed_is_drawn_told_of_by_its_sentence_and_undone(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = content(repository)
    facts = {"f1": accepted(), "f2": accepted(statement="The price was renewed")}

    store(repository, sample(), decisions(mentions={"own-m1": marked("the yard", own=own())}, facts=facts))

    shown = catalog(repository)
    first, second = shown.records.articles[sample().article.id].facts
    assert first.subjects == ("corridor-whole", "place-wagon-yard")
    assert first.places == ("Wagon yard",)
    assert second.subjects == ("corridor-whole",)
    point = describe(shown, Selection(feature="place-wagon-yard"))
    assert [one["id"] for one in point["facts"]] == [first.id]
    assert check(repository, capsys) == "No problem found.\n"
    undo_last(*folders(repository), repository / "stored")
    assert content(repository) == before


def test_what_was_looked_up_is_stored_as_the_gazetteers_have_it(published: Path) -> None:
    seeds = published / "seeds"
    kotri, mingora = (vars(find_places(name, seeds)[0]) for name in ("Kotri", "Mingora"))
    mentions = {
        "m1": {**chosen(None), "found": {**kotri, "feature": "gwadar-port", "reason": "shifted: no"}},
        "own-m1": marked("the yard", found=mingora),
    }

    planned = worked_out(published, sample(), decisions(mentions=mentions))

    assert [str(one) for one in planned.problems] == []
    points = [row for row in rows(after(planned.change, "seeds/places.csv")) if row["layer"] == "reported-places"]
    assert [(row["id"], row["geonames"]) for row in points] == [
        ("place-kotri", "1172904"),
        ("place-mingora", "1170395"),
    ]
    moved = {**kotri, "lon": kotri["lon"] + 1}
    (problem,) = refused(published, sample(), decisions(mentions={"own-m1": marked("the yard", found=moved)}))
    assert problem.startswith("mention own-m1, found: is not as the gazetteer has it now.")


# ---- incidents ----------------------------------------------------------------------------------


INCIDENTS: tuple[tuple[dict[str, Any], str], ...] = (
    ({}, "places: tells of an incident at Sost, known to 1,500 m. Incidents are shown no finer than 10,000 m: reject"),
    (
        {"actors": ["Bilal Wagoner"]},
        "actors: names 'Bilal Wagoner' in an incident. Keep states and",
    ),
    ({"statement": "Bilal Wagoner was near"}, "statement: names 'Bilal Wagoner' in its words or its quote. Say it"),
    (
        {"places": ["Sost", "Gwadar Port"]},
        "places: names the port Gwadar Port as the place of an incident.",
    ),
    (
        {"subjects": ["gwadar-port"]},
        "subjects: ties an incident to gwadar-port, which is drawn to 20 m. Choose",
    ),
    (
        {"kind": "event", "statement": "An explosion was heard"},
        "places: tells of an incident at Sost",
    ),
)


def test_an_incident_is_stored_without_an_exact_place_and_without_people(published: Path) -> None:
    usual: dict[str, Any] = {"kind": "security incident", "subjects": ["policy-security"]}
    start = TEXT.index("injured two workers")
    usual["selector"] = {"start": start, "end": start + len("injured two workers")}
    facts = {f"own-{number}": accepted(**{**usual, **more}) for number, (more, _) in enumerate(INCIDENTS)}

    problems = refused(published, sample(), decisions(mentions={"m5": chosen()}, facts=facts))

    for number, (_, problem) in enumerate(INCIDENTS):
        assert any(one.startswith(f"fact own-{number}, {problem}") for one in problems), (problem, problems)


def test_an_incident_at_the_level_of_a_city_is_stored(repository: Path) -> None:
    incident = accepted(
        kind="security incident",
        subjects=["policy-security"],
        places=["Upper Hunza"],
        actors=["Gilgit Police", "China"],
    )

    store(repository, sample(), decisions(facts={"f3": incident}))

    (stored,) = catalog(repository).records.articles[sample().article.id].facts
    assert stored.subjects == ("policy-security",)
    assert stored.places == ("Upper Hunza",)


# ---- refused ------------------------------------------------------------------------------------


MISFITS: tuple[tuple[dict[str, Any], str], ...] = (
    ({"subjects": []}, "subjects: is about nothing. Choose a subject, or accept a place in its sentence."),
    ({"subjects": ["gwadar-prt"]}, "subjects: names 'gwadar-prt', which is not on record. Did you mean 'gwadar-port'?"),
    ({"subjects": ["../../etc"]}, "subjects: names '../../etc', which is not on record. Choose a subject, a project"),
    ({"claim": {"subject": "nobody"}}, "claim.subject: 'nobody' is not on record. Choose one of the fact's: corridor"),
    ({"claim": {"attribute": "ml1_cst"}}, "claim.attribute: 'ml1_cst' is not what claims measure. Did you mean 'ml1_"),
    ({"claim": {"unit": "km"}}, "claim.unit: 'km' is not a unit of money. Use one of USD million"),
    ({"claim": {"value": "about 6"}}, "claim.value: 'about 6' is not a number. Give digits only"),
    ({"claim": {"value": "6200000"}}, "claim.value: 6200000 USD billion cannot be meant. Give 0 to 1000"),
    (
        {"claim": {"attribute": "latest_status", "unit": "km", "value": "soon"}},
        "claim.unit: is 'km' beside a",
    ),
    ({"claim": {"attribute": "opened", "unit": "", "value": "soon"}}, "claim.value: 'soon' is not an EDTF date."),
)


def test_what_does_not_fit_the_records_is_refused_with_what_to_do(published: Path) -> None:
    facts = {}
    for number, (more, _) in enumerate(MISFITS):
        one = {**more, "claim": {**CLAIM, **more["claim"]}} if isinstance(more.get("claim"), dict) else more
        facts[f"own-{number}"] = accepted(selector={"start": 0, "end": 11}, **one)

    problems = refused(published, sample(), decisions(facts=facts))

    assert len(problems) == len(MISFITS)
    for number, (_, problem) in enumerate(MISFITS):
        assert problems[number].startswith(f"fact own-{number}, {problem}")


def test_records_that_are_wrong_already_are_said_first(repository: Path) -> None:
    path = repository / "seeds" / "places.csv"
    path.write_bytes(path.read_bytes().replace(b"67.01015", b"167.01015"))

    problems = refused(repository, sample(), everything())

    assert problems[0].startswith("seeds/places.csv, line 2: lies at lon 167.01")


# ---- hostile text -------------------------------------------------------------------------------

HOSTILE = (
    MARK,
    '"""\n[[fact]]\nid = "S1"\n\\',
    "=HYPERLINK(0)",
    "+1-2@x",
    '@a,"b"\r\n,c\r\nd\',;|',
    "{% for x in y %}${x}<script>alert(1)</script>\u2028\u2029",
    "../../../etc/passwd",
    "\ufeff-5 \\u0041 # not a comment ''' ",
)


def test_hostile_text_stays_text_in_every_field(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    hostile = [text.replace("\ufeff", "") for text in HOSTILE]
    facts = {}
    for number, text in enumerate(hostile, start=1):
        claim = {"attribute": "latest_status", "value": text, "unit": "", "as_of": "", "subject": "project-ml1"}
        lists = {"places": [text[:80]], "actors": [text[:80]]}
        facts[f"own-{number}"] = accepted(
            statement=text, kind=text[:80], inferred=text, claim=claim, selector={"start": 0, "end": 11}, **lists
        )
    place = own(name=hostile[0][:80], note=hostile[1])
    article = {**decisions()["article"], "title": hostile[1], "publisher": hostile[2], "dated_by": hostile[4]}

    store(repository, sample(), decisions(article=article, mentions={"m1": chosen(own=place)}, facts=facts))

    assert check(repository, capsys) == "No problem found.\n"
    shown = catalog(repository)
    record = shown.records.articles[sample().article.id]
    assert [fact.statement for fact in record.facts] == [" ".join(text.split()) for text in hostile]
    assert record.title == " ".join(hostile[1].split())
    assert {claim.value for claim in shown.records.claims if claim.id.startswith("N")} == {
        " ".join(text.split()) for text in hostile
    }
    assert len(shown.records.facts) == 42 + len(hostile)
    (point,) = [one for one in shown.features.values() if one.layer.id == "reported-places"]
    assert point.properties["name"] == " ".join(hostile[0][:80].split())
    assert PRODUCT.encode() not in b"".join(content(repository).values())
    undo_last(*folders(repository), repository / "stored")
    assert check(repository, capsys) == "No problem found.\n"
