"""Small layers and records made for a test, and the published ones."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from cpec_map.catalog import Catalog, open_catalog
from cpec_map.layer import bounds, format_layer

ROOT = Path(__file__).resolve().parent.parent
LAYERS, SEEDS = ROOT / "layers", ROOT / "seeds"

# Text as a stranger may write it, harmless wherever it lands. Where anything takes it for a template
# or for code, PRODUCT appears.
MARK = "PROBE-<b>{{ 1234*5678 }}</b> ${1234*5678} &lt;"
PRODUCT = "7006652"

_PROJECT_COLUMNS = (
    *("id", "name", "sector", "kind", "subject", "features", "part_of", "provinces", "place", "lon", "lat"),
    *("accuracy_m", "position_source", "gazetteer", "confidence", "sources", "note"),
)
# Tables that a folder of records may do without.
_MORE_TABLES = {
    "projects.csv": _PROJECT_COLUMNS,
    "history.csv": ("id", "project", "status", "date", "source", "confidence", "note"),
    "changes.csv": ("date", "change", "record", "id", "why"),
}
_TABLES = {
    "subjects.csv": ("id", "name", "kind", "summary", "parent"),
    "attributes.csv": ("id", "label", "unit_kind", "order", "rule"),
    "sources.csv": ("id", "title", "publisher", "date", "address", "licence", "credit"),
    "gaps.csv": ("subject", "attribute", "note"),
    "claims/all.csv": (
        *("id", "subject", "attribute", "value", "unit", "as_of", "source", "confidence", "note", "place"),
    ),
}


@cache
def published() -> Catalog:
    """The catalog of this repository's own folders."""
    return open_catalog(LAYERS, SEEDS)


def feature(identifier: str, lon: float = 62.3, lat: float = 25.1, **properties: Any) -> dict[str, Any]:
    """A point that passes every rule; a property given as ``None`` is left out."""
    usual = {"name": identifier, "status": "existing", "precision": "located", "accuracy_m": 100, "source": "s"}
    return {
        "type": "Feature",
        "id": identifier,
        "geometry": {"type": "Point", "coordinates": [lon, lat]},
        "properties": {key: value for key, value in {**usual, **properties}.items() if value is not None},
    }


def layer(identifier: str, features: Iterable[Mapping[str, Any]] = (), **head: Any) -> dict[str, Any]:
    """A layer that passes every rule, with one feature of the layer's own name when none are given."""
    features = list(features) or [feature(f"{identifier}-one")]
    usual = {
        "schema": "1.0",
        "id": identifier,
        "title": f"The {identifier}",
        "group": "Ports",
        "licence": "CC-BY-4.0",
        "attribution": "Nobody",
        "sources": [{"id": "s", "title": "A source", "address": "https://example.org", "licence": "CC-BY-4.0"}],
    }
    box = bounds([one["geometry"] for one in features])
    return {"type": "FeatureCollection", "layer": {**usual, **head}, "bbox": box, "features": features}


def write_layers(folder: Path, *documents: Mapping[str, Any]) -> Path:
    """A folder that holds these layers, base layers in ``base/``, each file named after its layer."""
    (folder / "base").mkdir(parents=True, exist_ok=True)
    for document in documents:
        head = document["layer"]
        place = folder / "base" if head.get("role") == "base" else folder
        (place / f"{head['id']}.geojson").write_bytes(format_layer(document))
    return folder


def write_seeds(folder: Path, articles: Iterable[Mapping[str, Any]] = (), **rows: list[dict[str, Any]]) -> Path:
    """A folder of records: ``subjects``, ``attributes``, ``sources``, ``gaps``, ``claims`` as rows, and articles."""
    (folder / "claims").mkdir(parents=True, exist_ok=True)
    (folder / "articles").mkdir(exist_ok=True)
    more = {name: columns for name, columns in _MORE_TABLES.items() if name.removesuffix(".csv") in rows}
    for name, columns in {**_TABLES, **more}.items():
        with (folder / name).open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, columns, restval="", lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows.get("claims" if "/" in name else name.removesuffix(".csv"), []))
    for article in articles:
        (folder / "articles" / f"{article['id']}.toml").write_text(_toml(article), encoding="utf-8")
    return folder


