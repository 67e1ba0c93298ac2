"""How the gazetteer becomes a Linked Places file, so that other gazetteers can be matched with ours."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from cpec_map.gazetteer import LINKED_PLACES, PROVINCES, Place, read_gazetteer
from cpec_map.layer import DECIMALS, LayerError, Problem, write_whole
from cpec_map.record import Source, read_records

RECORDS = "gazetteer.csv"
# Below layers/, where the page reads no layer: the file is GeoJSON, but none of ours.
CONTEXT = "https://raw.githubusercontent.com/LinkedPasts/linked-places/master/linkedplaces-context-v1.1.jsonld"
# The format scopes a place in time; ours are as the corridor's documents of this year name them.
YEAR = "2026"
LICENCE = "ODbL-1.0"

# Kind -> class and code of the GeoNames ontology, a published vocabulary that has a term for each of them.
_CODES = {
    "city": "P.PPL",
    "town": "P.PPL",
    "village": "P.PPL",
    "station": "S.RSTN",
    "halt": "S.RSTP",
    "junction": "R.RDJCT",
    "interchange": "R.RDJCT",
    "bridge": "S.BDG",
    "road": "R.RD",
    "pass": "T.PASS",
    "border crossing": "S.PSTB",
    "port": "L.PRT",
    "dry port": "L.INDS",
    "airport": "S.AIRP",
    "zone": "L.INDS",
    "power plant": "S.PS",
    "dam": "S.DAM",
    "lake": "H.LK",
    "island": "T.ISL",
    "region": "A.ADM1",
    "country": "A.PCLI",
}


def build_gazetteer(seeds: Path, layers: Path) -> tuple[Path, ...]:
    """Write the Linked Places file; returns the files written, none for records without a gazetteer.

    Raises ``LayerError``, and writes nothing, for a wrong record.
    """
    if not (seeds / RECORDS).exists():
        return ()
    text, problems = _gazetteer(seeds)
    if problems:
        raise LayerError(problems)
    path = layers / LINKED_PLACES
    write_whole(path, text)
    return (path,)


def check_gazetteer(seeds: Path, layers: Path) -> Iterator[Problem]:
    """Everything wrong with the gazetteer's records, and whether the published file is what they would build."""
    if not (seeds / RECORDS).exists():
        return
    text, problems = _gazetteer(seeds)
    yield from problems
    path = layers / LINKED_PLACES
    name = f"layers/{LINKED_PLACES.as_posix()}"
    if problems:
        return
    if not path.is_file():
        yield Problem(name, "file", "is missing.", "Run `python -m geo build`.")
    elif path.read_bytes() != text:
        yield Problem(name, "file", "is not what the records build.", "Run `python -m geo build`.")


def linked_places(places: Sequence[Place], sources: Mapping[str, Source]) -> dict[str, Any]:
    """The places as a FeatureCollection of the Linked Places format 1.2 (GeoJSON and JSON-LD at once)."""
    cited = sorted({source for place in places for source in (place.source, place.names_source) if source is not None})
    return {
        "type": "FeatureCollection",
        "@context": CONTEXT,
        "title": "Gazetteer of the China–Pakistan Economic Corridor",
        "license": LICENCE,
        "attribution": "; ".join(sorted({credit for source in cited for credit in _credits(sources[source])})),
        "sources": [_source(sources[source]) for source in cited],
        "features": [_feature(place, sources) for place in places],
    }


def _gazetteer(seeds: Path) -> tuple[bytes, Sequence[Problem]]:
    places, problems = read_gazetteer(seeds / RECORDS)
    sources = read_records(seeds).sources
    # A row of sources.csv with a fault is no source, and is reported with the other records.
    faulty = {name for place in places for name in (place.source, place.names_source) if name} - sources.keys()
    remedy = "Correct its row in sources.csv."
    problems = (
        *problems,
        *(Problem(f"seeds/{RECORDS}", f"source {one}", "has no usable row.", remedy) for one in sorted(faulty)),
    )
    if problems:
        return b"", problems
    document = linked_places(places, sources)
    head = {key: value for key, value in document.items() if key != "features"}
    lines = json.dumps(head, ensure_ascii=False, allow_nan=False, indent=2).removesuffix("\n}")
    # One place a line, so that a diff shows the place that changed.
    features = ",\n".join(f"    {_compact(feature)}" for feature in document["features"])
    return f'{lines},\n  "features": [\n{features}\n  ]\n}}\n'.encode(), ()


