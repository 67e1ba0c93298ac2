"""The desk: open to this machine only, asked in JSON by its own page, and nothing is changed before it is looked at."""

from __future__ import annotations

import json
import shutil
from base64 import b64encode
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.types import ASGIApp, Receive, Scope, Send

from cpec_map.catalog import current_catalog
from page.desk import AWAY, MAX_BODY, MAX_DRAFTS, Access, DeskError, Folders, GeoPipeline, desk_routes
from tests.samples import LAYERS, MARK, PRODUCT, ROOT, SEEDS, article, fact, harbour_seeds, write_seeds
from tests.test_serving import Answer, ask

HERE = {"host": "127.0.0.1:8501", "origin": "http://127.0.0.1:8501", "content_type": "application/json"}
ONE, TWO, LINK = "article-0000000000000001", "article-0000000000000002", "article-00000000000000ff"
LOOKED_AT = ("/desk/forms", "/desk/example", f"/desk/drafts/{ONE}")
ASKED = ("/desk/warm", "/desk/read", "/desk/places", "/desk/plan", "/desk/store", "/desk/undo")


class FakePipeline:
    """Remembers what it was asked, and fails as it is told."""

    def __init__(self, failure: Exception | None = None) -> None:
        self.asked: list[Any] = []
        self.failure = failure

    def _did(self, *what: Any) -> None:
        self.asked.append(what)
        if self.failure is not None:
            raise self.failure

    def warm(self, folders: Folders) -> None:
        self._did("warm")

    def read(self, folders: Folders, name: str, data: bytes, about: Mapping[str, str]) -> dict[str, Any]:
        self._did("read", name, data, dict(about))
        return {"text": data.decode()}

    def places(self, folders: Folders, query: str) -> list[dict[str, Any]]:
        self._did("places", query)
        return [{"id": "quay", "name": MARK}]

    def plan(self, folders: Folders, draft: Any, decisions: Any) -> dict[str, Any]:
        self._did("plan", draft, decisions)
        return {"summary": "Adds 1 fact", "notes": [], "problems": [], "files": [], "base": "b"}

    def store(self, folders: Folders, draft: Any, decisions: Any, base: str) -> dict[str, Any]:
        self._did("store", draft, decisions, base)
        return {"article": "talk", "message": "Stored."}

    def undo(self, folders: Folders) -> dict[str, Any]:
        self._did("undo")
        return {"message": "Taken back."}

    def stored(self, folders: Folders) -> list[dict[str, Any]]:
        return [{"id": "1", "title": "A talk", "files": 2}]


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    """Records of a harbour with an article about it, an example, and one draft that waits."""
    seeds = harbour_seeds(tmp_path / "seeds")
    shutil.copytree(ROOT / "seeds" / "examples", seeds / "examples")
    (seeds / "desk" / "drafts").mkdir(parents=True)
    (seeds / "desk" / "drafts" / f"{ONE}.json").write_text(json.dumps(draft(ONE)), encoding="utf-8")
    return Folders(seeds, tmp_path / "layers", tmp_path / "docs")


def draft(identifier: str, **about: Any) -> dict[str, Any]:
    """A draft with two names and one fact, as far as the list of drafts looks into it."""
    head = {"id": identifier, "name": f"{identifier}.txt", "title": "A quay", "publisher": None, "published": None}
    return {
        "article": {**head, "sha256": identifier * 20, **about},
        "mentions": [{"kind": "place"}, {"kind": "project"}, {"kind": "actor"}],
        "facts": [{"match": {"state": "rival"}}, {"match": {"state": "new"}}],
        "notes": ["Close to another."],
    }


def make_desk(folders: Folders, pipeline: Any = None, access: Access | None = None) -> Starlette:
    """The desk's routes alone, on a server that listens to this machine only unless told otherwise."""
    return Starlette(
        routes=desk_routes(
            pipeline or FakePipeline(),
            lambda: folders,
            lambda: current_catalog(folders.layers, folders.seeds),
            lambda: access or Access("127.0.0.1", opened=False),
        )
    )


def post(app: ASGIApp, target: str, body: Any, **headers: str) -> Answer:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return ask(app, target, "POST", content, **{**HERE, **headers})