def article(identifier: str, facts: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """An article record with these facts."""
    return {
        "id": identifier,
        "title": "A talk",
        "citation": "A paper, 2024",
        "published": "2024-11-08",
        "dated_by": "The paper's own date.",
        "sha256": "0" * 64,
        "characters": 1000,
        "paragraphs": 3,
        "fact": list(facts),
    }


def fact(identifier: str, subjects: Iterable[str], exact: str = "a quote", **more: Any) -> dict[str, Any]:
    """A fact about these subjects."""
    return {
        "id": identifier,
        "statement": f"What {identifier} says",
        "subjects": list(subjects),
        "places": [],
        "actors": [],
        "kind": "event",
        "confidence": "high",
        "selector": {"paragraph": 1, "exact": exact, "start": 10, "end": 10 + len(exact)},
        **more,
    }


def project(identifier: str, **more: Any) -> dict[str, Any]:
    """A project without a place on the map."""
    usual = {"name": f"Works {identifier}", "sector": "energy", "kind": "power station", "confidence": "high"}
    return {"id": identifier, **usual, **more}


def step(identifier: str, project: str, status: str, date: str, **more: Any) -> dict[str, Any]:
    """A status that a project came into."""
    usual = {"source": "s", "confidence": "high"}
    return {"id": identifier, "project": project, "status": status, "date": date, **usual, **more}


def claim(identifier: str, attribute: str = "length", subject: str = "harbour", **more: Any) -> dict[str, Any]:
    """A claim about the harbour."""
    usual = {"value": "7", "unit": "km", "as_of": "2024", "source": "s", "confidence": "high"}
    return {"id": identifier, "subject": subject, "attribute": attribute, **usual, **more}


def harbour_seeds(folder: Path, claims: Iterable[dict[str, Any]] = (), facts: Iterable[dict[str, Any]] = ()) -> Path:
    """Records of one subject that is drawn (``harbour``) and one that is not (``policy``)."""
    return write_seeds(
        folder,
        articles=[article("talk", facts)],
        subjects=[
            {"id": "harbour", "name": "Harbour", "kind": "port"},
            {"id": "policy", "name": "P", "kind": "policy"},
        ],
        attributes=[
            {"id": "length", "label": "Length", "unit_kind": "length", "order": 20, "rule": "latest"},
            {"id": "depth", "label": "Depth", "unit_kind": "length", "order": 10, "rule": "best-supported"},
        ],
        sources=[{"id": "s", "title": "A source", "licence": "cited"}],
        claims=list(claims),
    )


def hostile_catalog(folder: Path) -> Catalog:
    """A catalog whose every free text, in layers and records, is ``MARK``."""
    said = {
        "kind": MARK,
        "note": MARK,
        "name_ur": MARK,
        "name_zh": MARK,
        "aliases": MARK,
        "licence": MARK,
        "date": MARK,
    }
    head = {
        "title": MARK,
        "group": MARK,
        "about": MARK,
        "accuracy": MARK,
        "date": MARK,
        "attribution": MARK,
        "licence": MARK,
        "facts": [{"property": "note", "label": MARK, "unit": MARK}],
        "sources": [{"id": "s", "title": MARK, "address": MARK, "licence": MARK, "credit": MARK}],
    }
    here = feature("harbour-one", name=MARK, subject="harbour", **said)
    town = feature("town", name=MARK, **said)
    write_layers(
        folder / "layers",
        layer("harbour", [here], **head),
        layer("towns", [town], role="base", draw="city", **head),
    )
    (folder / "layers" / "broken.geojson").write_text(json.dumps({MARK: 1, "type": MARK}))
    write_seeds(
        folder / "seeds",
        articles=[
            {
                **article(
                    "talk",
                    [
                        fact(
                            "F1",
                            ["harbour"],
                            MARK,
                            statement=MARK,
                            kind=MARK,
                            inferred=MARK,
                            actors=[MARK],
                            places=[MARK],
                        )
                    ],
                ),
                **{"title": MARK, "citation": MARK, "dated_by": MARK},
            }
        ],
        subjects=[{"id": "harbour", "name": MARK, "kind": "port", "summary": MARK, "parent": MARK}],
        attributes=[{"id": "length", "label": MARK, "unit_kind": MARK, "order": 1, "rule": "latest"}],
        sources=[
            {"id": "s", "title": MARK, "publisher": MARK, "address": "https://PROBE.example/{{1234*5678}}"}
            | {"licence": MARK, "credit": MARK}
        ],
        gaps=[{"subject": "harbour", "attribute": "length", "note": MARK}],
        claims=[claim("C1", value=MARK, unit=MARK, note=MARK)],
    )
    return open_catalog(folder / "layers", folder / "seeds")


def texts_of(value: Any) -> list[str]:
    """Every text in a JSON value, keys aside."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, Mapping):
        return [text for one in value.values() for text in texts_of(one)]
    if isinstance(value, (list, tuple)):
        return [text for one in value for text in texts_of(one)]
    return []


def _toml(record: Mapping[str, Any]) -> str:
    # Every JSON text, number and list of texts is also TOML; a mapping is written inline.
    lines = [f"{key} = {_toml_value(value)}" for key, value in record.items()]
    return "\n".join(lines) + "\n"


def _toml_value(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{key} = {_toml_value(one)}" for key, one in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(_toml_value(one) for one in value) + "]"
    return json.dumps(value)
