"""The map and the panel beside it: two components that share one selection, in one fragment."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import streamlit as st

from cpec_map.anchor import MAX_CHARACTERS, check_text, mark_text
from cpec_map.catalog import Catalog
from cpec_map.facts import describe
from cpec_map.link import Selection, read_link, write_link
from page.places import WEB_VERSION, seeds_folder

# The module that Streamlit mounts only fetches ours by address, so that no script travels with a rerun.
LOADER = """
const modules = new Map();
export default function (component) {
  const address = new URL(component.data.module, document.baseURI).href;
  if (!modules.has(address)) modules.set(address, import(address));
  let leave, gone = false;
  modules.get(address).then((module) => { if (!gone) leave = module.default(component); });
  return () => { gone = true; if (leave) leave(); };
}
"""
CORRIDOR_MAP = st.components.v2.component(
    "corridor_map", html='<div class="chart"></div>', js=LOADER, isolate_styles=False
)
_PANEL = st.components.v2.component("corridor_panel", html='<div class="panel"></div>', js=LOADER, isolate_styles=False)


@st.fragment
def show_corridor(catalog: Catalog, start: Selection) -> None:
    """Draw the map and the panel; a choice on either reruns this fragment and nothing else."""
    with st.container(key="shell"):
        with st.container(key="chart"):
            chart = CORRIDOR_MAP(
                key="map",
                data={
                    "module": f"map/web/{WEB_VERSION}/chart.js",
                    "digest": catalog.digest,
                    "start": write_link(start),
                },
                on_chosen_change=_nothing,
            )
        with st.container(key="panel"):
            selection = _selection(chart.chosen, start, catalog)
            panel = _PANEL(
                key="facts",
                data={
                    "module": f"map/web/{WEB_VERSION}/panel.js",
                    "digest": catalog.digest,
                    "view": describe(catalog, selection),
                    "texts": _texts(catalog),
                },
                on_text_change=_nothing,
            )
            if panel.text is not None:
                _supply_text(panel.text, catalog)
                st.rerun(scope="fragment")


def _selection(chosen: Any, start: Selection, catalog: Catalog) -> Selection:
    """What was chosen on the page, read as strictly as a link; before the first choice, what the link asked for."""
    if not isinstance(chosen, Mapping):
        return start
    asked = read_link({str(key): str(value) for key, value in chosen.items() if value is not None}, catalog)
    return replace(start, feature=asked.feature, subject=asked.subject, fact=asked.fact, withdrawn=asked.withdrawn)


def _supply_text(supplied: Any, catalog: Catalog) -> None:
    """Keep a text for this visit, if it is one for an article on record; one character too many is enough to refuse."""
    article, text = (supplied.get("article"), supplied.get("text")) if isinstance(supplied, Mapping) else (None, None)
    if isinstance(article, str) and isinstance(text, str) and article in catalog.records.articles:
        st.session_state.setdefault("texts", {})[article] = text[: MAX_CHARACTERS + 1]


def _texts(catalog: Catalog) -> dict[str, Any]:
    """For each article whose text is at hand (pasted, or in ``seeds/texts``): the report and the marked paragraphs."""
    texts = {}
    for article in catalog.records.articles.values():
        text = st.session_state.get("texts", {}).get(article.id)
        if text is None:
            path = seeds_folder() / "texts" / f"{article.id}.txt"
            text = path.read_text(encoding="utf-8", errors="replace") if path.is_file() else None
        if text is not None:
            texts[article.id] = _marked(article, text)
    return texts


def _marked(article: Any, text: str) -> dict[str, Any]:
    report = check_text(article, text)
    return {
        "same": report.same,
        "message": report.message,
        "paragraphs": [
            [{"text": run.text, "facts": list(run.facts)} for run in paragraph]
            for paragraph in mark_text(article, text)
        ]
        if report.usable
        else [],
    }


def _nothing() -> None:
    """Streamlit wants a callback for every state that is read; reading it is all we do."""