def words(answer: Answer) -> str:
    said = answer.json()
    assert isinstance(said, dict)
    assert set(said) == {"message", "problems"}
    return str(said["message"])


# ---- who may use it -----------------------------------------------------------------------------


def _elsewhere(app: ASGIApp) -> ASGIApp:
    """The same application, asked from another machine."""

    async def asked(scope: Scope, receive: Receive, send: Send) -> None:
        await app({**scope, "client": ("192.0.2.7", 1)}, receive, send)

    return asked


AWAYS: dict[str, Callable[[Folders, Any], Answer]] = {
    "bound to the network": lambda f, p: post(make_desk(f, p, Access("0.0.0.0", False)), "/desk/undo", {}),
    "bound to anything": lambda f, p: post(make_desk(f, p, Access(None, False)), "/desk/undo", {}),
    "another name": lambda f, p: post(
        make_desk(f, p), "/desk/undo", {}, host="evil.example", origin="http://evil.example"
    ),
    "a name like ours": lambda f, p: post(
        make_desk(f, p), "/desk/undo", {}, host="localhost.evil.example", origin="http://localhost.evil.example"
    ),
    "no name": lambda f, p: post(make_desk(f, p), "/desk/undo", {}, host=""),
    "a name that is none": lambda f, p: post(make_desk(f, p), "/desk/undo", {}, host="[::1"),
    "another machine": lambda f, p: post(_elsewhere(make_desk(f, p)), "/desk/undo", {}),
    "through a proxy": lambda f, p: post(make_desk(f, p), "/desk/undo", {}, x_forwarded_for="192.0.2.7"),
}


@pytest.mark.parametrize("way", AWAYS)
def test_who_is_not_on_this_machine_is_told_so_and_nothing_is_done(way: str, folders: Folders) -> None:
    pipeline = FakePipeline()

    answer = AWAYS[way](folders, pipeline)

    assert answer.status == 403
    assert words(answer) == AWAY
    assert pipeline.asked == []


@pytest.mark.parametrize("target", LOOKED_AT)
def test_nothing_is_shown_either(target: str, folders: Folders) -> None:
    app = make_desk(folders, access=Access("0.0.0.0", False))

    assert ask(app, target, host="127.0.0.1:8501").status == 403


def test_the_page_learns_that_the_desk_is_closed_without_an_error(folders: Folders) -> None:
    answer = ask(make_desk(folders, access=Access("0.0.0.0", False)), "/desk/state", host="127.0.0.1:8501")

    assert answer.status == 200
    assert answer.json() == {"open": False, "message": AWAY}


def test_whoever_serves_the_map_to_others_may_open_the_desk_to_them(folders: Folders) -> None:
    app = make_desk(folders, access=Access("0.0.0.0", opened=True))

    inside = {"host": "map.example:8501", "origin": "http://map.example:8501"}
    assert ask(app, "/desk/state", host="map.example:8501").json()["open"] is True
    assert post(app, "/desk/undo", {}, **inside).status == 200
    assert post(app, "/desk/undo", {}, **{**inside, "origin": "http://evil.example"}).status == 403


@pytest.mark.parametrize("host", ["localhost", "localhost:8501", "127.0.0.1:80", "[::1]:8501"])
def test_this_machine_has_more_than_one_name(host: str, folders: Folders) -> None:
    assert post(make_desk(folders), "/desk/undo", {}, host=host, origin=f"http://{host}").status == 200


@pytest.mark.parametrize("target", ASKED)
@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "http://evil.example"},
        {"origin": "null"},
        {"origin": "http://127.0.0.1:8502"},
        {"origin": "http://localhost:8501"},
        {"sec_fetch_site": "cross-site"},
        {"sec_fetch_site": "same-site"},
    ],
    ids=str,
)
def test_another_page_cannot_ask_in_a_readers_name(headers: dict[str, str], target: str, folders: Folders) -> None:
    pipeline = FakePipeline()

    answer = post(make_desk(folders, pipeline), target, {"name": "a", "text": "b"}, **headers)

    assert answer.status == 403
    assert "another page" in words(answer)
    assert pipeline.asked == []


