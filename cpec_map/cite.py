"""Citations to copy: a fact, a claim or a source as plain text, BibTeX or CSL-JSON."""

from __future__ import annotations

import calendar
import json
import re
from datetime import date
from typing import Any

from pylatexenc.latexencode import UnicodeToLatexEncoder

from cpec_map.edtf import bounds, in_words
from cpec_map.project import Step
from cpec_map.record import Article, Claim, Fact, Source

FORMS = ("plain", "bibtex", "csl")
_MONTHS = calendar.month_name
_ADDRESS = re.compile(r"https?://[^\s<>\"{}\\^`|]+")
# Everything that TeX would act on is written out; letters of other scripts stay as they are.
_LATEX = UnicodeToLatexEncoder(non_ascii_only=False, unknown_char_policy="keep", unknown_char_warning=False)


def cite_claim(claim: Claim, source: Source, label: str, form: str, today: date) -> str:
    """The source of a claim, cited for its value; ``label`` is what the claim measures. ``form`` is one of ``FORMS``.

    Raises ``ValueError`` for another form.
    """
    value = " ".join(part for part in (claim.value, claim.unit) if part)
    said = f"{label}: {value}{f' (as of {claim.as_of})' if claim.as_of else ''}"
    return _write(_item(f"{source.id}-{claim.id}", source, said, today), form)


def cite_fact(fact: Fact, article: Article, form: str, today: date) -> str:
    """The article of a fact, cited for the words that say it. Raises ``ValueError`` for an unknown form."""
    said = f"{fact.statement} (“{fact.selector.exact}”, paragraph {fact.selector.paragraph})"
    # The record names no publisher where the article's copy names none; none is invented.
    source = Source(article.id, article.title, None, article.published, None, "", None)
    return _write(_item(f"article-{fact.id}", source, said, today), form)


def cite_step(step: Step, source: Source, name: str, form: str, today: date) -> str:
    """The source of a status that the project ``name`` came into. Raises ``ValueError`` for an unknown form."""
    said = f"{name}: {step.status.replace('-', ' ')} ({in_words(step.date)})"
    return _write(_item(f"{source.id}-{step.id}", source, said, today), form)


def cite_source(source: Source, form: str, today: date) -> str:
    """A source by itself. Raises ``ValueError`` for an unknown form."""
    return _write(_item(source.id, source, "", today), form)


def _item(identifier: str, source: Source, said: str, today: date) -> dict[str, Any]:
    """One item of CSL-JSON (https://citeproc-js.readthedocs.io/en/latest/csl-json/markup.html)."""
    item: dict[str, Any] = {"id": identifier, "type": "webpage", "title": _clean(source.title)}
    if source.publisher:
        item["container-title"] = _clean(source.publisher)
    issued = _issued(source.date or "")
    if issued is not None:
        item["issued"] = issued
    if source.address and _ADDRESS.fullmatch(source.address):
        item["URL"] = source.address
        item["accessed"] = {"date-parts": [[today.year, today.month, today.day]]}
    if said:
        item["note"] = f"Cited for: {_clean(said)}"
    return item


def _issued(edtf: str) -> dict[str, Any] | None:
    """An EDTF date in CSL's parts, as exact as it was given; ``None`` where it is not known."""
    if not edtf or bounds(edtf) is None:
        return None
    ends = [re.findall(r"[0-9]+", part) for part in edtf.split("/") if part not in ("", "..")]
    if "X" in edtf or not all(ends) or len(ends) != len(edtf.split("/")):
        return {"raw": edtf}
    parts = [[int(number) for number in end] for end in ends]
    if any(len(end) > 1 and end[1] > 12 for end in parts):  # a season
        return {"raw": edtf}
    return {"date-parts": parts, **({"circa": True} if re.search(r"[~?%]", edtf) else {})}


def _write(item: dict[str, Any], form: str) -> str:
    if form == "csl":
        return json.dumps([item], ensure_ascii=False, indent=2) + "\n"
    if form == "bibtex":
        return _bibtex(item)
    if form == "plain":
        return _plain(item)
    raise ValueError(f"{form!r} is not a form of citation; use one of {', '.join(FORMS)}.")


def _plain(item: dict[str, Any]) -> str:
    issued = item.get("issued")
    words = [
        item.get("container-title", ""),
        f"“{item['title']}”",
        _date_words(issued) if issued else "undated",
        f"{item['URL']} (accessed {_date_words(item['accessed'])})" if "URL" in item else "",
    ]
    note = f" {item['note']}." if "note" in item else ""
    return f"{', '.join(word for word in words if word)}.{note}"


def _bibtex(item: dict[str, Any]) -> str:
    issued = item.get("issued", {})
    first = issued.get("date-parts", [[]])[0]
    fields = {
        "title": f"{{{_latex(item['title'])}}}",
        "organization": _latex(item.get("container-title", "")),
        "date": "/".join("-".join(f"{number:02}" for number in end) for end in issued.get("date-parts", [])),
        "year": str(first[0]) if first else "",
        "url": item.get("URL", ""),
        "urldate": "-".join(f"{number:02}" for number in item["accessed"]["date-parts"][0]) if "URL" in item else "",
        "note": _latex(item.get("note", "")),
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join([f"@online{{{re.sub(r'[^A-Za-z0-9-]', '-', item['id'])},", *lines, "}", ""])


def _date_words(issued: dict[str, Any]) -> str:
    if "raw" in issued:
        return _clean(issued["raw"])
    ends = [
        " ".join([*(str(day) for day in end[2:]), *(_MONTHS[end[1]] for _ in end[1:2]), str(end[0])])
        for end in issued["date-parts"]
    ]
    return f"{'about ' if issued.get('circa') else ''}{' to '.join(ends)}"


def _latex(text: str) -> str:
    return str(_LATEX.unicode_to_latex(text))


def _clean(text: str) -> str:
    """One line without control characters."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())