def _feature(place: Place, sources: Mapping[str, Source]) -> dict[str, Any]:
    feature = {
        # Relative to the address of the file, which is the only address that we know it will have.
        "@id": f"#{place.id}",
        "type": "Feature",
        "properties": _properties(place),
        "when": {"timespans": [{"start": {"in": YEAR}}]},
        "names": list(_names(place, sources)),
        "types": [_type(place.kind)],
        "geometry": _geometry(place, sources),
        "links": list(_links(place)),
        "descriptions": [{"value": f"{place.note}.", "lang": "en"}] if place.note else [],
    }
    return {key: value for key, value in feature.items() if value != []}


def _properties(place: Place) -> dict[str, Any]:
    properties = {
        "title": place.name,
        "ccodes": [place.country],
        "fclasses": [_CODES[place.kind][0]],
        "kind": place.kind,
        "province": place.province,
        "province_name": PROVINCES.get(place.province or ""),
        "precision": place.precision,
        "accuracy_m": None if place.accuracy_m is None else round(place.accuracy_m),
        "source": place.source,
        "feature": place.feature,
    }
    return {key: value for key, value in properties.items() if value is not None}


def _names(place: Place, sources: Mapping[str, Source]) -> Iterator[dict[str, Any]]:
    cited = place.source or place.names_source
    # The format wants a citation for at least one name; a place that no source locates is cited as ours.
    yield {"toponym": place.name, "lang": "en", "citations": [_citation(sources[cited]) if cited else _OURS]}
    for language, toponym in (("ur", place.name_ur), ("zh", place.name_zh)):
        if toponym is not None and place.names_source is not None:
            yield {"toponym": toponym, "lang": language, "citations": [_citation(sources[place.names_source])]}
    for alias in place.aliases:
        yield {"toponym": alias}


_OURS = {"label": "Gazetteer of the China–Pakistan Economic Corridor"}


def _citation(source: Source) -> dict[str, str]:
    return {"label": source.title, **({"@id": source.address} if source.address else {})}


def _type(kind: str) -> dict[str, Any]:
    identifier = f"https://www.geonames.org/ontology#{_CODES[kind]}"
    return {"identifier": identifier, "label": kind, "sourceLabels": [{"label": kind, "lang": "en"}]}


def _geometry(place: Place, sources: Mapping[str, Source]) -> dict[str, Any]:
    if place.lon is None or place.lat is None or place.accuracy_m is None or place.source is None:
        # The format writes the word "null" here, which GeoJSON forbids; both read an empty list as no geometry.
        return {"type": "GeometryCollection", "geometries": []}
    certainty = "certain" if place.accuracy_m <= 1000 else "less-certain" if place.accuracy_m <= 5000 else "uncertain"
    point = {
        "type": "Point",
        "coordinates": [round(place.lon, DECIMALS), round(place.lat, DECIMALS)],
        "citations": [_citation(sources[place.source])],
        "certainty": certainty,
    }
    return {"type": "GeometryCollection", "geometries": [point]}


def _links(place: Place) -> Iterator[dict[str, str]]:
    # The point or extent may be another than theirs, so the match is close, not exact.
    if place.geonames is not None:
        yield {"type": "closeMatch", "identifier": f"https://www.geonames.org/{place.geonames}"}
    if place.wikidata is not None:
        yield {"type": "closeMatch", "identifier": f"http://www.wikidata.org/entity/{place.wikidata}"}
    if place.osm is not None:
        yield {"type": "closeMatch", "identifier": f"https://www.openstreetmap.org/{place.osm}"}


def _source(source: Source) -> dict[str, str]:
    fields = {
        "id": source.id,
        "title": source.title,
        "address": source.address,
        "licence": source.licence,
        "credit": source.credit,
    }
    return {key: value for key, value in fields.items() if value}


def _credits(source: Source) -> list[str]:
    # A compiled source credits several, some of which other sources credit too.
    return [credit.removesuffix(" (CC BY 4.0)") for credit in (source.credit or source.title).split("; ")]


def _compact(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