def test_what_changes_something_names_its_origin(folders: Folders) -> None:
    answer = ask(make_desk(folders), "/desk/undo", "POST", b"{}", host="localhost", content_type="application/json")

    assert answer.status == 403


@pytest.mark.parametrize("target", ["/desk/state", *LOOKED_AT])
def test_another_page_cannot_look_either(target: str, folders: Folders) -> None:
    app = make_desk(folders)

    assert ask(app, target, host="localhost", sec_fetch_site="cross-site").status == 403
    assert ask(app, target, host="localhost", origin="http://evil.example").status == 403


@pytest.mark.parametrize("target", ASKED)
@pytest.mark.parametrize("kind", ["", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data"])
def test_a_form_is_not_taken(kind: str, target: str, folders: Folders) -> None:
    """Forms are what another page could send without asking first."""
    answer = post(make_desk(folders), target, {}, content_type=kind)

    assert answer.status == 415


@pytest.mark.parametrize("target", ASKED)
def test_what_changes_something_is_no_address_to_open(target: str, folders: Folders) -> None:
    assert ask(make_desk(folders), target, host="localhost").status == 405


@pytest.mark.parametrize("target", ["/desk/state", *LOOKED_AT, *ASKED])
def test_no_answer_is_kept_by_a_browser_or_shared(target: str, folders: Folders) -> None:
    app = make_desk(folders)

    answer = ask(app, target, host="localhost") if target not in ASKED else post(app, target, {})

    assert answer.headers["cache-control"] == "no-store"
    assert not [name for name in answer.headers if name.startswith("access-control")]


# ---- what it is asked ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "body", [b"", b"x", b"[]", b"null", b'{"name": NaN}', b"[" * 100_000, b'{"a":' + b"9" * 5000 + b"}"], ids=len
)
def test_what_is_no_request_is_refused_in_words(body: bytes, folders: Folders) -> None:
    answer = post(make_desk(folders), "/desk/read", body)

    assert answer.status == 400
    assert "Reload the page" in words(answer)


def test_more_than_an_article_is_not_read_into_memory(folders: Folders) -> None:
    pipeline = FakePipeline()

    answer = post(make_desk(folders, pipeline), "/desk/read", b'{"text": "' + b"x" * MAX_BODY + b'"}')

    assert answer.status == 413
    assert "8 MB" in words(answer)
    assert post(make_desk(folders, pipeline), "/desk/undo", b'{"x": "' + b"x" * 20_000 + b'"}').status == 413
    assert pipeline.asked == []


@pytest.mark.parametrize(
    ("asked", "read"),
    [
        ({"name": "a.txt", "text": "Quay"}, ("a.txt", b"Quay")),
        ({"text": "Quay"}, ("pasted.txt", b"Quay")),
        ({"name": "a.html", "base64": b64encode(b"<p>Quay").decode()}, ("a.html", b"<p>Quay")),
        ({"name": "../../etc/passwd", "text": "Quay"}, ("passwd", b"Quay")),
        ({"name": "C:\\texts\\a.txt", "text": "Quay"}, ("a.txt", b"Quay")),
        ({"name": 7, "text": "Quay"}, ("pasted.txt", b"Quay")),
        ({"name": "a" * 500, "text": "Quay"}, ("a" * 200, b"Quay")),
        ({"name": "a.txt", "text": "\ud800"}, ("a.txt", b"?")),
    ],
)
def test_an_article_arrives_as_text_or_as_a_file(
    asked: dict[str, Any], read: tuple[str, bytes], folders: Folders
) -> None:
    pipeline = FakePipeline()

    answer = post(make_desk(folders, pipeline), "/desk/read", asked)

    assert answer.status == 200
    assert pipeline.asked == [("read", *read, {})]


@pytest.mark.parametrize("asked", [{}, {"text": ""}, {"text": " \n"}, {"text": 7}, {"base64": ""}, {"base64": "***"}])
def test_nothing_to_read_is_said_in_words(asked: dict[str, Any], folders: Folders) -> None:
    answer = post(make_desk(folders), "/desk/read", {"name": "a.txt", **asked})

    assert answer.status == 400
    assert words(answer)


def test_what_a_person_knows_of_an_article_goes_along(folders: Folders) -> None:
    pipeline = FakePipeline()
    about = {"published": "2026-03-14", "publisher": " A paper ", "title": "", "address": 7, "text": "no"}

    post(make_desk(folders, pipeline), "/desk/read", {"text": "Quay", "about": about})

    assert pipeline.asked[0][-1] == {"published": "2026-03-14", "publisher": "A paper"}
    wrong = post(make_desk(folders), "/desk/read", {"text": "Quay", "about": {"published": "last week"}})
    assert wrong.status == 400
    assert "'last week' is not a date" in words(wrong)


def test_a_place_is_looked_up_by_its_name(folders: Folders) -> None:
    pipeline = FakePipeline()

    answer = post(make_desk(folders, pipeline), "/desk/places", {"query": " Quay "})

    assert answer.json() == {"candidates": [{"id": "quay", "name": MARK}]}
    assert pipeline.asked == [("places", "Quay")]


@pytest.mark.parametrize(
    "asked", [{}, {"query": ""}, {"query": " \n"}, {"query": 7}, {"query": ["Quay"]}, {"query": "x" * 121}]
)
def test_what_is_no_name_is_not_looked_up(asked: dict[str, Any], folders: Folders) -> None:
    pipeline = FakePipeline()

    answer = post(make_desk(folders, pipeline), "/desk/places", asked)

    assert answer.status == 400
    assert words(answer) == "Give the name of a place, in at most 120 characters."
    assert pipeline.asked == []


def test_nothing_is_stored_that_was_not_looked_at(folders: Folders) -> None:
    pipeline = FakePipeline()

    for base in ({}, {"base": ""}, {"base": None}, {"base": 7}):
        answer = post(make_desk(folders, pipeline), "/desk/store", {"draft": {}, "decisions": {}, **base})
        assert answer.status == 400
        assert "Look at the changes" in words(answer)
    assert pipeline.asked == []


def test_a_failure_is_said_without_traces_or_paths(folders: Folders, caplog: pytest.LogCaptureFixture) -> None:
    pipeline = FakePipeline(RuntimeError(f"a secret in {folders.seeds}"))

    answer = post(make_desk(folders, pipeline), "/desk/plan", {"draft": {}, "decisions": {}})

    assert answer.status == 500
    assert "could not be done" in words(answer)
    assert b"secret" not in answer.body and str(folders.seeds).encode() not in answer.body
    assert "a secret" in caplog.text


def test_a_refusal_of_the_pipeline_is_passed_on_in_its_words(folders: Folders) -> None:
    problems = [{"item": "f1", "field": "statement", "words": "is empty. Write it."}]
    app = make_desk(folders, FakePipeline(DeskError("Not like this.", 409, problems)))

    answer = post(app, "/desk/plan", {})

    assert answer.status == 409
    assert answer.json() == {"message": "Not like this.", "problems": problems}


# ---- what it shows ------------------------------------------------------------------------------


def test_the_drafts_that_wait_are_listed_with_what_is_in_them(folders: Folders) -> None:
    drafts = folders.seeds / "desk" / "drafts"
    (drafts / "article-00000000000000aa.json").write_text('{"article": 7}', encoding="utf-8")
    (drafts / "article-00000000000000bb.json").write_text(json.dumps(draft("bb", title=MARK)), encoding="utf-8")
    (drafts / "Not An Id.json").write_text("{}", encoding="utf-8")
    members = [{"article": one, "similarity": 0.8, "names": [f"{one[-2:]}.txt"]} for one in (ONE, TWO)]
    stories = {"schema": 1, "stories": [{"id": ONE, "members": members}]}
    (drafts / "stories.json").write_text(json.dumps(stories), encoding="utf-8")

    state = ask(make_desk(folders), "/desk/state", host="localhost").json()

    assert (state["open"], state["more"]) == (True, 0)
    assert state["stored"] == [{"id": "1", "title": "A talk", "files": 2}]
    one, broken, hostile = state["drafts"]
    assert "cannot be read" in broken["problem"]
    assert hostile["title"] == MARK
    assert PRODUCT not in str(state)
    assert (one["id"], one["title"], one["places"], one["facts"], one["rivals"]) == (ONE, "A quay", 2, 2, 1)
    assert one["notes"] == ["The same story as 02.txt.", "Close to another."]


@pytest.mark.parametrize("stories", [b"", b"[]", b"{}", b'{"stories": [1]}', b'{"stories": [{"members": [{}]}]}'])
def test_a_broken_list_of_stories_hides_no_draft(stories: bytes, folders: Folders) -> None:
    (folders.seeds / "desk" / "drafts" / "stories.json").write_bytes(stories)

    state = ask(make_desk(folders), "/desk/state", host="localhost").json()

    assert [one["id"] for one in state["drafts"]] == [ONE]


def test_thousands_of_drafts_are_counted_and_the_first_are_shown(folders: Folders) -> None:
    for number in range(2, 300):
        (folders.seeds / "desk" / "drafts" / f"article-{number:016x}.json").write_text("{}")

    state = ask(make_desk(folders), "/desk/state", host="localhost").json()

    assert len(state["drafts"]) + state["more"] == 299
    assert state["more"] == 299 - MAX_DRAFTS


def test_a_draft_whose_article_is_on_record_no_longer_waits(folders: Folders) -> None:
    write_seeds(folders.seeds, articles=[article("talk", [fact("S1", [])]) | {"sha256": "ab" * 32}])
    (folders.seeds / "desk" / "drafts" / f"{TWO}.json").write_text(json.dumps(draft(TWO, sha256="ab" * 32)))

    state = ask(make_desk(folders), "/desk/state", host="localhost").json()

    assert [one["id"] for one in state["drafts"]] == [ONE]


def test_a_draft_is_opened_by_its_id(folders: Folders) -> None:
    assert ask(make_desk(folders), f"/desk/drafts/{ONE}", host="localhost").json() == {"draft": draft(ONE)}


@pytest.mark.parametrize(
    "name",
    ["nothing", TWO, "..", "%2e%2e%2f%2e%2e%2fsubjects", "..%5c..", f"{ONE}.json", f"{ONE}%0a", "%00", LINK],
)
def test_no_draft_leads_out_of_its_folder(name: str, folders: Folders, tmp_path: Path) -> None:
    (tmp_path / "secret.json").write_text("{}")
    (folders.seeds / "desk" / "drafts" / f"{LINK}.json").symlink_to(tmp_path / "secret.json")

    answer = ask(make_desk(folders), f"/desk/drafts/{name}", host="localhost")

    assert answer.status == 404


def test_a_reviewer_chooses_from_what_records_may_say(folders: Folders) -> None:
    forms = ask(make_desk(folders), "/desk/forms", host="localhost").json()

    assert [one["id"] for one in forms["subjects"]] == ["harbour", "policy"]
    assert forms["quote_words"] == 7
    assert "town" in forms["own_kinds"] and "country" not in forms["own_kinds"]
    published = make_desk(Folders(SEEDS, LAYERS, ROOT / "docs"))
    attributes = ask(published, "/desk/forms", host="localhost").json()["attributes"]
    assert {"id": "length", "label": "Length", "units": ["km", "m"], "kind": "length"} in attributes


# ---- with the pipeline itself -------------------------------------------------------------------


@pytest.fixture(scope="module")
def copied(tmp_path_factory: pytest.TempPathFactory) -> Folders:
    """The published records and layers, in a place where they may be changed."""
    folder = tmp_path_factory.mktemp("desk")
    for name in ("seeds", "layers"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("desk", "texts"))
    (folder / "docs").mkdir()
    shutil.copy(ROOT / "docs" / "accuracy.md", folder / "docs")
    return Folders(folder / "seeds", folder / "layers", folder / "docs")


@pytest.fixture(scope="module")
def desk(copied: Folders) -> Starlette:
    return make_desk(copied, GeoPipeline(lambda: date(2026, 3, 20)))


@pytest.fixture(scope="module")
def read(desk: Starlette) -> dict[str, Any]:
    """The draft of the example."""
    example = ask(desk, "/desk/example", host="localhost").json()
    answer = post(desk, "/desk/read", {"name": example["name"], "text": example["text"]})
    assert answer.status == 200, answer.body
    return answer.json()["draft"]


def test_the_example_shows_in_one_text_what_the_desk_is_for(read: dict[str, Any]) -> None:
    names = {one["text"]: one for one in read["mentions"]}
    states = {one["selector"]["exact"]: one["match"]["state"] for one in read["facts"]}

    assert read["article"]["title"] == "Students follow the corridor from the coast to the gorge"
    assert (read["article"]["publisher"], read["article"]["published"]) == ("The Corridor Reader", "2026-03-14")
    assert {"Gwadar Port", "Jhimpir", "Dasu", "Hyderabad"} <= set(names)
    assert len({one["country"] for one in names["Hyderabad"]["candidates"]}) > 1, "one name may mean several places"
    assert names["Beijing"]["kind"] == "actor"
    assert {"same", "rival", "new"} <= set(states.values())


def decisions(read: dict[str, Any]) -> dict[str, Any]:
    """One figure of the example accepted, in words of our own."""
    one = next(one for one in read["facts"] if one["match"]["state"] == "rival")
    amount = one["amounts"][0]
    taken = {key: one[key] for key in ("kind", "subjects", "places", "actors", "confidence", "inferred")}
    claim = {key: amount[key] for key in ("attribute", "value", "unit")}
    claim |= {"as_of": "2026-03-14", "subject": one["subjects"][0]}
    fact = {
        "state": "accepted",
        "statement": "A guide puts the length of the road at twenty-one",
        **taken,
        "claim": claim,
    }
    about = read["article"]
    head = {key: about[key] or "" for key in ("title", "publisher", "published", "address")}
    return {"article": {**head, "dated_by": "The page says it."}, "mentions": {}, "facts": {one["id"]: fact}}


def test_what_was_looked_at_is_stored_and_undone_byte_for_byte(
    desk: Starlette, copied: Folders, read: dict[str, Any]
) -> None:
    before, asked = contents(copied), {"draft": read, "decisions": decisions(read)}

    plan = post(desk, "/desk/plan", asked).json()
    assert plan["problems"] == []
    assert plan["summary"].startswith("Adds 1 fact")
    assert any(one["name"].startswith("seeds/articles/") for one in plan["files"])
    assert contents(copied) == before, "looking changes nothing"

    stale = post(desk, "/desk/store", {**asked, "base": "0" * 64})
    assert stale.status == 409
    assert contents(copied) == before

    stored = post(desk, "/desk/store", {**asked, "base": plan["base"]}).json()
    assert [one["words"] for one in stored["links"]] == ["A guide puts the length of the road at twenty-one"]
    catalog = current_catalog(copied.layers, copied.seeds)
    assert stored["links"][0]["query"]["fact"] in catalog.records.facts
    assert not catalog.problems
    changed = [name for name, content in contents(copied).items() if before.get(name) != content]
    text = read["text"].encode()
    assert changed and not [name for name in changed if text in (copied.seeds.parent / name).read_bytes()]
    assert len(ask(desk, "/desk/state", host="localhost").json()["stored"]) == 1

    again = post(desk, "/desk/plan", asked).json()
    assert "already on record" in again["problems"][0]["words"]

    assert "Taken back" in post(desk, "/desk/undo", {}).json()["message"]
    assert contents(copied) == before
    assert "nothing to undo" in words(post(desk, "/desk/undo", {}))


def test_what_cannot_be_stored_is_named_with_its_item(desk: Starlette, read: dict[str, Any]) -> None:
    decided = decisions(read)
    (identifier,) = decided["facts"]
    decided["facts"][identifier]["statement"] = " "
    decided["article"]["published"] = ""

    plan = post(desk, "/desk/plan", {"draft": read, "decisions": decided}).json()

    items = {one["item"] for one in plan["problems"]}
    assert items == {identifier, "article"}
    assert plan["files"] == []


def look_up(desk: Starlette, query: str) -> list[dict[str, Any]]:
    answer = post(desk, "/desk/places", {"query": query})
    assert answer.status == 200, answer.body
    return answer.json()["candidates"]


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("Kotri", "kotri"),
        ("kotree", "kotri"),
        ("Rakhiot", "bridge-raikot"),
        ("گوادر", "gwadar"),
        ("喀拉蚩", "karachi"),
        ("喀什", "kashgar"),
        ("Mingora", "geonames-1170395"),
        ("Beijing", "geonames-1816670"),
    ],
)
def test_any_spelling_finds_a_place_with_a_reason_in_the_form_of_a_candidate(
    query: str, first: str, desk: Starlette, read: dict[str, Any]
) -> None:
    found = look_up(desk, query)

    drafted = next(one["candidates"][0] for one in read["mentions"] if one["candidates"])
    assert found[0]["id"] == first
    assert 0 < len(found) <= 8
    assert all(one.keys() == drafted.keys() for one in found)
    assert all(query in one["reason"] and one["kind"] != "project" and 0 < one["score"] <= 1 for one in found)
    assert len({one["id"] for one in found}) == len(found)
    assert [one["score"] for one in found] == sorted((one["score"] for one in found), reverse=True)


def test_provinces_are_called_as_the_neutral_view_calls_them(desk: Starlette) -> None:
    srinagar, *_ = look_up(desk, "Srinagar")
    assert "Jammu and Kashmir, administered by India and disputed" in srinagar["reason"]
    assert "Gilgit-Baltistan, administered by Pakistan and disputed" in str(look_up(desk, "Skardu"))


@pytest.mark.parametrize(
    "query", ["nowhere at all in the world", "!!", "x", MARK, "\x00", "\ud800", "%_'\"", "🚂", "a" * 120]
)
def test_what_no_gazetteer_knows_is_answered_with_nothing(query: str, desk: Starlette) -> None:
    assert look_up(desk, query) == []


def test_a_place_that_was_marked_and_looked_up_is_planned_and_an_altered_one_refused(
    desk: Starlette, read: dict[str, Any]
) -> None:
    decided, kotri = decisions(read), look_up(desk, "Kotri")[0]
    start = read["text"].index("said their guide")
    entry = {"state": "accepted", "candidate": None, "own": None, "found": kotri, "start": start, "end": start + 4}
    decided["mentions"] = {"own-m1": entry}

    plan = post(desk, "/desk/plan", {"draft": read, "decisions": decided}).json()
    assert plan["problems"] == []
    assert "1 place" in plan["summary"]

    decided["mentions"] = {"own-m1": {**entry, "found": {**kotri, "lat": 12.5}}}
    (problem,) = post(desk, "/desk/plan", {"draft": read, "decisions": decided}).json()["problems"]
    assert (problem["item"], problem["field"]) == ("own-m1", "found")


@pytest.mark.parametrize("wrong", [None, [], {}, {"schema": 1}, "text"])
def test_a_draft_that_is_none_is_refused_in_words(wrong: Any, desk: Starlette) -> None:
    answer = post(desk, "/desk/plan", {"draft": wrong, "decisions": {}})

    assert answer.status == 400
    assert "Read the article again" in words(answer)


@pytest.mark.parametrize(
    ("name", "text"), [("a.pdf", "%PDF-1.7 x"), ("a.html", "<html><body></body></html>"), ("a.txt", "\x00\x01\x02")]
)
def test_a_file_that_is_no_article_is_refused_in_words(name: str, text: str, desk: Starlette) -> None:
    answer = post(desk, "/desk/read", {"name": name, "text": text})

    assert answer.status == 400
    assert words(answer)


def test_a_date_that_a_person_gives_resolves_days_of_the_week(desk: Starlette) -> None:
    text = "A day at the port\n\nGwadar Port welcomed students on Thursday.\n"

    undated = post(desk, "/desk/read", {"text": text}).json()["draft"]
    dated = post(desk, "/desk/read", {"text": text, "about": {"published": "2026-03-14"}}).json()["draft"]

    assert [one["dates"] for one in undated["facts"]] == [[]]
    assert [one["edtf"] for one in dated["facts"][0]["dates"]] == ["2026-03-12"]


def contents(folders: Folders) -> dict[str, bytes]:
    """Every file of the copy but what the desk keeps for itself."""
    root = folders.seeds.parent
    files = (path for path in root.rglob("*") if path.is_file() and "desk" not in path.relative_to(root).parts)
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in files}
